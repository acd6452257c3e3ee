"""Boxes measured once: the same PDF, byte for byte, as from WeasyPrint's own parts."""

from __future__ import annotations

from importlib import import_module

import pytest
import weasyprint
from weasyprint import css
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import absolute, background, block, inline, page, percent, table
from weasyprint.text import line_break

from partners import boxes
from partners.paper import pdf_of

STYLE = """
@page { size: A5; margin: 10% 12mm; @top-left { content: "Tête"; width: 50%; padding-inline-start: 3mm } }
section { width: 80%; padding: 2%; margin-inline: auto; border: 2px solid #123; border-radius: 3mm;
  box-sizing: border-box }
.rtl { direction: rtl; margin-inline-start: 9mm; border-inline-end: 3px dotted red; text-decoration: underline }
.calc { width: calc(50% - 3mm); min-width: 12mm; max-height: 40mm; background: linear-gradient(red, blue) }
.held { position: relative; height: 30mm; overflow: hidden } .held i { position: absolute; right: 5%; bottom: 2mm }
.half { height: 50%; min-height: 3mm; background: #eee }
.float { float: left; width: 30%; box-shadow: 1px 1px red }
.flex { display: flex; gap: 3mm } .flex > * { flex: 1; padding: 1mm }
.grid { display: grid; grid-template-columns: 1fr 2fr }
p::first-line { font-weight: 700; letter-spacing: 1px } p::first-letter { font-size: 2em }
table { width: 100% } .joined { border-collapse: collapse } td { border: 1px solid #999; padding: 1mm; height: 8mm }
.tile { display: inline-block; width: 1em; height: 1em; background: green; border-radius: 50% }
.gone { visibility: hidden } .thin { width: 3px; height: 3px; background: red }
"""
BODY = """
<section><h1>Un titre</h1><p>Un texte <em>qui</em> va
<i class="tile"></i> à la ligne, et <b class="gone">s’en va</b>.</p>
<p class="rtl">À droite.</p><div class="calc">Mesuré</div><div class="thin"></div>
<div class="held"><div class="half">Moitié</div><i>au coin</i></div>
<div class="float">Flottant</div><p>À côté.</p></section>
<div class="flex"><p>Un</p><section>Deux</section></div>
<div class="grid"><p>Trois</p><table><tr><td>4</td></tr></table></div>
<table class="joined"><tr><td>Un</td><td rowspan="2">Deux</td></tr><tr><td>Trois</td></tr></table>
"""
PAGE = f'<html lang="fr"><head><title>x</title><style>{STYLE}</style></head><body>{BODY * 3}</body></html>'


@pytest.fixture
def own_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint with its own parts where boxes are measured."""
    for module in (absolute, block, inline, page, percent, table):
        monkeypatch.setattr(module, "resolve_percentages", boxes._resolve_percentages)
    monkeypatch.setattr(background, "layout_box_backgrounds", boxes._layout_box_backgrounds)
    monkeypatch.setattr(css.ComputedStyle, "__missing__", boxes._missing)
    monkeypatch.setattr(line_break, "_font_style_cache_key", boxes._font_style_cache_key)
    monkeypatch.setattr(Box, "is_in_normal_flow", boxes._is_in_normal_flow)


def test_our_parts_are_in_their_places() -> None:
    import_module("partners.printing")
    assert weasyprint.VERSION == boxes.MADE_FOR
    assert percent.resolve_percentages is block.resolve_percentages is boxes.resolve_percentages
    assert background.layout_box_backgrounds is boxes.layout_box_backgrounds
    assert Box.is_in_normal_flow is boxes.is_in_normal_flow


def test_boxes_of_every_kind_are_the_same(request: pytest.FixtureRequest) -> None:
    ours = pdf_of(PAGE)
    request.getfixturevalue("own_parts")
    assert pdf_of(PAGE) == ours


def test_another_version_keeps_its_own(monkeypatch: pytest.MonkeyPatch, own_parts: None) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    boxes.install()
    assert background.layout_box_backgrounds is boxes._layout_box_backgrounds
