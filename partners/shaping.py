"""Text shaped once. WeasyPrint asks Pango up to six times for the same words in the same font: for their least and
their greatest width, for each line that is tried, for the drawing; in a chart, letter by letter. Here each answer is
kept with the fonts, so that the next document of a process finds it too, as words are kept in a browser.

It gives WeasyPrint other parts than its own, so only the version for which they were made gets them: another works
as it does by itself, more slowly. The PDF is the same either way (tests/reporting/test_shaping.py).
"""

from __future__ import annotations

import re
import zlib
from typing import Any

import pydyf
import weasyprint
from pydyf import PDF
from weasyprint.layout import inline, preferred
from weasyprint.svg import Node
from weasyprint.text import line_break
from weasyprint.text.ffi import pango

MADE_FOR = "70.0"
KEPT = 20_000  # answers, of some kilobytes at the most
LEVEL = 5  # of compression, of 9

# What a shape depends on.
PROPERTIES = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
# What ends a paragraph for Pango, and some more.
LINE_END = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# What places each letter of a text by itself, in SVG.
BY_LETTER = {"rotate", "textLength", "letter-spacing"}
BY_LETTER_IF_MANY = ("x", "y", "dx", "dy")

_split_first_line = line_break.split_first_line
_text_of_node = Node.text.fget
_to_bytes = pydyf._to_bytes


def install() -> None:
    """Gives WeasyPrint these parts in the place of its own, if it is the version for which they were made."""
    if weasyprint.VERSION != MADE_FOR:
        return
    line_break.Layout = KeptLayout
    for module in (line_break, inline, preferred):
        module.split_first_line = split_first_line
    Node.text = property(text_of_node)
    PDF.page_references = property(page_references)
    pydyf.zlib = Compression
    pydyf._to_bytes = to_bytes


class KeptLayout(line_break.Layout):
    """A text that stays shaped from its layout to its drawing."""

    def set_text(self, text: str, justify: bool = False) -> None:
        # Drawing asks for this mode, and shapes the text again where it was not set before.
        pango.pango_layout_set_single_paragraph_mode(self.layout, not LINE_END.search(text))
        super().set_text(text, justify)

    def deactivate(self) -> None:
        if self.justification_spacing:
            super().deactivate()

    def reactivate(self, style: Any) -> None:
        if self.justification_spacing:
            super().reactivate(style)


def split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple[Any, ...]:
    """The first line of a text, as WeasyPrint's function gives it; kept, unless it is justified."""
    if justification_spacing:
        return _split_first_line(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    kept, shape = kept_lines(style), (str(text), shape_of(style))
    whole = kept.get(shape)
    if whole and (max_width is None or whole[3] <= max_width):
        return whole
    key = (*shape, max_width, is_line_start, minimum)
    if key not in kept:
        line = _split_first_line(text, style, context, max_width, 0, is_line_start, minimum)
        kept[key] = line
        if line[2] is None and is_whole(line, text):
            kept[shape] = line
    return kept[key]


def is_whole(line: tuple[Any, ...], text: str) -> bool:
    """Whether that line holds the text as it is: neither broken nor hyphenated."""
    return line[0].text == text


def kept_lines(style: Any) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The lines that were shaped with these fonts."""
    fonts = style.font_config
    if len(fonts.__dict__.setdefault("kept_lines", {})) > KEPT:
        fonts.kept_lines = {}
    return fonts.kept_lines


def shape_of(style: Any) -> str:
    """Everything in a style that a shape depends on."""
    if "shape" not in style.__dict__:
        style.shape = repr([style[name] for name in PROPERTIES])
    return style.shape


class Whole(str):
    """A text that is drawn at once: WeasyPrint goes through its letters, and finds but one."""

    def __iter__(self) -> Any:
        return iter((str(self),))


def text_of_node(node: Any) -> str | None:
    """The text of an SVG node, whole where nothing places its letters one by one."""
    text = _text_of_node(node)
    if not text or BY_LETTER & node.attrib.keys():
        return text
    return text if any(len(node.get(name, "").split()) > 1 for name in BY_LETTER_IF_MANY) else Whole(text)


def page_references(pdf: PDF) -> list[bytes]:
    """The references to the pages, which WeasyPrint asks for once a tag."""
    pages = pdf.pages["Kids"][::3]
    if len(pdf.__dict__.setdefault("kept_references", [])) != len(pages):
        pdf.kept_references = [f"{number} 0 R".encode("ascii") for number in pages]
    return pdf.kept_references


class Compression:
    """In the place of `zlib` in pydyf, which asks for the highest level: that takes five times as long, for 5 % fewer
    bytes."""

    @staticmethod
    def compressobj(level: int) -> Any:
        return zlib.compressobj(min(level, LEVEL))


def to_bytes(item: Any) -> bytes:
    """A part of a PDF as it is written, a hundred thousand times: what is written already and words come first."""
    if type(item) is bytes:
        return item
    return item.encode("ascii") if type(item) is str else _to_bytes(item)
