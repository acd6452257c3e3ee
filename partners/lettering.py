"""Words drawn once. WeasyPrint goes through the letters of each line to write them, asking Pango for each where it is
and how wide. What it writes is kept with the shaped words (see `shaping`), and written again where the same words come
back, in the same document or the next one of a process.

As in `shaping`, only the version for which this was made gets it, and the PDF is the same either way
(tests/partners/test_lettering.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import weasyprint
from weasyprint.draw import text as drawing

from partners.shaping import MADE_FOR

_draw_first_line = drawing.draw_first_line


def install() -> None:
    """Gives WeasyPrint this part in the place of its own, if it is the version for which it was made."""
    if weasyprint.VERSION == MADE_FOR:
        drawing.draw_first_line = draw_first_line


@dataclass
class Run:
    """Letters in one font, as they are written: how wide each is, and what it stands for."""

    pango_font: Any
    size: float
    widths: dict[int, int]
    meanings: dict[int, str]
    written: bytes = b""


class Peculiar(Exception):
    """A line that is written in a way of its own: an emoji, a letter that no font has, or that is raised."""


def draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """Draws a line, as WeasyPrint's function does, and gives its emojis."""
    layout = textbox.pango_layout
    cut = text_overflow == "ellipsis" or block_ellipsis != "none"
    if not (cut or layout.justification_spacing) and textbox.text.strip():
        if "runs" not in vars(layout):
            layout.runs = runs_of(stream, textbox)
        if layout.runs and (fonts := fonts_for(stream, layout.runs)):
            write(stream, matrix, layout.runs, fonts)
            return []
    emojis: list[Any] = _draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    return emojis


def runs_of(stream: Any, textbox: Any) -> list[Run]:
    """What the line is written as, if nothing was written before; none if it is peculiar."""
    copyist = Copyist(stream)
    try:
        _draw_first_line(copyist, textbox, "none", "none", drawing.Matrix())
    except Peculiar:
        return []
    return copyist.runs


def fonts_for(stream: Any, runs: list[Run]) -> list[Any]:
    """The document's fonts of the runs; none where a letter had another width before, at another size, for WeasyPrint
    moves the next one by the difference."""
    fonts = [stream.add_font(run.pango_font)[0] for run in runs]
    for font, run in zip(fonts, runs, strict=True):
        known = font.widths
        for letter, width in run.widths.items():
            if known.setdefault(letter, width) != width:
                return []
    return fonts


def write(stream: Any, matrix: Any, runs: list[Run], fonts: list[Any]) -> None:
    """Writes the runs, in the document's fonts."""
    stream.set_text_matrix(*matrix.values)
    for font, run in zip(fonts, runs, strict=True):
        known = font.to_unicode
        for letter, meaning in run.meanings.items():
            known.setdefault(letter, meaning)
        stream.set_font_size(font.hash, run.size)
        stream.show_text(run.written)


class Copyist:
    """In the place of a document's stream: notes what is written. Its methods raise Peculiar."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.ink_rect, self.logical_rect = stream, stream.ink_rect, stream.logical_rect
        self.runs: list[Run] = []

    def add_font(self, pango_font: Any) -> tuple[CopiedFont, float]:
        font, size = self.stream.add_font(pango_font)
        if font.bitmap or font.png or font.svg or font.colr:
            raise Peculiar
        self.font = CopiedFont(pango_font)
        return self.font, size

    def set_text_matrix(self, *matrix: float) -> None:
        """Where the line is: that is not kept."""

    def set_font_size(self, font: str, size: float) -> None:
        self.runs.append(Run(self.font.pango_font, size, self.font.widths, self.font.to_unicode))

    def show_text(self, text: str) -> None:
        if self.runs[-1].written:
            raise Peculiar
        self.runs[-1].written = text.encode("ascii")

    def set_text_rise(self, height: float) -> None:
        raise Peculiar


class CopiedFont:
    """In the place of a document's font: one that no letter was written in before."""

    hash, bitmap, png, svg, colr = "", False, False, False, False

    def __init__(self, pango_font: Any) -> None:
        self.pango_font = pango_font
        self.widths: dict[int, int] = {}
        self.to_unicode: dict[int, str] = {}

    def get_unused_glyph_id(self, codepoint: int) -> int:
        raise Peculiar
