"""The day of these tests, and what their pages are sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from partners.models import User
from tests.access.forms import fields_of
from tests.personas import signed_in

ON = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def day(number: int) -> date:
    """So many days away."""
    return ON + timedelta(days=number)


def send(user: User, address: str, given: dict[str, Any], *, shown_on: str = "") -> Any:
    """The answer to a form sent as its page shows it, but for what is given."""
    browser = signed_in(user)
    shown = fields_of(browser.get(shown_on or address).content.decode())
    return browser.post(address, shown | {name: str(value) for name, value in given.items()})
