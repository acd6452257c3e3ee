"""Styles computed once: the same PDF, byte for byte, as from WeasyPrint's own part, whatever was printed before."""

from __future__ import annotations

from importlib import import_module
from xml.etree.ElementTree import Element

import pytest
import weasyprint
from weasyprint import css

from partners import styling
from partners.paper import pdf_of
from partners.printing import styles_of

SHEETS = ("tokens", "report", "report_paper")
LINKS = "".join(f'<link rel="stylesheet" href="css/{name}.css" />' for name in SHEETS)


def page(name: str, lang: str = "fr") -> str:
    """A page of a report's parts, with anchors of that name, in that language."""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{20 + len(name)}" height="9"><path d="M0,0L9,9" /></svg>'
    )
    row = f'<tr><th scope="row">{name}</th><td>1</td></tr>'
    parts = f"""
    <section class="report-section" id="{name}"><h2>{name}</h2><p>Un <a href="#{name}">mot</a>.</p>{drawing}
    <table class="report-table"><caption>{name}</caption><thead><tr><th>a</th><th>b</th></tr></thead>
    <tbody>{row * 3}</tbody></table><ul><li>un</li><li>deux</li></ul></section>"""
    head = f"<head><title>x</title>{LINKS}</head>"
    return f'<html lang="{lang}">{head}<body class="paper"><main>{parts}</main></body></html>'


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """As in a new process."""
    import_module("partners.printing")._kept.__dict__.clear()


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The elements whose styles WeasyPrint computes, as it does."""
    elements: list[str] = []

    def compute(styles: css.StyleFor, element: object, *others: object) -> None:
        if isinstance(element, Element):
            elements.append(element.tag)
        own(styles, element, *others)

    own = styling._set_computed_styles
    monkeypatch.setattr(styling, "_set_computed_styles", compute)
    return elements


def test_our_part_is_in_its_place() -> None:
    assert weasyprint.VERSION == styling.MADE_FOR
    assert css.StyleFor.set_computed_styles is styling.set_computed_styles


def test_the_next_page_is_the_same_as_a_first_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page("accueil"), page("sorties", lang="en"), page("accueil")]
    printed = [pdf_of(text) for text in pages]
    monkeypatch.setattr(css.StyleFor, "set_computed_styles", styling._set_computed_styles)
    assert [pdf_of(text) for text in pages] == printed
    assert printed[0] == printed[2] != printed[1]


def test_what_a_kind_of_element_looks_like_is_computed_once(computed: list[str]) -> None:
    pdf_of(page("accueil"))
    assert computed.count("td") == 1
    computed.clear()
    pdf_of(page("accueil"))
    assert computed == []
    pdf_of(page("sorties"))
    assert "section" in computed
    assert "head" not in computed


def test_styles_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch, computed: list[str]) -> None:
    monkeypatch.setattr(styling, "KEPT", 5)
    for name in ("accueil", "sorties"):
        pdf_of(page(name))
    assert computed.count("html") == 2
    fonts = styles_of(tuple(f"https://static.invalid/css/{name}.css" for name in SHEETS)).fonts
    assert 5 < fonts.number_of_kinds < len(computed)


def test_another_version_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(css.StyleFor, "set_computed_styles", styling._set_computed_styles)
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    styling.install()
    assert css.StyleFor.set_computed_styles is styling._set_computed_styles
