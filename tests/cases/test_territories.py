"""Where each Mission Locale works: the communes that it covers, the programmes that are open there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.handovers.handing_over import ask
from cases.models import Programme
from cases.referrals.referrers import programmes_open_to
from partners.models import Commune, Epci, Organisation, OrganisationKind, Role, User
from tests.factories import EnrolmentFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

RENNES_METROPOLE = "243500139"


@pytest.fixture
def office(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def rennes() -> Organisation:
    return OrganisationFactory(code="ml-rennes", name="We Ker", kind=OrganisationKind.MISSION_LOCALE)


@pytest.fixture
def saint_malo() -> Organisation:
    return OrganisationFactory(code="ml-saint-malo", name="Saint-Malo", kind=OrganisationKind.MISSION_LOCALE)


def cover(office: Client, body: Organisation, **given: Any) -> Any:
    address = reverse("cases:missionlocale_edit", args=[body.pk])
    seen = office.get(address).context["form"]["seen"].value()
    return office.post(address, {"epcis": [], "communes": "", "seen": seen} | given)


def covered(body: Organisation) -> set[str]:
    return set(body.covered_communes.values_list("name", flat=True))


def test_a_mission_locale_covers_whole_intercommunalities_and_communes_by_name(
    office: Client, rennes: Organisation
) -> None:
    answer = cover(office, rennes, epcis=[RENNES_METROPOLE], communes="st malo\n35115")
    assert answer.status_code == 302
    whole = set(Commune.objects.filter(epci=RENNES_METROPOLE, successor__isnull=True).values_list("name", flat=True))
    assert len(whole) > 40
    assert covered(rennes) == {*whole, "Saint-Malo", "Fougères"}
    form = office.get(reverse("cases:missionlocale_edit", args=[rennes.pk])).context["form"]
    assert form["epcis"].value() == [RENNES_METROPOLE]
    assert form["communes"].value() == "Fougères\nSaint-Malo"


def test_an_intercommunality_that_two_cover_is_told(
    office: Client, rennes: Organisation, saint_malo: Organisation
) -> None:
    cover(office, rennes, epcis=[RENNES_METROPOLE])
    cover(office, saint_malo, communes="Rennes", epcis=[RENNES_METROPOLE])
    told = office.get(reverse("cases:missionlocale_list")).content.decode()
    assert told.count(f"Rennes Métropole\N{NO-BREAK SPACE}: {rennes} en couvre déjà des communes.") == 1


def test_a_commune_that_nobody_knows_is_told_and_nothing_is_lost(office: Client, rennes: Organisation) -> None:
    cover(office, rennes, communes="Rennes")
    answer = cover(office, rennes, communes="Rennes\nFougeress")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Fougeress" in page
    assert "Fougères" in page
    assert covered(rennes) == {"Rennes"}


def test_the_list_tells_what_is_covered_by_whom(
    office: Client, rennes: Organisation, saint_malo: Organisation
) -> None:
    cover(office, rennes, epcis=[RENNES_METROPOLE])
    cover(office, saint_malo, communes="Saint-Malo\nRennes")
    programme = ProgrammeFactory()
    programme.missions_locales.add(rennes)
    MembershipFactory(organisation=rennes, role=Role.REFERENT)
    context = office.get(reverse("cases:missionlocale_list")).context
    told = {row["body"]: row for row in context["rows"]}
    assert told[rennes]["covered"] == [f"{Epci.objects.get(pk=RENNES_METROPOLE)} (en entier)"]
    assert told[rennes]["programmes"] == [programme]
    assert told[rennes]["body"].referents == 1
    assert told[saint_malo]["programmes"] == []
    assert told[saint_malo]["body"].referents == 0
    assert [str(commune) for commune in context["overlapping"]] == ["Rennes"]
    assert "Fougères" in map(str, context["uncovered"])


def test_a_coordinator_limited_to_a_programme_changes_no_communes(coordinator: User, rennes: Organisation) -> None:
    """They hold for every programme."""
    client = signed_in(coordinator)
    cover(client, rennes, communes="Rennes")
    ProgrammeFactory().members.add(*coordinator.memberships.all())
    address, listed = (reverse("cases:missionlocale_edit", args=[rennes.pk]), reverse("cases:missionlocale_list"))
    assert (client.get(address).status_code, client.post(address, {"communes": ""}).status_code) == (404, 404)
    assert address not in client.get(listed).content.decode()
    assert covered(rennes) == {"Rennes"}


def test_the_list_reads_the_database_as_often_for_many(office: Client, rennes: Organisation) -> None:
    def reads() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            office.get(reverse("cases:missionlocale_list"))
        return len(captured)

    cover(office, rennes, communes="Rennes")
    reads()
    few = reads()
    for number in range(25):
        body = OrganisationFactory(code=f"ml-{number}", kind=OrganisationKind.MISSION_LOCALE)
        body.covered_communes.set(Commune.objects.filter(department="35")[number : number + 3])
    assert reads() == few


@pytest.mark.parametrize(("opened", "offered"), [([], True), (["rennes"], True), (["saint-malo"], False)])
def test_a_referral_goes_where_the_programme_is_open(
    opened: list[str], offered: bool, rennes: Organisation, saint_malo: Organisation
) -> None:
    programme = ProgrammeFactory()
    programme.missions_locales.set(Organisation.objects.filter(code__in=[f"ml-{name}" for name in opened]))
    referent = MembershipFactory(organisation=rennes, role=Role.REFERENT).user
    assert programmes_open_to(referent, timezone.localdate()).filter(pk=programme.pk).exists() is offered
    assert programme.opens_at(rennes) is offered


def test_a_hand_over_goes_where_the_programme_is_open(rennes: Organisation, saint_malo: Organisation) -> None:
    programme: Programme = ProgrammeFactory()
    enrolment = EnrolmentFactory(programme=programme, mission_locale=rennes, entered_on=date(2026, 1, 5))
    by = MembershipFactory(organisation=rennes, role=Role.REFERENT).user
    MembershipFactory(organisation=saint_malo, role=Role.REFERENT)
    programme.missions_locales.set([rennes])
    at = timezone.now()
    with pytest.raises(ValidationError, match="n’est pas ouvert"):
        ask(enrolment, saint_malo, timezone.localdate(), by, at)
    programme.missions_locales.add(saint_malo)
    assert ask(enrolment, saint_malo, timezone.localdate(), by, at).to_mission_locale == saint_malo
