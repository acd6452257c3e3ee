"""The young people one may see: their list, and the record of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.converters import addresses
from cases.filters import YoungPersonFilter
from cases.journal import disclose
from cases.models import Programme, ReferralDecision, YoungPerson
from cases.people_list import LastReferral, Listed, last_referrals, listed
from cases.person_record import person_record
from cases.record.pathway import read_pathway
from cases.record.reading import Reading, read_person
from cases.record.way_back import list_left, way_back
from partners.access import reads_people, signed_in
from partners.paging import OpeningPaginator
from partners.prepared import Prepared

PEOPLE_A_PAGE = 50
PROGRAMMES: Prepared[[], tuple[str, str]] = Prepared(lambda: Programme.objects.values_list("code", "name"), tuple)
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
    filtered = YoungPersonFilter(request.GET, user=user, at=at)
    people = listed(filtered, user, at)
    page = OpeningPaginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    shown = disclose(request, map(Listed._make, page.object_list), at)
    filtered.offer(PROGRAMMES.rows())
    last = last_referrals(shown, user, at)
    address = addresses("cases:youngperson_detail")
    page.object_list = [person_row(person, address(person.code), last.get(person.pk)) for person in shown]
    return render(
        request, "cases/youngperson_list.html", {"filter": filtered, "page_obj": page}, status=filtered.status
    )


@reads_people
@require_safe
def youngperson_search(request: HttpRequest) -> HttpResponse:
    """From the box of every page: the record of the one who answers to the words; else the list of those who do."""
    user, at, words = signed_in(request), timezone.now(), request.GET.get("q", "").strip()
    filtered = YoungPersonFilter({"q": words}, user=user, at=at)
    is_asked = bool(words) and filtered.is_readable
    found = [*map(Listed._make, listed(filtered, user, at)[:2])] if is_asked else []
    if len(found) == 1:
        disclose(request, found, at)
        return redirect("cases:youngperson_detail", found[0].code)
    return redirect(reverse("cases:youngperson_list", query={"q": words} if words else None))


def person_row(person: Listed, url: str, referral: LastReferral | None) -> dict[str, Any]:
    """A line of the list, with the last referral that one sees."""
    return {
        "name": f"{person.last_name} {person.first_name}",
        "url": url,
        "reference": person.code,
        "birth_date": person.birth_date,
        "referred_on": referral and referral.referred_on,
        "decision": referral and ReferralDecision(referral.decision).label,
        "is_restricted": person.is_restricted,
    }


@reads_people
@require_safe
def youngperson_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One person: identity, what holds today, what comes next, the pathway, as far as one's roles read them."""
    reading = shown_reading(request, code, timezone.now())
    pathway = read_pathway(reading, request.GET)
    context = person_record(reading, pathway)
    context["back"] = list_left(request)
    return render(request, "cases/youngperson_detail.html", context, status=pathway.status)


@reads_people
@require_safe
def youngperson_print(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper, with all of the pathway that was asked for, and no note."""
    reading = shown_reading(request, code, timezone.now())
    pathway = read_pathway(reading, request.GET, size=MOST_ON_PAPER, with_notes=False)
    context = person_record(reading, pathway)
    context["back"] = {"label": "Retour au dossier", "url": way_back(request, reading.person)}
    context["printed_on"] = reading.on
    return render(request, "cases/youngperson_print.html", context, status=pathway.status)
