"""Words drawn once: the same PDF, byte for byte, as from WeasyPrint's own part, whatever was printed before."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
import weasyprint
from weasyprint.draw import text as drawing

from partners import lettering
from partners.paper import pdf_of

LINKS = "".join(f'<link rel="stylesheet" href="css/{name}.css" />' for name in ("tokens", "report", "report_paper"))
SENTENCE = "Une fiche affinée\u00a0: l’œuvre, 12\u202f345 «\u00a0AVATAR\u00a0» — fin"
LINE = f"<p>{SENTENCE}</p><h2>{SENTENCE}</h2><p><small>{SENTENCE}</small> <b>gras</b> <i>et {SENTENCE}</i></p>"
# So small that letters have another width, rounded.
TINY = f'<p style="font-size: 0.3px">{SENTENCE}</p>'
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text y="9" font-size="7px">Total</text></svg>'


def page(body: str) -> str:
    head = f"<head><title>x</title>{LINKS}</head>"
    return f'<html lang="fr">{head}<body class="paper"><main>{body}</main></body></html>'


PAGES = [
    page(LINE + CHART),
    page(f"<h1>{SENTENCE}</h1>{TINY}{LINE}<p>Total</p>{TINY}"),
    page("<p>avant \ue000 après</p>"),
]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """As in a new process."""
    import_module("partners.printing")._kept.__dict__.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that WeasyPrint draws, as it does, but those of space alone."""
    lines: list[str] = []

    def draw(stream: object, textbox: Any, *others: object) -> list[object]:
        lines.extend([textbox.text] if textbox.text.strip() else [])
        return own(stream, textbox, *others)

    own = lettering._draw_first_line
    monkeypatch.setattr(lettering, "_draw_first_line", draw)
    return lines


def test_our_part_is_in_its_place() -> None:
    assert weasyprint.VERSION == lettering.MADE_FOR
    assert drawing.draw_first_line is lettering.draw_first_line


def test_words_are_the_same_at_any_size_and_after_any_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [*PAGES, *reversed(PAGES)]
    printed = [pdf_of(text) for text in pages]
    monkeypatch.setattr(drawing, "draw_first_line", lettering._draw_first_line)
    assert [pdf_of(text) for text in pages] == printed


def test_a_line_is_drawn_once(drawn: list[str]) -> None:
    pdf_of(PAGES[0])
    assert drawn.count("gras") == drawn.count("Total") == 1
    drawn.clear()
    pdf_of(PAGES[0])
    assert drawn == []


def test_a_letter_that_no_font_has_is_drawn_each_time(drawn: list[str]) -> None:
    pdf_of(PAGES[2])
    drawn.clear()
    pdf_of(PAGES[2])
    assert drawn == ["avant \ue000 après"]


def test_another_version_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "draw_first_line", lettering._draw_first_line)
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    lettering.install()
    assert drawing.draw_first_line is lettering._draw_first_line
