"""« À reporter dans i-milo »: what was recorded here and is to be typed there too, in its words and order.

Nothing is entered anew for it: the lines come from contacts and situations, whose lists are those of i-milo
(docs/domain: the data package's nomenclatures). A line is ticked once it is typed there; one that says something else
since is to be corrected there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.timezone import localdate

from cases.contacts.imilo_facts import ImiloStage, staged_contacts, staged_situations
from cases.contacts.recording import met_by, recorded_for, recording_memberships
from cases.models import Contact, ContactKind, Enrolment, ImiloEntry, Situation, YoungPerson
from partners.models import User

CONTACT, SITUATION = "contact", "situation"
WAITING = (ImiloStage.TO_TYPE, ImiloStage.TO_CORRECT)
# How far back the home page and the list of months look: nobody types in i-milo what is older.
MONTHS_BACK = 12

Row = Contact | Situation


@dataclass(frozen=True)
class Month:
    """A month of a year, by its first day."""

    first: date

    @property
    def following(self) -> date:
        """The first day of the next one."""
        return self.moved(1)

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return self.moved(-1)

    def moved(self, months: int) -> date:
        """The first day of the month that many months later; earlier below 0."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return date(year, month + 1, 1)


@dataclass(frozen=True)
class ImiloLine:
    """One fact to type, or typed: its key on the form, the text to copy, the fact with its last entry, if any."""

    key: str
    person: YoungPerson
    on: date
    text: str
    is_correction: bool
    entry: ImiloEntry | None


@dataclass(frozen=True)
class Sight:
    """Whose lines, of the days from `since` to the eve of `until`; `is_own`: those of the user's own work alone."""

    user: User
    at: datetime
    since: date
    until: date
    is_own: bool = False

    def contacts(self) -> QuerySet[Any]:
        """Made by the Missions Locales in whose name the user records."""
        bodies = [membership.organisation_id for membership in recording_memberships(self.user, localdate(self.at))]
        contacts = Contact.objects.visible_to(self.user, self.at).filter(
            mission_locale__in=bodies, held_on__gte=self.since, held_on__lt=self.until
        )
        return staged_contacts(contacts.filter(own_contact(self.user)) if self.is_own else contacts)

    def situations(self) -> QuerySet[Any]:
        """Begun by people whom the user meets."""
        situations = Situation.objects.filter(
            person__in=met_by(self.user, self.at).values("pk"), starts_on__gte=self.since, starts_on__lt=self.until
        )
        return staged_situations(situations.filter(own_situation(self.user)) if self.is_own else situations)


def own_contact(user: User) -> Q:
    """Those that this user had, or typed."""
    return Q(referent_name=str(user)) | Q(entered_by=user)


def own_situation(user: User) -> Q:
    """Those of people whom this user accompanies."""
    accompanied = Enrolment.objects.filter(referent_name=str(user), left_on__isnull=True)
    return Q(person__in=accompanied.values("person"))


def sight_of(month: Month, user: User, at: datetime, *, is_own: bool = False) -> Sight:
    """The lines of that month."""
    return Sight(user, at, month.first, month.following, is_own)


def rows_of(sight: Sight, stages: Collection[str]) -> list[Row]:
    """The facts whose lines are at one of these stages, the oldest day first."""
    contacts = sight.contacts().filter(stage__in=stages).select_related("person")
    situations = sight.situations().filter(stage__in=stages).select_related("person")
    return sorted([*contacts, *situations], key=lambda row: (day_of(row), row.person.last_name, what(row), row.pk))


def lines_of(rows: Sequence[Row], sight: Sight) -> list[ImiloLine]:
    """The lines of these facts, read with `rows_of`, in their order; who typed them, where the reader's own Mission
    Locale did."""
    prefetch_related_objects([row for row in rows if isinstance(row, Contact)], "axes")
    own = ImiloEntry.objects.visible_to(sight.user, sight.at)
    entries = Prefetch("imilo_entries", own.select_related("typed_by").order_by("-pk"))
    for kind in (Contact, Situation):
        prefetch_related_objects([row for row in rows if isinstance(row, kind)], entries)
    return [line_of(row) for row in rows]


def line_of(row: Row) -> ImiloLine:
    entry = next(iter(row.imilo_entries.all()), None)
    is_correction = row.stage == ImiloStage.TO_CORRECT  # type: ignore[union-attr]
    return ImiloLine(key_of(row, row.facts), row.person, day_of(row), text_of(row), is_correction, entry)  # type: ignore[union-attr]


def what(row: Row) -> str:
    return CONTACT if isinstance(row, Contact) else SITUATION


def day_of(row: Row) -> date:
    """The day by which a fact is in its month."""
    return row.held_on if isinstance(row, Contact) else row.starts_on


def key_of(row: Row, facts: str) -> str:
    """« contact-12-0a1b… »: which fact, and what its line said."""
    return f"{what(row)}-{row.pk}-{hashlib.sha256(facts.encode()).hexdigest()[:16]}"


def text_of(row: Row) -> str:
    """The line to copy."""
    return contact_text(row) if isinstance(row, Contact) else situation_text(row)


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


@dataclass
class MonthToType:
    """How many lines of a month wait, and how many of them are the user's own work."""

    first: date
    lines: int = 0
    own: int = 0


