"""States told in a badge."""

from __future__ import annotations

from enum import Enum


class Badge(Enum):
    """One of several states, by the words and the tone that templates/components/_state.html wants."""

    @property
    def words(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]
