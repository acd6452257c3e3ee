"""Charts: drawn once, readable without colour, told in words."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from reporting.document import Document, build_document, charts
from reporting.document.chart_specifications import ALONE, NARROW, REFERENCE, WIDE, bar, columns, horizontal_bars
from reporting.document.charts import Chart, chart_folder, drawing_of, hash_of, height_of, render
from reporting.document.illustrations import DRAWINGS, chart_for, in_words
from reporting.document.palette import LIGHT_SERIES, SERIES, colour, contrast, luminance
from reporting.structure import Report, Row, Table
from tests.reporting.sample_report import empty_report, extreme_report, sample_context, sample_report, whole_report

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def document() -> Document:
    return build_document(sample_report(), sample_context())


@pytest.fixture
def specification() -> dict:
    return horizontal_bars(
        [bar("Femme", "Part", 10, "10\u202f%"), bar("Homme", "Part", 90, "90\u202f%")], ("Part",)
    ).specification


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawings of other tests are forgotten; those on disk are kept."""
    monkeypatch.setattr(charts, "_drawings", charts.OrderedDict())


def charts_of(document: Document) -> list[Chart]:
    return [topic.chart for topic in document.topics() if topic.chart]


def test_every_chart_is_vector_and_well_formed(document: Document) -> None:
    drawn = charts_of(document)
    assert len(drawn) >= 18
    for chart in drawn:
        root = ElementTree.fromstring(render(chart))
        assert root.tag == f"{SVG}svg"
        assert not list(root.iter(f"{SVG}image"))
        assert "style=" not in render(chart)


def test_title_and_description_are_tied_to_the_image(document: Document) -> None:
    chart = next(chart for chart in charts_of(document) if chart.id == "chart-age")
    root = ElementTree.fromstring(render(chart))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "22-25 ans\u00a0: PLIE 47, Hors PLIE 54, 101, 69\u202f%, Ensemble Mission Locale 47\u202f%" in str(
        description.text
    )


def test_on_paper_the_title_says_it_all(document: Document) -> None:
    root = ElementTree.fromstring(render(charts_of(document)[0], for_paper=True))
    assert "Orientations de 2016 par mois. Janvier" in str(root.findtext(f"{SVG}title"))


def test_texts_are_escaped() -> None:
    chart = Chart("c", "a < b & c", "<script>", "", columns([("x", 1), ("y", 2)]).specification)
    assert "<script>" not in render(chart)
    assert "a &lt; b &amp; c" in render(chart)


