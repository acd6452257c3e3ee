"""Two partners made one: everything of both is kept, what cannot be says why, and it is undone for 30 days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import Axis, PartnerOffer
from partners.directory.duplicates import SAME_NAME, SAME_PHONE, alike
from partners.directory.merging import LATER_FIRST, hindrances, merge, undo
from partners.models import (
    AgreementAmount,
    Commune,
    Organisation,
    OrganisationKind,
    PartnerAgreement,
    PartnerContact,
    PartnerFunction,
    PartnerMerge,
    PartnerSite,
    User,
)
from reporting.models import CommitteeMeeting
from tests.directory_factories import PartnerContactFactory, PartnerOfferFactory, PartnerSiteFactory
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PartnerAgreementFactory,
    ReferralFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime.combine(date(2026, 11, 2), time(10)))


def partner(code: str, **more: Any) -> Organisation:
    body: Organisation = OrganisationFactory(**{"code": code, "kind": OrganisationKind.HOUSING} | more)
    return body


@pytest.fixture
def kept() -> Organisation:
    return partner("fjt", name="Foyer des Lices")


@pytest.fixture
def other() -> Organisation:
    return partner("foyer-lices", name="FOYER des lices", phone="02 61 91 20 60")


@pytest.fixture
def lead() -> User:
    user: User = UserFactory()
    return user


def merged(kept: Organisation, other: Organisation, by: User) -> PartnerMerge:
    return merge(kept, other, {"name": other.name, "phone": other.phone}, by, AT)


def state() -> list[Any]:
    """Whose everything is, and what it says."""
    found: list[Any] = []
    for model in (Organisation, PartnerSite, PartnerContact, PartnerOffer, PartnerAgreement, AgreementAmount):
        found += list(model._default_manager.order_by("pk").values())
    found += list(CommitteeMeeting.objects.order_by("pk").values())
    found += [sorted(agreement.parties.values_list("code", flat=True)) for agreement in PartnerAgreement.objects.all()]
    return found


def test_the_same_name_or_number_is_found(kept: Organisation, other: Organisation) -> None:
    third = partner("autre", name="Résidence")
    PartnerSiteFactory(organisation=third, phone="0261912060")
    partner("ml-lices", name="Foyer des Lices", kind=OrganisationKind.MISSION_LOCALE)
    partner("ancien", name="Foyer des Lices", is_active=False)
    found = {(pair.first, pair.second): pair.why for pair in alike()}
    assert found == {(kept, other): SAME_NAME, (other, third): SAME_PHONE}


def test_everything_of_both_is_kept_and_comes_apart_again(kept: Organisation, other: Organisation, lead: User) -> None:
    PartnerSiteFactory(organisation=kept, name="Accueil")
    site = PartnerSiteFactory(organisation=other, name="Accueil", phone="02 61 91 20 61")
    PartnerContactFactory(organisation=kept, name="Yuna", phone="02 61 91 20 62")
    PartnerContactFactory(
        organisation=other, name="Yuna", phone="02 61 91 20 62", email="y@exemple.invalid", site=site
    )
    PartnerContactFactory(organisation=other, function=PartnerFunction.DESK, name="", site=site)
    PartnerOfferFactory(organisation=kept, label="Chambre")
    PartnerOfferFactory(organisation=other, label="Chambre")
    PartnerOfferFactory(organisation=other, label="Studio")
    agreement = PartnerAgreementFactory(organisation=other)
    elsewhere = PartnerAgreementFactory(organisation=partner("ibep"))
    elsewhere.parties.set([kept, other])
    agreement.amounts.create(funder=other, year=2026, amount=10)
    CommitteeMeeting.objects.create(audience="partenaire", organisation=other, held_on=date(2026, 5, 2))
    before = state()
    made = merged(kept, other, lead)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.name, kept.phone, other.is_active) == ("FOYER des lices", "02 61 91 20 60", False)
    assert kept.partner_sites.get().phone == "02 61 91 20 61"
    contact = kept.partner_contacts.get(name="Yuna")
    assert (contact.email, contact.site) == ("y@exemple.invalid", kept.partner_sites.get())
    assert sorted(kept.offers.values_list("label", flat=True)) == ["Chambre", "Studio"]
    assert list(kept.agreements.all()) == [agreement]
    assert list(elsewhere.parties.all()) == [kept]
    assert [event.detail for event in agreement.events.all()] == [f"partenaire, {other} réunie à Foyer des Lices"]
    assert PartnerMerge.objects.followed(other.pk) == kept.pk
    undo(made, lead, AT + timedelta(days=29))
    assert state() == before
    assert PartnerMerge.objects.followed(other.pk) == other.pk


def test_what_was_corrected_or_added_since_stays(kept: Organisation, other: Organisation, lead: User) -> None:
    contact = PartnerContactFactory(organisation=other, phone="02 61 91 20 62")
    made = merged(kept, other, lead)
    kept.refresh_from_db()
    kept.name = "Foyer"
    kept.save()
    PartnerContact.objects.filter(pk=contact.pk).update(phone="02 61 91 20 99")
    added = PartnerContactFactory(organisation=kept)
    undo(made, lead, AT)
    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("Foyer", "")
    assert list(other.partner_contacts.values_list("phone", flat=True)) == ["02 61 91 20 99"]
    assert list(kept.partner_contacts.all()) == [added]


def test_two_that_say_two_things_are_told(kept: Organisation, other: Organisation, lead: User) -> None:
    PartnerSiteFactory(organisation=kept, name="Accueil", address="4 rue du Champ-Doré")
    PartnerSiteFactory(organisation=other, name="Accueil", address="2 place du Gros-Chêne")
    [told] = hindrances(kept, other)
    assert "Accueil" in told
    with pytest.raises(ValidationError):
        merged(kept, other, lead)
    assert not PartnerMerge.objects.exists()


def test_offers_for_other_communes_are_two_things(kept: Organisation, other: Organisation) -> None:
    PartnerOfferFactory(organisation=kept, axis=Axis.HOUSING, label="Chambre")
    offer = PartnerOfferFactory(organisation=other, axis=Axis.HOUSING, label="Chambre")
    assert hindrances(kept, other) == []
    offer.communes.add(Commune.objects.get(code="35238"))
    assert len(hindrances(kept, other)) == 1


def test_what_cannot_be_merged_says_why(kept: Organisation, other: Organisation) -> None:
    other.kind = OrganisationKind.ASSOCIATION
    MembershipFactory(organisation=other)
    ReferralFactory(referred_by=other)
    told = " ".join(hindrances(kept, other))
    assert "corrige d’abord le type" in told
    assert "des orientations, des habilitations, qu’une fusion ne déplace pas" in told
    unit = partner("spip", kind=OrganisationKind.SPIP)
    assert "SPIP" in hindrances(kept, unit)[0]


def test_the_account_s_own_body_may_be_kept(kept: Organisation, other: Organisation) -> None:
    MembershipFactory(organisation=kept)
    assert hindrances(kept, other) == []


def test_a_later_merge_is_undone_first_and_each_once(kept: Organisation, other: Organisation, lead: User) -> None:
    made = merged(kept, other, lead)
    kept.refresh_from_db()
    later = merged(partner("lices"), kept, lead)
    assert PartnerMerge.objects.followed(other.pk) == later.kept_id
    with pytest.raises(ValidationError, match=LATER_FIRST[:30]):
        undo(made, lead, AT)
    undo(later, lead, AT)
    undo(made, lead, AT)
    with pytest.raises(ValidationError):
        undo(made, lead, AT)


def test_it_is_not_undone_after_thirty_days(kept: Organisation, other: Organisation, lead: User) -> None:
    made = merged(kept, other, lead)
    with pytest.raises(ValidationError):
        undo(made, lead, AT + timedelta(days=31))
    other.refresh_from_db()
    assert not other.is_active
