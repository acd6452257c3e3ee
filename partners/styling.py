"""Styles computed once. WeasyPrint works out what each element looks like anew for each document, though our pages are
made of the same few hundred kinds: an element of a kind, under the same elements, matched by the same rules. The style
of each kind is kept with the fonts, with all that was asked of it, so that the next document of a process finds it.

As in `shaping`, only the version for which this was made gets it, and the PDF is the same either way
(tests/partners/test_styling.py).
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint import css

from partners.shaping import MADE_FOR

KEPT = 3_000  # styles, of some ten kilobytes
# Properties that WeasyPrint reads in attributes, for each document anew: known by their values. All others come from
# style sheets, which are parsed once: known by where they are.
FROM_ATTRIBUTES = {"lang", "anchor", "width", "height"}

_set_computed_styles = css.StyleFor.set_computed_styles


def install() -> None:
    """Gives WeasyPrint this part in the place of its own, if it is the version for which it was made."""
    if weasyprint.VERSION == MADE_FOR:
        css.StyleFor.set_computed_styles = set_computed_styles


def set_computed_styles(
    styles: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: str | None = None,
    base_url: str | None = None,
    target_collector: Any = None,
) -> None:
    """Computes the style of an element, as WeasyPrint's method does, or finds it. Those of pages, which WeasyPrint
    changes as it counts them, are always computed."""
    arguments = (element, parent, root, pseudo_type, base_url, target_collector)
    if not isinstance(element, Element):
        _set_computed_styles(styles, *arguments)
        return
    computed = styles.get_computed_styles()
    kinds = kept_below(styles.font_config, None if parent is None else computed[parent, None])
    kind = (pseudo_type, base_url, kind_of(styles.get_cascaded_styles().get((element, pseudo_type), {})))
    if kind not in kinds:
        _set_computed_styles(styles, *arguments)
        kinds[kind] = computed[element, pseudo_type]
        styles.font_config.number_of_kinds += 1
        return
    style = computed[element, pseudo_type] = kinds[kind]
    style.initial_page_sizes = styles.initial_page_sizes
    if target_collector and style["anchor"]:
        target_collector.collect_anchor(style["anchor"])


def kept_below(fonts: Any, style: Any) -> dict[Any, Any]:
    """The styles that were computed of elements under one of this style (none: of a whole page) with these fonts; the
    older ones are forgotten as a new page begins, where they have become many."""
    if style is None and vars(fonts).setdefault("number_of_kinds", 0) > KEPT:
        del fonts.kinds
        fonts.number_of_kinds = 0
    kinds: dict[Any, Any] = vars(fonts if style is None else style).setdefault("kinds", {})
    return kinds


def kind_of(given: dict[str, Any]) -> tuple[Any, ...]:
    """What the rules give an element, by which its kind is known."""
    return tuple(
        (name, value if name in FROM_ATTRIBUTES else id(value), weight) for name, (value, weight) in given.items()
    )
