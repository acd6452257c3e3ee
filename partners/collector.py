"""Python's collector of cycles, kept out of the way of work that makes very many objects and no garbage."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

MADE_BETWEEN_LOOKS = 50_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles meanwhile, in the whole process: among the hundreds of thousands of objects of a
    report or of a PDF it takes a fifth to a half of the time, and finds nothing. On again afterwards if it was on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def look_seldom() -> None:
    """For a process of ours, from its first moment to its last.

    Python looks for cycles each time it has made 700 objects. A start makes 100 000, a page some thousands, next to
    none of them garbage: looking costs a tenth of a start, so it is done less often, for some megabytes a process. Nor
    is there anything to look for at the end, when everything goes.
    """
    gc.set_threshold(MADE_BETWEEN_LOOKS)
    atexit.register(gc.freeze)
