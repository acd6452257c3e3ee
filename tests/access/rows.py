"""Which rows are made while something is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model


def own_models() -> Iterator[type[Model]]:
    """The models of this project."""
    for name in ("partners", "cases", "reporting"):
        yield from apps.get_app_config(name).get_models()


def keys(model: type[Model]) -> set[Any]:
    """Those of all its rows."""
    return set(model._default_manager.order_by().values_list("pk", flat=True))


def filled_by(build: Callable[[], object]) -> list[type[Model]]:
    """The models of which this makes rows; the other tables need not be read."""
    said: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        said.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        build()
    tables = set(re.findall(r'INSERT INTO "(\w+)"', "\n".join(said)))
    return [model for model in own_models() if model._meta.db_table in tables]
