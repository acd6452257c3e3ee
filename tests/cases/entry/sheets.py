"""A permanence with its people, and what one types on its page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from cases.case_files import refresh
from cases.entry.lines import stored_lines
from cases.models import Appointment, Permanence
from partners.models import User
from tests.factories import AppointmentFactory, OrganisationFactory, PermanenceFactory, ReferralFactory, SiteFactory


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def permanence_of(people: int, **given: Any) -> Permanence:
    """A permanence of yesterday inside the prison, with so many people who wait for an answer."""
    mission_locale = OrganisationFactory(code="ml-rennes")
    site = given.pop("site", None) or SiteFactory(is_inside=True, name="Centre pénitentiaire")
    permanence: Permanence = PermanenceFactory(
        **{"mission_locale": mission_locale, "site": site, "planned_on": yesterday(), "slots": 12, **given}
    )
    for position in range(1, people + 1):
        referral = ReferralFactory(
            mission_locale=mission_locale, referred_by=OrganisationFactory(code="spip-35-vezin")
        )
        AppointmentFactory(permanence=permanence, person=referral.person, referral=referral, position=position)
        refresh([referral.person_id])
    return permanence


def later(permanence: Permanence, days: int = 7, **given: Any) -> Permanence:
    """A permanence to come, at the same site unless told otherwise."""
    kept: Permanence = PermanenceFactory(
        **{
            "mission_locale": permanence.mission_locale,
            "site": permanence.site,
            "planned_on": timezone.localdate() + timedelta(days=days),
            "slots": 12,
            **given,
        }
    )
    return kept


def appointments(permanence: Permanence) -> list[Appointment]:
    return list(Appointment.objects.filter(permanence=permanence))


def page(permanence: Permanence) -> str:
    return f"/permanences/{permanence.code}/saisie/"


def line(appointment: Appointment, attendance: str = "", **given: Any) -> dict[str, Any]:
    """What the fields of one line send, in the version that stands there unless `base` says otherwise."""
    prefix = f"l{appointment.code}"
    return {f"{prefix}-attendance": attendance, **{f"{prefix}-{name}": value for name, value in given.items()}}


def as_shown(permanence: Permanence, user: User) -> dict[str, Any]:
    """What the fields of all lines send when nothing is typed, in the versions of a page that is opened now."""
    sent: dict[str, Any] = {}
    for one in stored_lines(permanence, user, timezone.now()):
        state = one.stored
        own = state.note if one.note is None or one.note.is_open_to(user, timezone.now()) else ""
        fields = {"base": state.version, "axes": state.axes, "minutes": state.minutes or 30, "note": own}
        fields |= {"situation": state.situation, "situation_on": state.situation_on}
        sent |= line(one.appointment, state.attendance, **fields, following=state.following)
    return sent


def send(client: Client, permanence: Permanence, user: User, *lines: dict[str, Any], **given: Any) -> Any:
    """Send the sheet as it is opened now, with these lines typed."""
    data: dict[str, Any] = {"was_held": "oui", "held_by": str(user.pk), **as_shown(permanence, user)}
    for typed in lines:
        data |= typed
    return client.post(page(permanence), data | given)
