"""A spreadsheet that somebody sends, CSV or XLSX, as lines of text under the columns that are known."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import openpyxl

from partners.names import fold, visible

# As they are written at the top of the file, accents and case aside.
COLUMNS = {
    "structure": "structure",
    "type": "kind",
    "fonction": "function",
    "contact": "name",
    "telephone": "phone",
    "e mail": "email",
    "axe": "axis",
    "offre": "label",
    "communes desservies": "served",
}
MOST_LINES, MOST_COLUMNS, MOST_CELL = 500, 50, 500
# A workbook of that many lines and columns has fewer tags; openpyxl takes a whole row of them in at once.
MOST_BYTES, MOST_UNPACKED, MOST_TAGS = 2_000_000, 20_000_000, 200_000
NO_HEAD = "La première ligne doit nommer les colonnes, dont «\N{NO-BREAK SPACE}structure\N{NO-BREAK SPACE}»."
NOT_A_TABLE = "Ce fichier n’est ni un CSV ni un classeur XLSX lisible."
TOO_LONG = f"Ce fichier a plus de {MOST_LINES} lignes\N{NO-BREAK SPACE}: partagez-le."
Line = dict[str, str]


class Unreadable(ValueError):
    """What cannot be read; the message, in French, says why."""


def read_lines(sent: BinaryIO) -> list[tuple[int, Line]]:
    """Each line that says something, by its number in the file. Raises Unreadable."""
    content = sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier dépasse 2\N{NO-BREAK SPACE}Mo.")
    rows = cells_of_workbook(content) if content.startswith(b"PK") else cells_of_csv(content)
    head = [COLUMNS.get(fold(cell), "") for cell in next(rows, [])[:MOST_COLUMNS]]
    if "structure" not in head:
        raise Unreadable(NO_HEAD)
    return lines_under(head, rows)


def lines_under(head: list[str], rows: Iterator[list[str]]) -> list[tuple[int, Line]]:
    """Each line that says something under these columns. Raises Unreadable as soon as there are too many."""
    kept: list[tuple[int, Line]] = []
    for number, cells in enumerate(rows, start=2):
        line = {name: visible(cell[:MOST_CELL]) for name, cell in zip(head, cells, strict=False) if name}
        if any(line.values()):
            kept.append((number, line))
        if len(kept) > MOST_LINES or number > MOST_LINES * 2:
            raise Unreadable(TOO_LONG)
    return kept


def cells_of_csv(content: bytes) -> Iterator[list[str]]:
    """The lines of a CSV file, in UTF-8 or as Excel writes it in France, ; or , between cells. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    except csv.Error as error:
        raise Unreadable(NOT_A_TABLE) from error


def cells_of_workbook(content: bytes) -> Iterator[list[str]]:
    """The lines of the first sheet of a workbook. Raises Unreadable; openpyxl lets out whatever its parts raise on a
    damaged file, hence the broad except."""
    try:
        refuse_too_large(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for cells in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield ["" if cell is None else str(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(NOT_A_TABLE) from error


def refuse_too_large(content: bytes) -> None:
    """Raises Unreadable for a workbook whose parts, unpacked, are large or of very many tags."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        is_large = sum(part.file_size for part in parts) > MOST_UNPACKED
        if is_large or any(archive.read(part).count(b"<") > MOST_TAGS for part in parts):
            raise Unreadable("Ce classeur est trop grand une fois décompressé.")
