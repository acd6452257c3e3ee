"""An agreement as its page and the list show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from partners.agreements.alarms import alarms, used
from partners.agreements.in_force import days_of_change, in_force, renewed_to, same_places
from partners.agreements.steps import may_sign, may_unsign
from partners.agreements.words import changes_in_words, period_words, quantity_words, renewal_words
from partners.fields import DayField
from partners.french import euros_words, number_words
from partners.models import (
    AgreementAmount,
    AgreementState,
    Amendment,
    AmendmentState,
    AmountState,
    Commitment,
    CommitmentKind,
    PartnerAgreement,
)
from partners.names import fold

TONES = {
    AgreementState.DRAFT: "neutral",
    AgreementState.TO_SIGN: "waiting",
    AgreementState.SIGNED: "good",
    AgreementState.ENDED: "info",
    AgreementState.DENOUNCED: "bad",
}
AMENDMENT_TONES = {
    AmendmentState.DRAFT: "neutral",
    AmendmentState.TO_SIGN: "waiting",
    AmendmentState.SIGNED: "good",
}


class DayForm(forms.Form):
    """The day of which one wants to know what was in force."""

    le = DayField(label="Jour")


def agreement_row(agreement: PartnerAgreement, on: date) -> dict[str, Any]:
    """An agreement as a line of the list."""
    known = in_force(agreement, on)
    return {
        "agreement": agreement,
        "tone": TONES[AgreementState(agreement.state)],
        "period": period_words(agreement.starts_on, agreement.closed_on or known.period_ends_on),
        "renewal": renewal_words(known.terms),
        "renewed_to": renewed_to(known, on),
        "commitments": [quantity_words(one) for one in known.commitments],
        "alarms": alarms(agreement, on),
    }


def agreement_page(agreement: PartnerAgreement, on: date) -> dict[str, Any]:
    """What the page shows of an agreement as of that day."""
    known, there = in_force(agreement, on), people_there(agreement, on)
    return {
        "on": on,
        "tone": TONES[AgreementState(agreement.state)],
        "parties": sorted(map(str, agreement.parties.all()), key=fold),
        "known": known,
        "renewed_to": renewed_to(known, on),
        "renewal": renewal_words(agreement),
        "renewal_then": renewal_words(known.terms),
        "commitments_then": [(one, quantity_words(one)) for one in known.commitments],
        "changes": [(day, in_force(agreement, day).runs) for day in days_of_change(agreement)],
        "commitments": [commitment_row(one, on, there) for one in agreement.commitments.all()],
        "amendments": [amendment_row(one) for one in agreement.amendments.all()],
        "amounts": amount_years(agreement.amounts.all()),
    }


def people_there(agreement: PartnerAgreement, on: date) -> Counter[int | None]:
    """How many people are on the places of each of its commitments that day, in one query."""
    there = agreement.placements.filter(place__isnull=False).there(on)
    return Counter(there.values_list("commitment", flat=True))


def commitment_row(commitment: Commitment, on: date, there: Counter[int | None]) -> dict[str, Any]:
    """A promise, and what was done of it: of places, how many are occupied that day; of others, what the year's last
    reading says. `there`: as `people_there` counts."""
    done = occupied(commitment, on, there) if is_stock(commitment) else used(commitment, on)
    return {
        "commitment": commitment,
        "dialog_id": f"supprimer-engagement-{commitment.pk}",
        "quantity": quantity_words(commitment),
        "period": period_words(commitment.starts_on, commitment.ends_on),
        "used": None if done is None else number_words(done),
        "is_read": commitment.kind != CommitmentKind.PLACES,
        "promised": number_words(commitment.quantity),
        "is_proposed": is_proposed(commitment),
        "is_stock": is_stock(commitment),
    }


def is_stock(commitment: Commitment) -> bool:
    """Whether its places are a stock, that has a page: they were signed."""
    return commitment.kind == CommitmentKind.PLACES and is_agreed(commitment)


def occupied(commitment: Commitment, on: date, there: Counter[int | None]) -> int:
    """How many of its places somebody is on that day; those who came under what it goes on from are on them too."""
    same = same_places(commitment) if commitment.runs_on(on) else [commitment]
    return sum(there[one.pk] for one in same)


def is_proposed(commitment: Commitment) -> bool:
    """Whether an amendment that is not signed yet brings it."""
    return commitment.amendment is not None and commitment.amendment.state != AmendmentState.SIGNED


def is_agreed(commitment: Commitment) -> bool:
    """Whether it was signed."""
    return commitment.agreement.state in AgreementState.once_signed() and not is_proposed(commitment)


def amendment_row(amendment: Amendment) -> dict[str, Any]:
    """An amendment, what it changes, and which steps it can take."""
    return {
        "amendment": amendment,
        "dialog_id": f"supprimer-avenant-{amendment.pk}",
        "tone": AMENDMENT_TONES[AmendmentState(amendment.state)],
        "changes": changes_in_words(amendment),
        "may_sign": may_sign(amendment),
        "may_unsign": may_unsign(amendment),
        "is_signed": amendment.state == AmendmentState.SIGNED,
        "is_draft": amendment.state == AmendmentState.DRAFT,
    }


def amount_years(amounts: Iterable[AgreementAmount]) -> list[dict[str, Any]]:
    """The amounts by year, the latest first, each year with the sum of what was granted."""
    years: dict[int, list[AgreementAmount]] = {}
    for amount in amounts:
        years.setdefault(amount.year, []).append(amount)
    return [
        {"year": year, "amounts": [amount_row(one) for one in rows], "total": granted(rows)}
        for year, rows in sorted(years.items(), reverse=True)
    ]


def amount_row(amount: AgreementAmount) -> dict[str, Any]:
    """What one funder gives in a year."""
    euros = None if amount.amount is None else euros_words(amount.amount)
    is_granted = amount.state == AmountState.GRANTED
    return {
        "amount": amount,
        "dialog_id": f"supprimer-montant-{amount.pk}",
        "euros": euros,
        "tone": "good" if is_granted else "waiting",
    }


def granted(amounts: Iterable[AgreementAmount]) -> str | None:
    """The sum of what was granted, in words; None where some of it is not known, or nothing was."""
    given = [one.amount for one in amounts if one.state == AmountState.GRANTED]
    known = [one for one in given if one is not None]
    if not given or len(known) < len(given):
        return None
    return euros_words(sum(known, Decimal()))
