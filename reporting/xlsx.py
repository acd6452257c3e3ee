"""The report as a workbook: one sheet a table, numbers as numbers, the same bytes for the same document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reporting.document import Document
from reporting.document.blocks import Definitions
from reporting.document.exhibits import Cell, Exhibit, Head, Line
from reporting.document.french import NARROW, NOTHING
from reporting.document.palette import colour
from reporting.structure import FIGURE_LABELS

# What a user typed is text, never a formula or a link.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT = "Calibri"
HEAD_ROW = 3  # the row of a table's heads, below its title and caption
A4 = 9
UNKNOWN = "Non renseigné"
DEMONSTRATION = "Démonstration : personnes fictives"
INTERVAL_PARTS = {
    "value": "part",
    "low": "borne basse",
    "high": "borne haute",
    "at_risk": "observés",
    "upper_bound": "au plus, sans retour",
}


@dataclass
class Book:
    """The workbook being written, its formats, the names that its sheets have taken."""

    workbook: xlsxwriter.Workbook
    document: Document
    names: list[tuple[str, str]] = field(default_factory=list)  # title and name of each sheet
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def style(self, **properties: Any) -> Any:
        """A format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(
                {"font_name": FONT, "font_size": 11, "valign": "top"} | properties
            )
        return self.formats[key]

    def sheet(self, title: str) -> Worksheet:
        """A new sheet, set up for A4, named after the title as far as a sheet may be."""
        name = sheet_name(title, {name for _, name in self.names})
        self.names.append((title, name))
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_header(f"&L{_plain(self.document.running_title)}&R&A")
        mark = DEMONSTRATION if self.document.context.demonstration else ""
        sheet.set_footer(f"&L{mark}&R&P / &N")
        sheet.hide_gridlines(2)
        return sheet


def write_workbook(document: Document) -> bytes:
    """The document's tables, key figures and definitions as an XLSX file."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        created = datetime.combine(document.report.as_of, time())
        author = document.context.publisher
        workbook.set_properties({"title": document.full_title, "author": author, "created": created})
        book = Book(workbook, document)
        first = book.sheet("Bilan")
        for topic in document.topics():
            _write_exhibit(book, topic.exhibit)
        _write_definitions(book)
        _write_first(book, first)
    return target.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts: at most 31 characters, none of []:*?/\\, not taken (whatever the case)."""
    short = re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Feuille"
    name, count = short, 2
    while name.casefold() in {other.casefold() for other in taken}:
        name, count = f"{short[:27].strip()} {count}", count + 1
    return name


def _plain(text: str) -> str:
    """A text for a header, where & begins a command."""
    return text.replace("&", "&&")[:200]


def _write_first(book: Book, sheet: Worksheet) -> None:
    """What the report is, its key figures, where the tables are."""
    document, muted = book.document, book.style(font_color=colour("--de-text-muted"))
    sheet.set_portrait()
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, 1, 46)
    sheet.write_string(0, 0, document.full_title, book.style(bold=True, font_size=16))
    marks = [DEMONSTRATION] if document.context.demonstration else []
    marks += [document.provisional_in_words] if document.is_provisional else []
    if marks:
        sheet.write_string(1, 0, ". ".join(marks), book.style(bold=True, font_color=colour("--de-accent-700")))
    facts = (
        ("Période", document.period_in_words),
        ("Périmètre", document.scope_in_words),
        (document.funders_label, document.funders_in_words),
        ("Bilan arrêté au", document.day_in_words),
    )
    for row, (label, words) in enumerate(facts, start=2):
        sheet.write_string(row, 0, label, muted)
        sheet.write_string(row, 1, words, book.style(text_wrap=True))
    row = _write_figures(book, sheet, 7)
    sheet.write_string(row, 0, "Tableaux", _head_style(book))
    sheet.write_blank(row, 1, None, _head_style(book))
    for title, name in book.names:
        if name != sheet.get_name():
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", book.style(font_color=colour("--de-ink-700")), title)


def _write_figures(book: Book, sheet: Worksheet, row: int) -> int:
    """Every figure of the report from that row on. Returns the row after the one left empty below."""
    sheet.write_string(row, 0, "Chiffres clés", _head_style(book))
    sheet.write_string(row, 1, "Valeur", _head_style(book, align="left"))
    for identifier, value in book.document.report.figures.items():
        row += 1
        sheet.write_string(row, 0, FIGURE_LABELS.get(identifier, identifier), book.style())
        properties = {"align": "left"} | ({"num_format": "0"} if identifier == "since" else {})
        _write_value(book, sheet, row, 1, value, "count", properties)
    return row + 2


