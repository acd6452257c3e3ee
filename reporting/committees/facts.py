"""What the figures of a sheet are counted from, read once whatever the number of placements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.timezone import localdate

from cases.models import FundingAmount, Placement, PlacementState, Programme
from partners.agreements.in_force import InForce, days_of_change, in_force
from partners.agreements.periods import ONE_DAY
from partners.agreements.reading import agreements_whole
from partners.models import AmountState, Commitment, CommitmentKind, PartnerAgreement
from reporting.committees.subject import FUNDER, PARTNER, Span, Subject, funded
from reporting.facts import Facts as YearFacts
from reporting.scope import Scope


class Placed(NamedTuple):
    """A placement, without whose it is but for a number that tells two people apart."""

    pk: int
    person: int
    agreement: int
    commitment: int | None
    place: int | None
    state: str
    asked_on: date | None
    waiting_since: datetime | None
    confirmed_on: date | None
    accepted_on: date | None
    refused_on: date | None
    starts_on: date | None
    ends_on: date | None
    result: str
    followed_by: str | None

    def waits_on(self, on: date) -> bool:
        """Whether it was on a waiting list that day: until the place was confirmed, accepted, taken or refused. One
        for whom a place is reserved does not wait, confirmed or not."""
        if self.state == PlacementState.ASKED and self.place is not None:
            return False
        since = localdate(self.waiting_since) if self.waiting_since else None
        if self.state == PlacementState.WAITING:
            since = since or self.asked_on
        ends = (self.confirmed_on, self.accepted_on, self.refused_on, self.starts_on, self.ends_on)
        return since is not None and since <= on and not any(day and day <= on for day in ends)

    def days_in(self, span: Span) -> int:
        """The days of the span on which the place was taken: the day of a departure frees it."""
        if self.starts_on is None:
            return 0
        until = min(span.last, self.ends_on - ONE_DAY) if self.ends_on else span.last
        return max(0, (until - max(span.first, self.starts_on)).days + 1)

    def is_there_in(self, span: Span) -> bool:
        """Whether the young person was there on a day of the span, that of the departure included."""
        return bool(self.starts_on and self.starts_on <= span.last and (self.ends_on or span.last) >= span.first)


COLUMNS = (
    *("pk", "person_id", "agreement_id", "commitment_id", "place", "state", "asked_on", "waiting_since"),
    *("confirmed_on", "accepted_on", "refused_on", "starts_on", "ends_on", "result", "situation__kind"),
)


class Amount(NamedTuple):
    """What a funder gives in a year, for an agreement or for a programme ("agreement" or "programme", its id)."""

    funder: int
    name: str
    year: int
    euros: Decimal | None
    source: tuple[str, int]


@dataclass(frozen=True)
class Facts:
    """What one span of a sheet is counted from; for a programme, what its yearly report is."""

    span: Span
    agreements: list[PartnerAgreement]
    placements: list[Placed]
    amounts: list[Amount]
    of_programme: YearFacts | None = None

    def in_force(self) -> list[tuple[PartnerAgreement, InForce]]:
        """The agreements that run on the last day, with what each says then."""
        known = [(agreement, in_force(agreement, self.span.last)) for agreement in self.agreements]
        return [(agreement, said) for agreement, said in known if said.runs]

    def offered(self) -> list[tuple[Commitment, Span]]:
        """The stocks of places, each with the stretches of the span on which it was offered."""
        return [
            (stock, stretch)
            for agreement in self.agreements
            for stretch in stretches(agreement, self.span)
            for stock in in_force(agreement, stretch.first).commitments
            if stock.kind == CommitmentKind.PLACES
        ]


def stretches(agreement: PartnerAgreement, span: Span) -> list[Span]:
    """The span cut where what the agreement says may change."""
    ends = [amendment.replaced.ends_on for amendment in agreement.amendments.all() if hasattr(amendment, "replaced")]
    changes = {*days_of_change(agreement), *(end + ONE_DAY for end in ends if end)}
    days = [span.first, *sorted(day for day in changes if span.first < day <= span.last)]
    return [
        Span(day, following - ONE_DAY) for day, following in zip(days, [*days[1:], span.last + ONE_DAY], strict=True)
    ]


def read_facts(subject: Subject, spans: Iterable[Span]) -> list[Facts]:
    """Those of each span, in as many queries whatever their number of rows."""
    by_span = [(span, subject.agreements(span)) for span in spans]
    wanted = {pk for _, ids in by_span for pk in ids}
    agreements = list(agreements_whole().filter(pk__in=wanted))
    rows = Placement.objects.filter(agreement__in=wanted).order_by("pk").values_list(*COLUMNS)
    placements = [Placed(*row) for row in rows]
    amounts = [*agreed_amounts(subject, agreements), *programme_amounts(subject, [span for span, _ in by_span])]
    return [
        Facts(
            span,
            [agreement for agreement in agreements if agreement.pk in ids],
            [placed for placed in placements if placed.agreement in ids],
            [amount for amount in amounts if amount.year == span.last.year],
            programme_facts(subject, span),
        )
        for span, ids in by_span
    ]


def programme_facts(subject: Subject, span: Span) -> YearFacts | None:
    """Those of the year of its last day; None for anyone else than a programme."""
    body = subject.body
    return YearFacts(Scope((body,), span.last.year, span.last)) if isinstance(body, Programme) else None


def agreed_amounts(subject: Subject, agreements: list[PartnerAgreement]) -> list[Amount]:
    """What was granted for these agreements; to a funder, by that one alone."""
    return [
        Amount(one.funder_id, one.funder.name, one.year, one.amount, ("agreement", agreement.pk))
        for agreement in agreements
        for one in agreement.amounts.all()
        if one.state == AmountState.GRANTED and (subject.audience != FUNDER or one.funder_id == subject.body.pk)
    ]


def programme_amounts(subject: Subject, spans: list[Span]) -> list[Amount]:
    """What is given to the programme, or by the funder to its programmes; none to a partner."""
    if subject.audience == PARTNER:
        return []
    known = FundingAmount.objects.filter(funding__programme=subject.body.pk)
    if subject.audience == FUNDER:
        paid = {pk for span in spans for pk in funded(subject.body.pk, span)}
        known = FundingAmount.objects.filter(funding__funder=subject.body.pk, funding__programme__in=paid)
    related = known.select_related("funding__funder")
    return [
        Amount(
            one.funding.funder_id,
            one.funding.funder.name,
            one.year,
            one.amount,
            ("programme", one.funding.programme_id),
        )
        for one in related
    ]
