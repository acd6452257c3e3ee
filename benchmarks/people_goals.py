"""Goals 8 to 12b: the list of young people, the search and the record, from address to answer, for a referent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.databases import create, is_made, use
from benchmarks.frame import AS_OF, MISSIONS_LOCALES, PRESCRIBERS
from benchmarks.population import populate
from benchmarks.report_goals import name_of
from benchmarks.timing import Action, ratio
from cases.models import (
    Address,
    CaseFile,
    Contact,
    ContactKind,
    ContactPlace,
    JusticeMeasure,
    PenalStatus,
    Setting,
    Sex,
    YoungPerson,
)
from cases.views.people import PEOPLE_A_PAGE
from partners.models import Membership, Role, User
from tests.personas import signed_in

EMAIL = "referent@bench.invalid"
LIST = reverse("cases:youngperson_list")
VIEWS = "cases.views.people"
# What the same people answer whatever the size: the first hundreds are drawn alike.
PREFIX, CONTAINED = f"{LIST}?q=nom0002", f"{LIST}?q=m0002"
# What an answer writes (the journal, in a transaction of its own) is not a query of the page.
WRITES = ("INSERT", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
FEW, MANY = 6, 60
SHORT, LONG = 50, 500
# A page takes some hundredths of a second, which is what the system's clock of processor time counts in.
TIMES = 20


def measure(pairs: int, sizes: tuple[int, ...]) -> Iterator[tuple[str, float]]:
    """The number of each goal and what was measured, as it comes."""
    small, large = name_of(sizes[0]), name_of(sizes[-1])
    for people in (sizes[0], sizes[-1]):
        if not is_made(name_of(people)):
            create(name_of(people))
            populate(people)
    with pages_as_served():
        yield "8", against_template(large, pairs)
    with pages_as_served(), patch(f"{VIEWS}.PEOPLE_A_PAGE", rows_in(small)):
        record = record_of(small)
        for number, address in (("9a", LIST), ("9b", PREFIX), ("9c", record)):
            yield number, float(queries(visit_in(large, address)))
        for number, address in (("10a", LIST), ("10b", PREFIX), ("10c", record), ("11", CONTAINED)):
            yield number, ratio(often(visit_in(large, address)), often(visit_in(small, address)), pairs)
        yield "12", with_events(small, MANY) / with_events(small, FEW)
        long, short = (visit_in(small, with_contacts(small, contacts)) for contacts in (LONG, SHORT))
        yield "12b", ratio(often(long), often(short), pairs)


@contextmanager
def pages_as_served() -> Iterator[None]:
    """Pages without collected files: the style sheets' addresses are as they are in a work tree."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain, ALLOWED_HOSTS=["testserver"]):
        yield


def rows_in(name: str) -> int:
    """How many people a page may list for it to have as many in every database: those of the smallest."""
    use(name)
    return min(PEOPLE_A_PAGE, CaseFile.objects.filter(organisation=MISSIONS_LOCALES[0]).count())


def browser_in(name: str) -> Client:
    """A browser in which a referent of the first Mission Locale has signed in, in that database; one for each."""
    use(name)
    if name not in _browsers:
        user = User.objects.create_user(EMAIL)
        Membership.objects.create(user=user, organisation_id=MISSIONS_LOCALES[0], role=Role.REFERENT, starts_on=AS_OF)
        _browsers[name] = signed_in(user)
    return _browsers[name]


_browsers: dict[str, Client] = {}


def referent_in(name: str) -> User:
    """Whoever signed in there."""
    use(name)
    return User.objects.get(email=EMAIL)


def visit_in(name: str, address: str) -> Callable[[], HttpResponse]:
    """Asks for that page in that database. Raises RuntimeError when it is not given, or where a search finds
    nobody."""

    def visited() -> HttpResponse:
        response = browser_in(name).get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        return response

    if address in (PREFIX, CONTAINED) and b"Nom0" not in visited().content:
        raise RuntimeError(f"{address}: nobody")
    return visited


def often(action: Action) -> Action:
    """The same so many times."""

    def repeated() -> None:
        for _ in range(TIMES):
            action()

    return repeated


def record_of(name: str) -> str:
    """The record of someone who is in every database."""
    use(name)
    file = CaseFile.objects.filter(organisation=MISSIONS_LOCALES[0]).select_related("person").earliest("person")
    return file.person.get_absolute_url()


def queries(visit: Callable[[], HttpResponse]) -> int:
    """The queries of a page, session and user included, what it writes not."""
    visit()
    with CaptureQueriesContext(connection) as captured:
        visit()
    return sum(not query["sql"].startswith(WRITES) for query in captured.captured_queries)


def against_template(name: str, pairs: int) -> float:
    """The list ÷ its own template with what the view gave it."""
    given: list[tuple[HttpRequest, str, dict[str, object]]] = []

    def kept(request: HttpRequest, template: str, context: dict[str, object], **options: int) -> HttpResponse:
        given.append((request, template, context))
        return render(request, template, context, **options)

    visit = visit_in(name, LIST)
    with patch(f"{VIEWS}.render", kept):
        visit()
    [(request, template, context)] = given
    return ratio(often(visit), often(lambda: render_to_string(template, context, request)), pairs)


def with_events(name: str, events: int) -> int:
    """The queries of the record of someone with so many measures, and as many addresses."""
    use(name)
    person = YoungPerson.objects.create(
        last_name="Nom", first_name=f"Prénom {events}", birth_date=date(1995, 1, 1), sex=Sex.MALE
    )
    CaseFile.objects.create(
        person=person, organisation_id=MISSIONS_LOCALES[0], opened_on=AS_OF, folded_name=person.folded_name
    )
    days = [AS_OF - timedelta(days=30 * number) for number in range(1, events + 1)]
    JusticeMeasure.objects.bulk_create(
        JusticeMeasure(
            person=person,
            setting=Setting.COMMUNITY,
            status=PenalStatus.CONVICTED,
            organisation_id=PRESCRIBERS[0],
            starts_on=day,
            ends_on=day + timedelta(days=20),
        )
        for day in days
    )
    Address.objects.bulk_create(
        Address(person=person, line="1 rue Haute", starts_on=day, ends_on=day + timedelta(days=20)) for day in days
    )
    return queries(visit_in(name, person.get_absolute_url()))


def with_contacts(name: str, contacts: int) -> str:
    """The record of someone whom one met on so many days."""
    use(name)
    person = YoungPerson.objects.create(
        last_name="Nom", first_name=f"Contacts {contacts}", birth_date=date(1995, 1, 1), sex=Sex.MALE
    )
    held = {"person": person, "mission_locale_id": MISSIONS_LOCALES[0]}
    CaseFile.objects.create(
        person=person, organisation_id=MISSIONS_LOCALES[0], opened_on=AS_OF, folded_name=person.folded_name
    )
    days = (AS_OF - timedelta(days=number) for number in range(contacts))
    place = ContactPlace.OUTSIDE
    Contact.objects.bulk_create(Contact(**held, kind=ContactKind.INTERVIEW, place=place, held_on=day) for day in days)
    return person.get_absolute_url()