def test_the_same_specification_is_drawn_once(specification: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = drawing_of(specification)
    monkeypatch.setattr(charts, "_draw", lambda _: pytest.fail("drawn again"))
    assert drawing_of(dict(specification)) == drawing
    charts._drawings.clear()
    assert drawing_of(specification) == drawing, "read from the folder"
    assert (chart_folder() / f"{hash_of(specification)}.svg").read_text(encoding="utf-8") == drawing


def test_a_folder_that_cannot_be_written_is_no_fault(
    specification: dict, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "charts").write_text("a file where the folder should be")
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    assert drawing_of(specification).startswith("<svg ")


def test_the_hash_depends_on_every_figure(specification: dict) -> None:
    other = columns([("2015", 1), ("2016", 2)]).specification
    assert hash_of(specification) != hash_of(other)
    assert hash_of(other) == hash_of(columns([("2015", 1), ("2016", 2)]).specification)


def test_neighbouring_series_differ_without_colour() -> None:
    tones = [luminance(colour(name)) for name in SERIES]
    for one, other in pairwise(tones):
        assert abs(one**0.42 - other**0.42) > 0.15
    for name in SERIES:
        drawn = colour("--de-chart-stroke") if name in LIGHT_SERIES else colour(name)
        assert contrast(drawn, "#ffffff") >= 3


def test_the_families_of_situations_can_be_told_apart_in_grey() -> None:
    greys = sorted(luminance(colour(name)) + 0.05 for name in SERIES[:4])
    assert all(lighter / darker > 1.7 for darker, lighter in pairwise(greys))


def test_a_group_without_returns_to_draw_leaves_their_colours_to_the_others() -> None:
    horizons = [column for column in sample_report().table("reincarceration").columns if column.startswith("at_")]
    adjusted = {horizon: {"value": None} for horizon in horizons}
    others = {horizon: {"value": 0, "at_risk": 2} for horizon in horizons}
    rows = (Row("adjusted", "Avec", adjusted), Row("not_adjusted", "Sans", others), Row("all", "Ensemble", others))
    table = Table("reincarceration", "Retours", tuple(horizons), rows)
    chart = chart_for(table, "Retours", 2011)
    assert chart and chart.legend == (("Sans", "square"), ("Ensemble", "diamond"))
    drawn = drawing_of(chart.specification)
    assert ">0\u202f%<" in drawn and "0.0" not in drawn
    assert colour(SERIES[5]) in drawn and colour(SERIES[0]) not in drawn


def test_text_has_enough_contrast() -> None:
    assert contrast(colour("--de-chart-text"), "#ffffff") >= 7
    assert contrast(colour("--de-chart-text"), colour(SERIES[1])) >= 4.5
    assert contrast("#ffffff", colour(SERIES[0])) >= 4.5
    assert contrast(colour("--de-text-muted"), "#ffffff") >= 4.5


def test_every_figure_is_written_beside_its_mark() -> None:
    drawing = drawing_of(columns([("janv.", 14), ("févr.", 1700)]).specification)
    assert ">14<" in drawing and ">1\u202f700<" in drawing


def test_long_labels_are_wrapped_not_cut() -> None:
    label = "Service pénitentiaire d’insertion et de probation d’Ille-et-Vilaine, antenne de milieu ouvert"
    drawing = drawing_of(horizontal_bars([bar(label, "s", 12345678, "12\u202f345\u202f678")], ("s",)).specification)
    written = " ".join(re.findall(r'text-anchor="end"[^>]*>([^<]*)', drawing))
    assert written == label
    assert "…" not in drawing


@pytest.mark.parametrize(("series", "few", "many"), [(1, 21, 14), (2, 38, 29), (3, 53, 41)])
def test_many_rows_of_bars_stand_closer(series: int, few: int, many: int) -> None:
    names = [f"s{rank}" for rank in range(series)]

    def step_of(rows: int) -> int:
        bars = [bar(f"r{row}", name, 1, "1") for row in range(rows) for name in names]
        return int(horizontal_bars(bars, names).specification["height"]["step"])

    assert (step_of(2), step_of(10)) == (few, many)


def test_the_height_of_a_drawing_is_that_of_its_rows_on_paper(document: Document) -> None:
    [chart] = [topic.chart for topic in document.topics() if topic.exhibit.id == "contacts" and topic.chart]
    assert height_of(chart) == pytest.approx(
        float(re.findall(r'height="([\d.]+)"', drawing_of(chart.specification))[0]) * 25.4 / 96
    )


def test_the_legend_names_the_series_in_order() -> None:
    bars = [bar("a", name, 1, "1") for name in ("Dispositif", REFERENCE)]
    assert horizontal_bars(bars, ("Dispositif", REFERENCE)).legend == (("Dispositif", "1"), (REFERENCE, "reference"))
    assert horizontal_bars(bars[:1], ("Dispositif",)).legend == ()


@pytest.mark.parametrize("report", [whole_report(), extreme_report()], ids=["whole", "extreme"])
def test_a_chart_has_the_width_of_its_column(report: Report) -> None:
    widths = {"chart": WIDE, "table": NARROW, "stack": ALONE}
    for topic in build_document(report, sample_context()).topics():
        if topic.chart:
            assert f'width="{widths[topic.layout]}"' in drawing_of(topic.chart.specification), topic.title


def test_no_chart_where_nothing_is_known() -> None:
    assert charts_of(build_document(empty_report(), sample_context())) == []


def test_no_chart_of_columns_that_are_not_known() -> None:
    values = {"planned": None, "held": None, "kept": 3, "missed": 0}
    table = Table("permanences", "Permanences", tuple(values), (Row("a", "Vezin", values),))
    assert chart_for(table, "Permanences", 2016) is None


def test_hard_reports_are_drawn_too() -> None:
    for chart in charts_of(build_document(extreme_report(), sample_context())):
        ElementTree.fromstring(render(chart))


def test_a_share_of_nothing_is_told_as_such() -> None:
    table = Table("sex", "Sexe", ("total", "percent"), (Row("F", "Femme", {"total": 0, "percent": None}),))
    assert in_words(table) == "Femme : 0, –."


def test_every_chart_belongs_to_a_table_of_the_contract() -> None:
    assert set(DRAWINGS) <= {table.id for table in sample_report().tables}
