"""The few kinds of charts of the report, as Vega-Lite dictionaries.

Every mark carries its figure as a direct label, and series differ in lightness or outline, so that a chart is readable
without colour. Numbers are formatted here, in French: Vega only places them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reporting.document.palette import LIGHT_SERIES, SERIES, colour

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FONT = "Source Sans 3"
REFERENCE = "Ensemble Mission Locale"  # the series drawn as an outline
FONT_SIZE = 11
CHARACTER = 5.6  # pixels of an average character at FONT_SIZE
LINE = 13  # pixels of a line of labels
POINTS = (0, 1, 5)  # the series' colours of points: circle, square, diamond
WIDE, NARROW = 348, 262  # pixels: the two widths of a figure beside its table
HIGH = 144  # of a drawing of bars, where it can: a higher one leaves the foot of a page blank more often
ALONE = 430  # that of a figure above its table


@dataclass(frozen=True)
class Segment:
    """A piece of a bar: its series, from where to where, what is written in it."""

    series: str
    start: float
    end: float
    text: str = ""


@dataclass(frozen=True)
class Bar:
    """A bar: the row that it belongs to, its pieces, what is written at its end."""

    row: str
    segments: tuple[Segment, ...]
    text: str

    @property
    def end(self) -> float:
        return max((segment.end for segment in self.segments), default=0)


@dataclass(frozen=True)
class Interval:
    """A share with its confidence interval, for one row and one series."""

    row: str
    series: str
    value: float
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True)
class Drawing:
    """A specification and its legend: the series with the swatch that report.css draws, none for a single series."""

    specification: dict[str, Any]
    legend: tuple[tuple[str, str], ...] = ()


def bar(row: str, series: str, value: float | None, text: str) -> Bar:
    """A bar of one piece. An unknown value has no length."""
    return Bar(row, (Segment(series, 0, value or 0),), text)


def horizontal_bars(bars: Sequence[Bar], series: Sequence[str], width: int = WIDE) -> Drawing:
    """Horizontal bars, one row a label, one bar a line of that row. `series` gives the order and the legend.

    The series REFERENCE is drawn as an outline.
    """
    rows = list(dict.fromkeys(item.row for item in bars))
    labels = {row: _wrapped(row, width) for row in rows}
    plot = width - _label_width(labels.values())
    per_row = max(sum(item.row == row for item in bars) for row in rows)
    lines = max(label.count("\n") + 1 for label in labels.values())
    step = _step(len(rows), per_row, lines)
    room = max(len(item.text) for item in bars) * CHARACTER + 8
    longest = max(item.end for item in bars) or 1
    end = longest / max(0.3, 1 - room / plot)  # of the scale: what is written at the longest bar's end fits too
    scale = {"domain": [0, end], "nice": False}
    specification = _frame(width, {"step": step, "for": "position"}) | {
        "encoding": {
            "y": {
                "field": "row",
                "type": "nominal",
                "sort": [labels[row] for row in rows],
                "axis": {"labelExpr": "split(datum.label, '\\n')", "labelLimit": 0, "labelLineHeight": LINE},
                "scale": {"paddingInner": 0.28 if per_row > 1 else 0.36, "paddingOuter": 0.1},
            },
            "yOffset": {"field": "line", "type": "ordinal", "scale": {"paddingInner": 0.12}},
        },
        "layer": [
            _bars_layer(bars, labels, series, scale),
            _inside_layer(bars, labels, series, scale, plot / end),
            _ends_layer(bars, labels, scale),
        ],
    }
    return Drawing(specification, _legend(series))


def _step(rows: int, per_row: int, lines: int) -> int:
    """How high a row of bars is, its gap included: less where there are many, as far as words and figures allow."""
    wide_gap, narrow_gap = (8, 5) if per_row > 1 else (6, 1)
    highest, lowest = max(per_row * 15, lines * LINE) + wide_gap, max(per_row * 12, lines * LINE) + narrow_gap
    return max(lowest, min(highest, HIGH // rows))


def columns(
    values: Sequence[tuple[str, int]], width: int = WIDE, highlight: str | None = None, height: int = 120
) -> Drawing:
    """Columns in time, each with its figure above. All but `highlight`, when given, are drawn light."""
    dark, light, stroke = colour(SERIES[0]), colour(SERIES[2]), colour("--de-chart-stroke")
    data = [
        {
            "label": label,
            "value": value,
            "text": f"{value:,}".replace(",", "\u202f"),
            "fill": dark if highlight in (None, label) else light,
        }
        for label, value in values
    ]
    x = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "axis": {"labelAngle": 0, "domain": True, "labelPadding": 5},
    }
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"nice": False}}
    specification = _frame(width, height) | {
        "data": {"values": data},
        "encoding": {"x": x | {"scale": {"paddingInner": 0.35, "paddingOuter": 0.2}}, "y": y},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": stroke, "strokeWidth": 0.6},
                "encoding": {"fill": {"field": "fill", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "dy": -7, "fontWeight": 600, "fontSize": _fitting(data, width)},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }
    return Drawing(specification)


def paired_columns(
    values: Sequence[tuple[str, int, int]], series: tuple[str, str], width: int = ALONE, height: int = 140
) -> Drawing:
    """Columns in time, two a label, each with its figure above: the first of the two light, the second dark."""
    fills = {series[0]: colour(SERIES[2]), series[1]: colour(SERIES[0])}
    data: list[dict[str, Any]] = [
        {"label": label, "series": name, "value": value, "text": f"{value}"}
        for label, *pair in values
        for name, value in zip(series, pair, strict=True)
    ]
    hue = {"field": "series", "type": "nominal", "legend": None, "sort": list(series)}
    scale = {"domain": list(fills), "range": list(fills.values())}
    x = {"field": "label", "type": "nominal", "sort": None, "axis": {"labelAngle": 0, "domain": True}}
    specification = _frame(width, height) | {
        "data": {"values": data},
        "encoding": {
            "x": x | {"scale": {"paddingInner": 0.25, "paddingOuter": 0.1}},
            "xOffset": {"field": "series", "type": "nominal", "sort": list(series)},
            "y": {"field": "value", "type": "quantitative", "axis": None, "scale": {"nice": False}},
        },
        "layer": [
            {
                "mark": {"type": "bar", "stroke": colour("--de-chart-stroke"), "strokeWidth": 0.6},
                "encoding": {"fill": hue | {"scale": scale}},
            },
            {"mark": {"type": "text", "dy": -7, "fontSize": 9}, "encoding": {"text": {"field": "text"}}},
        ],
    }
    return Drawing(specification, ((series[0], "3"), (series[1], "1")))


def _fitting(data: Sequence[dict[str, Any]], width: int) -> float:
    """The size at which the longest figure above a column does not touch its neighbours."""
    longest = max(len(point["text"]) for point in data) * CHARACTER
    return min(FONT_SIZE, max(5.5, round(FONT_SIZE * width / len(data) / longest, 1)))


def intervals(items: Sequence[Interval], series: Sequence[str], width: int = WIDE) -> Drawing:
    """Shares in % as points on their confidence intervals; series differ in colour and shape, each has its own even
    where another has no share to draw."""
    drawn = [name for name in series if any(item.series == name for item in items)]
    rows = list(dict.fromkeys(item.row for item in items))
    data: list[dict[str, Any]] = [
        {"row": item.row, "series": item.series, "value": item.value, "text": item.text}
        | {"low": item.value if item.low is None else item.low, "high": item.value if item.high is None else item.high}
        for item in items
    ]
    most = max(point["high"] for point in data) or 1
    ticks = _ticks(most)
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, ticks[-1]], "nice": False},
        "axis": {
            "values": ticks,
            "format": "d",
            "grid": True,
            "labelExpr": "datum.label + '\u202f%'",
            "labelPadding": 4,
        }
        | {"gridColor": colour("--de-line"), "labelFlush": False},
    }
    colours = {"domain": list(series), "range": [colour(SERIES[rank]) for rank in POINTS[: len(series)]]}
    shapes = {"domain": list(series), "range": ["circle", "square", "diamond"][: len(series)]}
    hue = {"field": "series", "type": "nominal", "scale": colours, "sort": list(series), "legend": None}
    specification = _frame(width, {"step": 19 * len(drawn) + 7, "for": "position"}) | {
        "data": {"values": data},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": rows, "axis": {"labelLimit": 0}},
            "yOffset": {"field": "series", "type": "nominal", "sort": list(series)},
        },
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {"field": "low"} | x, "x2": {"field": "high"}, "color": hue},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": {"field": "value"} | x, "color": hue, "shape": hue | {"scale": shapes}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "dy": -9},
                "encoding": {"x": {"field": "value"} | x, "text": {"field": "text"}},
            },
        ],
    }
    points = zip(series, ("circle", "square", "diamond"), strict=False)
    return Drawing(specification, tuple((name, point) for name, point in points if name in drawn))


def _ticks(most: float) -> list[int]:
    """Round shares from zero to the first that is not below `most`, about five of them."""
    step = next((step for step in (1, 2, 5, 10, 20) if most <= 6 * step), 25)
    return list(range(0, int(-(-most // step)) * step + 1, step))


def _frame(width: int, height: int | dict[str, Any]) -> dict[str, Any]:
    text = colour("--de-chart-text")
    axis = {"domainColor": colour("--de-line-strong"), "domain": False, "ticks": False, "grid": False, "title": None}
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 1,
        "background": None,
        "config": {
            "aria": False,
            "font": FONT,
            "text": {"fontSize": FONT_SIZE, "color": text, "baseline": "middle"},
            "view": {"stroke": None},
            "axis": axis | {"labelFontSize": FONT_SIZE, "labelColor": text, "labelPadding": 7},
        },
    }


def _legend(series: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The series with their swatches: "1" to "6", "reference"."""
    ranks = iter(range(1, len(SERIES) + 1))
    swatches = tuple((label, "reference" if label == REFERENCE else str(next(ranks))) for label in series)
    return swatches if len(series) > 1 else ()


