"""The pages of stocks: numbers for all, names for those who read the people, references for the coordinator."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from time_machine import travel

from cases.models import Placement, YoungPerson
from partners.models import Commitment, User
from tests.cases.placements.given import AT, ON, YEAR, flats, placed
from tests.factories import OrganisationFactory, PartnerAgreementFactory, YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


@pytest.fixture
def studios(malo: YoungPerson) -> Commitment:
    """Three: Malo on the first, one of Saint-Malo's on the second; a third one of theirs waits for a later day."""
    stock = flats(3)
    elsewhere = {"mission_locale": OrganisationFactory(code="ml-saint-malo")}
    placed(malo, stock, place=1, state="commencee", starts_on=date(2026, 2, 1))
    there, wanted = {"place": 2, "reserved_from": date(2026, 8, 17)}, {"reserved_from": date(2026, 8, 18)}
    placed(YoungPersonFactory(last_name="Lostanlen"), stock, **there, **elsewhere)
    placed(
        YoungPersonFactory(last_name="Guivarch"), stock, state="en_attente", waiting_since=AT, **wanted, **elsewhere
    )
    return stock


def page(user: User, stock: Commitment) -> str:
    return str(signed_in(user).get(reverse("cases:stock_detail", args=[stock.code])).content.decode())


def test_the_list_counts(cpip: User, studios: Commitment) -> None:
    shown = signed_in(cpip).get(reverse("cases:stock_list"))
    [stock] = shown.context["stocks"]
    counts = [stock.total, len(stock.occupied), len(stock.reserved), stock.free, len(stock.waiting)]
    assert counts == [3, 1, 1, 1, 1]


def test_a_stock_that_is_over_is_listed_while_somebody_is_there(referent: User, studios: Commitment) -> None:
    Commitment.objects.filter(pk=studios.pk).update(ends_on=date(2026, 10, 1))
    shown = signed_in(referent).get(reverse("cases:stock_list"))
    assert (shown.context["stocks"], [one.commitment for one in shown.context["over"]]) == ([], [studios])


def test_a_referent_reads_the_own_people_and_counts_the_others(referent: User, studios: Commitment) -> None:
    shown = page(referent, studios)
    assert "Malo Kerdoncuff" in shown
    assert "1 autre place est prise ou gardée, 1 autre jeune attend." in shown
    for words in ("Lostanlen", "Guivarch", "17/08/2026", "18/08/2026", "Place 2", "Rang 1", "En attente</span>"):
        assert words not in shown


def test_a_coordinator_reads_references_and_an_officer_counts(
    coordinator: User, cpip: User, studios: Commitment
) -> None:
    codes = list(Placement.objects.values_list("code", flat=True))
    shown, counted = page(coordinator, studios), page(cpip, studios)
    assert all(code in shown for code in codes)
    assert not any(code in counted for code in codes)
    for words in ("Kerdoncuff", "Lostanlen", "Guivarch"):
        assert words not in shown
        assert words not in counted


def test_a_place_is_asked_for_from_the_page_by_reference(referent: User, studios: Commitment) -> None:
    address = reverse("cases:stock_detail", args=[studios.code])
    answer = signed_in(referent).get(address, {"jeune": "7k3m2p"})
    assert answer["Location"] == f"{reverse('cases:placement_create', args=['7K3M-2P'])}?places=places-{studios.code}"
    assert (
        "Aucun jeune que vous suivez" in signed_in(referent).get(address, {"jeune": "X"}, follow=True).content.decode()
    )


def test_a_reference_from_before_a_merge_leads_on(referent: User, malo: YoungPerson, studios: Commitment) -> None:
    malo.aliases.create(code="4R8T-5W")
    address = reverse("cases:stock_detail", args=[studios.code])
    for typed in ("4r8t5w", "kerdoncuff"):
        answer = signed_in(referent).get(address, {"jeune": typed})
        assert answer["Location"].startswith(reverse("cases:placement_create", args=["7K3M-2P"]))


def test_who_waits_without_numbered_places_is_listed_in_order(
    referent: User, cpip: User, coordinator: User, malo: YoungPerson
) -> None:
    agreement = PartnerAgreementFactory(starts_on=YEAR)
    given = {"agreement": agreement, "state": "en_attente", "asked_on": YEAR}
    there = OrganisationFactory(code="ml-saint-malo")
    first = Placement.objects.create(person=YoungPersonFactory(last_name="Guivarch"), mission_locale=there, **given)
    Placement.objects.create(person=malo, mission_locale=OrganisationFactory(code="ml-rennes"), **given)
    address = reverse("cases:placement_list", args=[agreement.pk])
    sheet = reverse("cases:partner_detail", args=[agreement.organisation_id])
    for listing in (sheet, reverse("cases:stock_list")):
        assert address in signed_in(referent).get(listing).content.decode()
    shown, counted, coordinated = (
        signed_in(user).get(address).content.decode() for user in (referent, cpip, coordinator)
    )
    assert "Malo Kerdoncuff" in shown
    assert ("Rang 1" in shown, "Rang 2" in shown) == (False, True)
    assert first.code in coordinated
    for page in (shown, counted, coordinated):
        assert "Guivarch" not in page
    own = Placement.objects.get(person=malo)
    assert "2 sur 2" in signed_in(referent).get(own.get_absolute_url()).content.decode()
    answer = signed_in(referent).get(address, {"jeune": "kerdoncuff"})
    assert answer["Location"].endswith(f"?places=convention-{agreement.code}")


def test_the_coordinator_has_the_list_go_on_and_the_referent_is_told(coordinator: User, studios: Commitment) -> None:
    answer = signed_in(coordinator).post(reverse("cases:stock_serve", args=[studios.code]), follow=True)
    assert "1 place réservée, à confirmer." in answer.content.decode()
    served = Placement.objects.get(person__last_name="Guivarch")
    assert (served.place, served.reserved_from, served.is_to_confirm) == (3, ON, True)


def test_the_home_page_says_that_a_place_came(referent: User, malo: YoungPerson) -> None:
    coming = placed(malo, flats(1), place=1, waiting_since=AT)
    shown = signed_in(referent).get(reverse("home")).content.decode()
    assert "Places à voir" in shown
    assert coming.get_absolute_url() in shown
