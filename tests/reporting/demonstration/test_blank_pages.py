"""Reports of the demonstration on paper, looked at as pictures: no page but the last leaves more than a quarter of its
foot empty."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cases.models import Programme
from partners.models import Organisation
from reporting.document import build_document
from reporting.pdf import write_pdf
from reporting.report import annual_report
from reporting.report_context import report_context
from tests.reporting.demonstration.conftest import ON

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Millimetres of a page: what it says is between its running head and its foot (report_paper.css).
HEIGHT, TOP, BOTTOM = 297, 23, 277
DOTS_AN_INCH = 30
INK = 200  # darker than that


def feet_of(pdf: bytes, folder: Path) -> Iterator[float]:
    """The share of each page that is empty below its last ink."""
    (folder / "report.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-gray", "-r", str(DOTS_AN_INCH), folder / "report.pdf", folder / "page"]
    subprocess.run(command, check=True)
    yield from (foot_of(Image.open(BytesIO(path.read_bytes()))) for path in sorted(folder.glob("page-*.pgm")))


def foot_of(page: Image.Image) -> float:
    """The same of one page."""
    width, height = page.size
    top, bottom = round(height * TOP / HEIGHT), round(height * BOTTOM / HEIGHT)
    box = page.crop((0, top, width, bottom)).point(lambda shade: 255 if shade < INK else 0).getbbox()
    return 1 - (box[3] if box else 0) / (bottom - top)


def test_the_foot_of_a_page_is_measured() -> None:
    page = Image.new("L", (210, HEIGHT), 255)
    assert foot_of(page) == 1
    page.putpixel((20, TOP + 126), 0)
    page.putpixel((20, BOTTOM + 5), 0)  # the running foot
    assert foot_of(page) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("programmes", "year", "mission_locale"),
    [
        (["dernier-ecrou"], 2016, None),
        (["dernier-ecrou", "dedans-dehors"], 2018, None),
        (["dedans-dehors"], 2026, "ml-rennes"),
    ],
    ids=str,
)
def test_no_page_but_the_last_is_a_quarter_empty(
    programmes: list[str], year: int, mission_locale: str | None, tmp_path: Path
) -> None:
    chosen = [Programme.objects.get(code=code) for code in programmes]
    body = Organisation.objects.get(code=mission_locale) if mission_locale else None
    report = annual_report(programmes=chosen, year=year, as_of=min(ON, date(year + 1, 3, 1)), organisation=body)
    feet = list(feet_of(write_pdf(build_document(report, report_context(chosen, year, body))), tmp_path))
    assert len(feet) > 6
    assert [(number, round(foot, 2)) for number, foot in enumerate(feet[:-1], start=1) if foot > 0.25] == []
