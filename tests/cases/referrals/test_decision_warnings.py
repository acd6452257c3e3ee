"""What a decision is warned of, and what confirms it: no interview, a criterion that was met, another programme."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from cases.models import (
    Answer,
    ContactKind,
    Criteria,
    Criterion,
    EligibilityLine,
    Enrolment,
    PenalStatus,
    Programme,
    Referral,
    ReferralDecision,
    RefusalReason,
    YoungPerson,
)
from cases.referrals.decisions import CRITERIA, criteria_not_met
from cases.referrals.record import state_words
from partners.models import User
from tests.factories import ContactFactory, JusticeMeasureFactory, OrganisationFactory, ProgrammeFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

ON = date(2016, 3, 18)
UNSEEN = "Pas encore d’entretien"


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    return malo.referrals.get()


@pytest.fixture
def minors(referral: Referral) -> Programme:
    """Another programme, of which Malo is too old."""
    programme: Programme = ProgrammeFactory(code="essai-mineurs")
    Criteria.objects.create(programme=programme, valid_from=date(2010, 1, 1), age_min=16, age_max=17, statuses="")
    return programme


def meet(referral: Referral, **given: Any) -> None:
    ContactFactory(person=referral.person, **{"mission_locale": referral.mission_locale, **given})


def send(user: User, referral: Referral, **given: Any) -> Any:
    today = timezone.localdate().isoformat()
    data = {"decided_on": today, "consented_on": today, "programme": referral.programme.code, "referent": str(user)}
    return signed_in(user).post(f"/orientations/{referral.code}/decision/", data | given)


def admit(user: User, referral: Referral, **given: Any) -> Any:
    return send(user, referral, answer="admettre", consented="on", **given)


def refuse(user: User, referral: Referral, **given: Any) -> Any:
    return send(user, referral, answer="ne_pas_admettre", refusal="statut", **given)


def test_before_any_interview_an_admission_is_confirmed(referral: Referral, referent: User) -> None:
    shown = signed_in(referent).get(f"/orientations/{referral.code}/decision/").content.decode()
    assert UNSEEN in shown
    refused = admit(referent, referral)
    assert (refused.status_code, Enrolment.objects.count()) == (400, 0)
    assert "sans l’avoir vu" in refused.content.decode()
    assert admit(referent, referral, unseen="on").status_code == 302


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 302),
        ({"held_on": date(2016, 2, 20)}, 400),
        ({"kind": ContactKind.PHONE}, 400),
        ({"mission_locale": None}, 400),
    ],
)
def test_an_interview_there_since_the_referral_is_wanted(
    referral: Referral, referent: User, given: dict[str, Any], status: int
) -> None:
    if "mission_locale" in given:
        given = {"mission_locale": OrganisationFactory(code="ml-saint-malo")}
    meet(referral, **given)
    assert admit(referent, referral).status_code == status


def test_a_refusal_for_what_was_met_says_why(referral: Referral, referent: User) -> None:
    EligibilityLine.objects.create(
        referral=referral, criterion=Criterion.STATUS, answer=Answer.MET, words="Condamné définitif."
    )
    refused = refuse(referent, referral)
    assert refused.status_code == 400
    assert "Ce critère était rempli le jour de l’orientation" in refused.content.decode()
    assert "Condamné définitif." in refused.content.decode()
    assert refuse(referent, referral, ground="inexact").status_code == 302
    assert Referral.objects.get().reason == "Statut hors des critères (l’information donnée était inexacte)"


@pytest.mark.parametrize("answer", [Answer.NOT_MET, Answer.TO_CHECK])
def test_a_refusal_for_what_was_not_met_is_not_asked_about(referral: Referral, referent: User, answer: Answer) -> None:
    EligibilityLine.objects.create(referral=referral, criterion=Criterion.STATUS, answer=answer, words="…")
    assert refuse(referent, referral, ground="inexact").status_code == 302
    assert Referral.objects.get().reason == "Statut hors des critères"


def test_a_refusal_names_each_criterion_in_one_sentence(referral: Referral) -> None:
    assert {reason for reason in RefusalReason if "critères" in reason.label} == set(CRITERIA)
    for reason in RefusalReason:
        Referral.objects.update(decision=ReferralDecision.NOT_ADMITTED, decided_on=ON, reason=reason.label)
        assert state_words(Referral.objects.with_state(ON).get(), ON).count(":") == 1


def test_another_programme_is_held_against_its_own_criteria(
    referral: Referral, referent: User, minors: Programme
) -> None:
    meet(referral)
    refused = admit(referent, referral, programme=minors.code)
    assert (refused.status_code, Enrolment.objects.count()) == (400, 0)
    shown = refused.content.decode()
    assert "Un critère n’est pas rempli" in shown and "écrivez pourquoi ce jeune entre quand même" in shown
    assert admit(referent, referral, programme=minors.code, exception_reason="Suivi déjà commencé.").status_code == 302
    assert Enrolment.objects.get().exception_reason == "Suivi déjà commencé."


def test_the_referral_s_own_lines_do_not_hold_for_another_programme(
    referral: Referral, referent: User, minors: Programme
) -> None:
    meet(referral)
    Criteria.objects.update(age_min=None, age_max=None)
    EligibilityLine.objects.create(referral=referral, criterion=Criterion.AGE, answer=Answer.NOT_MET, words="26 ans.")
    assert admit(referent, referral).status_code == 400
    assert admit(referent, referral, programme=minors.code, exception_reason="Inutile.").status_code == 302
    assert Enrolment.objects.get().exception_reason == ""


@pytest.mark.parametrize(
    ("status", "months", "criteria", "not_met"),
    [
        (PenalStatus.ON_REMAND, 12, {"statuses": "condamne"}, ["statut"]),
        (PenalStatus.CONVICTED, 12, {"statuses": "condamne"}, []),
        (PenalStatus.CONVICTED, 30, {"statuses": "", "sentence_max_months": 24}, ["peine"]),
        (PenalStatus.CONVICTED, None, {"statuses": "", "sentence_max_months": 24}, []),
    ],
)
def test_the_file_says_what_the_criteria_are_held_against(
    referral: Referral,
    minors: Programme,
    status: str,
    months: int | None,
    criteria: dict[str, Any],
    not_met: list[str],
) -> None:
    Criteria.objects.update(age_min=None, age_max=None, **criteria)
    JusticeMeasureFactory(person=referral.person, status=status, sentence_months=months, starts_on=date(2016, 1, 4))
    assert [line.criterion for line in criteria_not_met(referral, minors, ON)] == not_met
