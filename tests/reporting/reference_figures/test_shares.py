"""The shares of a whole Mission Locale: which there are, what does not add up, whose a coordinator keeps."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Programme
from partners.models import Organisation, OrganisationKind
from reporting.interchange.schema import REFERENCE_ROWS
from reporting.reference_figures.bodies import bodies_of, reported_years, standings
from reporting.reference_figures.shares import ALL, LINES, doubtful, gaps, missing, total_of
from tests.factories import OrganisationFactory, ProgrammeFactory, ReferenceFigureFactory, ReferralFactory

ALL_PROGRAMMES = Programme.objects.all()


def mission_locale(code: str, name: str = "") -> Organisation:
    return OrganisationFactory(code=code, name=name or code, kind=OrganisationKind.MISSION_LOCALE)


def test_the_lines_are_those_of_the_data_package() -> None:
    assert {table.value: tuple(lines) for table, lines in LINES.items()} == REFERENCE_ROWS
    assert sum(map(len, REFERENCE_ROWS.values())) == ALL


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ({("sex", "F"): 48, ("sex", "H"): 52}, ""),
        ({("sex", "F"): 48, ("sex", "H"): 53}, ""),  # each rounded for itself
        ({("sex", "F"): 48, ("sex", "H"): 25}, "Sexe\N{NO-BREAK SPACE}: les parts font 73\N{NARROW NO-BREAK SPACE}%"),
        ({("sex", "F"): 48, ("sex", "H"): 58.5}, "Sexe\N{NO-BREAK SPACE}: les parts font 106,5"),
        ({("sex", "F"): 48}, ""),  # the other one is not known
        ({("age", "minor"): 60, ("age", "26+"): 60}, "Âge\N{NO-BREAK SPACE}: les parts font 120"),
        ({}, ""),
    ],
)
def test_what_does_not_add_up_is_told(shares: dict[tuple[str, str], int | float], told: str) -> None:
    found = list(doubtful(shares))
    assert len(found) == bool(told)
    assert "".join(found).startswith(told)


def test_the_total_and_the_tables_without_any() -> None:
    shares = {("sex", "F"): 47.8, ("sex", "H"): 52.1}
    sex, age, *_ = LINES
    assert (total_of(sex, shares), total_of(age, shares)) == (99.9, None)
    assert list(gaps([("sex", "F")]))[:2] == ["Sexe (Homme)", "Âge"]
    assert missing(shares) == ["Âge", "Niveau de formation", "Services", "Logement", "Permis de conduire"]


@pytest.mark.django_db
def test_the_missions_locales_where_a_programme_is_open_or_has_somebody() -> None:
    rennes, vitre, saint_malo = (mission_locale(code) for code in ("ml-rennes", "ml-vitre", "ml-saint-malo"))
    programme = ProgrammeFactory()
    programme.missions_locales.set([rennes])
    ReferralFactory(programme=programme, mission_locale=vitre)
    assert set(bodies_of(ALL_PROGRAMMES.all())) == {rennes, vitre}
    programme.missions_locales.clear()
    assert set(bodies_of(ALL_PROGRAMMES.all())) == {rennes, vitre, saint_malo}


@pytest.mark.django_db
def test_the_years_from_the_first_programme_to_today_s() -> None:
    assert list(reported_years(ALL_PROGRAMMES.all(), date(2026, 3, 1))) == [2026]
    ProgrammeFactory(starts_on=date(2024, 5, 1))
    assert list(reported_years(ALL_PROGRAMMES.all(), date(2026, 3, 1))) == [2024, 2025, 2026]


@pytest.mark.django_db
def test_how_far_each_one_is_and_that_others_count_too() -> None:
    rennes, elsewhere = mission_locale("ml-rennes", "We Ker"), mission_locale("ml-22", "Ailleurs")
    ProgrammeFactory().missions_locales.set([rennes])
    ReferenceFigureFactory(mission_locale=elsewhere, year=2016)
    ReferenceFigureFactory(mission_locale=elsewhere, year=2015, row="H")
    other, own = sorted(standings(ALL_PROGRAMMES.all(), 2016))
    assert (other.name, other.known, other.url) == ("Ailleurs", 1, "")
    assert (own.known, len(own.missing), own.is_whole) == (0, 6, False)
    assert own.url == f"/ensemble-mission-locale/{rennes.pk}/2016/"
