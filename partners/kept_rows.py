"""Rows kept apart in plain values, and put back: what was merged, as it was before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core import serializers
from django.db.models import Model


def as_kept(rows: Iterable[Model]) -> list[dict[str, Any]]:
    """The rows as they are, in plain values."""
    kept: list[dict[str, Any]] = json.loads(serializers.serialize("json", rows))
    return kept


def insert(rows: list[dict[str, Any]]) -> None:
    """Put kept rows back under their own ids. Raises IntegrityError where that cannot be."""
    for given in serializers.deserialize("python", rows):
        given.save(force_insert=True)
