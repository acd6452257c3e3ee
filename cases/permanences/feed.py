"""The calendar that a referent's own diary subscribes to: dates, sites, places. Never a name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localdate
from icalendar import Calendar, Event

from cases.models import CalendarFeed, Permanence
from cases.models.permanences import PermanenceQuerySet
from partners.access import case_memberships, leads
from partners.models import User

KEPT = timedelta(days=60)
PRODUCT = "-//Permanences//FR"
NOON = time(12)


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of that address, of an account that is active; None for any other."""
    return CalendarFeed.objects.select_related("user").filter(secret=secret, user__is_active=True).first()


def permanences_of(user: User, at: datetime) -> PermanenceQuerySet:
    """From two months ago on: those that the user holds; all those of a Mission Locale that the user leads."""
    on = localdate(at)
    own = Permanence.objects.held_by(user, at).filter(planned_on__gte=on - KEPT)
    led = [m.organisation_id for m in case_memberships(user, on) if leads(m)]
    return own.filter(referent=user) | own.filter(mission_locale__in=led)


def calendar_of(user: User, at: datetime) -> bytes:
    """The feed, the same bytes on the same day as long as nothing changes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Permanences")
    for permanence in permanences_of(user, at).with_places().select_related("site").order_by("planned_on", "code"):
        calendar.add_component(event_of(permanence, localdate(at)))
    return calendar.to_ical()


def event_of(permanence: Permanence, on: date) -> Event:
    """One permanence: its site, its hours, « 3 sur 8 »."""
    event = Event()
    places = permanence.places_words(permanence.taken)  # type: ignore[attr-defined]
    event.add("uid", f"{permanence.code}@permanences.invalid")
    event.add("dtstamp", moment(on, NOON))
    event.add("summary", f"Permanence ({places})")
    event.add("location", permanence.site.name)
    if permanence.starts_at:
        event.add("dtstart", moment(permanence.planned_on, permanence.starts_at))
        event.add("dtend", moment(permanence.planned_on, permanence.ends_at or permanence.starts_at))
    else:
        event.add("dtstart", permanence.planned_on)
    event.add("status", "CANCELLED" if permanence.cancelled_at else "CONFIRMED")
    return event


def moment(day: date, hour: time) -> datetime:
    """That hour of that day here, as calendars elsewhere read it."""
    return datetime.combine(day, hour, ZoneInfo(settings.TIME_ZONE)).astimezone(ZoneInfo("UTC"))
