"""The day of these tests, flats of a partner, and what the pages are sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cases.models import Placement, YoungPerson
from partners.models import Commitment, User
from tests.access.forms import fields_of
from tests.factories import CommitmentFactory, OrganisationFactory, PartnerAgreementFactory
from tests.personas import signed_in

ON = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
YEAR = date(2026, 1, 1)


def flats(count: int, **given: Any) -> Commitment:
    """So many flats of IBEP, six months at least."""
    agreement = PartnerAgreementFactory(starts_on=YEAR, organisation__name="IBEP", organisation__code="ibep")
    made: Commitment = CommitmentFactory(
        **{"agreement": agreement, "quantity": count, "starts_on": YEAR, "minimum_months": 6, "label": "Studios"}
        | given
    )
    return made


def placed(person: YoungPerson, stock: Commitment, **given: Any) -> Placement:
    """That person on a place of the stock, for the Mission Locale of Rennes, as is said."""
    known = {
        "person": person,
        "agreement": stock.agreement,
        "commitment": stock,
        "mission_locale": OrganisationFactory(code="ml-rennes"),
        "asked_on": YEAR,
        "reserved_from": YEAR,
    }
    return Placement.objects.create(**known | given)


def send(user: User, address: str, given: dict[str, Any], *, shown_on: str = "") -> Any:
    """The answer to a form sent as its page shows it, but for what is given."""
    browser = signed_in(user)
    shown = fields_of(browser.get(shown_on or address).content.decode())
    return browser.post(address, shown | {name: str(value) for name, value in given.items()}, follow=True)


def step(user: User, placement: Placement, name: str, **given: Any) -> Any:
    """The answer to a step of a placement."""
    answer = send(
        user,
        f"{placement.get_absolute_url()}etape/",
        {"etape": name, **{f"{name}-{field}": value for field, value in given.items()}},
        shown_on=placement.get_absolute_url(),
    )
    placement.refresh_from_db()
    return answer
