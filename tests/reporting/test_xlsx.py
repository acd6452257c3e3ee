"""The workbook: numbers as numbers, nothing alive in it, the same bytes twice."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from reporting.document import Agreement, build_document
from reporting.xlsx import sheet_name, write_workbook
from tests.reporting.sample_report import empty_report, extreme_report, sample_context, sample_document


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(write_workbook(sample_document()))


def test_one_sheet_a_table(book: Workbook) -> None:
    titles = [topic.title for topic in sample_document().topics()]
    assert book.sheetnames == ["Bilan", *titles, "Méthode"]


def test_heads_are_french_and_frozen(book: Workbook) -> None:
    sheet = book["Âge"]
    assert [cell.value for cell in sheet[4]] == [
        "Âge",
        "PLIE",
        "Hors PLIE",
        "Total",
        "Part",
        "Ensemble Mission Locale",
    ]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"


def test_pages_are_a4(book: Workbook) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "Démonstration" in str(sheet.oddFooter.left.text)


def test_numbers_are_numbers(book: Workbook) -> None:
    row = book["Âge"][7]
    assert [cell.value for cell in row] == ["22-25 ans", 47, 54, 101, 69, 47]
    assert row[4].number_format == '0"\u202f%"'
    assert row[3].number_format == "#,##0"
    assert book["Délai d’accroche"]["E5"].number_format == "#,##0.0"


def test_what_cannot_be_known_is_a_dash(book: Workbook) -> None:
    assert book["Niveau de formation"]["F10"].value == "–"
    assert book["Permanences"]["A5"].value == "Non renseigné"


def test_intervals_have_their_own_columns(book: Workbook) -> None:
    heads = [cell.value for cell in book["Retours en détention"][4]]
    assert heads[3:8] == [
        "À 6 mois : part",
        "À 6 mois : borne basse",
        "À 6 mois : borne haute",
        "À 6 mois : observés",
        "À 6 mois : au plus, sans retour",
    ]
    assert [cell.value for cell in book["Retours en détention"][6]][3:8] == [9.4, 4.8, 17.6, 74, "–"]


def test_dates_are_dates(book: Workbook) -> None:
    assert book["Conventions"]["C5"].value == datetime(2017, 1, 1)  # noqa: DTZ001 -- a day of a worksheet


def test_key_figures_and_links_are_on_the_first_sheet(book: Workbook) -> None:
    cells = {row[0].value: row[1].value for row in book["Bilan"].iter_rows() if row[0].value}
    assert cells["Jeunes accompagnés"] == 147
    assert cells["Entretiens par jeune accompagné"] == 2.7
    links = {link.location for row in book["Bilan"].iter_rows() for cell in row if (link := cell.hyperlink)}
    assert len(links) == len(book.sheetnames) - 1


def test_formulas_are_text() -> None:
    agreements = (Agreement('=HYPERLINK("http://x")', "+1+1", None, None, "@SUM(1)", None),)
    sheet = opened(write_workbook(sample_document(agreements=agreements)))["Conventions"]
    assert [cell.data_type for cell in sheet[5]][:2] == ["s", "s"]
    assert sheet["A5"].value == '=HYPERLINK("http://x")'
    assert sheet["A5"].hyperlink is None


def test_two_runs_give_the_same_bytes() -> None:
    assert write_workbook(sample_document()) == write_workbook(sample_document())


def test_empty_and_extreme_reports_open() -> None:
    for report in (empty_report(), extreme_report()):
        assert len(opened(write_workbook(build_document(report, sample_context()))).sheetnames) > 25


def test_sheet_names_are_accepted_by_excel() -> None:
    taken: set[str] = set()
    for title in ("Orientations", "orientations", "a/b:c?[d]*", "x" * 60, "x" * 70, "'", "y" * 31):
        name = sheet_name(title, taken)
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'")
        assert name.casefold() not in {other.casefold() for other in taken}
        taken.add(name)
