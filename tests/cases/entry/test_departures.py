"""Someone who is no longer where the permanence is held: their places there are given back, and it is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Appointment, Permanence
from partners.models import Organisation, User
from tests.cases.entry.sheets import appointments, later, line, page, permanence_of, send
from tests.factories import AppointmentFactory, JusticeMeasureFactory, OrganisationFactory, SiteFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def permanence(referent: User) -> Permanence:
    prison = OrganisationFactory(code="cp-vezin", prison=True)
    return permanence_of(2, site=SiteFactory(is_inside=True, name="Centre pénitentiaire", organisation=prison))


@pytest.fixture
def first(permanence: Permanence) -> Appointment:
    return appointments(permanence)[0]


@pytest.fixture
def client(referent: User) -> Client:
    return signed_in(referent)


@pytest.fixture
def elsewhere(permanence: Permanence) -> Permanence:
    """The next permanence at another prison."""
    prison = OrganisationFactory(code="cp-ploemeur", prison=True)
    site = SiteFactory(is_inside=True, name="Centre de Ploemeur", organisation=prison)
    return later(permanence, days=9, site=site)


def said(client: Client, permanence: Permanence) -> str:
    return client.get(page(permanence)).content.decode()


@pytest.mark.parametrize("cause", ["transfere", "libere"])
def test_the_places_there_are_given_back_and_it_is_said(
    permanence: Permanence, client: Client, referent: User, first: Appointment, cause: str
) -> None:
    following, outside = later(permanence), later(permanence, site=SiteFactory(name="Antenne"))
    for ahead in (following, later(permanence, days=14), outside):
        AppointmentFactory(permanence=ahead, person=first.person)
    untyped = AppointmentFactory(permanence=later(permanence, days=-1), person=first.person)
    send(client, permanence, referent, line(first, cause, following=following.code))
    left = Appointment.objects.filter(person=first.person, attendance="")
    assert {one.permanence for one in left} == {outside, untyped.permanence}
    shown = said(client, permanence)
    assert f"{first.person} n’est plus à Centre pénitentiaire" in shown and "rendez-vous rendu" in shown


@pytest.mark.parametrize("cause", ["refus", "parloir", "present"])
def test_absent_for_another_reason_the_place_stays(
    permanence: Permanence, client: Client, referent: User, first: Appointment, cause: str
) -> None:
    following = later(permanence)
    send(client, permanence, referent, line(first, cause, following=following.code))
    assert Appointment.objects.filter(person=first.person, permanence=following).exists()


def test_nobody_is_put_where_they_are_no_longer(
    permanence: Permanence, client: Client, referent: User, first: Appointment
) -> None:
    following = later(permanence)
    sheet = line(first, "transfere", following=following.code)
    assert [send(client, permanence, referent, sheet).status_code for _ in range(2)] == [302, 302]
    assert not Appointment.objects.filter(permanence=following).exists()
    assert "n’est plus à Centre pénitentiaire" in said(client, permanence)


def test_the_new_establishment_s_permanence_is_proposed_first(
    permanence: Permanence, client: Client, referent: User, first: Appointment, elsewhere: Permanence
) -> None:
    for days in range(1, 14):  # more at the old site than a list holds
        later(permanence, days=days)
    moved_to(first, elsewhere.site.organisation)
    options = said(client, permanence).partition("-following")[2].partition("</select>")[0]
    assert options.index(elsewhere.code) < options.index("Centre pénitentiaire")
    send(client, permanence, referent, line(first, "transfere"))
    shown = said(client, permanence)
    assert "ermanence proposée à son nouvel établissement" in shown and "Centre de Ploemeur" in shown
    send(client, permanence, referent, line(first, "transfere", following=elsewhere.code))
    assert Appointment.objects.get(person=first.person, attendance="").permanence == elsewhere


def moved_to(appointment: Appointment, prison: Organisation | None) -> None:
    JusticeMeasureFactory(
        person=appointment.person, organisation=prison, starts_on=timezone.localdate() - timedelta(days=30)
    )


def test_where_the_establishment_is_the_same_nothing_is_proposed(
    permanence: Permanence, client: Client, referent: User, first: Appointment, elsewhere: Permanence
) -> None:
    moved_to(first, permanence.site.organisation)
    send(client, permanence, referent, line(first, "transfere"))
    assert "ermanence proposée" not in said(client, permanence)
