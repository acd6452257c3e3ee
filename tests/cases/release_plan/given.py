"""People who come out of custody, for the pages about it; the day is a Thursday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases.case_files import refresh
from cases.models import JusticeMeasure, YoungPerson
from partners.models import Organisation
from tests.factories import (
    EnrolmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    YoungPersonFactory,
)

ON = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def day(number: int) -> date:
    """So many days away."""
    return ON + timedelta(days=number)


def vezin() -> Organisation:
    """The prison whose unit is the officer's."""
    prison: Organisation = OrganisationFactory(
        code="vezin", name="Rennes-Vezin", prison=True, parent=OrganisationFactory(code="spip-35-vezin", spip=True)
    )
    return prison


def held(out_in: int | None, **facts: Any) -> JusticeMeasure:
    """Someone followed by Rennes, at Vezin, expected out in so many days."""
    known = {"person": {}, "months": 6, "since": -100} | facts
    person: YoungPerson = YoungPersonFactory(**known.pop("person"))
    EnrolmentFactory(
        person=person,
        mission_locale=OrganisationFactory(code="ml-rennes"),
        entered_on=day(-90),
        referent_name="Annick",
    )
    refresh([person.pk])
    measure: JusticeMeasure = JusticeMeasureFactory(
        person=person,
        organisation=vezin(),
        sentence_months=known.pop("months"),
        starts_on=day(known.pop("since")),
        planned_end_on=None if out_in is None else day(out_in),
        **known,
    )
    return measure
