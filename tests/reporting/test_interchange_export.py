"""What an export writes, and that it comes back the same."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from frictionless import Package as FrictionlessPackage
from hypothesis import given
from hypothesis import strategies as st

from cases.models import Programme
from cases.placements.stocks import read_stocks, stocks_on
from partners.agreements.in_force import days_of_change, in_force
from partners.agreements.reading import agreements_whole
from partners.models import AgreementEvent
from reporting.demonstration.cohort import package_rows
from reporting.demonstration.loading import load
from reporting.interchange import PackageFaults, WorkbookTooSmall, export_package, import_package
from reporting.interchange.exporting import csv_line
from reporting.interchange.schema import DESCRIPTOR, RESOURCES
from reporting.interchange.tables import read_csv
from reporting.models import CommitteeMeeting
from tests.reporting.full_package import full_package
from tests.reporting.packages import COLUMNS, add, base_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows_of(folder: Path, resource: str) -> list[dict[str, str]]:
    """The rows of a resource of an exported folder."""
    with (folder / f"{resource}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The reference data; the journals, which cannot be emptied; what Django itself needs.
REFERENCE = {"Commune", "Epci", "PriorityQuarter", "ReferenceBody", "ReleaseNeedType"}
KEPT = REFERENCE | {"AccessEntry", "AccessedPerson", "AccountEvent"}
KEPT_APPS = {"auth", "contenttypes", "sessions"}


def empty_database() -> None:
    """Forgets everything else. In whatever order: the keys are checked at the end of the transaction."""
    for model in apps.get_models(include_auto_created=True):
        if model.__name__ not in KEPT and model._meta.app_label not in KEPT_APPS:
            model._base_manager.all()._raw_delete("default")


def what_was_in_force() -> list[tuple[object, ...]]:
    """What each agreement said, on every day on which one of them changed and on the day before; and who is, keeps a
    place or waits, in each stock of today."""
    known = list(agreements_whole().order_by("code"))
    days = {day for one in known for changed in days_of_change(one) for day in (changed, changed - timedelta(days=1))}
    answers = ((one.code, one.places, day, in_force(one, day)) for one in known for day in sorted(days))
    stocks = [
        (
            stock.commitment.code,
            stock.total,
            *([one.code for one in people] for people in (stock.occupied, stock.reserved, stock.waiting)),
        )
        for stock in read_stocks(stocks_on(TODAY), TODAY)
    ]
    return stocks + [
        (*row, said.runs, said.period_ends_on, said.notice_on, said.places, [str(part) for part in said.commitments])
        for *row, said in answers
    ]


def comes_back(tmp_path: Path, name: str) -> None:
    """Exports, imports that into an empty database, exports again: the folder and the zip are the same."""
    export_package(tmp_path / "first")
    export_package(tmp_path / "first.zip")
    export_package(tmp_path / name)
    empty_database()
    import_package(tmp_path / name, today=TODAY)
    export_package(tmp_path / "second")
    export_package(tmp_path / "second.zip")
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


@pytest.mark.parametrize("name", ["again", "again.zip", "again.xlsx"])
def test_an_export_comes_back_the_same(name: str, tmp_path: Path) -> None:
    import_package(write_package(full_package(), tmp_path / "package"), today=TODAY)
    comes_back(tmp_path, name)
    assert not import_package(tmp_path / "first.zip", today=TODAY).has_changes


def test_the_demonstration_comes_back_the_same(tmp_path: Path) -> None:
    rows = package_rows(TODAY)
    import_package(write_package({name: rows.get(name, []) for name in COLUMNS}, tmp_path / "package"), today=TODAY)
    comes_back(tmp_path, "again.zip")


def test_the_loaded_demonstration_comes_back_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its sites and permanences, its agreements and what they said on any day; what no package holds (documents,
    accounts) is not looked at. The histories that cannot be emptied are not written."""
    for history in (AgreementEvent, CommitteeMeeting):
        monkeypatch.setattr(history, "record", lambda *told: None)
    load(TODAY)
    counts, said = export_package(tmp_path / "before"), what_was_in_force()
    assert all(
        counts[name]
        for name in ("lieux", "conventions", "avenants", "engagements", "montants", "releves", "placements")
    )
    comes_back(tmp_path, "again.zip")
    assert files_of(tmp_path / "before") == files_of(tmp_path / "second")
    assert what_was_in_force() == said


def test_an_hour_is_an_hour(tmp_path: Path) -> None:
    package = full_package()
    package["permanences"][0]["debut"] = "9h"
    package["permanences"][1]["fin"] = "24:00"
    with pytest.raises(PackageFaults) as caught:
        import_package(write_package(package, tmp_path), today=TODAY)
    assert [(fault.field, fault.expected) for fault in caught.value.faults] == [
        ("debut", "une heure (HH:MM)"),
        ("fin", "une heure (HH:MM)"),
    ]


