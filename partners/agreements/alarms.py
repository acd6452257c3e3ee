"""What the day asks about an agreement. Pure: the rows that belong to it and a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import models

from partners.agreements.in_force import InForce, in_force, last_day
from partners.agreements.periods import ONE_DAY, months_after
from partners.french import day_words, number_words, since_words
from partners.models import (
    AgreementAmount,
    AgreementState,
    AmendmentState,
    Commitment,
    CommitmentKind,
    PartnerAgreement,
    Renewal,
)

# How long before its day each is raised.
NOTICE_SOON = timedelta(days=60)
END_SOON = timedelta(days=90)
TO_SIGN_SOON = timedelta(days=30)
FUNDING_SOON = timedelta(days=180)
# From that share of a year on, a promise of which less than that share of what was due is done is behind.
HALF, ENOUGH = Decimal("0.5"), Decimal("0.75")
BY_YEAR = (CommitmentKind.PEOPLE_A_YEAR, CommitmentKind.DAYS)
# Of one whose first period went by: only what was signed can be ended or denounced.
NEVER_SIGNED = (
    "Sa période est passée sans signature, finie le {since}. Signée sur papier\N{NARROW NO-BREAK SPACE}? "
    "Enregistrez sa signature, puis terminez-la ou dénoncez-la. "
    "Sinon, annulez «\N{NO-BREAK SPACE}À signer\N{NO-BREAK SPACE}»."
)


class AlarmKind(models.TextChoices):
    TO_SIGN = "a_signer", "Convention à signer"
    AMENDMENT = "avenant", "Avenant à signer"
    NOTICE = "preavis", "Préavis"
    ENDING = "fin", "Fin de la convention"
    BEHIND = "en_retard", "Engagement en retard"
    EXCEEDED = "depasse", "Engagement dépassé"
    FUNDING = "financement", "Financement qui s’arrête"


@dataclass(frozen=True)
class Alarm:
    """One thing to see to, at the latest on `due_on`; `text` is a whole sentence."""

    kind: AlarmKind
    due_on: date
    text: str


def alarms(agreement: PartnerAgreement, on: date) -> list[Alarm]:
    """What that day asks about the agreement, the most pressing first."""
    raised = [*unsigned(agreement, on), *amendments_to_sign(agreement, on)]
    if agreement.state == AgreementState.SIGNED:
        known = in_force(agreement, on)
        raised += [*notice(known, on), *ending(agreement, known, on), *funding(agreement, on)]
        raised += [alarm for one in known.commitments for alarm in held_against(one, on)]
    return sorted(raised, key=lambda alarm: pressing(alarm, on))


def pressing(alarm: Alarm, on: date) -> tuple[bool, int]:
    """Where it stands among others: what is to come first, the nearest first; then what is late, the latest first."""
    days = (alarm.due_on - on).days
    return days < 0, abs(days)


def unsigned(agreement: PartnerAgreement, on: date) -> Iterator[Alarm]:
    """The agreement begins soon, or has begun, and waits for its signatures."""
    start, end = agreement.starts_on, agreement.ends_on
    if agreement.state != AgreementState.TO_SIGN or (start and on < start - TO_SIGN_SOON):
        return
    if end and end < on:
        yield Alarm(AlarmKind.TO_SIGN, end, NEVER_SIGNED.format(since=since_words(end, on)))
        return
    since = f" Elle commence le {day_words(start)}." if start and on <= start else ""
    late = f" Elle devait commencer le {since_words(start, on)}." if start and on > start else ""
    yield Alarm(AlarmKind.TO_SIGN, start or on, f"La convention attend ses signatures.{since}{late}")


def amendments_to_sign(agreement: PartnerAgreement, on: date) -> Iterator[Alarm]:
    """The same of its amendments, while the agreement itself stands: no other can be signed."""
    for one in agreement.amendments.all() if agreement.state == AgreementState.SIGNED else ():
        if one.state == AmendmentState.TO_SIGN and on >= one.takes_effect_on - TO_SIGN_SOON:
            day = one.takes_effect_on
            when = f"doit prendre effet le {day_words(day)}"
            if day < on:
                when = f"devait prendre effet le {since_words(day, on)}"
            yield Alarm(AlarmKind.AMENDMENT, day, f"{one} est à signer\N{NO-BREAK SPACE}: il {when}.")


def notice(known: InForce, on: date) -> Iterator[Alarm]:
    """A tacit renewal comes, and can still be refused."""
    due, end = known.notice_on, known.period_ends_on
    if not known.runs or due is None or end is None or not due - NOTICE_SOON <= on <= due:
        return
    until = months_after(end + ONE_DAY, known.terms.renewal_months or 0) - ONE_DAY
    yield Alarm(
        AlarmKind.NOTICE,
        due,
        f"Dernier jour pour la dénoncer\N{NO-BREAK SPACE}: le {day_words(due)}. "
        f"Ensuite elle se reconduit jusqu’au {day_words(until)}.",
    )


def ending(agreement: PartnerAgreement, known: InForce, on: date) -> Iterator[Alarm]:
    """It stops soon by itself, or has stopped and nobody said so."""
    end = last_day(agreement, known.terms)
    if end is None or on < end - END_SOON:
        return
    if on > end:
        text = f"Elle est finie depuis le {since_words(end, on)}. Terminez-la, ou prolongez-la par un avenant."
    elif known.terms.renewal == Renewal.EXPRESS:
        text = f"Elle finit le {day_words(end)}, sauf reconduction expresse."
    else:
        text = f"Elle finit le {day_words(end)}, sans reconduction."
    yield Alarm(AlarmKind.ENDING, end, text)


def funding(agreement: PartnerAgreement, on: date) -> Iterator[Alarm]:
    """A funder announced that it stops: once for each, at the first day announced."""
    announced: dict[str, AgreementAmount] = {}
    for amount in agreement.amounts.all():
        if amount.stops_on and amount.stops_on - FUNDING_SOON <= on <= amount.stops_on:
            announced.setdefault(str(amount.funder), amount)
    for funder, amount in announced.items():
        text = f"{funder} a annoncé son arrêt pour le {day_words(amount.stops_on)}."
        yield Alarm(AlarmKind.FUNDING, amount.stops_on or on, text)


def held_against(commitment: Commitment, on: date) -> Iterator[Alarm]:
    """A promise held against what was done of it since 1 January."""
    done = used(commitment, on)
    numbers = f"{number_words(done or 0)} sur {number_words(commitment.quantity)}"
    if is_exceeded(commitment, done):
        yield Alarm(AlarmKind.EXCEEDED, on, f"{commitment}\N{NO-BREAK SPACE}: engagement dépassé, {numbers}.")
    if is_behind(commitment, done, on):
        text = f"{commitment}\N{NO-BREAK SPACE}: {numbers} depuis le 1er janvier, c’est en retard."
        yield Alarm(AlarmKind.BEHIND, date(on.year, 12, 31), text)


def is_exceeded(commitment: Commitment, done: Decimal | None) -> bool:
    """Whether more was done of it than it promises."""
    return done is not None and done > commitment.quantity


def is_behind(commitment: Commitment, done: Decimal | None, on: date) -> bool:
    """Whether too little was done, that day, of what it promises for the year."""
    share = share_of_year(commitment, on)
    due = commitment.quantity * share
    return commitment.kind in BY_YEAR and share >= HALF and (done or 0) < due * ENOUGH


def used(commitment: Commitment, on: date) -> Decimal | None:
    """What the last reading of that day's year says, as known that day; None where there is none, and of places, whose
    occupancy is known by itself."""
    if commitment.kind == CommitmentKind.PLACES:
        return None
    readings = [one for one in commitment.uses.all() if one.read_on.year == on.year and one.read_on <= on]
    return max(readings, key=lambda one: one.read_on).quantity if readings else None


def share_of_year(commitment: Commitment, on: date) -> Decimal:
    """The part of that day's year that the commitment has run, that day included."""
    first = date(on.year, 1, 1)
    days = (date(on.year + 1, 1, 1) - first).days
    return Decimal((on - max(first, commitment.starts_on)).days + 1) / days
