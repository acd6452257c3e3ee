"""Placements in the data package."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from cases.models import Placement
from cases.placements.stocks import read_stocks
from partners.models import Commitment
from reporting.interchange import Count, PackageFaults, Summary, export_package, import_package
from reporting.interchange.schema import RESOURCES
from reporting.interchange.writing import refusal
from tests.reporting.packages import Package, Row, add, base_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
KEPT = {"engagement": "engagements-1", "date_demande": "2026-10-01", "date_reservation": "2026-11-01"}
STAYS = KEPT | {"etat": "commencee", "date_debut": "2026-11-01"}
WAITS = KEPT | {"etat": "en_attente"}


@pytest.fixture
def package() -> Package:
    """The hostel's four rooms: J1 on the first, J2 and J3 waiting, J3 the longer."""
    package = base_package()
    add(package, "structures", code="fjt", type="logement")
    for code in ("fjt-2016", "autre"):
        add(package, "conventions", code=code)
    for person in ("J1", "J2", "J3"):
        add(package, "jeunes", id=person)
        add(package, "entrees", jeune=person, date_entree="2016-01-01")
        add(package, "situations", jeune=person, date_debut="2026-11-15")
    add(package, "engagements")
    add(package, "engagements", type="jours", intitule="Permanences")
    add(package, "placements", jeune="J1", place="1", **STAYS)
    add(package, "placements", jeune="J2", **WAITS, attente_depuis="2026-10-02T10:00:00+02:00")
    add(package, "placements", jeune="J3", **WAITS, attente_depuis="2026-10-02T07:59:00")
    return package


def imported(package: Package, folder: Path) -> Summary:
    return import_package(write_package(package, folder), today=TODAY)


def refused(package: Package, folder: Path) -> list[str]:
    """The lines of the faults; nothing is written."""
    before = list(Placement.objects.values()), list(Commitment.objects.values())
    with pytest.raises(PackageFaults) as caught:
        imported(package, folder)
    assert before == (list(Placement.objects.values()), list(Commitment.objects.values()))
    return [line.replace("\u00a0", " ") for line in caught.value.lines()]


