"""The young people one may see: their list, and the record of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cases.filters import YoungPersonFilter
from cases.journal import disclose
from cases.models import CaseFile, Programme, Referral, Restriction, YoungPerson
from cases.models.handed_over import handed_over_to
from cases.models.people import Sight, files_held, looking_at
from cases.models.referrals import ReferralQuerySet
from cases.person_record import person_record
from cases.record.pathway import read_pathway
from cases.record.reading import Reading, read_person
from cases.record.together import fetch_together
from partners.access import case_memberships, officer_memberships, reads_people, signed_in
from partners.models import Membership, User
from partners.paging import OpeningPaginator

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
    filtered = YoungPersonFilter(request.GET, user=user, at=at)
    page = OpeningPaginator(by_name(filtered, user, at), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    shown = disclose(request, map(person_of, page.object_list), at)
    rows = fetch_together({"referrals": referrals_of(shown, user, at), "programmes": Programme.objects.all()})
    filtered.offer(rows["programmes"])
    last = {referral.person_id: referral for referral in rows["referrals"]}
    page.object_list = [person_row(person, last.get(person.pk)) for person in shown]
    return render(
        request, "cases/youngperson_list.html", {"filter": filtered, "page_obj": page}, status=filtered.status
    )


def by_name(
    filtered: YoungPersonFilter, user: User, at: datetime
) -> QuerySet[YoungPerson, YoungPerson] | QuerySet[CaseFile, CaseFile]:
    """The people asked for, or their files, sorted as their folded names are, each with `is_restricted`.

    All those of one Mission Locale, and those called something, are files of it, in the order that an index holds: a
    page of them is read without the others. Those that the other filters find are sorted by themselves.
    """
    membership = only_membership(user, at)
    if membership and filtered.is_readable and {*filtered.form.changed_data} <= {"q"}:
        restricted = Restriction.objects.running().filter(person=OuterRef("person"))
        files = files_held(membership, at, None).annotate(is_restricted=Exists(restricted)).select_related("person")
        return filtered.files_by_words(files).order_by("folded_name", "person__first_name", "person__code")
    return sorted_by_name(filtered.qs)


def sorted_by_name(people: QuerySet[YoungPerson]) -> QuerySet[YoungPerson]:
    """These people as their folded names are sorted, each with `is_restricted`."""
    folded = CaseFile.objects.filter(person=OuterRef("pk")).order_by("folded_name").values("folded_name")[:1]
    return people.annotate(
        sort_name=Coalesce(folded, Lower("last_name")),
        is_restricted=Exists(Restriction.objects.running().filter(person=OuterRef("pk"))),
    ).order_by("sort_name", "first_name", "code")


def person_of(row: YoungPerson | CaseFile) -> YoungPerson:
    """The person of a row of `by_name`, with `is_restricted`."""
    person = row if isinstance(row, YoungPerson) else row.person
    person.is_restricted = row.is_restricted  # type: ignore[union-attr, attr-defined]
    return person


def referrals_of(people: list[YoungPerson], user: User, at: datetime) -> ReferralQuerySet:
    """The referrals of these people, whom the user sees, that the user sees too: the last one last."""
    sight = Sight(people=frozenset(person.pk for person in people))
    if membership := only_membership(user, at):
        mission_locale = membership.organisation_id
        givers = {mission_locale: handed_over_to(mission_locale, sight)}
        sight = replace(sight, is_answered=True, held_through=frozenset({membership.pk}), givers=givers)
    seen = Referral.objects.visible_to(looking_at(user, sight), at)
    return seen.filter(person__in=sight.people).order_by("referred_on", "code")


def only_membership(user: User, at: datetime) -> Membership | None:
    """That of a Mission Locale, for one whom it alone shows people."""
    on = localdate(at)
    memberships = [*case_memberships(user, on), *officer_memberships(user, on)]
    alone = memberships[0] if len(memberships) == 1 else None
    return alone if alone in case_memberships(user, on) else None


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


@reads_people
@require_safe
def youngperson_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One person: identity, what holds today, what comes next, the pathway, as far as one's roles read them."""
    reading = shown_reading(request, code, timezone.now())
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
