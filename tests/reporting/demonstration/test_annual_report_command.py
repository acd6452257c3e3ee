"""The command `annual_report`: four formats, clear refusals, the same bytes twice."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.factories import EnrolmentFactory, OrganisationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

CONTRACT = ["programmes", "organisation", "year", "as_of", "audience", "figures", "tables"]


def written(folder: Path, *arguments: str, kind: str = "json") -> bytes:
    """What the command writes for 2016, with more arguments."""
    output = folder / f"bilan.{kind}"
    options = ["--programme", "dernier-ecrou", "--year", "2016", "--as-of", "2017-03-01"]
    call_command("annual_report", *options, *arguments, "--format", kind, "--output", str(output))
    return output.read_bytes()


def test_json_is_the_contracts(tmp_path: Path) -> None:
    data = json.loads(written(tmp_path))
    assert list(data) == CONTRACT
    assert (data["programmes"], data["organisation"], data["year"]) == (["dernier-ecrou"], None, 2016)
    assert (data["as_of"], data["audience"]) == ("2017-03-01", "internal")
    assert (data["figures"]["accompanied"], data["figures"]["contacts"]) == (147, 781)
    assert data["tables"][0]["rows"][0] == {
        "code": "F",
        "label": "Femme",
        "plie": 3,
        "other": 11,
        "total": 14,
        "percent": 10,
        "reference": 48,
    }


@pytest.mark.parametrize("kind", ["json", "html", "pdf", "xlsx"])
def test_two_runs_give_the_same_bytes(tmp_path: Path, kind: str) -> None:
    with time_machine.travel("2026-11-22 10:00"):
        first = written(tmp_path, kind=kind)
    with time_machine.travel("2027-04-01 18:30"):
        assert written(tmp_path, kind=kind) == first


def test_html_stands_alone(tmp_path: Path) -> None:
    page = written(tmp_path, kind="html").decode().lstrip()
    assert page.startswith("<!DOCTYPE html>")
    assert "<link" not in page
    assert "--" in page.split("<style>")[1].split("</style>")[0]
    assert "781" in page


def test_pdf_prints_the_figures(tmp_path: Path) -> None:
    content = written(tmp_path, kind="pdf")
    text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert all(figure in text for figure in ("147", "781", "227"))


def test_xlsx_is_a_workbook(tmp_path: Path) -> None:
    with ZipFile(io.BytesIO(written(tmp_path, kind="xlsx"))) as workbook:
        assert "xl/workbook.xml" in workbook.namelist()


def test_several_programmes_and_one_mission_locale(tmp_path: Path) -> None:
    programme, rennes = ProgrammeFactory(code="essai"), OrganisationFactory(code="ml-essai")
    EnrolmentFactory(programme=programme, mission_locale=rennes)
    data = json.loads(written(tmp_path, "--programme", "essai", "--organisation", "ml-essai"))
    assert (data["programmes"], data["organisation"]) == (["dernier-ecrou", "essai"], "ml-essai")
    assert data["figures"]["accompanied"] == 1


def test_the_same_programme_twice_is_one(tmp_path: Path) -> None:
    assert json.loads(written(tmp_path, "--programme", "dernier-ecrou"))["programmes"] == ["dernier-ecrou"]


def test_the_day_of_the_report_is_today_by_default(tmp_path: Path) -> None:
    output = tmp_path / "bilan.json"
    with time_machine.travel(date(2026, 11, 22)):
        call_command(
            "annual_report", "--programme=dernier-ecrou", "--year=2016", "--format=json", f"--output={output}"
        )
    assert json.loads(output.read_bytes())["as_of"] == "2026-11-22"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--audience", "public"], "bilan public .* n’existe pas encore"),
        (["--programme", "rien"], "Aucun dispositif n’a le code «\u00a0rien\u00a0»"),
        (["--organisation", "rien"], "Aucune Mission Locale n’a le code «\u00a0rien\u00a0»"),
        (["--organisation", "spip-35-vezin"], "Aucune Mission Locale n’a le code"),
        (["--year", "16"], "n’est pas une année"),
        (["--year", "mars"], "n’est pas une année"),
        (["--as-of", "1er mars"], "n’est pas une date"),
        (["--as-of", "2015-12-31"], "L’année 2016 n’est pas commencée au 31/12/2015"),
    ],
)
def test_what_cannot_be_is_refused_in_french_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        written(tmp_path, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="n’a pas pu être écrit"):
        written(tmp_path / "absent")
