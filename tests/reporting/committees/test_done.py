"""What was done of a promise of days, of young people a year, of staff time, beside what is promised."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partners.models import Commitment, CommitmentKind
from reporting.committees.paper import paper_of
from reporting.committees.subject import Span
from tests.factories import CommitmentFactory, PartnerAgreementFactory, PlacementFactory
from tests.reporting.committees.given import LAST, hostel, line, sheet_of

pytestmark = pytest.mark.django_db
DASH, N_C = "–", "n.\N{NO-BREAK SPACE}c."


def promise(kind: CommitmentKind, quantity: int) -> Commitment:
    since = date(2017, 1, 1)
    agreement = PartnerAgreementFactory(organisation=hostel(), starts_on=since)
    made: Commitment = CommitmentFactory(agreement=agreement, kind=kind, quantity=quantity, starts_on=since)
    return made


def words(one: Commitment) -> tuple[str, str]:
    """Of the only agreement, on screen and on paper."""
    [told] = paper_of(sheet_of(one.agreement.organisation)).sheet.promises
    return told.words.replace("\N{NO-BREAK SPACE}", " "), told.paper_words.replace("\N{NO-BREAK SPACE}", " ")


def test_days_read_are_below_those_promised_and_late_as_the_alarms_have_it() -> None:
    one = promise(CommitmentKind.DAYS, 40)
    assert words(one)[0] == "40 jours par an"
    for day, quantity in ((date(2017, 3, 1), 4), (date(2017, 6, 1), 10), (date(2017, 7, 1), 30)):
        one.uses.create(read_on=day, quantity=quantity)
    done = line(sheet_of(one.agreement.organisation), "jours-faits")
    assert (done.words, done.paper) == (["10", DASH, DASH],) * 2
    assert words(one) == ("40 jours par an (10 faits)",) * 2
    one.uses.filter(quantity=30).delete()
    [told] = sheet_of(one.agreement.organisation, Span(date(2017, 1, 1), date(2017, 9, 30))).promises
    assert told.words == "40\N{NO-BREAK SPACE}jours par an (10\N{NO-BREAK SPACE}faits, en retard)"


def test_young_people_are_counted_from_the_placements_until_someone_reads_them() -> None:
    one = promise(CommitmentKind.PEOPLE_A_YEAR, 5)
    for _ in range(3):
        PlacementFactory(agreement=one.agreement, starts_on=date(2017, 2, 1))
    done = line(sheet_of(one.agreement.organisation), "jeunes-recus")
    assert (done.words[0], done.paper[0]) == ("3", N_C)
    assert words(one) == ("5 jeunes par an (3 reçus)", "5 jeunes par an")
    one.uses.create(read_on=LAST, quantity=Decimal(6))
    assert words(one) == ("5 jeunes par an (6 reçus, dépassé)", "5 jeunes par an (dépassé)")