def _write_exhibit(book: Book, exhibit: Exhibit) -> None:
    sheet = book.sheet(exhibit.title)
    heads = [Head("", exhibit.row_head, "text"), *_columns(exhibit)]
    sheet.write_string(0, 0, exhibit.title, book.style(bold=True, font_size=14))
    sheet.write_string(1, 0, exhibit.caption, book.style(font_color=colour("--de-text-muted")))
    for column, head in enumerate(heads):
        align = "left" if head.kind in {"text", "date"} else "right"
        sheet.write_string(HEAD_ROW, column, head.label, _head_style(book, align=align))
    _set_widths(sheet, exhibit, heads)
    row = HEAD_ROW
    for line in exhibit.lines:
        row += 1
        _write_line(book, sheet, row, line, exhibit.heads)
    if not exhibit.lines:
        row += 1
        sheet.write_string(row, 0, UNKNOWN, book.style(italic=True, font_color=colour("--de-text-muted")))
    for note in exhibit.notes:
        row += 2
        wide = max(1, min(len(heads) - 1, 6))
        sheet.merge_range(row, 0, row, wide, note, book.style(text_wrap=True, italic=True))
        sheet.set_row(row, 48)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
    if len(heads) > 7:
        sheet.set_landscape()
    else:
        sheet.set_portrait()


def _columns(exhibit: Exhibit) -> Iterator[Head]:
    """The workbook's columns: an interval is five of them."""
    for head in exhibit.heads:
        if head.kind == "interval":
            for part, label in INTERVAL_PARTS.items():
                yield Head(part, f"{head.label} : {label}", "count" if part == "at_risk" else "share")
        else:
            yield head


def _set_widths(sheet: Worksheet, exhibit: Exhibit, heads: list[Head]) -> None:
    longest = max([len(line.label) for line in exhibit.lines] + [len(exhibit.row_head), 22])
    sheet.set_column(0, 0, min(longest + 2, 70))
    for column, head in enumerate(heads[1:], start=1):
        sheet.set_column(column, column, 34 if head.kind == "text" else max(12, min(len(head.label) * 0.7, 18)))


def _write_line(book: Book, sheet: Worksheet, row: int, line: Line, heads: tuple[Head, ...]) -> None:
    properties: dict[str, Any] = {"bottom": 4, "bottom_color": colour("--de-line")}
    if line.kind == "family":
        properties |= {"bold": True, "bg_color": colour("--de-ink-50")}
    elif line.kind == "total":
        properties |= {"bold": True, "top": 1}
    indent = {"indent": 1} if line.kind == "row" and any(head.code == "total" for head in heads) else {}
    sheet.write_string(row, 0, line.label, book.style(**properties, **indent, text_wrap=True))
    column = 1
    for head, cell in zip(heads, line.cells, strict=False):
        for kind, value in _values(head, cell):
            _write_value(book, sheet, row, column, value, kind, properties, is_blank=not cell.text)
            column += 1


def _values(head: Head, cell: Cell) -> list[tuple[str, Any]]:
    """The value of a cell with its kind, or those of its five columns."""
    if head.kind != "interval":
        return [(head.kind, cell.value)]
    parts = cell.value if isinstance(cell.value, dict) else {}
    return [("count" if part == "at_risk" else "share", parts.get(part)) for part in INTERVAL_PARTS]


def _write_value(
    book: Book,
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    kind: str,
    properties: dict[str, Any],
    *,
    is_blank: bool = False,
) -> None:
    """A number with its French format, a date, a text, « – » where it cannot be known."""
    if is_blank:
        sheet.write_blank(row, column, None, book.style(**properties))
    elif value is None:
        sheet.write_string(row, column, NOTHING, book.style(**({"align": "right"} | properties)))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, book.style(num_format="dd/mm/yyyy", align="left", **properties))
    elif isinstance(value, str):
        sheet.write_string(row, column, value, book.style(text_wrap=True, **properties))
    else:
        digits = "0.0" if value != int(value) else "0"
        number_format = f'{digits}"{NARROW}%"' if kind == "share" else f"#,##{digits}"
        sheet.write_number(row, column, value, book.style(**({"num_format": number_format} | properties)))


def _head_style(book: Book, align: str = "left") -> Any:
    return book.style(
        bold=True, bottom=2, text_wrap=True, align=align, valign="bottom", font_color=colour("--de-ink-900")
    )


def _write_definitions(book: Book) -> None:
    """The method's remarks and definitions."""
    sheet = book.sheet("Méthode")
    sheet.set_portrait()
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 92)
    sheet.write_string(0, 0, "Méthode", book.style(bold=True, font_size=14))
    sheet.write_string(HEAD_ROW, 0, "Terme", _head_style(book))
    sheet.write_string(HEAD_ROW, 1, "Définition", _head_style(book))
    row = HEAD_ROW
    blocks = [block for section in book.document.sections for block in section.blocks]
    for block in blocks:
        for term, text in block.entries if isinstance(block, Definitions) else ():
            row += 1
            sheet.write_string(row, 0, term, book.style(bold=True, text_wrap=True))
            sheet.write_string(row, 1, text, book.style(text_wrap=True))
            sheet.set_row(row, 15.5 * (1 + len(text) // 88))
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
