"""The only ways in and out of a hand-over: asked, accepted, refused, withdrawn.

Each refuses whoever may not do it (PermissionDenied), and locks the hand-over until its transaction ends, so that of
two answers sent at the same moment one is kept and the other one is told (ValidationError, in French). Nothing is
accepted by default.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.exits.leaving import end
from cases.handovers.rights import is_outside, may_answer, may_ask, may_withdraw
from cases.locking import lock_person
from cases.models import (
    Enrolment,
    ExitReason,
    Handover,
    HandoverDecision,
    HandoverRefusal,
    Restriction,
    RestrictionReader,
)
from cases.placements.passing import pass_on
from cases.referrals.decisions import is_referent_of
from partners.models import Organisation, User

ANSWER_FIELDS = ["decision", "decided_on", "decided_by", "refusal", "former_enrolment", "new_enrolment"]

ANSWERED = "Ce relais a déjà sa réponse\N{NO-BREAK SPACE}: rechargez la page."
ASKED_ALREADY = "Un relais déjà demandé pour ce jeune attend sa réponse."
ELSEWHERE = "Choisissez une autre Mission Locale que la vôtre."
ENDED = "Ce jeune n’est plus suivi dans ce dispositif\N{NO-BREAK SPACE}: il n’y a plus rien à transmettre."
GONE = (
    "Le suivi de ce jeune a pris fin entre-temps dans la Mission Locale d’origine\N{NO-BREAK SPACE}: "
    "le relais ne peut plus être accepté."
)
FOLLOWED_ALREADY = (
    "Votre Mission Locale suit déjà ce jeune dans ce dispositif\N{NO-BREAK SPACE}: refusez avec ce motif, "
    "et appelez la Mission Locale d’origine."
)
NOT_OPEN_THERE = (
    "Ce dispositif n’est pas ouvert dans cette Mission Locale\N{NO-BREAK SPACE}: mettez fin au suivi ici, et orientez "
    "le jeune vers un dispositif qui l’est là-bas."
)
NOT_YET = "Cette date n’est pas encore arrivée."
TOO_EARLY = "La réponse ne peut pas précéder la demande."


def ask(enrolment: Enrolment, to: Organisation, consented_on: date, by: User, at: datetime) -> Handover:
    """The hand-over asked, of someone who is followed in that programme: whoever follows goes on. Raises
    ValidationError, by field, for an agreement to come, the own Mission Locale, an ended enrolment, one asked already,
    a programme that is not open there.
    """
    on = localdate(at)
    if not may_ask(by, enrolment, on):
        raise PermissionDenied
    if consented_on > on:
        raise ValidationError({"consented_on": NOT_YET})
    if to.pk == enrolment.mission_locale_id:
        raise ValidationError({"to_mission_locale": ELSEWHERE})
    if not (enrolment.programme.opens_at(to) or is_outside(to, on)):
        raise ValidationError({"to_mission_locale": NOT_OPEN_THERE})
    handover = Handover(
        person_id=enrolment.person_id,
        programme_id=enrolment.programme_id,
        from_mission_locale_id=enrolment.mission_locale_id,
        to_mission_locale=to,
        consented_on=consented_on,
        asked_on=on,
        asked_by=by,
    )
    try:
        with transaction.atomic():
            if locked_enrolment(handover) is None:
                raise ValidationError(ENDED)
            handover.validate_constraints()
            handover.save()
    except IntegrityError as error:
        raise ValidationError(ASKED_ALREADY) from error
    return handover


def accept(
    handover: Handover, by: User, at: datetime, referent: User | None = None, on: date | None = None
) -> Enrolment | None:
    """The Mission Locale that was asked follows from that day on (today, unless said otherwise), with that referent:
    the former enrolment ends and the one given back begins, on one day. None where it works outside of the
    application: there the former one ends, and nothing else is known.

    Raises ValidationError when it has its answer, when nobody is followed any more, or is there already.
    """
    day = on or localdate(at)
    with answering(handover, by, at, day) as kept:
        former = locked_enrolment(kept)
        if former is None:
            raise ValidationError(GONE)
        if day < former.entered_on:
            raise ValidationError({"decided_on": TOO_EARLY})
        end(former, day, ExitReason.HANDOVER, by, at)
        new = None if is_outside(kept.to_mission_locale, localdate(at)) else begun(kept, day, referent)
        kept.former_enrolment, kept.new_enrolment = former, new
        write(kept, HandoverDecision.ACCEPTED, by, day)
        name_readers(kept, [user for user in (by, referent) if user], day)
        refresh([kept.person_id])
        if new is not None:
            pass_on(kept)
    handover.refresh_from_db(fields=ANSWER_FIELDS)
    return new


def refuse(handover: Handover, by: User, at: datetime, reason: HandoverRefusal, on: date | None = None) -> None:
    """Nothing changes for the young person, for that reason. Raises ValidationError."""
    day = on or localdate(at)
    with answering(handover, by, at, day) as kept:
        kept.refusal = reason
        write(kept, HandoverDecision.REFUSED, by, day)
    handover.refresh_from_db(fields=ANSWER_FIELDS)


def withdraw(handover: Handover, by: User, at: datetime) -> None:
    """Not asked any more. Withdrawn already, it stays so. Raises ValidationError when it has another answer."""
    on = localdate(at)
    if not may_withdraw(by, handover, on):
        raise PermissionDenied
    try:
        with pending(handover) as kept:
            kept.refusal = HandoverRefusal.WITHDRAWN
            write(kept, HandoverDecision.REFUSED, by, on)
    except ValidationError:
        handover.refresh_from_db(fields=ANSWER_FIELDS)
        if handover.refusal != HandoverRefusal.WITHDRAWN:
            raise
    handover.refresh_from_db(fields=ANSWER_FIELDS)


@contextmanager
def answering(handover: Handover, by: User, at: datetime, on: date) -> Iterator[Handover]:
    """The hand-over as it is stored, kept from everyone else, to be answered on that day. Raises PermissionDenied, and
    ValidationError when it has its answer, or when the day cannot be."""
    if not may_answer(by, handover, localdate(at)):
        raise PermissionDenied
    if on > localdate(at):
        raise ValidationError({"decided_on": NOT_YET})
    if on < handover.asked_on:
        raise ValidationError({"decided_on": TOO_EARLY})
    with pending(handover) as kept:
        yield kept


@contextmanager
def pending(handover: Handover) -> Iterator[Handover]:
    """The stored row, kept until the transaction ends, as the person. Raises ValidationError when it has its answer,
    Http404 for a record that was merged meanwhile."""
    with transaction.atomic():
        lock_person(handover.person)
        kept = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
        if not kept.is_pending:
            raise ValidationError(ANSWERED)
        yield kept


def locked_enrolment(handover: Handover) -> Enrolment | None:
    """The open enrolment that the hand-over is about, kept until the transaction ends. Inside a transaction."""
    open_there = Enrolment.objects.open().filter(
        person=handover.person_id,
        programme=handover.programme_id,
        mission_locale=handover.from_mission_locale_id,
    )
    return open_there.select_for_update(of=("self",)).first()


def begun(handover: Handover, on: date, referent: User | None) -> Enrolment:
    """The enrolment there, from that day on. Raises ValidationError when the person has one already."""
    enrolment = Enrolment(
        person_id=handover.person_id,
        programme_id=handover.programme_id,
        mission_locale_id=handover.to_mission_locale_id,
        referent_name=str(referent) if referent else "",
        entered_on=on,
        consented_on=handover.consented_on,
        by_handover=True,
    )
    try:
        with transaction.atomic():
            enrolment.validate_constraints()
            enrolment.save()
    except (IntegrityError, ValidationError) as error:
        raise ValidationError(FOLLOWED_ALREADY) from error
    return enrolment


def write(handover: Handover, decision: HandoverDecision, by: User, on: date) -> None:
    """Save the answer."""
    handover.decision, handover.decided_by, handover.decided_on = decision, by, on
    handover.save(update_fields=ANSWER_FIELDS)


def name_readers(handover: Handover, users: list[User], on: date) -> None:
    """A restricted file stays so: those who take it over are named beside those who were; a coordinator never."""
    restriction = Restriction.objects.running().filter(person=handover.person_id).first()
    for user in users if restriction else []:
        if is_referent_of(user, handover.to_mission_locale_id, handover.programme_id, on):
            RestrictionReader.objects.get_or_create(
                restriction=restriction, user=user, defaults={"handover": handover}
            )
