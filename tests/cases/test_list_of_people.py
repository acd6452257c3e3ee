"""The list of young people, which reads a page of one Mission Locale's files, is the one that the rights give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db.models import QuerySet

from cases.case_files import refresh
from cases.models import (
    HandoverDecision,
    Referral,
    ReferralDecision,
    Restriction,
    RestrictionReason,
    YoungPerson,
)
from cases.people_list import referrals_of
from partners.models import Organisation, OrganisationKind, Role, User
from tests.factories import (
    EnrolmentFactory,
    HandoverFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReferralFactory,
    YoungPersonFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def fougeres(malo: YoungPerson) -> Organisation:
    return OrganisationFactory(code="ml-fougeres", kind=OrganisationKind.MISSION_LOCALE)


@pytest.fixture
def people(malo: YoungPerson, fougeres: Organisation) -> list[YoungPerson]:
    """Followed at Rennes: two of one name, one restricted, one handed over by Fougères, one whose file is closed."""
    rennes, programme = Organisation.objects.get(code="ml-rennes"), ProgrammeFactory()
    named = [("Le Goff", "Énora"), ("Le Goff", "Elouan"), ("Çelik", "Aylin"), ("Abgrall", "Tual"), ("Bizeul", "Nora")]
    people = [YoungPersonFactory(last_name=last, first_name=first) for last, first in named]
    for person in people:
        ReferralFactory(person=person, programme=programme, mission_locale=rennes, referred_on=date(2026, 9, 1))
        left = date(2026, 1, 5) if person is people[4] else None
        EnrolmentFactory(
            person=person, programme=programme, mission_locale=rennes, entered_on=date(2025, 9, 2), left_on=left
        )
    Referral.objects.filter(person__in=people).update(
        decision=ReferralDecision.ADMITTED, decided_on=date(2025, 9, 2), decided_at=NOON - timedelta(days=400)
    )
    Restriction.objects.create(person=people[2], reason=RestrictionReason.THREAT, marked_at=NOON)
    before = ReferralFactory(person=people[3], programme=programme, mission_locale=fougeres)
    Referral.objects.filter(pk=before.pk).update(decision=ReferralDecision.ADMITTED, decided_on=date(2025, 1, 2))
    HandoverFactory(
        person=people[3],
        programme=programme,
        from_mission_locale=fougeres,
        to_mission_locale=rennes,
        asked_on=date(2025, 8, 20),
        decision=HandoverDecision.ACCEPTED,
        decided_on=date(2025, 9, 2),
    )
    refresh([person.pk for person in people])
    return people


def listed(user: User, query: str = "") -> list[str]:
    page = signed_in(user).get(f"/jeunes/{query}")
    assert page.status_code == 200
    return [row["reference"] for row in page.context["page_obj"]]


def seen(user: User) -> list[str]:
    """By the rights alone."""
    people = YoungPerson.objects.visible_to(user, NOON)
    return [person.code for person in sorted(people, key=lambda one: (one.folded_name, one.first_name, one.code))]


def by_date(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    return referrals.select_related("person").order_by("referred_on", "code")


def test_it_holds_those_whom_the_rights_show_by_name(people: list[YoungPerson], referent: User) -> None:
    assert listed(referent) == seen(referent)
    assert people[2].code not in listed(referent)
    assert {people[0].code, people[1].code, people[3].code} < set(listed(referent))


def test_it_is_the_same_by_pages(people: list[YoungPerson], referent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.views.people.PEOPLE_A_PAGE", 2)
    whole = seen(referent)
    pages = [listed(referent, f"?page={number}") for number in range(1, (len(whole) + 3) // 2)]
    assert [code for page in pages for code in page] == whole


def test_a_search_finds_the_same_with_a_filter_beside_it(people: list[YoungPerson], referent: User) -> None:
    assert listed(referent, "?q=goff") == [people[1].code, people[0].code]
    assert listed(referent, "?q=goff") == listed(referent, "?q=goff&suivi=suivis")
    assert listed(referent, f"?q={people[2].code}") == []


@pytest.mark.parametrize("who", ["referent", "of a programme", "of two", "officer", "both"])
def test_the_referrals_on_it_are_those_that_the_rights_show(
    who: str, people: list[YoungPerson], fougeres: Organisation, referent: User, cpip: User
) -> None:
    user = cpip if who == "officer" else referent
    if who == "of a programme":
        other = ProgrammeFactory(code="autre-dispositif")
        ReferralFactory(person=people[1], programme=other, mission_locale=people[1].referrals.get().mission_locale)
        user.memberships.get().programmes.add(other)
    if who == "of two":
        MembershipFactory(user=user, organisation=fougeres, role=Role.REFERENT)
    if who == "both":
        MembershipFactory(user=user, organisation=cpip.memberships.get().organisation, role=Role.OFFICER)
    user = User.objects.get(pk=user.pk)
    shown = list(YoungPerson.objects.visible_to(user, NOON))
    by_rights = Referral.objects.visible_to(user, NOON).filter(person__in=shown)
    ids = [person.pk for person in shown]
    assert {*referrals_of(ids, User.objects.get(pk=user.pk), NOON)} == {*by_rights}
    last = {one.person.code: (one.get_decision_display(), one.referred_on) for one in by_date(by_rights)}
    rows = signed_in(user).get("/jeunes/").context["page_obj"]
    told = {row["reference"]: (row["decision"], row["referred_on"]) for row in rows}
    assert told == {person.code: last.get(person.code, (None, None)) for person in shown}
    if who in ("referent", "of two"):
        assert by_rights.filter(mission_locale=fougeres).exists()
