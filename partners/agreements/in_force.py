"""What an agreement said on any day: its terms, its commitments. Pure: the rows that belong to it and a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from partners.agreements.periods import ONE_DAY, months_after, renewed_until
from partners.models import (
    AgreementState,
    Amendment,
    AmendmentState,
    Commitment,
    CommitmentKind,
    NoticeUnit,
    PartnerAgreement,
    Renewal,
)
from partners.models.agreements import Terms


@dataclass(frozen=True)
class InForce:
    """An agreement on a day. `period_ends_on` is the end of the period that runs that day, renewals included (None:
    without end); `notice_on` the last day on which it can be denounced before that end."""

    runs: bool
    terms: Terms
    period_ends_on: date | None
    notice_on: date | None
    amendments: list[Amendment] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)

    @property
    def places(self) -> int | None:
        """The places that it gives; None where it gives none."""
        given = [int(one.quantity) for one in self.commitments if one.kind == CommitmentKind.PLACES]
        return sum(given) if given else None


def in_force(agreement: PartnerAgreement, on: date) -> InForce:
    """What the agreement said on that day, from its signed amendments and its commitments; of one that is being
    written, what it will say."""
    terms, signed = terms_on(agreement, on), signed_amendments(agreement)
    runs = runs_on(agreement, terms, on)
    end = period_end(agreement, terms, on)
    return InForce(
        runs=runs,
        terms=terms,
        period_ends_on=end,
        notice_on=notice_day(terms, end) if agreement.closed_on is None else None,
        amendments=[one for one in signed if one.takes_effect_on <= on],
        commitments=[one for one in agreed_commitments(agreement) if one.runs_on(on)] if runs else [],
    )


def renewed_to(known: InForce, on: date) -> date | None:
    """The end of the period to come, once it is certain: its notice is over and nobody denounced the agreement."""
    end, notice_on = known.period_ends_on, known.notice_on
    if not known.runs or end is None or notice_on is None or on <= notice_on:
        return None
    return months_after(end + ONE_DAY, known.terms.renewal_months or 0) - ONE_DAY


def signed_amendments(agreement: PartnerAgreement) -> list[Amendment]:
    """In the order in which they take effect."""
    signed = [one for one in agreement.amendments.all() if one.state == AmendmentState.SIGNED]
    return sorted(signed, key=lambda one: (one.takes_effect_on, one.number))


def terms_on(agreement: PartnerAgreement, on: date) -> Terms:
    """Those of the agreement today, or those that the first amendment to come after that day replaced."""
    later = [one for one in signed_amendments(agreement) if one.takes_effect_on > on]
    return later[0].replaced if later else agreement


def runs_on(agreement: PartnerAgreement, terms: Terms, on: date) -> bool:
    """Whether it ran that day."""
    return runs_between(agreement, terms, on, on)


def runs_between(agreement: PartnerAgreement, terms: Terms, first: date, last: date) -> bool:
    """Whether it runs on a day from the first to the last one, by these terms: from its start, though it was signed
    later; from its signature where it has none."""
    begins = agreement.starts_on or agreement.signed_on or date.min
    is_signed = agreement.state in AgreementState.once_signed()
    end = last_day(agreement, terms)
    return is_signed and begins <= last and (end is None or first <= end)


def last_day(agreement: PartnerAgreement, terms: Terms) -> date | None:
    """The day on which it stops as things stand; None where it goes on by itself."""
    if agreement.closed_on is not None:
        return agreement.closed_on
    return None if terms.renewal == Renewal.TACIT else terms.ends_on


def ran_in(agreement: PartnerAgreement, first: date, last: date) -> bool:
    """Whether it ran on a day between these two, by the terms of the last one."""
    return runs_between(agreement, terms_on(agreement, last), first, last)


def period_end(agreement: PartnerAgreement, terms: Terms, on: date) -> date | None:
    """The end of the period that runs that day, or the last day of all where that comes first."""
    end = terms.ends_on
    if terms.renewal == Renewal.TACIT and end and terms.renewal_months:
        end = renewed_until(end, terms.renewal_months, on)
    return min((day for day in (end, agreement.closed_on) if day), default=None)


def notice_day(terms: Terms, end: date | None) -> date | None:
    """The last day of a period that ends on `end` on which notice can be given; None without a notice."""
    if terms.renewal != Renewal.TACIT or end is None or terms.notice_length is None:
        return None
    if terms.notice_unit == NoticeUnit.DAYS:
        return end - timedelta(days=terms.notice_length)
    return months_after(end + ONE_DAY, -terms.notice_length) - ONE_DAY


def agreed_commitments(agreement: PartnerAgreement) -> list[Commitment]:
    """Those that the agreement or a signed amendment gives."""
    signed = {one.pk for one in signed_amendments(agreement)}
    return [one for one in agreement.commitments.all() if one.amendment_id is None or one.amendment_id in signed]


def same_places(stock: Commitment) -> list[Commitment]:
    """The stock with those that it goes on from and into, the first one first: whoever is on a place that an amendment
    ends is on that place still, of the first places that this amendment brings."""
    found = {stock}
    links = [places_linked(one) for one in signed_amendments(stock.agreement)]
    for linked in [*links, *reversed(links)]:
        if found & linked:
            found |= linked
    return sorted(found, key=lambda one: (one.starts_on, one.pk))


def places_linked(amendment: Amendment) -> set[Commitment]:
    """The places that it ends and the first ones that it brings; none where it does not do both."""
    ended = {one for one in amendment.ended_commitments.all() if one.kind == CommitmentKind.PLACES}
    brought = [one for one in amendment.commitments.all() if one.kind == CommitmentKind.PLACES]
    return {*ended, min(brought, key=lambda one: one.pk)} if ended and brought else set()


def days_of_change(agreement: PartnerAgreement) -> list[date]:
    """The days on which something begins or ends, in order: what it said differs on no other."""
    days: set[date | None] = {agreement.starts_on or agreement.signed_on}
    days |= {one.takes_effect_on for one in signed_amendments(agreement)}
    for one in agreed_commitments(agreement):
        days |= {one.starts_on, after(one.ends_on)}
    days.add(after(last_day(agreement, agreement)))
    return sorted(day for day in days if day is not None)


def after(day: date | None) -> date | None:
    """The day after that one, if there is one."""
    return day + ONE_DAY if day else None


def places_on(agreement: PartnerAgreement, on: date) -> int | None:
    """The places that it gives that day, or the nearest one on which it runs; what was said of it as a whole where
    none of its commitments is of places. The one rule for whoever asks how many there are."""
    if not any(one.kind == CommitmentKind.PLACES for one in agreement.commitments.all()):
        return agreement.places
    day = max(min(on, last_day(agreement, agreement) or on), agreement.starts_on or on)
    agreed = agreed_commitments(agreement)
    given = [one for one in agreed if one.kind == CommitmentKind.PLACES and one.runs_on(day)]
    return sum(int(one.quantity) for one in given) if given else None
