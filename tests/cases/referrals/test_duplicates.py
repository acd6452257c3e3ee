"""Duplicates: proposed among those one may see, told to the Missions Locales otherwise, without a name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail

from cases.case_files import refresh
from cases.models import DuplicateSuspicion, Referral, YoungPerson
from cases.referrals.duplicates import TypedIdentity, alike, near_dates
from partners.models import Role, User
from tests.cases.referrals.test_referral_entry import post, text
from tests.factories import OrganisationFactory, ReferralFactory, YoungPersonFactory
from tests.personas import member, signed_in

BORN = date(2004, 3, 12)
ZOE = TypedIdentity("Le Guénec", "Zoé", BORN)


@pytest.mark.parametrize(
    ("last_name", "first_name", "born", "same"),
    [
        ("Le Guénec", "Zoé", "2004-03-12", True),
        ("LE GUENEC", "ZOE", "2004-03-12", True),
        ("Le-Guénec", "Zoé", "2004-03-12", True),
        ("Leguenec", "Zoé", "2004-03-12", True),
        ("Zoé", "Le Guénec", "2004-03-12", True),
        ("Le Guennec", "Zoé", "2004-03-12", True),
        ("Le Guénec", "Zoé", "2004-03-13", True),
        ("Le Guénec", "Zoé", "2014-03-12", True),
        ("Le Guénec", "Zoé", "2004-12-03", True),
        ("Le Guénec", "Zoé", "2005-04-12", False),
        ("Le Guénec", "Zoé-Anne", "2004-03-12", True),
        ("Le Guénec", "Yannick", "2004-03-12", False),
        ("Kerdoncuff", "Zoé", "2004-03-12", False),
        ("Le Goff", "Zoé", "2004-03-13", False),
    ],
)
def test_who_may_be_the_same(last_name: str, first_name: str, born: str, same: bool) -> None:
    other = TypedIdentity(last_name, first_name, date.fromisoformat(born))
    assert alike(ZOE, other) is same
    assert alike(other, ZOE) is same


def test_the_dates_of_a_slip_are_few() -> None:
    assert BORN in near_dates(BORN)
    assert len(near_dates(BORN)) < 60
    assert near_dates(date(2004, 2, 29)) >= {date(2004, 2, 28), date(2008, 2, 29)}


@pytest.fixture
def zoe(cpip: User, mission_locale: Any, typed: dict[str, Any]) -> YoungPerson:
    """Known to the officer's unit."""
    person: YoungPerson = YoungPersonFactory(
        last_name="LE GUENEC", first_name="Zoe", birth_date=typed["birth_date"], code="ZZZZ-22"
    )
    ReferralFactory(
        person=person, referred_by=OrganisationFactory(code="spip-35-vezin"), mission_locale=mission_locale
    )
    refresh([person.pk])
    return person


@pytest.mark.django_db
def test_someone_seen_is_proposed_and_one_has_to_say(cpip: User, zoe: YoungPerson, typed: dict[str, Any]) -> None:
    client = signed_in(cpip)
    page = text(post(client, typed, "verifier"))
    assert "Est-ce la même personne" in page
    assert "LE GUENEC Zoe" in page
    assert page.index("Est-ce la même personne") < page.index("Le jeune</h2>")
    assert post(client, typed).status_code == 400
    assert post(client, typed, person="nouveau").status_code == 302
    assert YoungPerson.objects.count() == 2
    assert not DuplicateSuspicion.objects.exists()


@pytest.mark.django_db
def test_the_same_person_is_referred_again(cpip: User, zoe: YoungPerson, typed: dict[str, Any]) -> None:
    client = signed_in(cpip)
    assert "LE GUENEC Zoe" in text(client.post("/orientations/nouvelle/eligibilite/", typed))
    assert post(client, typed, person="ZZZZ-22").status_code == 302
    assert Referral.objects.filter(person=zoe).count() == 2
    again = post(client, typed, person="ZZZZ-22", submission_key="0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b")
    assert again.status_code == 400
    assert "déjà une orientation en attente" in text(again)
    assert YoungPerson.objects.get().measures.count() == 1


@pytest.fixture
def hidden(other_referent: User, typed: dict[str, Any]) -> YoungPerson:
    """Known to another unit and another Mission Locale."""
    person: YoungPerson = YoungPersonFactory(last_name="Le Guennec", first_name="Zoé", birth_date=typed["birth_date"])
    ReferralFactory(
        person=person,
        referred_by=OrganisationFactory(spip=True),
        mission_locale=OrganisationFactory(code="ml-saint-malo"),
    )
    refresh([person.pk])
    return person


@pytest.mark.django_db
def test_someone_not_seen_is_not_shown_and_the_leads_are_told(
    cpip: User,
    lead: User,
    hidden: YoungPerson,
    typed: dict[str, Any],
) -> None:
    far = member(Role.READER, "ml-saint-malo", is_lead=True)
    client = signed_in(cpip)
    assert "Guennec" not in text(post(client, typed, "verifier"))
    mail.outbox.clear()
    assert post(client, typed).status_code == 302
    assert {message.to[0] for message in mail.outbox} == {lead.email, far.email}
    for message in mail.outbox:
        assert "/doublons/" in message.body
        assert not {"Guénec", "Guennec", "Zoé"} & set(f"{message.subject} {message.body}".split())
    for one, shown, kept in ((lead, "Le Guénec Zoé", "Le Guennec"), (far, "Le Guennec Zoé", "Le Guénec")):
        page = text(signed_in(one).get("/doublons/"))
        assert shown in page
        assert kept not in page
    assert signed_in(cpip).get("/doublons/").status_code == 404


@pytest.mark.django_db
def test_a_lead_says_that_they_are_two(cpip: User, lead: User, hidden: YoungPerson, typed: dict[str, Any]) -> None:
    post(signed_in(cpip), typed)
    suspicion = DuplicateSuspicion.objects.get()
    client = signed_in(lead)
    address = f"/doublons/{suspicion.pk}/ecarter/"
    assert client.get(address).status_code == 405
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert DuplicateSuspicion.objects.get().dismissed_by == lead
    assert "Aucun doublon possible" in text(client.get("/doublons/"))
    stranger = member(Role.READER, "ml-quimper", is_lead=True)
    assert signed_in(stranger).post(address).status_code == 404
