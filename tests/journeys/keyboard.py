"""A hand on the keyboard, whose keys are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


class Keyboard:
    """Types, and counts every key."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def roll(self, *keys: str) -> None:
        """The next key goes down before the last one is up, as in a hand that types fast."""
        for move in (self.page.keyboard.down, self.page.keyboard.up):
            for key in keys:
                move(key)
        self.strokes += len(keys)

    def press_azerty(self, key: str, digit: int, *, is_shifted: bool = False) -> None:
        """A key of the top row of a French keyboard, which gives its digit with Shift alone."""
        browser = self.page.context.new_cdp_session(self.page)
        for kind in ("keyDown", "keyUp"):
            browser.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "key": key, "code": f"Digit{digit}", "modifiers": 8 if is_shifted else 0},
            )
        self.strokes += 1 + is_shifted

    def since(self, act: Callable[[], None]) -> int:
        """How many keys that took."""
        before = self.strokes
        act()
        return self.strokes - before

    def until(self, key: str, selector: str) -> None:
        """Press that key until the focus is there."""
        for _ in range(200):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.press(key)
        pytest.fail(f"{key} does not lead to {selector}")
