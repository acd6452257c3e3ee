"""The tables of a package, and CSV text as their rows. No Django."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from reporting.interchange.faults import Fault, PackageFaults, Unreadable
from reporting.interchange.schema import RESOURCES

# A zip, or a workbook, that unpacks to more is a fault (contract, "Faults"); so no cell is longer either.
UNPACKED_LIMIT = 200_000_000

# Bytes that are not UTF-8 arrive as lone surrogates, so that the line they are on can be named.
NOT_UTF8 = re.compile(r"[\udc80-\udcff]")

Row = tuple[int, list[str]]


@dataclass
class Package:
    """The tables that a package holds: for each resource, a function that opens it and gives its rows, the header
    first, each with its line; it raises Unreadable. `ignored` are tables whose name is no resource's."""

    tables: dict[str, Callable[[], Iterator[Row]]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def add(self, name: str, opener: Callable[[], Iterator[Row]]) -> None:
        """Takes the table if its name is a resource's, else notes that it is ignored. Raises PackageFaults for a
        second table of that name: one of them would be lost in silence."""
        if name in self.tables:
            raise refuse(name, name, "un seul fichier de ce nom")
        if name in RESOURCES:
            self.tables[name] = opener
        else:
            self.ignored.append(name)


def refuse(name: str, value: str, expected: str) -> PackageFaults:
    """The fault of a package that cannot be opened."""
    return PackageFaults([Fault(name, 1, "fichier", value, expected)])


def read_csv(raw: io.RawIOBase | BinaryIO) -> Iterator[Row]:
    """The rows of a CSV file, the header first, each with the line it begins on; blank lines are skipped.

    UTF-8, a BOM accepted; comma or semicolon, as the header has it. Raises Unreadable.
    """
    csv.field_size_limit(UNPACKED_LIMIT)
    buffered = io.BufferedReader(raw) if isinstance(raw, io.RawIOBase) else raw
    with io.TextIOWrapper(buffered, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        lines = CheckedLines(text)
        header = next(lines, "")
        rows = csv.reader(lines.again(header), delimiter=delimiter_of(header), strict=True)
        line = 1
        while True:
            try:
                cells = next(rows, None)
            except csv.Error:
                raise Unreadable(line, lines.current, "une ligne CSV bien formée (guillemets fermés)") from None
            if cells is None:
                return
            if cells:
                yield line, cells
            line = rows.line_num + 1


def delimiter_of(header: str) -> str:
    """The separator that the header has more of; a comma when it has neither."""
    return ";" if header.count(";") > header.count(",") else ","


class CheckedLines(Iterator[str]):
    """The lines of a text, in UTF-8 or Unreadable."""

    def __init__(self, text: io.TextIOBase) -> None:
        self.text = text
        self.number = 0
        self.current = ""
        self.pending: str | None = None

    def again(self, line: str) -> CheckedLines:
        """The same lines, that one first."""
        self.pending = line
        return self

    def __next__(self) -> str:
        if self.pending is not None:
            line, self.pending = self.pending, None
            if line:
                return line
        line = next(self.text)
        self.number += 1
        self.current = line
        if not line.isascii() and NOT_UTF8.search(line):
            shown = line.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            raise Unreadable(self.number, shown.strip(), "un fichier encodé en UTF-8")
        return line