def _styles(series: Sequence[str]) -> tuple[list[str], list[str]]:
    """Fills and strokes of the series: the reference is an outline, light fills have an edge."""
    names, fills, strokes = iter(SERIES), [], []
    for label in series:
        if label == REFERENCE:
            fills.append("#ffffff")
            strokes.append(colour("--de-line-strong"))
        else:
            name = next(names)
            fills.append(colour(name))
            strokes.append(colour("--de-chart-stroke" if name in LIGHT_SERIES else name))
    return fills, strokes


def _bars_layer(
    bars: Sequence[Bar], labels: dict[str, str], series: Sequence[str], scale: dict[str, Any]
) -> dict[str, Any]:
    fills, strokes = _styles(series)
    field = {"field": "series", "type": "nominal", "sort": list(series), "legend": None}
    data = [
        {"row": labels[item.row], "line": line, "series": piece.series, "start": piece.start, "end": piece.end}
        for line, item in _lines(bars)
        for piece in item.segments
    ]
    return {
        "data": {"values": data},
        "mark": {"type": "bar", "strokeWidth": 0.8},
        "encoding": {
            "x": {"field": "start", "type": "quantitative", "axis": None, "scale": scale},
            "x2": {"field": "end"},
            "fill": field | {"scale": {"domain": list(series), "range": fills}},
            "stroke": field | {"scale": {"domain": list(series), "range": strokes}},
        },
    }


