"""Who the accompanied people are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.models import YoungPerson
from tests.factories import (
    AddressFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    ReferenceFigureFactory,
    SentenceAdjustmentFactory,
    YoungPersonFactory,
)
from tests.reporting.reports import column, figure, report_of, row

pytestmark = pytest.mark.django_db


def accompanied(plie: bool = False, **fields: Any) -> YoungPerson:
    """A person accompanied in 2016, in PLIE or not."""
    entered = date(2016, 3, 1)
    return EnrolmentFactory(
        person=YoungPersonFactory(**fields), entered_on=entered, plie_entered_on=entered if plie else None
    ).person


def test_sex_is_split_by_plie_with_percentages_of_the_whole() -> None:
    accompanied(sex="F")
    for plie in (True, True, False):
        accompanied(plie, sex="H")
    assert row("sex", "H") == {"plie": 2, "other": 1, "total": 3, "percent": 75, "reference": None}
    assert report_of().table("sex").total == {"plie": 2, "other": 2, "total": 4}


def test_percentages_are_rounded_half_up_each_on_its_own() -> None:
    for level in ("V", "V", "V", "V", "V", "VI", "IV", ""):
        accompanied(education_level=level)
    assert column("education_level", "percent") == {"V": 63, "VI": 13, "IV": 13, "unknown": 13}


def test_a_share_of_nothing_is_unknown_and_every_code_is_listed() -> None:
    rows = report_of().table("sex").rows
    assert [(row.code, row.values["total"], row.values["percent"]) for row in rows] == [("F", 0, None), ("H", 0, None)]


@pytest.mark.parametrize(
    ("birth_date", "band"),
    [
        (date(1999, 1, 1), "minor"),
        (date(1998, 12, 31), "18-21"),
        (date(1995, 1, 1), "18-21"),
        (date(1994, 12, 31), "22-25"),
        (date(1991, 1, 1), "22-25"),
        (date(1990, 12, 31), "26+"),
    ],
)
def test_age_is_that_of_31_december(birth_date: date, band: str) -> None:
    accompanied(birth_date=birth_date)
    assert column("age", "total") == {band: 1}


def test_levels_one_to_three_are_one_row() -> None:
    for level in ("I", "II", "III", "Vbis"):
        accompanied(education_level=level)
    assert column("education_level", "total") == {"III+": 3, "Vbis": 1}


def test_housing_licence_and_disability_with_unknown_apart() -> None:
    accompanied(housing="famille", driving_licence="obtenu", rqth=True)
    accompanied(rqth=False)
    assert column("housing", "total") == {"famille": 1, "inconnu": 1}
    assert column("driving_licence", "total") == {"obtenu": 1, "inconnu": 1}
    assert figure("rqth") == 1


def test_references_are_those_of_the_only_mission_locale_that_has_any() -> None:
    reference = ReferenceFigureFactory(row="F", percent=48)
    ReferenceFigureFactory(row="H", percent=51.5, mission_locale=reference.mission_locale)
    ReferenceFigureFactory(row="F", percent=40, mission_locale=reference.mission_locale, year=2015)
    assert column("sex", "reference") == {"F": 48, "H": 51.5}
    other = ReferenceFigureFactory(row="F", percent=47).mission_locale
    assert column("sex", "reference") == {}
    assert column("sex", "reference", organisation=other) == {"F": 47}
    assert column("sex", "reference", organisation=OrganisationFactory()) == {}


def test_the_stated_address_says_qpv_whatever_its_kind() -> None:
    AddressFactory(person=accompanied(plie=True), qpv=True, kind="etablissement_penitentiaire")
    AddressFactory(person=accompanied(), qpv=False)
    AddressFactory(person=accompanied(), qpv=None)
    accompanied()
    assert column("qpv", "total") == {"yes": 1, "no": 1, "unknown": 2}
    assert row("qpv", "yes") == {"plie": 1, "other": 0, "total": 1, "percent": 25}
    assert figure("qpv") == 1


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        (date(2010, 1, 1), date(2016, 3, 31), "yes"),  # the eve of the écrou
        (date(2010, 1, 1), date(2016, 3, 30), "unknown"),
        (date(2016, 4, 1), date(2016, 9, 9), "unknown"),  # inside
        (date(2016, 9, 10), None, "yes"),  # the effective release
        (date(2016, 9, 11), None, "unknown"),
    ],
)
def test_dated_residences_count_before_custody_and_at_the_effective_release(
    start: date, end: date | None, answer: str
) -> None:
    person = accompanied()
    JusticeMeasureFactory(person=person, starts_on=date(2014, 1, 1), ends_on=date(2014, 6, 1))
    JusticeMeasureFactory(person=person, starts_on=date(2016, 4, 1), ends_on=date(2016, 12, 1))
    SentenceAdjustmentFactory(person=person, starts_on=date(2016, 9, 10))
    AddressFactory(person=person, qpv=True, kind="personnelle", starts_on=start, ends_on=end)
    assert column("qpv", "total") == {answer: 1}


def test_without_custody_the_residence_of_31_december_counts() -> None:
    person = accompanied()
    AddressFactory(person=person, qpv=True, kind="hebergement", ends_on=date(2016, 12, 30))
    AddressFactory(person=person, qpv=False, kind="hebergement", starts_on=date(2016, 12, 31))
    assert column("qpv", "total") == {"no": 1}


def test_any_yes_goes_before_any_no_and_a_domiciliation_proves_nothing() -> None:
    person = accompanied()
    AddressFactory(person=person, qpv=False)
    AddressFactory(person=person, qpv=True, kind="domiciliation", starts_on=date(2016, 1, 1))
    assert column("qpv", "total") == {"no": 1}
    AddressFactory(person=person, qpv=True, kind="hebergement", starts_on=date(2016, 1, 1))
    assert column("qpv", "total") == {"yes": 1}


@pytest.mark.parametrize(
    ("measures", "adjustment", "expected"),
    [
        ([], None, "aucune"),
        ([("detention", date(2016, 1, 1), None)], None, "detention"),
        ([("detention", date(2016, 1, 1), date(2016, 12, 31))], None, "detention"),
        ([("detention", date(2016, 1, 1), date(2016, 12, 30))], None, "aucune"),
        ([("detention", date(2017, 1, 1), None)], None, "aucune"),
        ([("milieu_ouvert", date(2016, 1, 1), None)], None, "milieu_ouvert"),
        ([("cef", date(2016, 1, 1), None)], None, "cef"),
        ([("milieu_ouvert", date(2016, 9, 1), None), ("detention", date(2016, 1, 1), None)], None, "detention"),
        ([("detention", date(2016, 1, 1), None)], ("ddse", date(2016, 6, 1), None), "amenagement"),
        ([("detention", date(2016, 1, 1), None)], ("ddse", date(2016, 6, 1), date(2016, 12, 30)), "detention"),
        ([("detention", date(2016, 1, 1), None)], ("ddse", date(2017, 1, 1), None), "detention"),
        ([("detention", date(2016, 1, 1), None)], ("ddse", date(2015, 6, 1), None), "detention"),
        ([("detention", date(2016, 1, 1), None)], ("semi_liberte", date(2016, 6, 1), None), "detention"),
        (
            [("milieu_ouvert", date(2016, 6, 1), None)],
            ("liberation_conditionnelle", date(2016, 6, 1), None),
            "amenagement",
        ),
    ],
)
def test_setting_is_the_measure_running_on_31_december(
    measures: list[tuple[str, date, date | None]], adjustment: tuple[str, date, date | None] | None, expected: str
) -> None:
    person = accompanied()
    for setting, start, end in measures:
        JusticeMeasureFactory(person=person, setting=setting, starts_on=start, ends_on=end)
    if adjustment:
        kind, start, end = adjustment
        SentenceAdjustmentFactory(person=person, kind=kind, starts_on=start, ends_on=end)
    assert column("setting", "total") == {expected: 1}


@pytest.mark.parametrize(
    ("modality", "expected"),
    [("placement_exterieur", "amenagement"), ("semi_liberte", "detention"), ("", "detention")],
)
def test_a_liberation_sous_contrainte_is_its_modality(modality: str, expected: str) -> None:
    person = accompanied()
    JusticeMeasureFactory(person=person, starts_on=date(2016, 1, 1))
    SentenceAdjustmentFactory(
        person=person, kind="liberation_sous_contrainte", modality=modality, starts_on=date(2016, 6, 1)
    )
    assert column("setting", "total") == {expected: 1}
