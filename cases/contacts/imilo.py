"""« À reporter dans i-milo »: what was recorded here and is to be typed there too, in its words and order.

Nothing is entered anew for it: the lines come from contacts and situations, whose lists are those of i-milo
(docs/domain: the data package's nomenclatures). A line is ticked once it is typed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from cases.contacts.recording import met_by, recorded_for, recording_memberships
from cases.models import Contact, ContactKind, ImiloEntry, Situation, YoungPerson
from partners.models import User

CONTACT, SITUATION = "contact", "situation"
# What one page shows: the oldest days first.
LINES_A_PAGE = 100


@dataclass(frozen=True)
class Month:
    """A month of a year, by its first day."""

    first: date

    @property
    def following(self) -> date:
        """The first day of the next one."""
        return date(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1)

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return date(self.first.year - (self.first.month == 1), (self.first.month - 2) % 12 + 1, 1)


@dataclass(frozen=True)
class ImiloLine:
    """One fact to type: its key on the form, and the text to copy."""

    key: str
    person: YoungPerson
    on: date
    text: str


def contacts_of(user: User, month: Month, at: datetime) -> QuerySet[Contact]:
    """The contacts of that month that the Missions Locales in whose name this user records have made."""
    bodies = [membership.organisation_id for membership in recording_memberships(user, localdate(at))]
    return Contact.objects.visible_to(user, at).filter(
        mission_locale__in=bodies, held_on__gte=month.first, held_on__lt=month.following
    )


def situations_of(user: User, month: Month, at: datetime) -> QuerySet[Situation]:
    """The situations begun in that month by people whom this user meets."""
    return Situation.objects.filter(
        person__in=met_by(user, at).values("pk"), starts_on__gte=month.first, starts_on__lt=month.following
    )


def lines_to_type(user: User, month: Month, at: datetime) -> list[ImiloLine]:
    """What is not ticked yet, the oldest day first; one page of it."""
    contacts = contacts_of(user, month, at).filter(imilo_entry__isnull=True).select_related("person")
    situations = situations_of(user, month, at).filter(imilo_entry__isnull=True).select_related("person")
    ordered = contacts.prefetch_related("axes").order_by("held_on", "pk")[:LINES_A_PAGE]
    lines = [
        *(ImiloLine(f"{CONTACT}-{one.pk}", one.person, one.held_on, contact_text(one)) for one in ordered),
        *(
            ImiloLine(f"{SITUATION}-{one.pk}", one.person, one.starts_on, situation_text(one))
            for one in situations.order_by("starts_on", "pk")[:LINES_A_PAGE]
        ),
    ]
    return sorted(lines, key=lambda line: (line.on, line.person.last_name, line.key))[:LINES_A_PAGE]


def count_to_type(user: User, month: Month, at: datetime) -> int:
    """How many lines of the month are not ticked yet."""
    contacts = contacts_of(user, month, at).filter(imilo_entry__isnull=True)
    return contacts.count() + situations_of(user, month, at).filter(imilo_entry__isnull=True).count()


def contact_text(contact: Contact) -> str:
    """Date, type, services proposed, referent, length; the note stays here."""
    axes = ", ".join(axis.get_axis_display() for axis in contact.axes.all())
    minutes = f"{contact.duration_minutes} min" if contact.duration_minutes else ""
    parts = (f"{contact.held_on:%d/%m/%Y}", contact.get_kind_display(), axes, contact.referent_name, minutes)
    return " ; ".join(part for part in parts if part)


def situation_text(situation: Situation) -> str:
    """Start, end, type, body, how it ended."""
    end = f"au {situation.ends_on:%d/%m/%Y}" if situation.ends_on else ""
    parts = (
        f"du {situation.starts_on:%d/%m/%Y} {end}".strip(),
        situation.get_kind_display(),
        situation.organisation_name,
        situation.get_end_reason_display(),
        situation.obtained,
    )
    return " ; ".join(part for part in parts if part)


def tick(keys: list[str], user: User, month: Month, at: datetime) -> int:
    """Note these lines as typed; how many were not yet. Keys of others' rows count for nothing."""
    contacts = contacts_of(user, month, at).filter(pk__in=ids(keys, CONTACT)).select_related("person")
    situations = situations_of(user, month, at).filter(pk__in=ids(keys, SITUATION)).select_related("person")
    bodies = recorded_for([one.person for one in situations], user, at)
    on, made = localdate(at), 0
    for contact in contacts:
        known = {"person": contact.person, "mission_locale_id": contact.mission_locale_id}
        made += ticked({"contact": contact}, known, user, on)
    for situation in situations:
        known = {"person": situation.person, "mission_locale_id": bodies[situation.person_id]}
        made += ticked({"situation": situation}, known, user, on)
    return made


def ticked(fact: dict[str, Any], known: dict[str, Any], user: User, on: date) -> bool:
    """Whether the fact was not noted as typed yet."""
    return ImiloEntry.objects.get_or_create(**fact, defaults={**known, "typed_on": on, "typed_by": user})[1]


def untick(keys: list[str], user: User, month: Month, at: datetime) -> None:
    """These lines are to be typed after all."""
    contacts = contacts_of(user, month, at).filter(pk__in=ids(keys, CONTACT))
    situations = situations_of(user, month, at).filter(pk__in=ids(keys, SITUATION))
    ImiloEntry.objects.filter(Q(contact__in=contacts) | Q(situation__in=situations)).delete()


def ids(keys: list[str], what: str) -> list[int]:
    """The numbers of the keys of that sort; what is none is left out."""
    numbers = (key.removeprefix(f"{what}-") for key in keys if key.startswith(f"{what}-"))
    return [int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 18]


def differences(user: User, month: Month, at: datetime) -> list[dict[str, Any]]:
    """By type of contact, and for the situations: how many are here, ticked, missing there."""
    counted = {
        row["kind"]: row
        for row in contacts_of(user, month, at)
        .order_by()
        .values("kind")
        .annotate(here=Count("pk"), there=Count("imilo_entry"))
    }
    rows = [difference(kind.label, counted[kind]) for kind in ContactKind if kind in counted]
    situations = situations_of(user, month, at).aggregate(here=Count("pk"), there=Count("imilo_entry"))
    return [*rows, difference("Entrées en situation", situations)] if situations["here"] else rows


def difference(label: str, counted: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the month's comparison."""
    here, there = counted["here"], counted["there"]
    return {"label": label, "here": here, "there": there, "missing": here - there}
