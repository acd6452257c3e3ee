"""Two appointments missed: the unit is asked what happened; its answer closes, moves or keeps the referral."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from cases.models import (
    Appointment,
    CaseRequest,
    Permanence,
    Referral,
    RequestAnswer,
    RequestKind,
    YoungPerson,
)
from cases.permanences.booking import book
from cases.permanences.to_come import free_permanences
from cases.referrals.decisions import withdraw_for_unit
from cases.referrals.waiting import MissedTwice
from cases.units import unit_of_referral
from partners.models import User

ANSWERED_WITHIN = timedelta(days=5)
# What the unit may answer, and what each answer does.
ANSWERS = {
    RequestAnswer.TRY_AGAIN: "Le jeune est réinvité à la prochaine permanence qui a une place.",
    RequestAnswer.AT_WORK: "Le jeune est réinvité à la prochaine permanence qui a une place.",
    RequestAnswer.TRANSFERRED: (
        "L’orientation reste ouverte, pour une invitation ailleurs. Passez aussi le jeune à sa nouvelle unité."
    ),
    RequestAnswer.RELEASED: "Le jeune est réinvité à la prochaine permanence à l’extérieur qui a une place.",
    RequestAnswer.DECLINED: "L’orientation est retirée, et les places gardées sont rendues.",
}
NOT_LISTED = "Choisissez une réponse de la liste."


def ask_unit(found: MissedTwice, at: datetime) -> CaseRequest | None:
    """The question put to the unit in charge; None when one waits already."""
    request, is_new = CaseRequest.objects.get_or_create(
        person=found.referral.person,
        unit_id=unit_of_referral(found.referral),
        mission_locale=found.referral.mission_locale,
        kind=RequestKind.MISSED_TWICE,
        answered_at=None,
        defaults={"asked_at": at, "due_on": localdate(at) + ANSWERED_WITHIN},
    )
    return request if is_new else None


def may_answer(user: User, request: CaseRequest, at: datetime) -> bool:
    """Whether that user's unit is in charge of the person, and the user no trainee there."""
    return YoungPerson.objects.decided_by(user, at).filter(pk=request.person_id).exists()


def answer_misses(request: CaseRequest, answer: str, by: User, at: datetime) -> Appointment | None:
    """Keep the answer, and do what it says; the appointment that it made, if it did. A question answered already stays
    as it is. Raises ValidationError for an answer that is not one of these."""
    if answer not in ANSWERS:
        raise ValidationError(NOT_LISTED)
    with transaction.atomic():
        waiting = CaseRequest.objects.waiting().filter(pk=request.pk)
        if not waiting.update(answer=answer, answered_at=at, answered_by=by):
            return None
        referral = referral_asked_about(request)
        return act(referral, answer, by, at) if referral else None


def referral_asked_about(request: CaseRequest) -> Referral | None:
    """The one that still waits for an answer."""
    waiting = Referral.objects.undecided().filter(person=request.person_id, mission_locale=request.mission_locale_id)
    return waiting.order_by("referred_on", "pk").last()


def act(referral: Referral, answer: str, by: User, at: datetime) -> Appointment | None:
    """Close, move or keep."""
    if answer == RequestAnswer.DECLINED:
        withdraw_for_unit(referral, by, at)
        return None
    if answer == RequestAnswer.TRANSFERRED:
        referral.site = None
        referral.save(update_fields=["site"])
        return None
    return invite(referral, at, is_outside=answer == RequestAnswer.RELEASED)


def invite(referral: Referral, at: datetime, *, is_outside: bool) -> Appointment | None:
    """At the next permanence with a place: outside, or at the site where the person was last expected. None when there
    is none, or when the person is expected already."""
    on = localdate(at)
    expected = Appointment.objects.filter(
        person=referral.person_id,
        attendance="",
        permanence__mission_locale=referral.mission_locale_id,
        permanence__planned_on__gt=on,
    )
    if expected.exists():
        return None
    last = Permanence.objects.filter(appointments__person=referral.person_id).order_by("planned_on").last()
    for permanence in free_permanences([referral.mission_locale_id], on + timedelta(days=1)):
        fits = not permanence.site.is_inside if is_outside else last is None or permanence.site_id == last.site_id
        if fits:
            return book(referral.person, permanence, referral)
    return None
