"""Python's collector of cycles, kept out of the way of work that makes very many objects and no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
