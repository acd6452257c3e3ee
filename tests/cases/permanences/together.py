"""Several at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gives, or raises, when all begin at the same moment, each with its own connection."""
    start, answers = threading.Barrier(len(acts)), [None for _ in acts]

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            answers[index] = acts[index]()
        except ValidationError as error:
            answers[index] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
