"""Numbers from before there was a limit to them are brought back to it when the database is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import CommitmentFactory, PartnerAgreementFactory

bounded = import_module("partners.migrations.0019_agreement_numbers_bounded")


@pytest.fixture
def unbounded(db: None) -> Iterator[None]:
    """The database as it was before the limits."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            for name in ("commitment_places_few", "commitment_few_months"):
                cursor.execute(f"ALTER TABLE partners_commitment DROP CONSTRAINT {name}")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.usefixtures("unbounded")
def test_what_was_written_before_is_brought_back_to_the_limit_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    stock = CommitmentFactory(agreement=PartnerAgreementFactory(), quantity=301, minimum_months=1201)
    days = CommitmentFactory(agreement=stock.agreement, kind="jours", quantity=301)
    bounded.shorten(apps, SimpleNamespace(connection=connection))
    for one in (stock, days):
        one.refresh_from_db()
    assert (stock.quantity, stock.minimum_months, days.quantity) == (300, 1200, 301)
    assert f"Commitment {stock.pk}: quantity 301.00 -> 300" in capsys.readouterr().err
