"""The charts' colours, read from the design language: one palette for the pages, the charts and the paper."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

TOKENS = "css/tokens.css"

# Neighbours in this order differ in lightness, so that a chart stays readable in black and white.
SERIES = ("--de-chart-1", "--de-chart-2", "--de-chart-3", "--de-chart-4", "--de-chart-5", "--de-chart-6")
LIGHT_SERIES = ("--de-chart-3", "--de-chart-5")  # drawn with a stroke


@cache
def tokens() -> dict[str, str]:
    """The colours of tokens.css by custom property: {"--de-chart-1": "#14475a", …}."""
    source = (Path(settings.BASE_DIR) / "static" / TOKENS).read_text(encoding="utf-8")
    return dict(re.findall(r"(--de-[\w-]+):\s*(#[0-9a-fA-F]{6})\b", source))


def colour(name: str) -> str:
    """The colour of a custom property. Raises KeyError when tokens.css has none of that name."""
    return tokens()[name]


def luminance(value: str) -> float:
    """Relative luminance of `#rrggbb`, 0 for black to 1 for white (WCAG 2.2)."""
    channels = (int(value[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2); text wants 4.5."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