def test_a_stock_is_as_the_package_has_it(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    [stock] = read_stocks(Commitment.objects.of_places(), TODAY)
    assert [one.person.code for one in stock.occupied] == ["J1"]
    assert [one.person.code for one in stock.waiting] == ["J3", "J2"]
    assert stock.waiting[1].waiting_since == datetime(2026, 10, 2, 8, tzinfo=UTC)
    assert (stock.free, stock.waiting[0].mission_locale.code) == (3, "ml")
    assert not imported(package, tmp_path).has_changes


def test_a_placement_that_went_on_is_changed(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    over = {"etat": "terminee", "date_fin": "2026-11-15", "resultat": "vers_solution", "situation": "situations-1"}
    package["placements"][0] |= over | {"motif_depart_anticipe": "choix_jeune"}
    package["placements"][2] |= {"etat": "acceptee", "place": "1", "date_reservation": "2026-11-15"}
    assert imported(package, tmp_path).counts["placements"] == Count(updated=2, unchanged=1)
    placement = Placement.objects.select_related("situation").get(code="placements-1")
    assert (placement.result, placement.early_end, placement.ends_on) == (
        "vers_solution",
        "choix_jeune",
        date(2026, 11, 15),
    )
    assert placement.situation is not None
    assert placement.situation.code == "situations-1"


def test_two_exchange_their_places(package: Package, tmp_path: Path) -> None:
    add(package, "placements", jeune="J2", place="2", **STAYS)
    imported(package, tmp_path)
    package["placements"][0]["place"], package["placements"][3]["place"] = "2", "1"
    assert imported(package, tmp_path).counts["placements"] == Count(updated=2, unchanged=2)
    assert Placement.objects.get(code="placements-1").place == 2


FAULTS: list[tuple[int, Row, str]] = [
    (0, {"place": "5"}, "Ces places n’ont pas de place de ce numéro."),
    (0, {"place": ""}, "place, «  », attendu : le numéro de la place (placement « commencee »)"),
    (0, {"date_reservation": ""}, "Une place a un numéro, et un jour à partir duquel elle est gardée."),
    (0, {"engagement": "engagements-2"}, "un engagement de places"),
    (0, {"convention": "autre"}, "un identifiant de engagements dont convention est autre"),
    (0, {"situation": "situations-2"}, "un identifiant de situations dont jeune est J1"),
    (0, {"date_debut": ""}, "la date (placement « commencee »)"),
    (0, {"etat": "terminee"}, "la date (placement « terminee »)"),
    (0, {"etat": "terminee", "date_fin": "2026-11-23"}, "une date passée (au plus tard 2026-11-22)"),
    (0, {"date_fin": "2026-10-31", "date_reservation": "2026-10-01"}, "une date égale ou postérieure à date_debut"),
    (0, {"date_fin_prevue": "2026-10-31"}, "une date égale ou postérieure à date_debut"),
    (0, {"etat": "refusee", "place": ""}, "la date (placement « refusee »)"),
    (0, {"motif_refus": "non"}, "complet, criteres"),
    (0, {"structure": "ml9"}, "un identifiant de structures"),
    (1, {"place": "2"}, "Qui attend, ou est refusé, n’occupe pas de place."),
    (1, {"date_debut": "2026-11-01"}, "Qui attend une place n’est ni arrivé ni parti."),
    (1, {"attente_depuis": "2026-10-02"}, "un moment (AAAA-MM-JJTHH:MM:SSZ)"),
    (1, {"attente_depuis": "2026-10-02T25:00:00Z"}, "un moment (AAAA-MM-JJTHH:MM:SSZ)"),
    (1, {"attente_depuis": "0001-01-01T00:00:00+02:00"}, "un moment (AAAA-MM-JJTHH:MM:SSZ)"),
    (1, {"etat": "acceptee", "place": "1"}, "une période qui n’en recouvre pas une autre (placements-1"),
]


@pytest.mark.parametrize(("number", "cells", "expected"), FAULTS)
def test_a_fault_names_its_line(number: int, cells: Row, expected: str, package: Package, tmp_path: Path) -> None:
    package["placements"][number] |= cells
    (fault,) = refused(package, tmp_path)
    assert fault.startswith(f"placements, ligne {number + 2}, ")
    assert expected in fault


def test_a_place_that_somebody_has_here_is_not_given_again(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    package["placements"] = []
    package["placements"] = [add(package, "placements", jeune="J2", place="1", **STAYS) | {"id": "nouveau"}]
    assert refused(package, tmp_path) == [
        "placements, ligne 2, date_reservation, « 2026-11-01 », attendu : une période qui n’en recouvre pas une autre "
        "(placements-1, du 2026-11-01 sans fin, dans la base)"
    ]


def test_a_stock_becomes_smaller_once_its_last_place_is_left(package: Package, tmp_path: Path) -> None:
    """In the same package, or before: a stay that is over keeps the number that its place had."""
    package["placements"][0]["place"] = "4"
    imported(package, tmp_path)
    package["engagements"][0]["nombre"] = "3"
    held = "engagements, ligne 2, nombre, « 3 », attendu : 4 au moins : cette place est tenue"
    assert refused(package, tmp_path) == [held]
    package["placements"][0] |= {"etat": "terminee", "date_fin": "2026-11-15"}
    imported(package, tmp_path)
    Placement.objects.all().delete()
    assert imported(package, tmp_path).counts["placements"] == Count(created=3)
    stay = Placement.objects.get(code="placements-1")
    assert (stay.place, stay.state) == (4, "terminee")
    stay.state, stay.ends_on = "commencee", None
    with pytest.raises(IntegrityError) as caught:
        stay.save()
    assert "n’ont pas de place de ce numéro" in refusal(RESOURCES["placements"], caught.value)


@pytest.mark.postgresql
def test_nobody_gives_a_place_of_a_stock_meanwhile(package: Package, tmp_path: Path) -> None:
    imported(package, tmp_path)
    package["placements"][0]["place"] = "2"
    with CaptureQueriesContext(connection) as captured:
        imported(package, tmp_path)
    statements = [query["sql"] for query in captured]
    locked = [sql.split(" ")[1].split(".")[0] for sql in statements if "FOR NO KEY UPDATE" in sql]
    assert locked == ['"partners_partneragreement"', '"partners_commitment"']
    last = max(number for number, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql)
    assert last < next(number for number, sql in enumerate(statements) if sql.startswith("UPDATE"))


def test_a_programme_takes_the_placements_of_its_people_with_it(package: Package, tmp_path: Path) -> None:
    add(package, "dispositifs", code="dd")
    add(package, "jeunes", id="J9")
    add(package, "entrees", jeune="J9", dispositif="dd", date_entree="2016-01-01")
    for person in ("J3", "J9"):
        add(package, "placements", jeune=person, convention="autre", structure="ml2")
    imported(package, tmp_path)
    counts = export_package(tmp_path / "export", programme="de")
    assert (counts["placements"], counts["conventions"], counts["engagements"]) == (4, 2, 2)
    assert counts["structures"] == 3
    assert not import_package(tmp_path / "export", today=TODAY).has_changes
