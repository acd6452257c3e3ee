"""Finding a young person in one box, and by filters that compose and stay in the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.case_files import refresh
from cases.models import PersonAlias, YoungPerson
from cases.searching import day_typed
from partners.models import Organisation, Role, User
from tests.factories import (
    AddressFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    ReferralFactory,
    SentenceAdjustmentFactory,
    YoungPersonFactory,
)
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def rennes(malo: YoungPerson) -> Organisation:
    return Organisation.objects.get(code="ml-rennes")


@pytest.fixture
def enora(malo: YoungPerson, rennes: Organisation) -> YoungPerson:
    """Followed at Rennes, of a name with all that one mistypes."""
    person: YoungPerson = YoungPersonFactory(
        last_name="Le Goff-Çelik", first_name="Énora", birth_date=date(1998, 5, 12), imilo_number="1234567"
    )
    EnrolmentFactory(person=person, mission_locale=rennes, entered_on=TODAY - timedelta(days=90))
    refresh([person.pk])
    PersonAlias.objects.create(person=person, code="ZZZZ-22", imilo_number="7654321")
    return person


def found(user: User, query: str) -> list[str]:
    page = signed_in(user).get(f"/jeunes/?{query}")
    assert page.status_code == 200
    return [row["reference"] for row in page.context["page_obj"]]


@pytest.mark.parametrize(
    "typed",
    [
        "Le Goff-Çelik",
        "le goff celik",
        "enora le goff",
        "CELIK ENORA",
        "gof eno",
        "1234567",
        "7654321",
        "ZZZZ-22",
        "zzzz 22",
        "12/05/1998",
        "12.5.1998",
        "12051998",
        "1998-05-12",
    ],
)
def test_one_box_takes_whatever_one_knows(typed: str, enora: YoungPerson, referent: User) -> None:
    assert found(referent, f"q={typed}") == [enora.code]


def test_a_referral_leads_to_its_person(enora: YoungPerson, referent: User, malo: YoungPerson) -> None:
    assert found(referent, f"q={malo.referrals.get().code}") == [malo.code]


def test_nobody_is_found_elsewhere(enora: YoungPerson, other_referent: User, cpip: User) -> None:
    for user in (other_referent, cpip):
        for typed in ("enora", "1234567", "ZZZZ-22", "12051998"):
            assert found(user, f"q={typed}") == []


def test_what_is_no_day_is_none() -> None:
    assert [day_typed(text) for text in ("31/02/1998", "12/05/98", "1234567", "le 12/05/1998")] == [None] * 4


@pytest.mark.parametrize(
    ("query", "those"),
    [
        ("ou=detention", {"malo"}),
        ("ou=dehors", {"enora"}),
        ("suivi=suivis", {"enora"}),
        ("suivi=attente", {"malo"}),
        ("suivi=sortis", set()),
        ("qui=moi", {"enora"}),
        ("sortie=7", set()),
        ("sortie=30", {"malo"}),
        ("qpv=oui", {"enora"}),
        ("qpv=non", set()),
        ("qpv=inconnu", {"malo"}),
        ("dispositif=dernier-ecrou", {"malo", "enora"}),
        ("dispositif=inconnu", set()),
        ("dispositif=dernier-ecrou&ou=dehors&qpv=oui&q=enora", {"enora"}),
        ("ou=detention&qpv=oui", set()),
    ],
)
def test_filters_compose(query: str, those: set[str], malo: YoungPerson, enora: YoungPerson, referent: User) -> None:
    enora.enrolments.update(referent_name=str(referent))
    JusticeMeasureFactory(person=malo, starts_on=TODAY - timedelta(days=90), planned_end_on=TODAY + timedelta(days=20))
    AddressFactory(person=enora, qpv=True, starts_on=TODAY - timedelta(days=9))
    AddressFactory(person=malo, qpv=True, kind="domiciliation")
    people = {"malo": malo, "enora": enora}
    assert set(found(referent, query)) == {people[name].code for name in those}


def test_an_adjustment_outside_is_outside(malo: YoungPerson, referent: User) -> None:
    JusticeMeasureFactory(person=malo, starts_on=TODAY - timedelta(days=90))
    SentenceAdjustmentFactory(person=malo, kind="ddse", decision="accorde", starts_on=TODAY + timedelta(days=3))
    assert found(referent, "sortie=7") == [malo.code]
    malo.adjustments.update(starts_on=TODAY - timedelta(days=3))
    assert (found(referent, "sortie=7"), found(referent, "ou=detention")) == ([], [])


def test_an_officer_is_asked_neither_of_enrolments_nor_of_quarters(malo: YoungPerson, cpip: User) -> None:
    assert found(cpip, "qpv=oui&suivi=sortis&qui=moi") == [malo.code]
    assert "QPV" not in signed_in(cpip).get("/jeunes/").content.decode()


@pytest.mark.parametrize("persona", ["referent", "cpip", "lead", "unit_lead"])
def test_a_list_asks_no_more_for_many(
    persona: str, malo: YoungPerson, rennes: Organisation, request: pytest.FixtureRequest, cpip: User
) -> None:
    user = member(Role.OFFICER, "spip-35-vezin", is_lead=True) if persona == "unit_lead" else None
    user = user or request.getfixturevalue(persona)
    one = queries(user)
    vezin = Organisation.objects.get(code="spip-35-vezin")
    for _ in range(25):
        referral = ReferralFactory(mission_locale=rennes, referred_by=vezin, programme=malo.referrals.get().programme)
        refresh([referral.person_id])
    many = queries(user)
    assert len(many) == len(one), "\n".join(many)
    assert len(many) <= 8, "\n".join(sql[:200] for sql in many)


def queries(user: User) -> list[str]:
    """What a search asks of the database, the journal left out."""
    browser = signed_in(user)
    page = "/jeunes/?q=e&dispositif=dernier-ecrou"
    assert browser.get(page).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        browser.get(page)
    return [query["sql"] for query in captured.captured_queries if query["sql"].startswith(("SELECT", "(SELECT"))]
