"""An answer to a hand-over, taken back on the day on which it was typed, by whoever gave it: a slip costs nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, make_aware

from cases.case_files import refresh
from cases.exits.leaving import EXIT_FIELDS
from cases.handovers.handing_over import ANSWER_FIELDS
from cases.locking import lock_person
from cases.models import (
    AlertSnooze,
    Appointment,
    CaseRequest,
    Contact,
    ContactAttempt,
    Enrolment,
    GroupAttendance,
    Handover,
    HandoverDecision,
    HandoverRefusal,
    ImiloEntry,
    NextStep,
    Placement,
    RestrictionReader,
    ReviewLine,
    Snapshot,
    SupportCertificate,
)
from cases.placements.passing import hand_back
from partners.models import User

TOO_LATE = "Une réponse à un relais ne se reprend que le jour même, par la personne qui l’a donnée."
BEGUN = (
    "Le suivi a commencé dans la Mission Locale d’accueil\N{NO-BREAK SPACE}: pour revenir en arrière, demandez un "
    "relais en sens inverse."
)
BACK_ALREADY = (
    "Ce jeune est entré de nouveau dans le dispositif depuis\N{NO-BREAK SPACE}: la réponse ne se reprend plus."
)


def may_take_back(handover: Handover, user: User, on: date) -> bool:
    """Whether that user typed the answer on that very day; what was withdrawn is asked again instead."""
    if handover.is_pending or handover.refusal == HandoverRefusal.WITHDRAWN:
        return False
    former = handover.former_enrolment
    typed = former.exit_entered_at if former else None
    typed_on = localdate(typed) if typed else handover.decided_on
    return handover.decided_by_id == user.pk and typed_on == on


def take_back(handover: Handover, by: User, at: datetime) -> None:
    """As if it waited for its answer still; waiting already, it goes on so. Raises PermissionDenied for anyone else
    and on another day, Http404 for a record that was merged meanwhile, ValidationError where what was done since would
    be lost."""
    with transaction.atomic():
        lock_person(handover.person)
        kept = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
        if kept.is_pending:
            return
        if not may_take_back(kept, by, localdate(at)):
            raise PermissionDenied(TOO_LATE)
        if kept.decision == HandoverDecision.ACCEPTED:
            undo_acceptance(kept)
        kept.decision, kept.decided_on, kept.decided_by = HandoverDecision.PENDING, None, None
        kept.refusal, kept.former_enrolment, kept.new_enrolment = "", None, None
        try:
            kept.validate_constraints()
        except ValidationError as error:  # it was asked again meanwhile
            raise ValidationError(BACK_ALREADY) from error
        kept.save(update_fields=ANSWER_FIELDS)
        refresh([kept.person_id])
    handover.refresh_from_db(fields=ANSWER_FIELDS)


def undo_acceptance(handover: Handover) -> None:
    """The new enrolment goes, the former one goes on. Inside the transaction that locks the person and both."""
    former = Enrolment.objects.select_for_update(of=("self",)).filter(handed_over_by=handover).first()
    if former is None:
        raise ValidationError(BACK_ALREADY)
    new = Enrolment.objects.select_for_update(of=("self",)).filter(handover=handover).first()
    if new is not None:
        hand_back(handover)
        if new.left_on is not None or new.goals.exists() or is_written_there(handover, former):
            raise ValidationError(BEGUN)
        RestrictionReader.objects.filter(handover=handover).delete()
        new.delete()
    former.left_on, former.exit_reason, former.exit_entered_at, former.exit_entered_by = None, "", None, None
    try:
        former.validate_constraints()
    except ValidationError as error:
        raise ValidationError(BACK_ALREADY) from error
    former.save(update_fields=EXIT_FIELDS)


def is_written_there(handover: Handover, former: Enrolment) -> bool:
    """Whether the Mission Locale that accepted has written something which nobody would read any more. It could write
    nothing before the request; what it types since may tell of a day before the acceptance."""
    asked = handover.asked_on
    rows = written_since(asked, former.exit_entered_at or make_aware(datetime.combine(asked, time.min)))
    return any(
        model.objects.filter(since, **{"person": handover.person_id, path: handover.to_mission_locale_id}).exists()
        for model, (path, since) in rows.items()
    )


def written_since(asked: date, typed: datetime) -> dict[Any, tuple[str, Q]]:
    """By model that a Mission Locale writes and reads for itself: the path to it, the rows since the request of that
    day was answered at that moment."""
    own = "mission_locale"
    return {
        Contact: (own, Q(held_on__gte=asked) | Q(entered_at__gte=typed)),
        ContactAttempt: (own, Q(tried_on__gte=asked)),
        Placement: (own, Q(asked_on__gte=asked) | Q(starts_on__gte=asked) | Q(starts_on=None)),
        SupportCertificate: (own, Q(made_at__gte=typed)),
        CaseRequest: (own, Q(asked_at__gte=typed) | Q(answered_at__gte=typed)),
        AlertSnooze: (own, Q(snoozed_on__gte=asked)),
        ImiloEntry: (own, Q(typed_on__gte=asked)),
        Snapshot: (own, Q(taken_at__gte=typed)),
        Appointment: (f"permanence__{own}", Q(permanence__planned_on__gte=asked)),
        GroupAttendance: (f"meeting__{own}", Q(meeting__held_on__gte=asked) | Q(meeting__entered_at__gte=typed)),
        ReviewLine: (f"review__{own}", Q(ticked_at__gte=typed)),
        NextStep: (f"review__{own}", Q(decided_at__gte=typed)),
    }
