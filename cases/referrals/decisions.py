"""What the Mission Locale answers to a referral: the only ways in and out of « en attente ».

Each one refuses whoever may not decide (PermissionDenied), and locks the referral until its transaction ends, so that
of two decisions sent at the same moment one is kept and the other one is told (ValidationError, in French).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from cases.case_files import refresh
from cases.exits.goals import change_goals
from cases.models import (
    Answer,
    Appointment,
    ClosingReason,
    Contact,
    ContactKind,
    Criterion,
    EligibilityLine,
    Enrolment,
    Programme,
    Referral,
    ReferralDecision,
    RefusalGround,
    RefusalReason,
    YoungPerson,
)
from cases.models.people import named_programmes
from cases.referrals.known_facts import lines_for
from partners.access import decides
from partners.models import Role, User

DECISION_FIELDS = ["decision", "reason", "decided_on", "decided_at", "decided_by"]

ALREADY_WAITING = "Ce jeune a déjà une orientation en attente vers cette Mission Locale et ce dispositif."
DECIDED = "Cette orientation a déjà sa réponse\N{NO-BREAK SPACE}: rechargez la page."
TOO_EARLY = "La décision ne peut pas précéder l’orientation."
NOT_YET = "Cette date n’est pas encore arrivée."
NO_AGREEMENT = "Sans l’accord du jeune, il n’y a pas d’entrée dans le dispositif."
WANTS_A_REASON = (
    "Un critère n’est pas rempli\N{NO-BREAK SPACE}: écrivez pourquoi ce jeune entre quand même (dérogation)."
)
WANTS_A_GROUND = "Ce critère était rempli le jour de l’orientation\N{NO-BREAK SPACE}: dites pourquoi il ne l’est pas."
OVERLAP = "Ce jeune est déjà dans ce dispositif à cette date\N{NO-BREAK SPACE}: voyez ses entrées avant de l’admettre."
TOO_LATE = "Une décision ne se reprend que le jour même, par la personne qui l’a saisie."
GONE_ON = "Depuis cette décision, le jeune est sorti du dispositif\N{NO-BREAK SPACE}: elle ne se reprend plus."

# Which criterion a refusal names.
CRITERIA = {
    RefusalReason.AGE: Criterion.AGE,
    RefusalReason.STATUS: Criterion.STATUS,
    RefusalReason.SENTENCE: Criterion.SENTENCE,
    RefusalReason.RESIDENCE: Criterion.RESIDENCE,
}


@dataclass(frozen=True)
class Admission:
    """What an admission is made of. `referent` is who will accompany the young person, by name."""

    programme: Programme
    consented_on: date | None
    referent: str
    plie_proposed: bool | None = None
    plie_entered_on: date | None = None
    exception_reason: str = ""
    axes: Sequence[str] = ()


def may_decide(user: User, about: Referral | Enrolment, on: date) -> bool:
    """Whether that user is a referent of its Mission Locale, in its programme, and no trainee. A lead who is no
    referent is not."""
    return is_referent_of(user, about.mission_locale_id, about.programme_id, on)


def is_referent_of(user: User, mission_locale: int, programme: int, on: date) -> bool:
    """Whether that user decides there on that day, in that programme."""
    return any(
        membership.role == Role.REFERENT
        and decides(membership)
        and membership.organisation_id == mission_locale
        and (not named_programmes(membership) or programme in named_programmes(membership))
        for membership in user.memberships_on(on)
    )


def refuse_others(user: User, referral: Referral, at: datetime) -> None:
    """Raises PermissionDenied for whoever may not decide it at that moment."""
    if not may_decide(user, referral, localdate(at)):
        raise PermissionDenied


def criteria_not_met(referral: Referral, programme: Programme, on: date) -> list[EligibilityLine]:
    """The criteria of the programme that answer « non rempli »: of the referral's own, as on the day of the referral;
    of another one, by what the file says that day. Against them, an exception is written."""
    own = programme.pk == referral.programme_id
    lines = referral.eligibility.all() if own else lines_for(referral, programme, on)
    return [line for line in lines if line.answer == Answer.NOT_MET]


def contradicted(referral: Referral, reason: RefusalReason) -> EligibilityLine | None:
    """The criterion that is given as the reason of a refusal though it was met on the day of the referral."""
    given = CRITERIA.get(reason)
    lines = (line for line in referral.eligibility.all() if line.answer == Answer.MET)
    return next((line for line in lines if line.criterion == given), None)


def was_met(referral: Referral) -> bool:
    """Whether its Mission Locale has had an interview with the person since the referral."""
    interviews = Contact.objects.filter(person=referral.person_id, kind=ContactKind.INTERVIEW)
    return interviews.filter(mission_locale=referral.mission_locale_id, held_on__gte=referral.referred_on).exists()


def admit(referral: Referral, by: User, at: datetime, admission: Admission, on: date) -> Enrolment:
    """The enrolment made, from that day on, with the young person's agreement. Once: a second one is refused.

    Raises ValidationError, by field of the admission where it is about one: no agreement, a criterion not met without
    a written exception, an enrolment in the same programme that overlaps, a day that cannot be.
    """
    refuse_others(by, referral, at)
    if admission.consented_on is None:
        raise ValidationError({"consented_on": NO_AGREEMENT})
    if admission.consented_on > localdate(at):
        raise ValidationError({"consented_on": NOT_YET})
    if not admission.exception_reason.strip() and criteria_not_met(referral, admission.programme, on):
        raise ValidationError({"exception_reason": WANTS_A_REASON})
    with pending(referral, on, at) as kept:
        enrolment = enrol(kept, admission, on)
        change_goals(enrolment, admission.axes, (), on)
        write_decision(kept, ReferralDecision.ADMITTED, "", by, at, on)
    return enrolment


def enrol(referral: Referral, admission: Admission, on: date) -> Enrolment:
    """The row of an admission. Raises ValidationError when a rule of the database forbids it."""
    enrolment = Enrolment(
        person_id=referral.person_id,
        mission_locale_id=referral.mission_locale_id,
        referral=referral,
        programme=admission.programme,
        entered_on=on,
        consented_on=admission.consented_on,
        referent_name=admission.referent,
        plie_proposed=admission.plie_proposed,
        plie_entered_on=admission.plie_entered_on,
        exception_reason=admission.exception_reason.strip(),
    )
    try:
        enrolment.validate_constraints()
        with transaction.atomic():
            enrolment.save()
    except (ValidationError, IntegrityError) as error:
        raise ValidationError({NON_FIELD_ERRORS: OVERLAP}) from error
    return enrolment


def refuse(
    referral: Referral,
    by: User,
    at: datetime,
    reason: RefusalReason,
    on: date,
    ground: RefusalGround | None = None,
) -> None:
    """Not admitted, for that reason; places kept for later are given back.

    Raises ValidationError, by field where it is about one: a criterion that was met, without a `ground` that says why
    it is not.
    """
    refuse_others(by, referral, at)
    against = contradicted(referral, reason)
    if against and ground is None:
        raise ValidationError({"ground": WANTS_A_GROUND})
    words = f"{reason.label} ({str(ground.label).lower()})" if against and ground else str(reason.label)
    with pending(referral, on, at) as kept:
        write_decision(kept, ReferralDecision.NOT_ADMITTED, words, by, at, on)
        give_places_back(kept, at)


def close_referral(referral: Referral, by: User, at: datetime, reason: ClosingReason, on: date) -> None:
    """Closed without a decision, for that reason; places kept for later are given back. Raises ValidationError."""
    refuse_others(by, referral, at)
    with pending(referral, on, at) as kept:
        end_referral(kept, by, at, reason, on)


def withdraw(referral: Referral, by: User, at: datetime) -> None:
    """Closed at the word of the body that sent it, or of the unit in charge; whether that officer may is asked by the
    page. Withdrawn already, it stays so. Raises ValidationError when it has another answer."""
    on = localdate(at)
    try:
        with pending(referral, on, at) as kept:
            end_referral(kept, by, at, ClosingReason.WITHDRAWN, on)
    except ValidationError:
        referral.refresh_from_db(fields=DECISION_FIELDS)
        if not referral.is_withdrawn:
            raise


def take_back_withdrawal(referral: Referral) -> bool:
    """Open it again, as if it had not been withdrawn; the place at a permanence is to be given anew. False when it is
    not withdrawn any more. Raises ValidationError when the person waits because of another one since."""
    with transaction.atomic():
        kept = locked_referral(referral)
        was_withdrawn = kept.is_withdrawn
        if was_withdrawn:
            refuse_second(kept.person_id, kept.programme_id, kept.mission_locale_id)
            write_decision(kept, ReferralDecision.PENDING, "", None, None, None)
    referral.refresh_from_db(fields=DECISION_FIELDS)
    return was_withdrawn


def end_referral(referral: Referral, by: User, at: datetime, reason: ClosingReason, on: date) -> None:
    """Write that it is closed. Inside the transaction that locks it."""
    write_decision(referral, ReferralDecision.CLOSED, str(reason.label), by, at, on)
    give_places_back(referral, at)


def may_reopen(referral: Referral, user: User, at: datetime) -> bool:
    """Whether that user typed the decision on that very day, so that a slip can be taken back."""
    typed = referral.decided_at
    return bool(typed and referral.decided_by_id == user.pk and localdate(typed) == localdate(at))


def reopen_referral(referral: Referral, by: User, at: datetime) -> None:
    """Take the decision back, with the enrolment that it made: the referral waits again. One that waits stays so.

    Raises ValidationError when it was another day or another author, when the person has left since, or waits because
    of another referral since.
    """
    refuse_others(by, referral, at)
    with transaction.atomic():
        kept = locked_referral(referral)
        if kept.decision == ReferralDecision.PENDING:
            return
        if not may_reopen(kept, by, at):
            raise ValidationError(TOO_LATE)
        made = Enrolment.objects.filter(referral=kept)
        if made.filter(left_on__isnull=False).exists():
            raise ValidationError(GONE_ON)
        refuse_second(kept.person_id, kept.programme_id, kept.mission_locale_id)
        made.delete()
        write_decision(kept, ReferralDecision.PENDING, "", None, None, None)
    referral.refresh_from_db(fields=DECISION_FIELDS)


@contextmanager
def pending(referral: Referral, on: date, at: datetime) -> Iterator[Referral]:
    """The referral as it is stored, kept from everyone else, to be decided on that day; the one given then says what
    was decided. Raises ValidationError when it has its answer, or when the day cannot be."""
    if on < referral.referred_on:
        raise ValidationError({NON_FIELD_ERRORS: TOO_EARLY})
    if on > localdate(at):
        raise ValidationError({NON_FIELD_ERRORS: NOT_YET})
    with transaction.atomic():
        yield locked_pending(referral)
    referral.refresh_from_db(fields=DECISION_FIELDS)


def locked_pending(referral: Referral) -> Referral:
    """The stored row of one that waits for its answer, kept until the transaction ends. Inside a transaction. Raises
    ValidationError when it has its answer."""
    kept = locked_referral(referral)
    if not kept.is_pending:
        raise ValidationError(DECIDED, code="decided")
    return kept


def refuse_second(person: int, programme: int, mission_locale: int) -> None:
    """Raises ValidationError when this person (all are ids) waits for that answer already. Inside a transaction: of
    two who ask at the same moment, the second waits here, and reads what the first has written."""
    YoungPerson.objects.select_for_update(of=("self",), no_key=True).get(pk=person)
    waiting = Referral.objects.undecided().filter(person=person, programme=programme, mission_locale=mission_locale)
    if waiting.exists():
        raise ValidationError(ALREADY_WAITING, code="waiting")


def locked_referral(referral: Referral) -> Referral:
    """The stored row, kept until the transaction ends. Inside a transaction."""
    return Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)


def write_decision(
    referral: Referral, decision: ReferralDecision, reason: str, by: User | None, at: datetime | None, on: date | None
) -> None:
    """Write the answer, and keep the Mission Locale's file in step."""
    referral.decision, referral.reason = decision, reason
    referral.decided_by, referral.decided_at, referral.decided_on = by, at, on
    referral.save(update_fields=DECISION_FIELDS)
    refresh([referral.person_id])


def give_places_back(referral: Referral, at: datetime) -> None:
    """No one waits any longer for whom is not to come: the places kept for later are free again."""
    Appointment.objects.kept_after(localdate(at)).filter(referral=referral).delete()
