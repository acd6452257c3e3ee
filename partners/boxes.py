"""Boxes measured once. WeasyPrint asks the style of a box for thirty lengths, percentages perhaps, each time that it
lays the box out, for its corners and pictures when it paints, for each property through all the ways in which one can
be given. Next to none of our boxes has any of this: what the answers would be is kept with the style.

As in `shaping`, only the version for which these parts were made gets them, and the PDF is the same either way
(tests/reporting/test_printing.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import weasyprint
from weasyprint import css
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import absolute, background, block, inline, page, percent, table
from weasyprint.text import line_break

from partners.shaping import MADE_FOR

SIDES = ("top", "right", "bottom", "left")
CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
LENGTHS = (
    *(f"{around}_{side}" for around in ("margin", "padding") for side in SIDES),
    *(f"{limit}{axis}" for limit in ("", "min_", "max_") for axis in ("width", "height")),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
# What is painted of a box that has neither a background nor a picture nor a round corner.
PLAIN = {"background": None} | {f"border_{corner}_radius": (0, 0) for corner in CORNERS}
# Properties that depend on others, or on the box above, in a way of their own.
PECULIAR = {"display", "float", "position", "page", *(name for name in INITIAL_VALUES if "text_decoration" in name)}
FROM_ABOVE = INHERITED - PECULIAR
INITIAL = INITIAL_VALUES.keys() - INHERITED - INITIAL_NOT_COMPUTED - PECULIAR
# The other names under which a property may be given: along the lines of the text, or across them.
OTHER_NAMES = {
    name: {logical(block="ttb", inline=direction) for direction in ("ltr", "rtl")}
    for name, logical in PHYSICAL_FUNCTIONS.items()
}

_resolve_percentages = percent.resolve_percentages
_layout_box_backgrounds = background.layout_box_backgrounds
_is_in_normal_flow = Box.is_in_normal_flow
_missing = css.ComputedStyle.__missing__
_font_style_cache_key = line_break._font_style_cache_key


def install() -> None:
    """Gives WeasyPrint these parts in the place of its own, if it is the version for which they were made."""
    if weasyprint.VERSION != MADE_FOR:
        return
    for module in (absolute, block, inline, page, percent, table):
        module.resolve_percentages = resolve_percentages
    background.layout_box_backgrounds = layout_box_backgrounds
    css.ComputedStyle.__missing__ = missing
    line_break._font_style_cache_key = font_key
    Box.is_in_normal_flow = is_in_normal_flow


def kept(style: Any, name: str, answer: Callable[[Any], Any]) -> Any:
    """What that function answers of a style, kept with it: one that is to change is copied before, without this."""
    answers = style.__dict__
    if name not in answers:
        answers[name] = answer(style)
    return answers[name]


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Sets the lengths of a box, as WeasyPrint's function does."""
    lengths = kept(box.style, "lengths", lengths_of)
    if not (lengths and isinstance(box, Box)):
        _resolve_percentages(box, containing_block)
        return
    measures = vars(box)
    measures.update(lengths)
    if box.style["border_collapse"] == "collapse":
        for border in BORDERS:
            measures.setdefault(border, box.style[border])


def lengths_of(style: Any) -> dict[str, Any]:
    """The lengths of a box of that style wherever it is; none where that makes a difference."""
    lengths = {name: length_of(style[name]) for name in LENGTHS}
    if None in lengths.values() or style["box_sizing"] != "content-box":
        return {}
    for least in ("min_width", "min_height"):
        lengths[least] = 0 if lengths[least] == "auto" else lengths[least]
    if style["border_collapse"] != "collapse":
        lengths |= {border: style[border] for border in BORDERS}
    return lengths


def length_of(value: Any) -> Any:
    """A length in pixels, or `auto`; None if it depends on another."""
    if value == "auto":
        return value
    return value.value if getattr(value, "unit", None) == "px" else None


def layout_box_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Places what is behind a box and the boxes in it, as WeasyPrint's function does."""
    if style or box is page or not isinstance(box, Box) or not kept(box.style, "plain", is_plain):
        _layout_box_backgrounds(page, box, get_image, layout_children, style)
        return
    vars(box).update(PLAIN)
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image)


def is_plain(style: Any) -> bool:
    """Whether nothing is painted behind a box of that style, and its corners are square."""
    pictures = (style["border_image_source"], style["mask_border_source"], *style["background_image"])
    return (
        all(kind == "none" for kind, _ in pictures)
        and not style["box_shadow"]
        and get_color(style, "background_color").alpha == 0
        and all((0, "px") in style[f"border_{corner}_radius"] for corner in CORNERS)
    )


def missing(style: Any, name: str) -> Any:
    """A property that was not asked for before, as WeasyPrint's function gives it."""
    given, above = style.cascaded.keys(), style.parent_style
    if above is None or name in given or not given.isdisjoint(OTHER_NAMES.get(name, ())):
        return _missing(style, name)
    if name in FROM_ABOVE:
        value = above[name]
    elif name in INITIAL:
        value = INITIAL_VALUES[name]
    else:
        return _missing(style, name)
    style[name] = value
    return value


def font_key(style: Any, include_size: bool = False) -> str:
    """By what a font is known, as WeasyPrint's function gives it."""
    if include_size:
        return kept(style, "sized_font_key", lambda style: _font_style_cache_key(style, True))
    return kept(style, "font_key", _font_style_cache_key)


def is_in_normal_flow(box: Any) -> bool:
    """Whether a box follows the one before, as WeasyPrint's method says."""
    answers = box.style.__dict__
    if "in_flow" not in answers:
        answers["in_flow"] = _is_in_normal_flow(box)
    in_flow: bool = answers["in_flow"]
    return in_flow