def _inside_layer(
    bars: Sequence[Bar], labels: dict[str, str], series: Sequence[str], scale: dict[str, Any], pixels: float
) -> dict[str, Any]:
    """What is written inside the pieces that are wide enough for it (`pixels` a unit)."""
    fills = dict(zip(series, _styles(series)[0], strict=True))
    data = [
        {
            "row": labels[item.row],
            "line": line,
            "middle": (piece.start + piece.end) / 2,
            "text": piece.text,
            "ink": "#ffffff" if fills[piece.series] == colour(SERIES[0]) else colour("--de-chart-text"),
        }
        for line, item in _lines(bars)
        for piece in item.segments
        if piece.text and (piece.end - piece.start) * pixels > len(piece.text) * CHARACTER + 8
    ]
    return {
        "data": {"values": data},
        "mark": {"type": "text"},
        "encoding": {
            "x": {"field": "middle", "type": "quantitative", "axis": None, "scale": scale},
            "text": {"field": "text"},
            "fill": {"field": "ink", "type": "nominal", "scale": None},
        },
    }


def _ends_layer(bars: Sequence[Bar], labels: dict[str, str], scale: dict[str, Any]) -> dict[str, Any]:
    data = [{"row": labels[item.row], "line": line, "end": item.end, "text": item.text} for line, item in _lines(bars)]
    return {
        "data": {"values": data},
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {
            "x": {"field": "end", "type": "quantitative", "axis": None, "scale": scale},
            "text": {"field": "text"},
        },
    }


def _lines(bars: Sequence[Bar]) -> list[tuple[int, Bar]]:
    """Each bar with its rank inside its row."""
    seen: dict[str, int] = {}
    numbered = []
    for item in bars:
        seen[item.row] = seen.get(item.row, -1) + 1
        numbered.append((seen[item.row], item))
    return numbered


def _wrapped(label: str, width: int) -> str:
    """The label on as many lines as it needs in half of the width; nothing is cut."""
    return "\n".join(textwrap.wrap(label, int(width * 0.5 / CHARACTER), break_long_words=True)) or label


def _label_width(labels: Any) -> float:
    return max(len(line) for label in labels for line in label.split("\n")) * CHARACTER + 9
