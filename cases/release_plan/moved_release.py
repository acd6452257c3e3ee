"""What still follows an expected release that was changed since: told on the record, and moved in one go where a date
alone is to be moved. An appointment is never moved by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from cases.adjustments.section import measures_rows
from cases.locking import lock_person
from cases.models import Address, AddressMoment, Appointment, ReleaseNeed
from cases.permanences.words import place_words
from cases.record.addresses import addresses_rows
from cases.record.coming import coming_rows
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows, fetch_together
from cases.release_plan.expected import unordered_releases
from cases.release_plan.needs import OPEN_STATES, belongs, due_on
from cases.release_plan.section import release_rows
from partners.french import day_words

CHANGED_AGAIN = "La date de sortie a encore changé\N{NO-BREAK SPACE}: voici ce qui suit l’ancienne."
ENDS_BEFORE = "finit avant la sortie, à corriger vous-même"


@dataclass(frozen=True)
class Moved:
    """An expected release: the days that it was told for before, the day it is told for now (None: nobody knows), and
    what still follows the former ones; `needs` each with its new day."""

    was: frozenset[date]
    day: date | None
    needs: list[tuple[ReleaseNeed, date]]
    addresses: list[Address]
    appointments: list[Appointment]

    @property
    def homes(self) -> list[Address]:
        """The addresses that are moved: not one that would end before it begins."""
        return [one for one in self.addresses if self.day and not (one.ends_on and one.ends_on < self.day)]

    @property
    def count(self) -> int:
        """How many dates are moved in one go."""
        return len(self.needs) + len(self.homes) if self.day else 0


def moved_from(rows: Rows, on: date) -> Moved | None:
    """Of the custody that runs, from the rows of the record; None where its expected end was not changed, where an
    adjustment lets the person out before, and where nothing follows the former date."""
    for release in unordered_releases(rows["release_custodies"], rows["release_granted"], on):
        measure, changes = release.measure, rows["planned_ends"]
        told = {one.before_on for one in changes if one.measure_id == measure.pk and one.before_on}
        was = frozenset(told - {measure.planned_end_on})
        if measure.ends_on or not was or release.day != measure.planned_end_on:
            continue
        day = release.day if release.day and release.day >= on else None
        needs = [one for one in rows["release_needs"] if one.state in OPEN_STATES and belongs(one, measure)]
        found = Moved(
            was,
            day,
            list(needs_behind(needs, was, day, on)),
            [one for one in rows["addresses"] if one.moment == AddressMoment.AFTER and one.starts_on in was],
            [one for one in rows["appointments_to_come"] if is_too_early(one, was, day)],
        )
        return found if found.needs or found.addresses or found.appointments else None
    return None


def needs_behind(
    needs: list[ReleaseNeed], was: frozenset[date], day: date | None, on: date
) -> Iterator[tuple[ReleaseNeed, date]]:
    """Those whose day is that of a former release, or was reckoned from it."""
    for need in needs:
        if need.due_on is None:
            continue
        moment = need.type.when_to_start
        reckoned = {due_on(moment, former, need.opened_on) for former in was}
        wanted = due_on(moment, day, on) or need.due_on
        if need.due_on in was | reckoned and (need.due_on != wanted or day is None):
            yield need, wanted


def is_too_early(appointment: Appointment, was: frozenset[date], day: date | None) -> bool:
    """Whether it is outside, after a former day of release, and before the one that is told now."""
    permanence = appointment.permanence
    is_after = permanence.planned_on >= min(was)
    return not permanence.site.is_inside and is_after and (day is None or permanence.planned_on < day)


def moved_context(reading: Reading, rows: Rows) -> dict[str, Any] | None:
    """As _person_moved.html has it; nothing where all follows."""
    moved = moved_from(rows, reading.on)
    if moved is None:
        return None
    return {
        "was": ", ".join(f"le {day_words(day)}" for day in sorted(moved.was)),
        "day": moved.day,
        "lines": list(lines(moved, reading)),
        "count": moved.count if reading.deciding else 0,
    }


def lines(moved: Moved, reading: Reading) -> Iterator[dict[str, str]]:
    """Each with the page where it is changed, for those who change it there."""
    code, writes = reading.person.code, bool(reading.deciding)
    needs_url = reverse("cases:releaseneed_update", args=[code])
    for need, wanted in moved.needs:
        url = f"{needs_url}#besoin-{need.type_id}" if writes else ""
        yield {"what": f"{need}, pour le {need.due_on:%d/%m/%Y}", "then": then(wanted, moved), "url": url}
    for one in moved.addresses:
        url = reverse("cases:address_edit", args=[one.pk]) if writes else ""
        what = f"Adresse après la détention, à partir du {one.starts_on:%d/%m/%Y}"
        is_moved = one in moved.homes or moved.day is None
        yield {"what": what, "then": then(moved.day, moved) if is_moved else ENDS_BEFORE, "url": url}
    for row in moved.appointments:
        what = f"Rendez-vous dehors le {row.permanence.planned_on:%d/%m/%Y}, {place_words(row)}"
        is_own = row.permanence.mission_locale_id in reading.missions_locales
        if reading.is_held and not is_own:
            yield {"what": what, "then": f"{row.permanence.mission_locale}, avant le relais", "url": ""}
            continue
        url = row.permanence.get_absolute_url() if writes else ""
        yield {"what": what, "then": "à déplacer vous-même", "url": url}


def then(wanted: date | None, moved: Moved) -> str:
    """Where it would go; nothing while nobody knows the new day."""
    return f"irait au {wanted:%d/%m/%Y}" if moved.day and wanted else ""


def move(reading: Reading, day: date | None) -> int:
    """Move the needs and the address that follow a former date to that one; how many were. Raises ValidationError
    where the expected release is another one by now."""
    queries: dict[str, QuerySet[Any]] = release_rows(reading) | measures_rows(reading)
    queries |= addresses_rows(reading) | coming_rows(reading)
    with transaction.atomic():
        lock_person(reading.person)
        moved = moved_from(fetch_together(queries), reading.on)
        if moved is None:
            return 0
        if moved.day is None or moved.day != day:
            raise ValidationError(CHANGED_AGAIN)
        for need, wanted in moved.needs:
            ReleaseNeed.objects.filter(pk=need.pk).update(due_on=wanted)
        homes = [one.pk for one in moved.homes]
        Address.objects.filter(pk__in=homes).update(starts_on=moved.day)
        return moved.count


# Its rows are those of the sections about the release, the measures, the addresses and what comes next.
SECTION = Section("cases/_person_moved.html", lambda reading: {}, moved_context)
