"""The rows that belong to a person, in whatever table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from cases.models import CaseFile, DuplicateSuspicion, YoungPerson

# Kept in step by themselves (`cases.case_files`), or between two people (`cases.merging.conflicts`).
NOT_MOVED = (CaseFile, DuplicateSuspicion)


def models_of_a_person() -> Iterator[type[Model]]:
    """Every table with a foreign key `person`, but for those that are not moved."""
    for model in apps.get_app_config("cases").get_models():
        fields = {field.name: field.related_model for field in model._meta.concrete_fields}
        if fields.get("person") is YoungPerson and model not in NOT_MOVED:
            yield model


def rows_of(model: type[Model], person: int) -> QuerySet[Any]:
    """The rows of that table about a person."""
    return model._default_manager.filter(person=person)


def model_named(label: str) -> type[Model]:
    """The table of a kept row."""
    return apps.get_model(label)