def months_to_type(user: User, at: datetime) -> list[MonthToType]:
    """The months up to this one in which lines wait, the last first."""
    this, months = Month(localdate(at).replace(day=1)), dict[date, MonthToType]()
    for day, is_own in waiting_days(Sight(user, at, this.moved(-MONTHS_BACK), this.following)):
        first = day.replace(day=1)
        month = months.setdefault(first, MonthToType(first))
        month.lines += 1
        month.own += bool(is_own)
    return [months[first] for first in sorted(months, reverse=True)]


def waiting_days(sight: Sight) -> Iterator[tuple[date, bool | None]]:
    """The day of each line that waits, and whether it is the user's own work; None: not either."""
    contacts, situations = (
        rows.filter(stage__in=WAITING).order_by() for rows in (sight.contacts(), sight.situations())
    )
    yield from contacts.annotate(own=as_answer(own_contact(sight.user))).values_list("held_on", "own")
    yield from situations.annotate(own=as_answer(own_situation(sight.user))).values_list("starts_on", "own")


def as_answer(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


@dataclass
class Ticked:
    """How many lines were ticked, or taken back; the facts that say something else than what was shown."""

    made: int = 0
    changed: list[Row] = field(default_factory=list)


def chosen(keys: Iterable[str], sight: Sight) -> list[Row]:
    """The facts of these lines, at whatever stage; keys of others' rows count for nothing."""
    contacts = sight.contacts().filter(pk__in=ids(keys, CONTACT)).select_related("person")
    situations = sight.situations().filter(pk__in=ids(keys, SITUATION)).select_related("person")
    return [*contacts.prefetch_related("axes").order_by("pk"), *situations.order_by("pk")]


def ids(keys: Iterable[str], what: str) -> list[int]:
    """The numbers of the keys of that sort; what is none is left out."""
    parts = (key.split("-") for key in keys)
    numbers = [part[1] for part in parts if len(part) == 3 and part[0] == what]
    return [int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 18]


def lock(rows: Iterable[Row]) -> None:
    """Nobody else ticks these lines or changes their facts until the end of the transaction."""
    for model in (Contact, Situation):
        wanted = [row.pk for row in rows if isinstance(row, model)]
        list(model._default_manager.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))


def tick(keys: Sequence[str], sight: Sight) -> Ticked:
    """Note these lines as typed, with what they say; twice changes nothing. One that says something else than what its
    reader saw is not: they typed the other. Inside a transaction."""
    lock(chosen(keys, sight))
    rows, done = chosen(keys, sight), Ticked()
    bodies = recorded_for([row.person for row in rows], sight.user, sight.at)
    entries = []
    for row in rows:
        if key_of(row, row.facts) not in keys:  # type: ignore[union-attr]
            done.changed.append(row)
        elif row.stage != ImiloStage.TYPED:  # type: ignore[union-attr]
            body = row.mission_locale_id if isinstance(row, Contact) else bodies[row.person_id]
            entries.append(entry_of(row, body, sight.user, localdate(sight.at)))
    done.made = len(ImiloEntry.objects.bulk_create(entries))
    return done


def entry_of(row: Row, mission_locale: int, user: User, on: date) -> ImiloEntry:
    """That the line of a fact, read with its stage, was typed as it stands; not kept yet."""
    return ImiloEntry(
        **{what(row): row},
        person_id=row.person_id,
        mission_locale_id=mission_locale,
        text=text_of(row),
        facts=row.facts,  # type: ignore[union-attr]
        typed_on=on,
        typed_by=user,
    )


def untick(keys: Sequence[str], sight: Sight) -> Ticked:
    """These lines were not typed after all: what was typed before, if anything, counts again. What another Mission
    Locale typed is its own to take back. Inside a transaction."""
    lock(chosen(keys, sight))
    own, done = ImiloEntry.objects.visible_to(sight.user, sight.at), Ticked()
    for row in chosen(keys, sight):
        typed: str | None = row.typed  # type: ignore[union-attr]
        if typed is not None and key_of(row, typed) in keys:
            deleted, _ = own.filter(pk=row.imilo_entries.latest("pk").pk).delete()
            done.made += deleted
    return done


def differences(sight: Sight) -> list[dict[str, Any]]:
    """By type of contact, and for the situations: how many are here, typed as they stand, to be corrected, missing."""
    contacts = Counter(sight.contacts().order_by().values_list("kind", "stage"))
    situations = Counter(stage for (stage,) in sight.situations().order_by().values_list("stage"))
    rows = [
        difference(kind.label, {stage: contacts[kind, stage] for stage in ImiloStage.values}) for kind in ContactKind
    ]
    return [row for row in [*rows, difference("Entrées en situation", situations)] if row["here"]]


def difference(label: str, counted: dict[str, int]) -> dict[str, Any]:
    """A line of the month's comparison."""
    typed, to_correct, missing = (
        counted.get(stage, 0) for stage in (ImiloStage.TYPED, ImiloStage.TO_CORRECT, ImiloStage.TO_TYPE)
    )
    here = typed + to_correct + missing
    return {"label": label, "here": here, "there": typed, "to_correct": to_correct, "missing": missing}
