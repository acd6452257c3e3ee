"""The journal of access: a lead's, everyone's own, the administrator's without people, the young person's."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cases.access_history import access_lines, openings_of
from cases.filters import AccessEntryFilter
from cases.journal import disclose, keys_of_people
from cases.models import AccessedPerson, AccessEntry, YoungPerson
from cases.views.people import shown_person
from partners.access import led_missions_locales, led_units, reads_people, signed_in, takes_part
from partners.models import Membership, Role, User

ENTRIES_A_PAGE = 50
# As long as the journal is kept.
KEPT = timedelta(days=366)


@reads_people
@require_safe
def accessentry_list(request: HttpRequest) -> HttpResponse:
    """For a lead: who opened what with the rights of the own body. Raises Http404 for anyone else."""
    user, at = signed_in(request), timezone.now()
    on = localdate(at)
    bodies = [*led_missions_locales(user, on), *led_units(user, on)]
    if not bodies:
        raise Http404
    filtered = AccessEntryFilter(
        request.GET,
        queryset=AccessEntry.objects.of_bodies(bodies),
        accounts=accounts_of(bodies),
        people=YoungPerson.objects.visible_to(user, at),
    )
    return journal_page(request, filtered, at, "cases/accessentry_list.html")


@takes_part(Role.OFFICER, Role.REFERENT, Role.COORDINATOR)
@require_safe
def accessentry_own(request: HttpRequest) -> HttpResponse:
    """What one did oneself."""
    user, at = signed_in(request), timezone.now()
    filtered = AccessEntryFilter(
        request.GET,
        queryset=AccessEntry.objects.filter(user_key=user.pk),
        people=YoungPerson.objects.visible_to(user, at),
    )
    return journal_page(request, filtered, at, "cases/accessentry_own.html")


def journal_page(request: HttpRequest, filtered: AccessEntryFilter, at: datetime, template: str) -> HttpResponse:
    """A page of entries, with the names of those people whom the reader sees today."""
    page = Paginator(filtered.qs, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    seen = keys_of_people(people_named(entries, signed_in(request), at))
    page.object_list = lines = access_lines(entries, seen)
    disclose(request, {person for line in lines for person in line.people}, at)
    return render(request, template, {"filter": filtered, "page_obj": page}, status=filtered.status)


def people_named(entries: list[AccessEntry], user: User, at: datetime) -> QuerySet[YoungPerson]:
    """The people whom these entries are about and whom this user sees today."""
    keys = AccessedPerson.objects.filter(entry__in=[entry.pk for entry in entries]).values("person_key")
    named = Q(journal_key__in=keys) | Q(aliases__journal_key__in=keys)
    people = YoungPerson.objects.filter(pk__in=YoungPerson.objects.filter(named).values("pk"))
    return people.visible_to(user, at)


def accounts_of(bodies: list[int]) -> list[tuple[int, str]]:
    """The accounts that have, or had, a membership in these organisations: id and name."""
    members = User.objects.filter(pk__in=Membership.objects.filter(organisation__in=bodies).values("user"))
    return [(user.pk, str(user)) for user in members]


@takes_part(Role.ADMINISTRATOR)
@require_safe
def accessentry_events(request: HttpRequest) -> HttpResponse:
    """For the administrator: what was done by whom, and on how many people, never on whom."""
    filtered = AccessEntryFilter(request.GET, queryset=AccessEntry.objects.defer("reason"))
    page = Paginator(filtered.qs, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = access_lines(list(page.object_list), {}, with_reasons=False)
    context = {"filter": filtered, "page_obj": page}
    return render(request, "cases/accessentry_events.html", context, status=filtered.status)


@reads_people
@require_safe
def accessentry_person(request: HttpRequest, code: str) -> HttpResponse:
    """For the young person, to be printed: who opened the file in the last twelve months, by function."""
    at = timezone.now()
    person = shown_person(request, code, at)
    context = {"person": person, "openings": openings_of(person, at - KEPT), "on": localdate(at)}
    return render(request, "cases/accessentry_person.html", context)
