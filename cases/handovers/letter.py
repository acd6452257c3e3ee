"""The document for a Mission Locale that does not use the application, in the young person's own hand.

Whoever finds it learns nothing: no programme, no unit, no prison, no typed text, no address of an establishment.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from cases.ages import age_on
from cases.models import Address, AddressKind, Contact, Enrolment, Handover, ServiceAxis, Situation, YoungPerson
from partners.models import User

# Kinds of address that are no home.
NO_HOME = (AddressKind.ESTABLISHMENT, AddressKind.ADMINISTRATIVE)


def letter(handover: Handover, person: YoungPerson, user: User, at: datetime) -> dict[str, Any]:
    """The context of the document: who, where to reach them, what was worked on, whom to call."""
    on = localdate(at)
    enrolment = Enrolment.objects.open().filter(
        person=person, programme=handover.programme_id, mission_locale=handover.from_mission_locale_id
    )
    return {
        "handover": handover,
        "person": person,
        "age": age_on(person.birth_date, on),
        "commune": commune_of(person, user, at),
        "enrolment": enrolment.first(),
        "situation": situation_of(person, user, at, on),
        "axes": axes_of(handover, person, user, at),
        "on": on,
    }


def commune_of(person: YoungPerson, user: User, at: datetime) -> str:
    """Where the person lives once outside, or lived before; never an establishment, nor where the post goes."""
    known = Address.objects.visible_to(user, at).filter(person=person, commune__isnull=False).exclude(kind__in=NO_HOME)
    moments = {address.moment: address.commune for address in known.select_related("commune")}
    commune = moments.get("apres") or moments.get("") or moments.get("avant")
    return commune.name if commune else ""


def situation_of(person: YoungPerson, user: User, at: datetime, on: date) -> Situation | None:
    """The last one that goes on, of those that one tells a partner: custody is not."""
    going_on = Situation.objects.visible_to(user, at).filter(person=person, starts_on__lte=on, ends_on__isnull=True)
    return going_on.exclude(kind="incarceration").first()


def axes_of(handover: Handover, person: YoungPerson, user: User, at: datetime) -> list[str]:
    """Along which axes the person was met there, each once."""
    contacts = Contact.objects.visible_to(user, at).filter(
        person=person, mission_locale=handover.from_mission_locale_id
    )
    codes = (
        ServiceAxis.objects.filter(contact__in=contacts.values("pk")).order_by("axis").values_list("axis", flat=True)
    )
    return [str(ServiceAxis(axis=code).get_axis_display()) for code in codes.distinct()]
