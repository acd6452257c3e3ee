"""Charts as vector drawings: a Vega-Lite dictionary in, an SVG with its text alternative out.

A drawing is kept by the hash of its specification, in memory and in a folder of DATA_DIR, because the first one of a
process costs a second and 100 MB (vl-convert starts a JavaScript engine). Not in Django's cache, which is a table of
the database here: a report would read it once a chart.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reporting.document.drawings import on_paper, slim

FONT_FOLDER = "vendor/source-sans-3.52.0"
KEPT_IN_MEMORY = 256
HEIGHT = re.compile(r'<svg[^>]* height="([\d.]+)"')
A_PIXEL = 25.4 / 96  # millimetres
DRAWING_VERSION = "2"  # change when `_draw`, `_clean` or `slim` draw the same specification otherwise


@dataclass(frozen=True)
class Chart:
    """A chart to draw. `title` says what it shows, `description` its figures in words, `caption` how to read it."""

    id: str
    title: str
    description: str
    caption: str
    specification: dict[str, Any]
    legend: tuple[tuple[str, str], ...] = ()


def render(chart: Chart, *, for_paper: bool = False) -> SafeString:
    """The chart as inline SVG, with `<title>` and `<desc>`.

    A PDF reader is told the text of `<title>` alone, so `for_paper` puts the description there too.
    """
    title, description = escape(chart.title), escape(chart.description)
    if for_paper:
        texts = f"<title>{title} {description}</title>"
        head = '<svg class="chart" role="img" '
    else:
        texts = f'<title id="{chart.id}-title">{title}</title><desc id="{chart.id}-desc">{description}</desc>'
        head = f'<svg class="chart" role="img" aria-labelledby="{chart.id}-title {chart.id}-desc" '
    drawing = drawing_of(chart.specification)
    if for_paper:
        drawing = on_paper(drawing)
    start = drawing.index(">") + 1
    return mark_safe(head + drawing[len("<svg ") : start] + texts + drawing[start:])  # noqa: S308 -- escaped above


def drawing_of(specification: dict[str, Any]) -> str:
    """The specification drawn: from memory, else from the folder, else drawn now and kept in both."""
    key = hash_of(specification)
    if key not in _drawings:
        path = chart_folder() / f"{key}.svg"
        try:
            drawing = path.read_text(encoding="utf-8")
        except OSError:
            drawing = slim(_clean(_draw(specification)))
            _keep(path, drawing)
        _drawings[key] = drawing
        while len(_drawings) > KEPT_IN_MEMORY:
            _drawings.popitem(last=False)
    return _drawings[key]


_drawings: OrderedDict[str, str] = OrderedDict()


def height_of(chart: Chart) -> float:
    """How high the drawing is, in millimetres of paper."""
    found = HEIGHT.search(drawing_of(chart.specification))
    return float(found[1]) * A_PIXEL if found else 0


def hash_of(specification: dict[str, Any]) -> str:
    """The name under which a drawing is kept."""
    canonical = json.dumps(specification, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{DRAWING_VERSION}\n{canonical}".encode()).hexdigest()


def chart_folder() -> Path:
    """Where drawings are kept between processes. It may be emptied at any time."""
    return Path(settings.DATA_DIR) / "charts"


def _draw(specification: dict[str, Any]) -> str:
    import vl_convert  # costs 100 MB: only when a chart is not in the cache

    vl_convert.register_font_directory(str(Path(settings.BASE_DIR) / "static" / FONT_FOLDER))
    return vl_convert.vegalite_to_svg(specification)


def _clean(drawing: str) -> str:
    """Leaves out what Vega says about the chart's parts: the whole is one image with its own text."""
    drawing = re.sub(r'<path class="(?:background|foreground)"[^>]*/>', "", drawing)
    drawing = re.sub(r' (?:role|aria-[a-z]+|pointer-events|class|xmlns:xlink|version)="[^"]*"', "", drawing)
    while "<g></g>" in drawing:
        drawing = drawing.replace("<g></g>", "")
    return drawing


def _keep(path: Path, drawing: str) -> None:
    """Writes the whole file or none. A folder that cannot be written costs time, nothing else."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with open(handle, "w", encoding="utf-8") as file:
            file.write(drawing)
        os.replace(unfinished, path)
    except OSError:
        return
