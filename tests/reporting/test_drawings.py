"""Drawings with fewer parts: the same picture, its words where they were."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from partners.paper import pdf_of
from reporting.document.drawings import on_paper, slim, width_of

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120" viewBox="0 0 200 120">'
WORDS = 'font-family="Source Sans 3" font-size="11px" fill="#123"'
DRAWING = f"""{HEAD}<g transform="translate(20,10)" fill="none" stroke-miterlimit="10"><g transform="translate(.5,2)">
<path d="M0,5h20.123456v10h-20.123456Z" fill="#14475a"/><path d="M0,25h40v10h-40Z" fill="#14475a" opacity="1"/>
<path d="M0,45h30v10h-30Z" fill="#cf7a38" stroke="#0d2b33"/>
<path transform="translate(100,30)" d="M3,0A3,3,0,1,1,-3,0A3,3,0,1,1,3,0L6,9H2V12C1,2,3,4,5,6Z" fill="#84432a"/>
<line transform="translate(0,60)" x2="90" y2="0" stroke="#dcdcd5"/></g>
<text text-anchor="end" transform="translate(90,80)" {WORDS}><tspan>Milieu &amp;</tspan><tspan x="0"
dy="13">suite</tspan></text><text text-anchor="middle" transform="translate(120,80)"
{WORDS} font-weight="600">Tavelé</text>
<text text-anchor="start" transform="translate(150,90) rotate(-90)" {WORDS}>Debout</text></g></svg>"""


def picture(drawing: str, folder: Path) -> bytes:
    """The drawing as it is printed."""
    folder.mkdir()
    fonts = '<link rel="stylesheet" href="css/tokens.css" />'
    page = f'<html lang="fr"><head><title>x</title>{fonts}</head><body>{drawing}</body></html>'
    (folder / "x.pdf").write_bytes(pdf_of(page))
    subprocess.run(["pdftoppm", "-r", "72", "-gray", str(folder / "x.pdf"), str(folder / "x")], check=True)
    return next(folder.glob("*.pgm")).read_bytes()


def test_the_picture_stays_the_same(tmp_path: Path) -> None:
    before, after = picture(DRAWING, tmp_path / "a"), picture(on_paper(slim(DRAWING)), tmp_path / "b")
    assert set(before) != {before[-1]}
    differing = [pair for pair in zip(before, after, strict=True) if abs(pair[0] - pair[1]) > 90]
    assert len(differing) < 10


def test_it_has_fewer_parts_and_all_its_words() -> None:
    drawn = slim(DRAWING)
    assert "<g" not in drawn and "tspan" not in drawn and "20.123456" not in drawn
    assert drawn.count("<path") == 4
    assert re.findall(r">([^<]+)</text>", drawn) == ["Milieu &amp;", "suite", "Tavelé", "Debout"]


def test_words_keep_their_anchor_on_a_screen_and_begin_at_their_place_on_paper() -> None:
    drawn = slim(DRAWING)
    assert drawn.count('text-anchor="end"') == 2
    assert not re.findall('text-anchor="(end|middle)"', on_paper(drawn))
    begin = 110 - 11 * width_of("suite", "Regular")
    assert f'x="{begin:.2f}"' in on_paper(drawn)


@pytest.mark.parametrize(
    "unknown",
    [
        '<g transform="scale(2)"><path d="M0,0h9"/></g>',
        '<g opacity="0.5"><path d="M0,0h9"/></g>',
        '<circle r="3"/>',
        '<path d="m0,0h9"/>',
    ],
)
def test_what_is_not_known_stays_as_it_is(unknown: str) -> None:
    assert slim(f"{HEAD}{unknown}</svg>") == f"{HEAD}{unknown}</svg>"


def test_what_one_sees_through_stays_apart() -> None:
    glass = '<path d="M0,0h9v9Z" fill="#000" fill-opacity="0.5"/>' * 2
    assert slim(f"{HEAD}{glass}</svg>").count("<path") == 2
