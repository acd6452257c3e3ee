"""An answer to a hand-over, taken back on the day on which it was typed, by whoever gave it: a slip costs nothing."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.exits.leaving import EXIT_FIELDS
from cases.handovers.handing_over import ANSWER_FIELDS
from cases.models import (
    Appointment,
    Contact,
    ContactAttempt,
    Enrolment,
    Handover,
    HandoverDecision,
    HandoverRefusal,
    Placement,
    Restriction,
    RestrictionReader,
    SupportCertificate,
)
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
    and on another day, ValidationError where what was done since would be lost."""
    with transaction.atomic():
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
    """The new enrolment goes, the former one goes on. Inside the transaction that locks the hand-over."""
    new = handover.new_enrolment
    if new is not None:
        if new.left_on is not None or new.goals.exists() or is_written_there(handover):
            raise ValidationError(BEGUN)
        forget_readers(handover)
        new.delete()
    former = Enrolment.objects.select_for_update(of=("self",)).filter(handed_over_by=handover).first()
    if former is None:
        raise ValidationError(BACK_ALREADY)
    former.left_on, former.exit_reason, former.exit_entered_at, former.exit_entered_by = None, "", None, None
    try:
        former.validate_constraints()
    except ValidationError as error:
        raise ValidationError(BACK_ALREADY) from error
    former.save(update_fields=EXIT_FIELDS)


def is_written_there(handover: Handover) -> bool:
    """Whether the Mission Locale that accepted has written something which nobody would read any more. It could write
    nothing before the request; what it types since may tell of a day before the acceptance."""
    since, typed_since = handover.asked_on, handover.former_enrolment and handover.former_enrolment.exit_entered_at
    own = {"person": handover.person_id, "mission_locale": handover.to_mission_locale_id}
    there = {"person": handover.person_id, "permanence__mission_locale": handover.to_mission_locale_id}
    return any(
        rows.exists()
        for rows in (
            Contact.objects.filter(Q(held_on__gte=since) | Q(entered_at__gte=typed_since), **own),
            ContactAttempt.objects.filter(tried_on__gte=since, **own),
            Placement.objects.filter(Q(starts_on__gte=since) | Q(starts_on=None), **own),
            SupportCertificate.objects.filter(made_at__gte=typed_since, **own),
            Appointment.objects.filter(permanence__planned_on__gte=since, **there),
        )
    )


def forget_readers(handover: Handover) -> None:
    """Of a restricted file, those who were named because they took it over."""
    readers = RestrictionReader.objects.filter(
        restriction__in=Restriction.objects.running().filter(person=handover.person_id)
    )
    there = readers.filter(user__memberships__organisation=handover.to_mission_locale_id)
    there.exclude(user__memberships__organisation=handover.from_mission_locale_id).delete()
