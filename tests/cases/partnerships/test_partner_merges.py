"""The pages where two partners become one: found, compared, merged, undone."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from partners.models import Organisation, OrganisationKind, PartnerMerge, User
from tests.directory_factories import PartnerContactFactory
from tests.factories import MembershipFactory, OrganisationFactory, PartnerAgreementFactory, PlacementFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies() -> list[Organisation]:
    kind = OrganisationKind.HOUSING
    return [OrganisationFactory(code=code, name="Foyer des Lices", kind=kind) for code in ("fjt", "foyer-lices")]


@pytest.fixture
def office(coordinator: User) -> Client:
    return signed_in(coordinator)


def page(bodies: list[Organisation]) -> str:
    return f"/partenaires/doublons/{bodies[0].pk}/{bodies[1].pk}/"


def test_it_is_found_compared_merged_and_undone(office: Client, bodies: list[Organisation]) -> None:
    first, second = bodies
    PlacementFactory(agreement=PartnerAgreementFactory(organisation=second))
    Organisation.objects.filter(pk=second.pk).update(phone="02 61 91 20 60")
    assert page(bodies) in office.get("/partenaires/doublons/").content.decode()
    counts = {line["label"]: line["counts"] for line in office.get(page(bodies)).context["counts"]}
    assert counts == {"Conventions": [0, 1], "Places demandées": [0, 1]}
    answer = office.post(page(bodies), {"kept": "premier", "phone": "second"})
    assert answer.url == f"/partenaires/{first.pk}/"
    first.refresh_from_db()
    assert first.phone == "02 61 91 20 60"
    assert office.get(f"/partenaires/{second.pk}/").url == f"/partenaires/{first.pk}/"
    assert office.get(f"/comites/partenaire/{second.pk}/").context["subject"].body == first
    assert office.get(page(bodies)).status_code == 404
    made = PartnerMerge.objects.get()
    office.post(f"/partenaires/fusions/{made.pk}/defaire/")
    assert office.get(f"/partenaires/{second.pk}/").status_code == 200


def test_any_two_are_compared(office: Client, bodies: list[Organisation]) -> None:
    query = {"premier": bodies[1].pk, "second": bodies[0].pk}
    assert office.get("/partenaires/doublons/", query).url == page(bodies[::-1])
    assert office.get("/partenaires/doublons/", query | {"second": bodies[1].pk}).status_code == 400


def test_what_hinders_is_told_and_nothing_is_merged(office: Client, bodies: list[Organisation]) -> None:
    for body in bodies:
        MembershipFactory(organisation=body)
    assert "Réunir les deux fiches" not in office.get(page(bodies)).content.decode()
    answer = office.post(page(bodies), {"kept": "premier"})
    assert answer.status_code == 400
    assert "des habilitations" in answer.content.decode()
    assert not PartnerMerge.objects.exists()


def test_what_is_written_on_the_former_sheet_is_kept(office: Client, bodies: list[Organisation]) -> None:
    first, second = bodies
    office.post(page(bodies), {"kept": "premier"})
    sent = {"function": "accueil", "name": "Yuna", "phone": "02 61 91 20 60"}
    assert office.post(f"/partenaires/{second.pk}/contacts/ajouter/", sent).status_code == 302
    assert first.partner_contacts.get().name == "Yuna"


def test_the_administrator_reads_that_it_was_merged(
    office: Client, bodies: list[Organisation], administrator: User
) -> None:
    office.post(page(bodies), {"kept": "premier"})
    assert "Réunie à Foyer des Lices" in signed_in(administrator).get("/structures/").content.decode()


def test_a_merged_body_is_not_enabled_again(office: Client, bodies: list[Organisation], administrator: User) -> None:
    office.post(page(bodies), {"kept": "premier"})
    signed_in(administrator).post(f"/structures/{bodies[1].pk}/reactiver/")
    bodies[1].refresh_from_db()
    assert not bodies[1].is_active


def test_a_lead_counts_what_a_lead_reads(lead: User, bodies: list[Organisation]) -> None:
    PlacementFactory(agreement=PartnerAgreementFactory(organisation=bodies[0]))
    PartnerContactFactory(organisation=bodies[0])
    bodies[0].committee_meetings.create(audience="partenaire", held_on=date(2026, 5, 2))
    labels = [line["label"] for line in signed_in(lead).get(page(bodies)).context["counts"]]
    assert labels == ["Conventions", "Contacts des partenaires"]


def test_two_that_are_two_are_no_longer_found(office: Client, coordinator: User, bodies: list[Organisation]) -> None:
    for _ in range(2):
        assert office.post(f"{page(bodies[::-1])}distincts/").status_code == 302
    found = office.get("/partenaires/doublons/").context
    assert (found["pairs"], [(pair.said_by, pair.first) for pair in found["distinct"]]) == (
        [],
        [(coordinator, bodies[0])],
    )
    office.post(f"/partenaires/distincts/{found['distinct'][0].pk}/reprendre/")
    assert len(office.get("/partenaires/doublons/").context["pairs"]) == 1
