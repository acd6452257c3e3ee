"""The expected release is changed: what still follows the former day is told, and moved in one go where it can be."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import Address, AddressMoment, Appointment, HandoverDecision, JusticeMeasure, ReleaseNeed
from cases.planned_end import Author, change_planned_end
from partners.models import OrganisationKind, User
from tests.cases.release_plan.given import AT, day, held
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    HandoverFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReleaseNeedFactory,
    SiteFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

WAS, NOW = day(3), day(50)


@pytest.fixture
def measure(referent: User) -> JusticeMeasure:
    """Out in three days: needs for that day, for a day of its own, for none, a home from then on, an appointment."""
    one = held(3)
    ReleaseNeedFactory(person=one.person, measure=one, due_on=WAS)
    ReleaseNeedFactory(person=one.person, measure=one, type_id="assurance_maladie", due_on=day(1))
    ReleaseNeedFactory(person=one.person, measure=one, type_id="fjt", due_on=None)
    AddressFactory(person=one.person, moment=AddressMoment.AFTER, starts_on=WAS)
    body = OrganisationFactory(code="ml-rennes")
    there = PermanenceFactory(site=SiteFactory(name="Maurepas"), mission_locale=body, planned_on=day(7))
    AppointmentFactory(permanence=there, person=one.person)
    return one


def change(measure: JusticeMeasure, user: User, unknown: str = "") -> None:
    """Another day is told, by that user of Rennes."""
    author = Author(user, OrganisationFactory(code="ml-rennes"), AT)
    change_planned_end(measure, None if unknown else NOW, unknown, author)


def record(user: User, measure: JusticeMeasure) -> str:
    return signed_in(user).get(measure.person.get_absolute_url()).content.decode().replace("\xa0", " ")


def test_what_follows_the_former_day_is_told(referent: User, measure: JusticeMeasure) -> None:
    assert "La date de sortie a changé" not in record(referent, measure)
    change(measure, referent)
    page = record(referent, measure)
    assert "prévue le 29 novembre 2026, elle l’est le 15 janvier 2027" in page
    assert "pour le 29/11/2026</a> – irait au 15/01/2027" in page
    assert "Adresse après la détention, à partir du 29/11/2026</a> – irait au 15/01/2027" in page
    assert "Rendez-vous dehors le 03/12/2026, Maurepas</a> – à déplacer vous-même" in page
    assert "Déplacer ces 2 dates" in page
    assert f"changée le 26 novembre 2026 par {referent}" in page


def test_an_appointment_of_another_mission_locale_is_told_without_a_link(
    referent: User, measure: JusticeMeasure
) -> None:
    fougeres = OrganisationFactory(name="ML de Fougères", kind=OrganisationKind.MISSION_LOCALE)
    HandoverFactory(
        person=measure.person,
        from_mission_locale=fougeres,
        to_mission_locale=OrganisationFactory(code="ml-rennes"),
        asked_on=day(-9),
        decision=HandoverDecision.ACCEPTED,
        decided_on=day(-5),
    )
    there = PermanenceFactory(site=SiteFactory(name="Horizons"), mission_locale=fougeres, planned_on=day(8))
    AppointmentFactory(permanence=there, person=measure.person)
    change(measure, referent)
    page = record(referent, measure)
    assert "Horizons – ML de Fougères, avant le relais" in page
    assert there.get_absolute_url() not in page


def test_they_are_moved_in_one_go_and_an_appointment_never(referent: User, measure: JusticeMeasure) -> None:
    change(measure, referent)
    browser, address = signed_in(referent), reverse("cases:release_move", args=[measure.person.code])
    for stale in ("2026-11-29", "", "demain", "2026-02-31"):
        browser.post(address, {"day": stale})
        assert ReleaseNeed.objects.filter(due_on=WAS).exists()
    browser.post(address, {"day": str(NOW)})
    assert set(ReleaseNeed.objects.values_list("due_on", flat=True)) == {NOW, day(1), None}
    assert Address.objects.get().starts_on == NOW
    assert Appointment.objects.get().permanence.planned_on == day(7)
    page = record(referent, measure)
    assert "Rendez-vous dehors le 03/12/2026" in page
    assert "Déplacer" not in page


def test_an_address_that_ends_before_it_would_begin_stays(referent: User, measure: JusticeMeasure) -> None:
    Address.objects.update(ends_on=day(10))
    change(measure, referent)
    assert "finit avant la sortie, à corriger vous-même" in record(referent, measure)
    signed_in(referent).post(reverse("cases:release_move", args=[measure.person.code]), {"day": str(NOW)})
    assert Address.objects.get().starts_on == WAS
    assert ReleaseNeed.objects.filter(due_on=NOW).count() == 1


def test_once_nobody_knows_the_day_nothing_is_moved(referent: User, measure: JusticeMeasure) -> None:
    change(measure, referent, unknown="appel")
    page = record(referent, measure)
    assert "pour le 29/11/2026</a></li>" in page
    assert "Déplacer ces" not in page


def test_the_unit_is_told_and_moves_nothing(referent: User, cpip: User, measure: JusticeMeasure) -> None:
    change(measure, referent)
    assert "Déplacer ces" not in record(cpip, measure)
    address = reverse("cases:release_move", args=[measure.person.code])
    assert signed_in(cpip).post(address, {"day": str(NOW)}).status_code == 403
