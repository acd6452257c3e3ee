"""A Mission Locale refers to itself alone: passing a file on to another one is a hand-over, with an agreement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.case_files import refresh
from cases.models import CaseFile, DuplicateSuspicion, Permanence, Programme, Referral, YoungPerson
from partners.models import Commune, Membership, Organisation, OrganisationKind, Role, User
from tests.cases.referrals.conftest import TODAY
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReferralFactory,
    YoungPersonFactory,
)
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("programme")]

PAGE = "/orientations/nouvelle/"


@pytest.fixture
def elsewhere(other_referent: User) -> Organisation:
    return Organisation.objects.get(code="ml-saint-malo")


@pytest.fixture
def asked_here(typed: dict[str, Any], mission_locale: Organisation) -> dict[str, Any]:
    return typed | {"unit": mission_locale.pk, "origin": "jeune", "envoyer": "1"}


@pytest.mark.parametrize("is_trainee", [False, True])
def test_whom_one_holds_is_not_opened_to_another_mission_locale(
    referent: User, malo: YoungPerson, asked_here: dict[str, Any], elsewhere: Organisation, is_trainee: bool
) -> None:
    Membership.objects.filter(user=referent).update(is_trainee=is_trainee, ends_on=TODAY + timedelta(days=30))
    Referral.objects.update(decision="sans_suite", decided_on=TODAY)
    refresh([malo.pk])
    response = signed_in(referent).post(PAGE, asked_here | {"person": malo.code, "mission_locale": elsewhere.pk})
    assert response.status_code == 400
    assert "demandez un relais depuis son dossier, avec son accord" in response.content.decode()
    assert not CaseFile.objects.filter(organisation=elsewhere).exists()


def test_nor_by_one_who_works_in_both(
    referent: User, asked_here: dict[str, Any], elsewhere: Organisation, mission_locale: Organisation
) -> None:
    """Held there alone, they are referred here as somebody new, of whom the leads of both are told."""
    MembershipFactory(user=referent, organisation=elsewhere, role=Role.REFERENT)
    known = YoungPersonFactory(last_name="Le Guénec", first_name="Zoé", birth_date=asked_here["birth_date"])
    ReferralFactory(person=known, mission_locale=elsewhere)
    refresh([known.pk])
    browser, sent = signed_in(referent), asked_here | {"mission_locale": mission_locale.pk}
    assert browser.post(PAGE, sent | {"person": known.code}).status_code == 400
    assert browser.post(PAGE, sent).status_code == 302
    assert not CaseFile.objects.filter(organisation=mission_locale, person=known).exists()
    assert DuplicateSuspicion.objects.get().first == known


def test_nor_by_one_of_its_permanences(referent: User, asked_here: dict[str, Any], elsewhere: Organisation) -> None:
    there: Permanence = PermanenceFactory(mission_locale=elsewhere, planned_on=TODAY + timedelta(days=3), slots=5)
    browser = signed_in(referent)
    page = browser.get(PAGE).content.decode()
    assert there.code not in page
    assert "un relais depuis son dossier, avec son accord" in page
    assert browser.post(PAGE, asked_here | {"permanence": there.code}).status_code == 400
    assert not Referral.objects.exists()


def test_who_works_on_both_sides_sends_there_in_the_name_of_the_unit(
    referent: User, asked_here: dict[str, Any], elsewhere: Organisation
) -> None:
    unit = OrganisationFactory(code="spip-rennes-mo", kind=OrganisationKind.SPIP)
    MembershipFactory(user=referent, organisation=unit, role=Role.OFFICER)
    browser, there = signed_in(referent), {"mission_locale": elsewhere.pk}
    refused = browser.post(PAGE, asked_here | there)
    assert refused.status_code == 400
    assert "n’oriente que vers elle-même" in refused.content.decode()
    assert browser.post(PAGE, asked_here | there | {"unit": unit.pk}).status_code == 302
    assert Referral.objects.get().mission_locale == elsewhere


def test_left_empty_it_is_the_one_that_covers_the_commune(
    cpip: User, typed: dict[str, Any], mission_locale: Organisation, elsewhere: Organisation
) -> None:
    sent = typed | {"mission_locale": "", "envoyer": "1"}
    browser = signed_in(cpip)
    assert browser.post(PAGE, sent).status_code == 400
    elsewhere.covered_communes.set(Commune.objects.filter(name="Rennes"))
    assert browser.post(PAGE, sent).status_code == 302
    assert Referral.objects.get().mission_locale == elsewhere


def test_two_that_cover_it_leave_the_choice(
    cpip: User, typed: dict[str, Any], mission_locale: Organisation, elsewhere: Organisation
) -> None:
    for body in (mission_locale, elsewhere):
        body.covered_communes.set(Commune.objects.filter(name="Rennes"))
    assert signed_in(cpip).post(PAGE, typed | {"mission_locale": "", "envoyer": "1"}).status_code == 400


def test_a_programme_that_is_not_open_there_is_refused_with_the_reason(
    cpip: User, typed: dict[str, Any], mission_locale: Organisation, elsewhere: Organisation, programme: Programme
) -> None:
    programme.missions_locales.set([elsewhere])
    answer = signed_in(cpip).post(PAGE, typed | {"envoyer": "1"})
    assert answer.status_code == 400
    assert f"{programme} n’est pas ouvert à {mission_locale}" in answer.content.decode()
    assert not Referral.objects.exists()
