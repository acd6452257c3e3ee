"""A trainee logs contacts and attendance, refers and asks; never decides, withdraws, answers or passes anyone on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from cases.models import (
    CaseRequest,
    ClosingReason,
    Contact,
    Referral,
    ReferralDecision,
    RefusalReason,
    RequestKind,
    UnitTransfer,
    YoungPerson,
)
from cases.referrals.decision_forms import referents_of
from cases.referrals.decisions import Admission, admit, close_referral, refuse, reopen_referral
from partners.models import Membership, Organisation, OrganisationKind, Role, User
from tests.cases.entry.sheets import appointments, line, page, permanence_of, send
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON):
        yield


def trainee(role: Role, organisation: str, kind: OrganisationKind = OrganisationKind.MISSION_LOCALE) -> User:
    user = member(role, organisation, kind)
    Membership.objects.filter(user=user).update(is_trainee=True, ends_on=TODAY + timedelta(days=30))
    return user


@pytest.fixture
def trainee_referent(referent: User) -> User:
    return trainee(Role.REFERENT, "ml-rennes")


@pytest.fixture
def trainee_officer(cpip: User) -> User:
    return trainee(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)


@pytest.fixture
def officer_s_browser(trainee_officer: User) -> Client:
    return signed_in(trainee_officer)


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    return malo.referrals.get()


def decision(code: str, **given: Any) -> dict[str, Any]:
    return {f"d{code}-{name}": value for name, value in given.items()}


def test_the_sheet_takes_attendance_and_no_decision(referent: User, trainee_referent: User) -> None:
    permanence = permanence_of(1)
    [appointment] = appointments(permanence)
    admitted = decision(
        appointment.code,
        answer="admettre",
        referral=appointment.referral.code,
        decided_on=str(permanence.planned_on),
        programme=appointment.referral.programme.code,
        consented="on",
        referent=str(referent),
    )
    browser = signed_in(trainee_referent)
    assert "Répondre à l’orientation" in signed_in(referent).get(page(permanence)).content.decode()
    assert "Répondre à l’orientation" not in browser.get(page(permanence)).content.decode()
    assert send(browser, permanence, trainee_referent, line(appointment, "present"), **admitted).status_code == 302
    assert Contact.objects.get().entered_by == trainee_referent
    assert Referral.objects.get().decision == ReferralDecision.PENDING
    assert send(signed_in(referent), permanence, referent, **admitted).status_code == 302
    assert Referral.objects.get().decision == ReferralDecision.ADMITTED


@pytest.mark.parametrize("persona", ["trainee_referent", "lead", "other_referent", "cpip"])
def test_the_only_ways_in_ask_who_decides(referral: Referral, persona: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(persona)
    with pytest.raises(PermissionDenied):
        admit(referral, user, NOON, Admission(referral.programme, TODAY, "Nolwenn Le Goff"), TODAY)
    with pytest.raises(PermissionDenied):
        refuse(referral, user, NOON, RefusalReason.DECLINED, TODAY)
    with pytest.raises(PermissionDenied):
        close_referral(referral, user, NOON, ClosingReason.LOST, TODAY)
    with pytest.raises(PermissionDenied):
        reopen_referral(referral, user, NOON)
    assert Referral.objects.get().decision == ReferralDecision.PENDING


def test_a_trainee_officer_passes_nobody_on(
    malo: YoungPerson, cpip: User, trainee_officer: User, officer_s_browser: Client
) -> None:
    other = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP).memberships.get().organisation
    address = f"/jeunes/{malo.code}/unite/"
    record = officer_s_browser.get(malo.get_absolute_url()).content.decode()
    assert "Passer à une autre unité" not in record
    assert "Le jeune est transféré" not in record
    assert officer_s_browser.post(address, {"to_unit": other.pk}).status_code == 403
    assert officer_s_browser.post(f"/jeunes/{malo.code}/demandes/transfert/", {}).status_code == 403
    assert officer_s_browser.get(f"/jeunes/{malo.code}/demandes/rappel/").status_code == 200
    assert signed_in(cpip).post(address, {"to_unit": other.pk}).status_code == 302
    assert "Annuler le passage" not in officer_s_browser.get(malo.get_absolute_url()).content.decode()
    assert officer_s_browser.post(f"{address}annuler/").status_code == 403
    assert UnitTransfer.objects.current().filter(person=malo).exists()


def test_a_trainee_officer_withdraws_nothing(referral: Referral, cpip: User, officer_s_browser: Client) -> None:
    address = referral.get_absolute_url()
    assert "Retirer l’orientation" not in officer_s_browser.get(address).content.decode()
    assert officer_s_browser.post(f"{address}retirer/").status_code == 403
    assert signed_in(cpip).post(f"{address}retirer/").status_code == 302
    assert "Annuler le retrait" not in officer_s_browser.get(address).content.decode()
    assert officer_s_browser.post(f"{address}retablir/").status_code == 403
    assert Referral.objects.get().is_withdrawn


def test_a_trainee_officer_does_not_answer_for_the_unit(
    malo: YoungPerson, referral: Referral, cpip: User, officer_s_browser: Client
) -> None:
    asked = CaseRequest.objects.create(
        person=malo,
        unit=referral.referred_by,
        mission_locale=referral.mission_locale,
        kind=RequestKind.MISSED_TWICE,
        asked_at=NOON,
        due_on=TODAY,
    )
    address = f"/demandes/{asked.code}/absences/"
    assert address in signed_in(cpip).get("/demandes/").content.decode()
    for place in ("/demandes/", "/", referral.get_absolute_url()):
        assert address not in officer_s_browser.get(place).content.decode()
    assert officer_s_browser.post(address, {"answer": "refus"}).status_code == 403
    assert Referral.objects.get().decision == ReferralDecision.PENDING


def test_a_trainee_referent_answers_no_request(malo: YoungPerson, referent: User, trainee_referent: User) -> None:
    asked = CaseRequest.objects.create(
        person=malo,
        unit=Organisation.objects.get(code="spip-35-vezin"),
        mission_locale=Organisation.objects.get(code="ml-rennes"),
        kind=RequestKind.CERTIFICATE,
        concerns_on=TODAY,
        asked_at=NOON,
        due_on=TODAY,
    )
    address = f"/demandes/{asked.code}/repondre/"
    assert address in signed_in(referent).get("/demandes/").content.decode()
    assert address not in signed_in(trainee_referent).get("/demandes/").content.decode()
    assert signed_in(trainee_referent).post(address, {"answer": "fait"}).status_code == 403


def test_a_trainee_is_nobody_s_referent(referent: User, trainee_referent: User) -> None:
    body = Organisation.objects.get(code="ml-rennes")
    assert referents_of(body.pk, TODAY) == [referent]
