"""Where someone lives before, at the release and today: three answers, and unknown stays unknown."""

from __future__ import annotations

from datetime import date

from cases.models import Address, AddressKind, AddressMoment, JusticeMeasure, SentenceAdjustment, Setting
from cases.record.residence import residences
from partners.models import Commune

CUSTODY = JusticeMeasure(setting=Setting.CUSTODY, starts_on=date(2024, 1, 5), planned_end_on=date(2024, 9, 1))
ENDED = JusticeMeasure(setting=Setting.CUSTODY, starts_on=date(2024, 1, 5), ends_on=date(2024, 9, 1))
TODAY = date(2024, 12, 1)


def lived(kind: AddressKind, qpv: bool | None, start: date | None, end: date | None = None) -> Address:
    return Address(pk=1, kind=kind, qpv=qpv, starts_on=start, ends_on=end)


BEFORE = lived(AddressKind.PERSONAL, True, date(2020, 1, 1), date(2024, 1, 5))
INSIDE = lived(AddressKind.ESTABLISHMENT, True, date(2024, 1, 5), date(2024, 9, 1))
AFTER = lived(AddressKind.HOSTED, False, date(2024, 9, 1), date(2024, 10, 31))
NOW = lived(AddressKind.PERSONAL, None, date(2024, 11, 1))


def answers(addresses: list[Address], measure: JusticeMeasure, on: date) -> list[bool | None]:
    return [residence.qpv for residence in residences(addresses, [measure], [], on)]


def test_three_days_have_three_answers() -> None:
    assert answers([BEFORE, INSIDE, AFTER, NOW], ENDED, TODAY) == [True, False, None]
    assert answers([BEFORE, INSIDE, AFTER], ENDED, date(2024, 10, 1)) == [True, False, False]


def test_unknown_stays_unknown() -> None:
    assert answers([], ENDED, TODAY) == [None, None, None]
    assert answers([INSIDE], ENDED, date(2024, 9, 1)) == [None, None, None]
    assert answers([lived(AddressKind.ADMINISTRATIVE, True, date(2020, 1, 1))], ENDED, TODAY) == [None, None, None]


def test_nobody_lives_anywhere_while_inside() -> None:
    held = residences([BEFORE], [CUSTODY], [], date(2024, 6, 1))
    assert [residence.is_inside for residence in held] == [False, False, True]
    assert held[1].on == CUSTODY.planned_end_on


def test_an_adjustment_carried_out_outside_is_the_release() -> None:
    outside = SentenceAdjustment(kind="ddse", decision="accorde", starts_on=date(2024, 5, 1))
    assert residences([], [CUSTODY], [outside], date(2024, 6, 1))[1].on == date(2024, 5, 1)


def test_an_address_without_dates_answers_for_the_moment_that_it_is_said_of() -> None:
    said = Address(pk=2, kind=AddressKind.PERSONAL, moment=AddressMoment.BEFORE, qpv=True)
    assert answers([said], ENDED, TODAY) == [True, None, None]


def test_an_address_is_written_on_one_line() -> None:
    assert str(Address(line="14 rue des Genêts", commune=Commune(name="Rennes"))) == "14 rue des Genêts, Rennes"
    assert str(Address(line="14 rue des Genêts")) == "14 rue des Genêts"
    assert str(Address()) == "adresse inconnue"
