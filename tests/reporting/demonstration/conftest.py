"""The demonstration in the database, loaded once for all that is told of it: it takes seconds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from reporting.demonstration.loading import load

ON = date(2026, 11, 22)


@pytest.fixture(scope="package", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demonstration as of ON, in a transaction that is undone after the last of these tests; each leaves it as it
    was."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(ON)
        yield
        transaction.set_rollback(True)
