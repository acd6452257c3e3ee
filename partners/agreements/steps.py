"""How an agreement and its amendments go from one state to the next, and back. Each in the transaction of a view that
holds the agreement's row."""

from __future__ import annotations

from datetime import date
from itertools import count

from partners.agreements.in_force import in_force, places_on, renewed_to, signed_amendments
from partners.agreements.periods import ONE_DAY
from partners.models import (
    AgreementState,
    Amendment,
    AmendmentState,
    Commitment,
    PartnerAgreement,
    ReplacedTerms,
)
from partners.models.agreements import TERMS

# The state before, for whoever took the last step by mistake.
BEFORE = {
    AgreementState.TO_SIGN: AgreementState.DRAFT,
    AgreementState.SIGNED: AgreementState.TO_SIGN,
    AgreementState.ENDED: AgreementState.SIGNED,
    AgreementState.DENOUNCED: AgreementState.SIGNED,
}
RENEWAL = [name for name in TERMS if name != "ends_on"]


def prepare(row: PartnerAgreement | Amendment) -> bool:
    """What is written is ready for its signatures; False where it is no draft."""
    if row.state != AgreementState.DRAFT:
        return False
    row.state = AgreementState.TO_SIGN.value
    row.save(update_fields=["state"])
    return True


def may_undo(agreement: PartnerAgreement) -> bool:
    """Whether the last step can be taken back: a signature, as long as no amendment was signed after it, and nobody
    was placed under it."""
    if agreement.state == AgreementState.SIGNED:
        return not (signed_amendments(agreement) or agreement.placements.exists())
    return agreement.state in BEFORE


def undo(agreement: PartnerAgreement) -> bool:
    """Take the last step back; False where there is none that can be."""
    if not may_undo(agreement):
        return False
    agreement.state = BEFORE[AgreementState(agreement.state)].value
    agreement.closed_on = agreement.denounced_on = None
    if agreement.state == AgreementState.TO_SIGN or agreement.state == AgreementState.DRAFT:
        agreement.signed_on = None
    agreement.save(update_fields=["state", "closed_on", "denounced_on", "signed_on"])
    return True


def last_day_if_denounced(agreement: PartnerAgreement, on: date) -> date | None:
    """When it stops if it is denounced that day: at the end of the period, or of the next one once notice is over."""
    known = in_force(agreement, on)
    return renewed_to(known, on) or known.period_ends_on


def may_sign(amendment: Amendment) -> bool:
    """Whether it is not signed yet, its agreement is, and none that takes effect later was signed before it."""
    later = [one for one in signed_amendments(amendment.agreement) if one.takes_effect_on > amendment.takes_effect_on]
    is_open = amendment.state != AmendmentState.SIGNED and amendment.agreement.state == AgreementState.SIGNED
    return is_open and not later


def sign_amendment(amendment: Amendment, signed_on: date, on: date) -> None:
    """Sign it: the agreement says what it changes, the terms replaced and the commitments ended are kept."""
    agreement = amendment.agreement
    replaced = ReplacedTerms(amendment=amendment)
    replaced.copy_terms(agreement)
    replaced.save()
    if amendment.changes_end:
        agreement.ends_on = amendment.ends_on
    if amendment.renewal:
        for name in RENEWAL:
            setattr(agreement, name, getattr(amendment, name))
    agreement.save(update_fields=TERMS)
    amendment.ended_commitments.update(ends_on=amendment.takes_effect_on - ONE_DAY)
    amendment.state, amendment.signed_on = AmendmentState.SIGNED.value, signed_on
    amendment.save(update_fields=["state", "signed_on"])
    keep_places(agreement, on)


def may_unsign(amendment: Amendment) -> bool:
    """Whether it is the last one signed of an agreement that still runs, and nobody was placed under it."""
    signed = signed_amendments(amendment.agreement)
    is_last = bool(signed) and signed[-1] == amendment and amendment.agreement.state == AgreementState.SIGNED
    return is_last and not amendment.commitments.filter(placements__isnull=False).exists()


def unsign_amendment(amendment: Amendment, on: date) -> None:
    """Take its signature back: the agreement says again what it said before."""
    agreement = amendment.agreement
    agreement.copy_terms(amendment.replaced)
    agreement.save(update_fields=TERMS)
    amendment.replaced.delete()
    amendment.state, amendment.signed_on = AmendmentState.TO_SIGN.value, None
    amendment.save(update_fields=["state", "signed_on"])
    for commitment in amendment.ended_commitments.all():
        commitment.ends_on = end_by_amendment(commitment)
        commitment.save(update_fields=["ends_on"])
    keep_places(agreement, on)


def end_by_amendment(commitment: Commitment) -> date | None:
    """The end that the last signed amendment to name it gives it; None where none does."""
    signed = Amendment.objects.filter(ended_commitments=commitment, state=AmendmentState.SIGNED)
    last = signed.order_by("takes_effect_on", "number").last()
    return last.takes_effect_on - ONE_DAY if last else None


def next_code(agreement: PartnerAgreement) -> str:
    """The code of its next commitment: a number that none of those that are there bears."""
    ends = [code.rpartition("-")[2] for code in agreement.commitments.values_list("code", flat=True)]
    return unused(Commitment, agreement.code, max((int(end) for end in ends if end.isdecimal()), default=0) + 1)


def unused(parts: type[Commitment | Amendment], stem: str, number: int) -> str:
    """A code that no part bears, of any agreement: that number, or the first one after it."""
    codes = set(parts._default_manager.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    return next(code for one in count(number) if (code := f"{stem}-{one}") not in codes)


def next_amendment(agreement: PartnerAgreement) -> Amendment:
    """One more, not saved: numbered after the last one, with a code that none bears."""
    number = max(agreement.amendments.values_list("number", flat=True), default=0) + 1
    return Amendment(agreement=agreement, number=number, code=unused(Amendment, f"{agreement.code}-avenant", number))


def keep_places(agreement: PartnerAgreement, on: date) -> None:
    """Write in `places` what its commitments give as of that day, for the package of data: it does not change as days
    pass, so that whoever wants to know how many there are asks `places_on`, which reads it only of an agreement
    without a commitment of places."""
    known = PartnerAgreement.objects.prefetch_related("amendments__replaced", "commitments").get(pk=agreement.pk)
    agreement.places = places_on(known, on)
    agreement.save(update_fields=["places"])
