"""What a hand-over is tried on: Malo, followed at Rennes since 1 March, and who works there and at Saint-Malo."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.case_files import refresh
from cases.handovers.handing_over import ask
from cases.models import Enrolment, Handover, YoungPerson
from partners.models import Organisation, User
from tests.factories import EnrolmentFactory, OrganisationFactory, YoungPersonFactory


def followed_at(code: str, **fields: Any) -> Enrolment:
    """An enrolment at that Mission Locale."""
    enrolment: Enrolment = EnrolmentFactory(mission_locale=OrganisationFactory(code=code), **fields)
    refresh([enrolment.person_id])
    return enrolment


def malo_at_rennes() -> Enrolment:
    """Malo's."""
    person: YoungPerson = YoungPersonFactory(last_name="Kerdoncuff", first_name="Malo", code="7K3M-2P")
    return followed_at("ml-rennes", person=person)


def asked_of(code: str, enrolment: Enrolment, by: User, at: Any, consented_on: date) -> Handover:
    """Asked of that Mission Locale."""
    return ask(enrolment, Organisation.objects.get(code=code), consented_on, by, at)
