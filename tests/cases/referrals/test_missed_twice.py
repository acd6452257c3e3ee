"""Missed twice: the unit is asked once, and its answer closes, moves or keeps the referral."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cases.case_files import refresh
from cases.models import (
    Appointment,
    Attendance,
    CaseRequest,
    Permanence,
    Referral,
    ReferralDecision,
    RequestAnswer,
    RequestKind,
    YoungPerson,
)
from cases.referrals.waiting import missed_twice
from partners.models import OrganisationKind, Role, User
from tests.cases.entry.sheets import later, line, permanence_of, send
from tests.factories import AppointmentFactory, OrganisationFactory, SiteFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(referent: User) -> Permanence:
    return permanence_of(0)


@pytest.fixture
def referral(malo: YoungPerson, inside: Permanence) -> Referral:
    """Missed twice at the same site."""
    Referral.objects.update(referred_on=timezone.localdate() - timedelta(days=20))
    refresh([malo.pk])
    referral: Referral = malo.referrals.get()
    for days in (9, 2):
        miss(referral, inside, days, Attendance.VISITING_ROOM)
    return referral


def miss(referral: Referral, like: Permanence, days: int, attendance: str) -> Appointment:
    past = later(like, days=-days)
    appointment: Appointment = AppointmentFactory(
        permanence=past, person=referral.person, referral=referral, attendance=attendance
    )
    return appointment


@pytest.fixture
def asked(referral: Referral, cpip: User) -> CaseRequest:
    call_command("remind")
    return CaseRequest.objects.get()


def answer(user: User, asked: CaseRequest, said: str) -> Any:
    return signed_in(user).post(f"/demandes/{asked.code}/absences/", {"answer": said})


def test_the_unit_is_asked_once(referral: Referral, asked: CaseRequest, cpip: User, referent: User) -> None:
    call_command("remind")
    assert CaseRequest.objects.get() == asked
    assert (asked.kind, asked.unit, asked.person) == (RequestKind.MISSED_TWICE, referral.referred_by, referral.person)
    questions = [message for message in mail.outbox if message.subject == "Une question attend votre réponse"]
    assert [message.to for message in questions] == [[cpip.email]]
    assert f"l’orientation {referral.code}" in questions[0].body
    assert f"{settings.SITE_ADDRESS}{referral.get_absolute_url()}" in questions[0].body
    assert "Kerdoncuff" not in questions[0].body
    [found] = missed_twice(referent, timezone.now())
    assert (len(found.missed), found.request) == (2, asked)


def test_once_is_not_twice(referral: Referral, referent: User) -> None:
    Appointment.objects.latest("permanence__planned_on").delete()
    assert missed_twice(referent, timezone.now()) == []


def test_seen_in_between_it_starts_afresh(referral: Referral, inside: Permanence, referent: User) -> None:
    miss(referral, inside, 5, Attendance.PRESENT)
    assert missed_twice(referent, timezone.now()) == []
    miss(referral, inside, 1, Attendance.NOT_CALLED)
    [found] = missed_twice(referent, timezone.now())
    assert [one.attendance for one in found.missed] == [Attendance.VISITING_ROOM, Attendance.NOT_CALLED]


@pytest.mark.parametrize("said", [RequestAnswer.TRY_AGAIN, RequestAnswer.AT_WORK])
def test_kept_the_person_is_invited_again(
    asked: CaseRequest, referral: Referral, inside: Permanence, cpip: User, said: str
) -> None:
    later(inside, days=1, site=SiteFactory(name="Antenne"))
    soon = later(inside, days=4)
    assert answer(cpip, asked, said).status_code == 302
    assert Appointment.objects.get(attendance="").permanence == soon
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == (said, cpip)


def test_released_the_person_is_invited_outside(asked: CaseRequest, inside: Permanence, cpip: User) -> None:
    later(inside, days=1)
    outside = later(inside, days=4, site=SiteFactory(name="Antenne"))
    answer(cpip, asked, RequestAnswer.RELEASED)
    assert Appointment.objects.get(attendance="").permanence == outside


def test_transferred_it_stays_open_without_a_site(asked: CaseRequest, inside: Permanence, cpip: User) -> None:
    Referral.objects.update(site=inside.site)
    answer(cpip, asked, RequestAnswer.TRANSFERRED)
    kept = Referral.objects.get()
    assert (kept.site, kept.decision) == (None, ReferralDecision.PENDING)
    page = signed_in(cpip).get(f"/demandes/{asked.code}/absences/").content.decode()
    assert "Passer à une autre unité" in page


def test_declined_it_is_withdrawn(asked: CaseRequest, inside: Permanence, cpip: User) -> None:
    AppointmentFactory(permanence=later(inside), person=asked.person, referral=Referral.objects.get())
    answer(cpip, asked, RequestAnswer.DECLINED)
    kept = Referral.objects.get()
    assert (kept.decision, kept.reason) == (ReferralDecision.CLOSED, "Retirée par le prescripteur")
    assert not Appointment.objects.filter(attendance="").exists()


def test_answered_twice_the_first_answer_stays(asked: CaseRequest, inside: Permanence, cpip: User) -> None:
    later(inside)
    assert answer(cpip, asked, RequestAnswer.TRY_AGAIN).status_code == 302
    answered = signed_in(cpip).post(f"/demandes/{asked.code}/absences/", {"answer": RequestAnswer.DECLINED})
    assert answered.status_code == 302
    assert CaseRequest.objects.get().answer == RequestAnswer.TRY_AGAIN
    assert Referral.objects.get().decision == ReferralDecision.PENDING
    assert Appointment.objects.filter(attendance="").count() == 1


def test_another_answer_that_comes_late_is_told_the_first(asked: CaseRequest, inside: Permanence, cpip: User) -> None:
    answer(cpip, asked, RequestAnswer.TRY_AGAIN)
    colleague = member(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)
    page = f"/demandes/{asked.code}/absences/"
    told = signed_in(colleague).post(page, {"answer": RequestAnswer.DECLINED}, follow=True).content.decode()
    assert f"{cpip} a déjà répondu «\N{NO-BREAK SPACE}À réinviter\N{NO-BREAK SPACE}»" in told
    assert "votre réponse n’est pas enregistrée" in told and "La réponse est enregistrée" not in told


def test_a_cancelled_permanence_is_not_one_where_they_are_expected(
    asked: CaseRequest, inside: Permanence, cpip: User
) -> None:
    AppointmentFactory(permanence=later(inside, days=2, cancelled_at=timezone.now()), person=asked.person)
    soon = later(inside, days=4)
    answer(cpip, asked, RequestAnswer.TRY_AGAIN)
    assert Appointment.objects.filter(permanence=soon, person=asked.person).exists()


def test_another_mission_locale_s_permanence_says_nothing_of_where(
    asked: CaseRequest, inside: Permanence, cpip: User
) -> None:
    elsewhere = {"site": SiteFactory(name="Ailleurs"), "mission_locale": OrganisationFactory(code="ml-saint-malo")}
    AppointmentFactory(permanence=later(inside, days=-1, **elsewhere), person=asked.person, attendance="present")
    soon = later(inside, days=4)
    answer(cpip, asked, RequestAnswer.TRY_AGAIN)
    assert Appointment.objects.get(attendance="").permanence == soon


def test_nobody_could_be_invited_and_it_is_said(asked: CaseRequest, cpip: User) -> None:
    page = f"/demandes/{asked.code}/absences/"
    told = signed_in(cpip).post(page, {"answer": RequestAnswer.TRY_AGAIN}, follow=True).content.decode()
    assert "Aucune permanence à venir n’a de place" in told


@pytest.mark.parametrize("said", [RequestAnswer.TRANSFERRED, RequestAnswer.RELEASED])
def test_no_longer_there_the_place_inside_is_given_back(
    asked: CaseRequest, inside: Permanence, cpip: User, said: str
) -> None:
    AppointmentFactory(permanence=later(inside), person=asked.person)
    answer(cpip, asked, said)
    assert not Appointment.objects.filter(attendance="", permanence__site=inside.site).exists()


def test_once_answered_two_more_misses_are_asked_about_again(
    asked: CaseRequest, referral: Referral, inside: Permanence, cpip: User
) -> None:
    answer(cpip, asked, RequestAnswer.TRY_AGAIN)
    call_command("remind")
    assert CaseRequest.objects.count() == 1
    CaseRequest.objects.update(answered_at=timezone.now() - timedelta(days=15))
    call_command("remind")
    assert CaseRequest.objects.count() == 2


def test_seen_since_the_question_is_answered_by_the_fact(
    asked: CaseRequest, referral: Referral, inside: Permanence, referent: User, cpip: User
) -> None:
    expected = AppointmentFactory(permanence=later(inside, days=0), person=asked.person, referral=referral)
    send(signed_in(referent), expected.permanence, referent, line(expected, Attendance.PRESENT))
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == (RequestAnswer.SEEN, referent)
    for user in (referent, cpip):
        assert "Vu à un rendez-vous depuis" in signed_in(user).get("/demandes/").content.decode()
    assert "questions" not in {block.id for block in signed_in(cpip).get("/").context["blocks"]}
    send(signed_in(referent), expected.permanence, referent, line(expected, Attendance.DECLINED))  # it was a slip
    [found] = missed_twice(referent, timezone.now())
    assert (len(found.missed), found.request) == (3, None)


def test_seen_before_the_misses_the_question_stays(
    asked: CaseRequest, referral: Referral, inside: Permanence, referent: User
) -> None:
    expected = miss(referral, inside, 12, "")
    send(signed_in(referent), expected.permanence, referent, line(expected, Attendance.PRESENT))
    asked.refresh_from_db()
    assert asked.answer == ""


@pytest.mark.parametrize("said", ["", RequestAnswer.NOTED, "peut-être"])
def test_invalid(asked: CaseRequest, cpip: User, said: str) -> None:
    refused = answer(cpip, asked, said)
    assert refused.status_code == 400
    assert "Choisissez une réponse de la liste." in refused.content.decode()


def test_who_answers(asked: CaseRequest, referent: User, other_referent: User) -> None:
    elsewhere = member(Role.OFFICER, "spip-22", OrganisationKind.SPIP)
    statuses = [answer(user, asked, "garder").status_code for user in (referent, other_referent, elsewhere)]
    assert statuses == [403, 404, 404]
    assert CaseRequest.objects.get().answer == ""
