"""Two records of Malo, who was typed twice, with a bit of everything each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cases.case_files import refresh
from cases.merging.merge import FIELDS
from cases.models import DuplicateSuspicion, Setting, YoungPerson
from partners.models import Organisation, User
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    ReferralFactory,
    SentenceAdjustmentFactory,
    YoungPersonFactory,
)
from tests.pathways import walk_a_path

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)


def record(code: str, mission_locale: str, referent: User, **fields: Any) -> YoungPerson:
    """A record with something in every table of the pathway."""
    person: YoungPerson = YoungPersonFactory(code=code, first_name="Malo", **fields)
    body: Organisation = OrganisationFactory(code=mission_locale)
    unit: Organisation = OrganisationFactory(code="spip-35-vezin", spip=True)
    known = {"person": person, "mission_locale": body}
    ReferralFactory(**known, referred_by=unit, admitted=True)
    EnrolmentFactory(**known)
    ContactFactory(**known)
    JusticeMeasureFactory(person=person, setting=Setting.COMMUNITY)
    SentenceAdjustmentFactory(person=person)
    walk_a_path(person, body, unit, referent, NOON)
    refresh([person.pk])
    return person


def suspicion_of(first: YoungPerson, second: YoungPerson) -> DuplicateSuspicion:
    return DuplicateSuspicion.objects.create(first=first, second=second, found_at=NOON)


def values_of(person: YoungPerson) -> dict[str, Any]:
    return {name: getattr(person, name) for name in FIELDS}
