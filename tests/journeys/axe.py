"""What axe finds on a page, wide and on a telephone."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.db import connection
from playwright.sync_api import Page

TELEPHONE = {"width": 390, "height": 844}


def faults(page: Page, besides: str = "") -> str:
    """What axe reports, in full; `besides` is a rule that need not be asked.

    With the embedded database alone: it looks at the page, which the other one gives alike.
    """
    if connection.vendor != "sqlite":
        return ""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {besides: {"enabled": False}} if besides else {}
    results = AxeResults(page.evaluate("axe.run", {"resultTypes": ["violations"], "rules": rules}))
    return results.generate_report() if results.violations_count else ""


def has_no_fault(page: Page) -> None:
    """Neither wide nor on a telephone, where nothing is wider than it; then as wide as before."""
    wide = page.viewport_size
    assert wide is not None
    assert faults(page) == ""
    page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    # Colours do not change with the width, and take longer to judge than all the rest.
    assert faults(page, besides="color-contrast") == ""
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    page.set_viewport_size(wide)
