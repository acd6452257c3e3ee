"""The young people one may see: their list, and the record of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.filters import YoungPersonFilter
from cases.journal import disclose
from cases.models import CaseFile, Programme, Referral, Restriction, YoungPerson
from cases.person_record import person_record
from cases.record.pathway import read_pathway
from cases.record.reading import Reading, read_person
from cases.record.together import fetch_together
from partners.access import reads_people, signed_in
from partners.models import User

PEOPLE_A_PAGE = 50
# Some twenty sheets of paper.
MOST_ON_PAPER = 1000


def shown_person(request: HttpRequest, code: str, at: datetime) -> YoungPerson:
    """The person of an address, once the journal says so. Raises Http404 for one whom the user may not see."""
    [person] = disclose(request, [visible_person(request, code, at)], at)
    return person


def visible_person(request: HttpRequest, code: str, at: datetime) -> YoungPerson:
    """The person of an address, not yet disclosed. Raises Http404 for one whom the user may not see."""
    return get_object_or_404(YoungPerson.objects.visible_to(signed_in(request), at), code=code)


def shown_reading(request: HttpRequest, code: str, at: datetime) -> Reading:
    """The person of an address with what the user reads of them, once the journal says so. Raises Http404 for one whom
    the user may not see."""
    reading = read_person(signed_in(request), code, at)
    disclose(request, [reading.person], at)
    return reading


@reads_people
@require_safe
def youngperson_list(request: HttpRequest) -> HttpResponse:
    """Those whom one may see, by name."""
    user, at = signed_in(request), timezone.now()
    referrals = Referral.objects.visible_to(user, at)
    filtered = YoungPersonFilter(request.GET, queryset=by_name(user, at), user=user, at=at, referrals=referrals)
    page = Paginator(filtered.qs, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    people = disclose(request, page.object_list, at)
    shown = referrals.filter(person__in=[person.pk for person in people]).order_by("referred_on", "code")
    rows = fetch_together({"referrals": shown, "programmes": Programme.objects.all()})
    filtered.offer(rows["programmes"])
    last = {referral.person_id: referral for referral in rows["referrals"]}
    page.object_list = [person_row(person, last.get(person.pk)) for person in people]
    return render(
        request, "cases/youngperson_list.html", {"filter": filtered, "page_obj": page}, status=filtered.status
    )


def by_name(user: User, at: datetime) -> Any:
    """The people whom this user may see, sorted as their folded names are."""
    folded = CaseFile.objects.filter(person=OuterRef("pk")).order_by("folded_name").values("folded_name")[:1]
    restricted = Restriction.objects.running().filter(person=OuterRef("pk"))
    return (
        YoungPerson.objects.visible_to(user, at)
        .annotate(sort_name=Coalesce(folded, Lower("last_name")), is_restricted=Exists(restricted))
        .order_by("sort_name", "first_name", "code")
    )


def person_row(person: YoungPerson, referral: Referral | None) -> dict[str, Any]:
    """A line of the list, with the last referral that one sees."""
    return {
        "name": f"{person.last_name} {person.first_name}",
        "url": person.get_absolute_url(),
        "reference": person.code,
        "birth_date": person.birth_date,
        "referral": referral,
        "is_restricted": person.is_restricted,  # type: ignore[attr-defined]
    }


def kept_record(request: HttpRequest, code: str, at: datetime) -> YoungPerson:
    """Whom a reference from before a merge stands for. Raises Http404 for any other one, and for one whom the user may
    not see."""
    return get_object_or_404(YoungPerson.objects.visible_to(signed_in(request), at), aliases__code=code)


@reads_people
@require_safe
def youngperson_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One person: identity, what holds today, what comes next, the pathway, as far as one's roles read them. A
    reference from before a merge leads to the record that was kept."""
    at = timezone.now()
    try:
        reading = shown_reading(request, code, at)
    except Http404:
        return redirect(kept_record(request, code, at))
    pathway = read_pathway(reading, request.GET)
    context = person_record(reading, pathway)
    context["back"] = {"label": "Tous les jeunes", "url": reverse("cases:youngperson_list")}
    return render(request, "cases/youngperson_detail.html", context, status=pathway.status)


@reads_people
@require_safe
def youngperson_print(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper, with all of the pathway that was asked for, and no note."""
    reading = shown_reading(request, code, timezone.now())
    pathway = read_pathway(reading, request.GET, size=MOST_ON_PAPER, with_notes=False)
    context = person_record(reading, pathway)
    back = f"{reading.person.get_absolute_url()}?{request.GET.urlencode()}"
    context["back"] = {"label": "Retour au dossier", "url": back}
    context["printed_on"] = reading.on
    return render(request, "cases/youngperson_print.html", context, status=pathway.status)
