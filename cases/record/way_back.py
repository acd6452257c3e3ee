"""The way back: to the part of the pathway where a fact was opened, to the list from which a record was."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cases.models import YoungPerson

# What says, in the address of a record, which part of the pathway it shows.
WINDOW = ("genre", "de", "jusque", "page")
# In the address of a fact's form: the event of the pathway from which it was opened.
FACT = "fait"
AN_EVENT = re.compile(r"[a-z-]{1,20}-\d{1,18}-\w{1,40}")
# The lists from which one opens a record, as the way back to them is called.
LISTS = {
    "home": "Accueil",
    "cases:alert_list": "Alertes",
    "cases:caserequest_list": "Demandes",
    "cases:handover_list": "Relais",
    "cases:imilo_list": "À reporter dans i-milo",
    "cases:permanence_detail": "La permanence",
    "cases:referral_list": "Orientations",
    "cases:release_list": "Sorties de détention",
    "cases:restriction_list": "Dossiers réservés",
    "cases:sentenceadjustment_list": "Aménagements de peine",
    "cases:stock_detail": "Les places",
    "cases:unitreview_detail": "Le point",
    "cases:youngperson_list": "Tous les jeunes",
}
FOUND = "Les jeunes trouvés"
LEFT = "list_left"
LONGEST_ADDRESS = 500


def window_of(asked: QueryDict) -> QueryDict:
    """What an address asks of the pathway, and nothing else."""
    window = QueryDict(mutable=True)
    for name in WINDOW:
        if given := [value for value in asked.getlist(name) if value]:
            window.setlist(name, given)
    return window


def with_window(address: str, window: QueryDict, **more: str) -> str:
    """The address, with that window of the pathway."""
    query = window.copy()
    for name, value in more.items():
        query[name] = value
    return f"{address}?{query.urlencode()}" if query else address


def way_back(request: HttpRequest, person: YoungPerson, anchor: str = "") -> str:
    """Where the form of a fact leads back to: the event from which it was opened; else that place of the record."""
    window, fact = window_of(request.GET), request.GET.get(FACT, "")
    place = fact if AN_EVENT.fullmatch(fact) else anchor
    return with_window(person.get_absolute_url(), window) + (f"#{place}" if place else "")


def list_left(request: HttpRequest) -> dict[str, Any]:
    """The link back to the list from which one came to a record, as it was filtered; kept in the session while one
    works on the record."""
    referer, address = request.headers.get("Referer", ""), ""
    # Said first: what is no address at all is not ours either.
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        came_from = urlsplit(referer)
        address = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    if address and len(address) <= LONGEST_ADDRESS and called(address) and request.session.get(LEFT) != address:
        request.session[LEFT] = address
    kept = request.session.get(LEFT, "")
    whole = reverse("cases:youngperson_list")
    return {"label": called(kept) or LISTS["cases:youngperson_list"], "url": kept if called(kept) else whole}


def called(address: str) -> str:
    """How the way back to that list is called; empty for any other page."""
    path, _, query = address.partition("?")
    try:
        name = resolve(path).view_name if path else ""
    except Http404:
        return ""
    is_filtered = any(value for key, value in QueryDict(query).items() if key != "page")
    return FOUND if name == "cases:youngperson_list" and is_filtered else LISTS.get(name, "")
