"""Two appointments missed: the unit is asked what happened; its answer closes, moves or keeps the referral."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, localtime

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
from cases.permanences.calendar import working_day_from
from cases.referrals.decisions import withdraw
from cases.referrals.seen_again import other_places
from cases.referrals.waiting import MissedTwice
from cases.units import unit_of_referral
from partners.french import day_words, hour_words
from partners.models import User

ANSWERED_WITHIN = timedelta(days=5)
# What the unit may answer, and what each answer does.
ANSWERS = {
    RequestAnswer.TRY_AGAIN: "Le jeune est réinvité à la prochaine permanence qui a une place.",
    RequestAnswer.AT_WORK: "Le jeune est réinvité à la prochaine permanence qui a une place.",
    RequestAnswer.TRANSFERRED: (
        "L’orientation reste ouverte, pour une invitation ailleurs\N{NARROW NO-BREAK SPACE}; un rendez-vous déjà pris "
        "à l’intérieur est rendu. Passez aussi le jeune à sa nouvelle unité."
    ),
    RequestAnswer.RELEASED: "Le jeune est réinvité à la prochaine permanence à l’extérieur qui a une place.",
    RequestAnswer.DECLINED: "L’orientation est retirée, et les places gardées sont rendues.",
}
# Those that want an appointment.
INVITES = (RequestAnswer.TRY_AGAIN, RequestAnswer.AT_WORK, RequestAnswer.RELEASED)
NO_PLACE = (
    "Aucune permanence à venir n’a de place pour l’instant\N{NO-BREAK SPACE}: ce jeune n’est pas réinvité, la Mission "
    "Locale le voit parmi ceux qui attendent."
)
NOT_LISTED = "Choisissez une réponse de la liste."


def ask_unit(found: MissedTwice, at: datetime) -> CaseRequest | None:
    """The question put to the unit in charge; None when one waits already."""
    request, is_new = CaseRequest.objects.get_or_create(
        person=found.referral.person,
        unit_id=unit_of_referral(found.referral),
        mission_locale=found.referral.mission_locale,
        kind=RequestKind.MISSED_TWICE,
        answered_at=None,
        defaults={"asked_at": at, "due_on": working_day_from(localdate(at) + ANSWERED_WITHIN)},
    )
    return request if is_new else None


def may_answer_misses(user: User, request: CaseRequest, at: datetime) -> bool:
    """Whether that user's unit is in charge of the person, and the user no trainee there."""
    return YoungPerson.objects.decided_by(user, at).filter(pk=request.person_id).exists()


def answer_misses(request: CaseRequest, answer: str, by: User, at: datetime) -> Appointment | None:
    """Keep the answer, and do what it says; the appointment at which the person is expected then, if there is one. A
    question answered already stays as it is: the same answer sent again changes nothing.

    Raises ValidationError for an answer that is not one of these, or (code `late`) that is not the one that stands.
    """
    if answer not in ANSWERS:
        raise ValidationError(NOT_LISTED)
    with transaction.atomic():
        waiting = CaseRequest.objects.waiting().filter(pk=request.pk)
        is_first = waiting.update(answer=answer, answered_at=at, answered_by=by)
        request.refresh_from_db()
        if request.answer != answer:
            raise ValidationError(late(request), code="late")
        referral = referral_asked_about(request)
        if referral is None:
            return None
        return carry_out(referral, answer, by, at) if is_first else next_expected(referral, localdate(at))


def answer_by_the_fact(person: YoungPerson, permanence: Permanence, by: User, at: datetime) -> None:
    """The young person came to that permanence: where it is the last that is known of them at that Mission Locale, the
    unit has nothing to answer any more. Inside the transaction that writes it."""
    last = Appointment.objects.filter(person=person, permanence__mission_locale=permanence.mission_locale_id)
    if not last.exclude(attendance="").filter(permanence__planned_on__gt=permanence.planned_on).exists():
        asked = CaseRequest.objects.waiting().filter(kind=RequestKind.MISSED_TWICE, person=person)
        asked.filter(mission_locale=permanence.mission_locale_id).update(
            answer=RequestAnswer.SEEN, answered_at=at, answered_by=by
        )


def late(request: CaseRequest) -> str:
    """What was answered first, by whom, when."""
    author = f"{request.answered_by} a" if request.answered_by else "Quelqu’un a"
    at = localtime(request.answered_at)
    when = f"{day_words(at)} à {hour_words(at)}"
    return (
        f"{author} déjà répondu «\N{NO-BREAK SPACE}{request.get_answer_display()}\N{NO-BREAK SPACE}» le {when}"
        "\N{NO-BREAK SPACE}: votre réponse n’est pas enregistrée."
    )


def referral_asked_about(request: CaseRequest) -> Referral | None:
    """The one that still waits for an answer."""
    waiting = Referral.objects.undecided().filter(person=request.person_id, mission_locale=request.mission_locale_id)
    return waiting.order_by("referred_on", "pk").last()


def carry_out(referral: Referral, answer: str, by: User, at: datetime) -> Appointment | None:
    """Close, move or keep."""
    if answer == RequestAnswer.DECLINED:
        withdraw(referral, by, at)
        return None
    if answer == RequestAnswer.TRANSFERRED:
        referral.site = None
        referral.save(update_fields=["site"])
    if answer in (RequestAnswer.TRANSFERRED, RequestAnswer.RELEASED):
        other_places(referral, localdate(at)).filter(permanence__site__is_inside=True).delete()
    return (
        None
        if answer == RequestAnswer.TRANSFERRED
        else invite(referral, at, is_outside=answer == RequestAnswer.RELEASED)
    )


def invite(referral: Referral, at: datetime, *, is_outside: bool) -> Appointment | None:
    """At the next permanence with a place: outside, or at the site where that Mission Locale last expected the person;
    the appointment that there is, where they are expected already. None when no permanence has a place."""
    on = localdate(at)
    if there := next_expected(referral, on):
        return there
    own = Permanence.objects.filter(mission_locale=referral.mission_locale_id, appointments__person=referral.person_id)
    last = own.order_by("planned_on").last()
    offered = Permanence.objects.offered(on + timedelta(days=1)).filter(mission_locale=referral.mission_locale_id)
    for permanence in offered.select_related("site", "mission_locale"):
        fits = not permanence.site.is_inside if is_outside else last is None or permanence.site_id == last.site_id
        if fits:
            return book(referral.person, permanence, referral)
    return None


def next_expected(referral: Referral, on: date) -> Appointment | None:
    """The next appointment after that day at the referral's Mission Locale, on a permanence that is to be held."""
    own = {"person": referral.person_id, "permanence__mission_locale": referral.mission_locale_id}
    ahead = Appointment.objects.to_come(on + timedelta(days=1)).filter(**own)
    return ahead.select_related("permanence").order_by("permanence__planned_on", "pk").first()
