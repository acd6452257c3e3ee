"""Releases from custody, and the rights settled before them."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import JusticeMeasure
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    ReferralFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    YoungPersonFactory,
)
from tests.reporting.reports import column, report_of, row

pytestmark = pytest.mark.django_db


def released(on: date | None = date(2016, 6, 1), **person: str) -> JusticeMeasure:
    """The custody of a person accompanied since March 2016, ended on that day."""
    enrolled = EnrolmentFactory(person=YoungPersonFactory(**person)).person
    return JusticeMeasureFactory(person=enrolled, starts_on=date(2016, 1, 1), ends_on=on)


def test_releases_are_effective_in_the_year_of_people_followed_on_that_day() -> None:
    released(date(2016, 12, 31))
    released(date(2017, 1, 1))
    released(date(2016, 2, 29))  # before being followed
    JusticeMeasureFactory(ends_on=date(2016, 6, 1))  # nobody in scope
    open_custody = released(None)
    JusticeMeasure.objects.filter(pk=open_custody.pk).update(planned_end_on=date(2016, 6, 1))
    assert row("releases", "released") == {"total": 1, "base": 1, "percent": 100}


def test_someone_released_twice_counts_twice() -> None:
    person = released(date(2016, 4, 1)).person
    JusticeMeasureFactory(person=person, starts_on=date(2016, 5, 1), ends_on=date(2016, 8, 1))
    assert row("releases", "released")["total"] == 2


@pytest.mark.parametrize(
    ("kind", "modality", "start", "decision", "counted"),
    [
        ("ddse", "", date(2016, 6, 1), "accorde", 1),
        ("placement_exterieur", "", date(2016, 6, 1), "accorde", 1),
        ("liberation_sous_contrainte", "ddse", date(2016, 6, 1), "accorde", 1),
        ("liberation_sous_contrainte", "", date(2016, 6, 1), "accorde", 0),
        ("semi_liberte", "", date(2016, 6, 1), "accorde", 0),
        ("ddse", "", date(2016, 6, 1), "en_preparation", 0),
        ("ddse", "", date(2015, 12, 31), "accorde", 0),
    ],
)
def test_an_open_custody_is_left_by_an_adjustment_carried_out_outside(
    kind: str, modality: str, start: date, decision: str, counted: int
) -> None:
    SentenceAdjustmentFactory(
        person=released(None).person, kind=kind, modality=modality, starts_on=start, decision=decision
    )
    assert row("releases", "released")["total"] == counted


def test_the_earliest_adjustment_outside_is_the_release() -> None:
    person = released(date(2017, 5, 1)).person
    for start in (date(2017, 1, 2), date(2016, 12, 31)):
        SentenceAdjustmentFactory(person=person, starts_on=start)
    assert row("releases", "released")["total"] == 1


@pytest.mark.parametrize(
    ("held_on", "kind", "place", "met"),
    [
        (date(2016, 6, 1), "entretien", "hors_detention", 1),
        (date(2016, 7, 1), "telephone", "a_distance", 1),
        (date(2016, 7, 2), "telephone", "a_distance", 0),
        (date(2016, 5, 31), "entretien", "hors_detention", 0),
        (date(2016, 6, 2), "entretien", "intra_muros", 0),
        (date(2016, 6, 2), "sms", "a_distance", 0),
        (date(2016, 6, 2), "administratif", "hors_detention", 0),
    ],
)
def test_met_again_is_a_real_meeting_outside_within_30_days(held_on: date, kind: str, place: str, met: int) -> None:
    ContactFactory(person=released().person, held_on=held_on, kind=kind, place=place)
    assert row("releases", "met_again")["total"] == met


@pytest.mark.parametrize(("as_of", "base"), [(date(2017, 1, 30), 1), (date(2017, 1, 29), 0)])
def test_met_again_is_of_those_released_30_days_before_the_report(as_of: date, base: int) -> None:
    ContactFactory(person=released(date(2016, 12, 31)).person, held_on=date(2017, 1, 30), place="hors_detention")
    assert row("releases", "met_again", as_of=as_of) == {"total": base, "base": base, "percent": 100 if base else None}
    assert row("releases", "released", as_of=as_of)["total"] == 1


@pytest.mark.parametrize(
    ("start", "without"),
    [(date(2016, 1, 1), 0), (date(2016, 6, 1), 0), (date(2016, 6, 2), 1), (date(2015, 12, 31), 1)],
)
def test_without_adjustment_both_ends_of_the_custody_included(start: date, without: int) -> None:
    SentenceAdjustmentFactory(person=released().person, kind="semi_liberte", starts_on=start)
    assert row("releases", "without_adjustment")["total"] == without


@pytest.mark.parametrize(
    ("held_on", "unprepared"),
    [(date(2016, 4, 1), 1), (date(2016, 4, 2), 0), (date(2016, 6, 1), 0), (date(2016, 6, 2), 1)],
)
def test_unprepared_is_no_interview_in_the_60_days_before(held_on: date, unprepared: int) -> None:
    ContactFactory(person=released().person, held_on=held_on)
    assert row("releases", "unprepared")["total"] == unprepared


def test_an_adjusted_release_is_not_unprepared() -> None:
    SentenceAdjustmentFactory(person=released().person, kind="semi_liberte", starts_on=date(2016, 3, 1))
    assert row("releases", "unprepared") == {"total": 0, "base": 1, "percent": 0}


def test_housing_is_settled_by_the_plan_else_by_what_is_known() -> None:
    released(housing="famille")
    released(housing="precaire")
    settled = released(housing="precaire")
    ReleaseNeedFactory(person=settled.person, measure=settled, type_id="fjt", state="regle")
    ReleaseNeedFactory(person=settled.person, measure=settled, type_id="logement_social", state="en_cours")
    unsettled = released(housing="autonome")
    ReleaseNeedFactory(person=unsettled.person, type_id="hebergement_urgence", state="a_faire")
    other_need = released(housing="autonome")
    ReleaseNeedFactory(person=other_need.person, measure=other_need, type_id="carte_identite", state="a_faire")
    without_object = released(housing="famille")
    ReleaseNeedFactory(person=without_object.person, type_id="logement_social", state="sans_objet")
    assert row("releases", "housing_settled") == {"total": 4, "base": 6, "percent": 67}


@pytest.mark.parametrize(
    ("state", "settled_on", "settled"),
    [
        ("regle", date(2016, 6, 1), 1),
        ("regle", date(2016, 6, 2), 0),
        ("regle", None, 0),
        ("en_cours", None, 0),
    ],
)
def test_rights_are_settled_by_the_effective_release(state: str, settled_on: date | None, settled: int) -> None:
    custody = released()
    ReleaseNeedFactory(person=custody.person, measure=custody, state=state, settled_on=settled_on)
    assert row("rights", "carte_identite") == {"opened": 1, "settled": settled}


def test_rights_opened_in_the_year_for_people_while_followed() -> None:
    person = ReferralFactory().person
    ReleaseNeedFactory(person=person, opened_on=date(2016, 12, 31))
    ReleaseNeedFactory(person=person, opened_on=date(2017, 1, 1))
    ReleaseNeedFactory(person=person, opened_on=date(2016, 2, 29))
    ReleaseNeedFactory(person=person, type_id="telephone")
    assert column("rights", "opened") == {"carte_identite": 1}


@pytest.mark.parametrize(("year", "service"), [(2023, "Pôle emploi"), (2024, "France Travail")])
def test_the_employment_service_has_the_name_of_its_time(year: int, service: str) -> None:
    assert service in report_of(year=year).table("rights").row("france_travail").label