def test_nobody_is_twice_at_a_permanence(tmp_path: Path) -> None:
    package = full_package()
    add(package, "rendez_vous", jeune="J0")
    with pytest.raises(PackageFaults, match="déjà inscrit"):
        import_package(write_package(package, tmp_path), today=TODAY)


def test_the_values_are_those_that_were_imported(tmp_path: Path) -> None:
    """But for their spelling: dates in ISO, oui and non, lists in order, empty for unknown, spip for no origin."""
    package = full_package()
    import_package(write_package(package, tmp_path / "package"), today=TODAY)
    export_package(tmp_path / "export")
    package["orientations"][0]["origine"] = package["orientations"][1]["origine"] = "spip"
    for row in package["contacts"]:
        row["axes"] = "formation|sante"
    for row in package["dispositifs"] + package["entrees"]:
        key = "qpv_accepte" if "qpv_accepte" in row else "relais"
        row[key] = row[key] or "non"
    for row in package["references"]:
        row["pourcentage"] = "10"
    for name, rows in package.items():
        keys = RESOURCES[name].key
        expected = sorted(rows, key=lambda row, keys=keys: [row[key].encode() for key in keys])  # type: ignore[misc]
        assert rows_of(tmp_path / "export", name) == expected, name


def test_every_resource_is_there_with_its_header(tmp_path: Path) -> None:
    assert set(export_package(tmp_path / "export").values()) == {0}
    files = files_of(tmp_path / "export")
    assert files.pop("datapackage.json") == DESCRIPTOR.read_bytes()
    assert files == {f"{name}.csv": f"{columns.replace(' ', ',')}\n".encode() for name, columns in COLUMNS.items()}


def test_the_page_on_the_package_names_every_resource() -> None:
    page = (settings.BASE_DIR / "docs" / "data-package.md").read_text(encoding="utf-8")
    assert [name for name in RESOURCES if f"`{name}`" not in page] == []


def test_frictionless_finds_the_export_valid(tmp_path: Path) -> None:
    import_package(write_package(full_package(), tmp_path / "package"), today=TODAY)
    export_package(tmp_path / "export")
    report = FrictionlessPackage(str(tmp_path / "export" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_a_zip_has_one_date_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    export_package(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert len(archive.infolist()) == 24
    assert (tmp_path / "export.zip").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_an_export_leaves_the_other_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à garder")
    (tmp_path / "jeunes.csv").write_text("ancien")
    export_package(tmp_path)
    assert len(files_of(tmp_path)) == 25
    assert files_of(tmp_path)["notes.txt"] == "à garder".encode()


def test_a_programme_stands_on_its_own(tmp_path: Path) -> None:
    """The people with a referral or an enrolment in it, with all their rows but those of other programmes."""
    package = full_package()
    add(package, "orientations", jeune="J0", dispositif="dd", date_orientation="2017-01-02")
    import_package(write_package(package, tmp_path / "package"), today=TODAY)
    counts = export_package(tmp_path / "export", programme="de")
    assert counts["jeunes"] == counts["contacts"] == counts["situations"] == 2
    assert [row["id"] for row in rows_of(tmp_path / "export", "jeunes")] == ["J0", "J1"]
    assert [row["dispositif"] for row in rows_of(tmp_path / "export", "orientations")] == ["de"]
    assert [row["code"] for row in rows_of(tmp_path / "export", "structures")] == [
        "Z9",
        "fjt",
        "ml",
        "ml2",
        "spip",
        "é",
    ]
    assert [row["structure"] for row in rows_of(tmp_path / "export", "objectifs")] == ["", "ml2"]
    assert (counts["adresses"], counts["besoins"], counts["relais"]) == (2, 2, 2)
    empty_database()
    import_package(tmp_path / "export", today=TODAY)
    assert export_package(tmp_path / "again", programme="de") == counts
    assert files_of(tmp_path / "export") == files_of(tmp_path / "again")


def test_an_unknown_programme_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Programme.DoesNotExist):
        export_package(tmp_path / "export.zip", programme="dx")
    assert not list(tmp_path.iterdir())


def test_a_text_too_long_for_a_workbook_is_refused(tmp_path: Path) -> None:
    package = base_package()
    add(package, "jeunes", nom="x" * 32_768)
    import_package(write_package(package, tmp_path / "package"), today=TODAY)
    with pytest.raises(WorkbookTooSmall, match=r"exportez en \.zip"):
        export_package(tmp_path / "export.xlsx")
    assert not (tmp_path / "export.xlsx").exists()


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r")), min_size=2))
def test_any_text_comes_back_from_csv(cells: list[str]) -> None:
    content = b"nom,prenom\n" + csv_line(cells)
    assert [cells_read for _, cells_read in read_csv(io.BytesIO(content))][1:] == [cells]
