"""A partner with places, some of its young people, and the sheet for it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.models import Placement, PlacementState
from partners.models import Commitment, Organisation, OrganisationKind
from reporting.committees.lines import Line
from reporting.committees.sheet import Sheet, make_sheet
from reporting.committees.subject import PARTNER, Span, Subject
from tests.factories import CommitmentFactory, OrganisationFactory, PartnerAgreementFactory, PlacementFactory

FIRST, LAST = date(2017, 1, 1), date(2017, 6, 30)
SPAN = Span(FIRST, LAST)


def hostel(**more: Any) -> Organisation:
    """A partner."""
    body: Organisation = OrganisationFactory(
        **{"code": "fjt", "name": "Foyer", "kind": OrganisationKind.HOUSING} | more
    )
    return body


def places(body: Organisation, quantity: int = 10, **more: Any) -> Commitment:
    """Its places, since 2016."""
    since = {"starts_on": date(2016, 1, 1)}
    agreement = PartnerAgreementFactory(organisation=body, **since | more)
    stock: Commitment = CommitmentFactory(agreement=agreement, quantity=quantity, starts_on=since["starts_on"])
    return stock


def stay(stock: Commitment, starts_on: date, ends_on: date | None = None, **more: Any) -> Placement:
    """Somebody on the next of these places."""
    of = {"agreement": stock.agreement, "commitment": stock, "place": stock.placements.count() + 1}
    state = PlacementState.ENDED if ends_on else PlacementState.STARTED
    dates = {"reserved_from": starts_on, "starts_on": starts_on, "ends_on": ends_on, "state": state}
    made: Placement = PlacementFactory(**of | dates | more)
    return made


def ended(stock: Commitment, count: int, result: str, on: date = date(2017, 3, 1), **more: Any) -> None:
    """So many whose stay of a fortnight ended that day."""
    for _ in range(count):
        stay(stock, on - timedelta(days=14), on, result=result, **more)


def sheet_of(body: Organisation, span: Span = SPAN) -> Sheet:
    """The sheet for a partner."""
    return make_sheet(Subject(PARTNER, body), span)


def line(sheet: Sheet, key: str) -> Line:
    """One of its figures."""
    found = sheet.line(key)
    assert found is not None
    return found


def moment(day: date) -> datetime:
    """The noon of a day."""
    return timezone.make_aware(datetime.combine(day, time(12)))
