"""The only ways out of an enrolment, and back on the same day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.models import AxisGoal, Enrolment, ExitReason, Handover
from cases.referrals.decisions import may_decide
from partners.models import User

EXIT_FIELDS = ["left_on", "exit_reason", "exit_entered_at", "exit_entered_by"]

LEFT_ALREADY = "Ce jeune est déjà sorti du dispositif\N{NO-BREAK SPACE}: rechargez la page."
BY_HANDOVER = "La sortie par relais se fait en demandant un relais."
ASKED_FOR = (
    "Un relais est demandé pour ce jeune\N{NO-BREAK SPACE}: retirez d’abord la demande, ou attendez la réponse."
)
NOT_YET = "Cette date n’est pas encore arrivée."
TOO_EARLY = "La sortie du dispositif précède l’entrée."
TOO_LATE = "Une sortie ne se reprend que le jour même, par la personne qui l’a saisie."
BACK_ALREADY = (
    "Ce jeune est entré de nouveau dans le dispositif depuis\N{NO-BREAK SPACE}: la sortie ne se reprend plus."
)


def leave(
    enrolment: Enrolment, on: date, reason: ExitReason, results: Mapping[str, str], by: User, at: datetime
) -> None:
    """The person leaves the programme that day; `results` says by axis what was reached. Raises PermissionDenied for
    whoever may not decide there, ValidationError, by field, for a day that cannot be, a hand-over, a second exit."""
    if not may_decide(by, enrolment, localdate(at)):
        raise PermissionDenied
    if reason == ExitReason.HANDOVER:
        raise ValidationError({"exit_reason": BY_HANDOVER})
    if on > localdate(at):
        raise ValidationError({"left_on": NOT_YET})
    if on < enrolment.entered_on:
        raise ValidationError({"left_on": TOO_EARLY})
    with transaction.atomic():
        kept = locked(enrolment)
        if kept.left_on is not None:
            raise ValidationError(LEFT_ALREADY)
        if is_asked_for(kept):
            raise ValidationError(ASKED_FOR)
        for goal in kept.goals.all():
            assess(goal, results.get(goal.axis, ""), on)
        end(kept, on, reason, by, at)
        refresh([kept.person_id])
    enrolment.refresh_from_db(fields=EXIT_FIELDS)


def end(enrolment: Enrolment, on: date, reason: ExitReason, by: User, at: datetime) -> None:
    """Write that it is over. Inside the transaction that locks it, which then keeps the files in step."""
    enrolment.left_on, enrolment.exit_reason = on, reason
    enrolment.exit_entered_at, enrolment.exit_entered_by = at, by
    enrolment.save(update_fields=EXIT_FIELDS)


def assess(goal: AxisGoal, result: str, on: date | None) -> None:
    """What was reached along that axis; nothing: not assessed."""
    goal.result, goal.assessed_on = result, on if result else None
    goal.save(update_fields=["result", "assessed_on"])


def may_return(enrolment: Enrolment, user: User, on: date) -> bool:
    """Whether that user typed the exit on that very day, so that a slip can be taken back; a hand-over's never."""
    typed = enrolment.exit_entered_at
    is_own = enrolment.exit_entered_by_id == user.pk and enrolment.exit_reason != ExitReason.HANDOVER
    return bool(enrolment.left_on and typed and is_own and localdate(typed) == on)


def take_back(enrolment: Enrolment, by: User, at: datetime) -> None:
    """As if the person had not left; what was reached is to be said anew. One that goes on stays so. Raises
    PermissionDenied, and ValidationError when it was another day, or when the person has entered again since."""
    if not may_decide(by, enrolment, localdate(at)):
        raise PermissionDenied
    with transaction.atomic():
        kept = locked(enrolment)
        if kept.left_on is None:
            return
        if not may_return(kept, by, localdate(at)):
            raise ValidationError(TOO_LATE)
        for goal in kept.goals.all():
            assess(goal, "", None)
        kept.left_on, kept.exit_reason, kept.exit_entered_at, kept.exit_entered_by = None, "", None, None
        try:
            kept.validate_constraints()
        except ValidationError as error:
            raise ValidationError(BACK_ALREADY) from error
        kept.save(update_fields=EXIT_FIELDS)
        refresh([kept.person_id])
    enrolment.refresh_from_db(fields=EXIT_FIELDS)


def locked(enrolment: Enrolment) -> Enrolment:
    """The stored row, kept until the transaction ends. Inside a transaction."""
    return Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)


def is_asked_for(enrolment: Enrolment) -> bool:
    """Whether a hand-over of it waits for its answer."""
    asked = Handover.objects.pending().filter(person=enrolment.person_id, programme=enrolment.programme_id)
    return asked.filter(from_mission_locale=enrolment.mission_locale_id).exists()
