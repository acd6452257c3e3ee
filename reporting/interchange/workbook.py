"""Workbooks: the sheets of an .xlsx file as rows of text, and the way back. No Django."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from reporting.interchange.faults import Unreadable
from reporting.interchange.schema import Resource
from reporting.interchange.tables import Package, Row, refuse
from reporting.interchange.values import Value, written

READABLE = "un classeur .xlsx lisible"
# How workbooks write a carriage return, or an underscore that would be read so (ECMA-376, ST_Xstring): openpyxl does
# not read it.
ESCAPED = re.compile(r"_x(?!D[89A-F])([0-9A-F]{4})_")
# What Excel holds: characters in a cell, rows in a sheet, and the first day that its calendar counts without error.
CELL_LENGTH = 32_767
SHEET_ROWS = 1_048_576
FIRST_DATE = "1900-03-01"


@contextmanager
def read_workbook(path: Path) -> Iterator[Package]:
    """The sheets of a workbook that bear a resource's name. Raises PackageFaults.

    openpyxl lets out whatever its parts raise on a damaged file, hence the broad excepts here and in `read_sheet`.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:
        raise refuse(path.name, path.name, READABLE) from None
    package = Package()
    for sheet in book.worksheets:
        package.add(sheet.title, lambda sheet=sheet: read_sheet(sheet))  # type: ignore[misc]
    try:
        yield package
    finally:
        book.close()


def read_sheet(sheet: Any) -> Iterator[Row]:
    """The rows of a sheet as text, each with its number; empty rows are skipped, empty cells at the end left out.

    Formulas give the value stored beside them. Raises Unreadable.
    """
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    line, width = 0, 0
    while True:
        line += 1
        try:
            with warnings.catch_warnings(action="ignore"):
                values = next(rows, None)
        except Exception:
            raise Unreadable(line, sheet.title, READABLE) from None
        if values is None:
            return
        if line > SHEET_ROWS:
            raise Unreadable(line, sheet.title, f"{SHEET_ROWS} lignes au plus")
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            width = width or len(cells)
            yield line, cells + [""] * (width - len(cells))


def cell_text(value: object) -> str:
    """A cell as the text that a CSV file would hold: a date in ISO, a whole number without decimals, oui or non."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))


class WorkbookTooSmall(ValueError):
    """What Excel cannot hold; the message, in French, says what."""


def write_workbook(path: Path, tables: Iterator[tuple[Resource, Iterator[Sequence[Value]]]]) -> None:
    """One sheet per resource: dates and numbers as such, anything else as text, never a formula or a link.

    Raises WorkbookTooSmall when a text or a table is longer than Excel's limits.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    try:
        styles = {"date": book.add_format({"num_format": "yyyy-mm-dd"}), "text": book.add_format({"num_format": "@"})}
        for resource, rows in tables:
            write_sheet(book.add_worksheet(resource.name), resource, rows, styles)
    finally:
        book.close()


def write_sheet(sheet: Any, resource: Resource, rows: Iterator[Sequence[Value]], styles: dict[str, Any]) -> None:
    """The header, then the rows. Raises WorkbookTooSmall."""
    for column, field in enumerate(resource.fields):
        sheet.set_column(column, column, 18, styles["date" if field.kind == "date" else "text"])
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(resource.field_names):
        sheet.write_string(0, column, name)
    for number, row in enumerate(rows, start=1):
        if number >= SHEET_ROWS:
            raise WorkbookTooSmall(f"{resource.name} a plus de {SHEET_ROWS - 1} lignes : exportez en .zip.")
        for column, (field, value) in enumerate(zip(resource.fields, row, strict=True)):
            write_cell(sheet, number, column, field.kind, value, styles)


def write_cell(sheet: Any, row: int, column: int, kind: str, value: Value, styles: dict[str, Any]) -> None:
    """One cell, of the type that its field has. Raises WorkbookTooSmall."""
    text = written(value)
    if not text:
        return
    if len(text) > CELL_LENGTH:
        raise WorkbookTooSmall(f"{sheet.name} a un texte de plus de {CELL_LENGTH} caractères : exportez en .zip.")
    if kind == "date" and text >= FIRST_DATE:
        sheet.write_datetime(row, column, datetime.fromisoformat(text), styles["date"])
    elif kind == "integer":
        sheet.write_number(row, column, int(text))
    elif kind == "number" and float(f"{float(text):.15g}") == float(text):
        sheet.write_number(row, column, float(text))
    else:
        sheet.write_string(row, column, text, styles["text"])
