"""Who comes out when: the effective release of those who are out, the one to expect of those inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from cases.models import JusticeMeasure, SentenceAdjustment, YoungPerson
from cases.models.adjustments import SentenceAdjustmentQuerySet
from cases.models.measures import JusticeMeasureQuerySet
from cases.release_plan.housing_clock import HousingClock, housing_clock
from cases.releases import effective_release, is_outside, is_parole
from partners.models import User

# For so long after a release one looks whether the young person was met.
FOLLOWED_FOR = timedelta(days=45)


@dataclass(frozen=True)
class Release:
    """The way out of one custody: the day, known or expected, `is_out` once it has come; without one, `why`."""

    measure: JusticeMeasure
    day: date | None
    is_out: bool = False
    why: str = ""

    @property
    def person(self) -> YoungPerson:
        return self.measure.person

    def days_left(self, on: date) -> int | None:
        """Until the day; negative once it has passed."""
        return None if self.day is None else (self.day - on).days

    def is_overdue(self, on: date) -> bool:
        """Whether the day expected has passed while nobody said that the person is out."""
        return not self.is_out and self.day is not None and self.day < on

    def clock(self) -> HousingClock | None:
        """When a proof of housing is wanted by; none once out."""
        measure = self.measure
        ends_on = measure.ends_on or measure.planned_end_on
        if self.is_out:
            return None
        return housing_clock(measure.sentence_months, measure.sentence_days, measure.starts_on, ends_on)


def custodies(user: User, at: datetime) -> JusticeMeasureQuerySet:
    """The custodies, of those whom this user reads, that run or ended in the last `FOLLOWED_FOR`."""
    on = localdate(at)
    recent = Q(ends_on__isnull=True) | Q(ends_on__gte=on - FOLLOWED_FOR)
    return JusticeMeasure.objects.visible_to(user, at).custody().filter(recent, starts_on__lte=on)


def granted(user: User, at: datetime) -> SentenceAdjustmentQuerySet:
    """The adjustments, of those whom this user reads, that are granted and have a start, but those that ended in
    custody again."""
    return SentenceAdjustment.objects.visible_to(user, at).granted_still().filter(starts_on__isnull=False)


def releases(measures: JusticeMeasureQuerySet, user: User, at: datetime) -> list[Release]:
    """Of these custodies, one for each person inside, and for each who came out in the last `FOLLOWED_FOR`: the
    nearest first, those without a day last. As many queries for one as for a hundred."""
    rows = list(measures.select_related("person", "organisation"))
    adjustments = granted(user, at).filter(person__in={measure.person_id for measure in rows})
    return releases_among(rows, adjustments, localdate(at))


def releases_among(
    measures: Iterable[JusticeMeasure], adjustments: Iterable[SentenceAdjustment], on: date
) -> list[Release]:
    """The same, of the custodies and adjustments that are read already."""
    shown = unordered_releases(measures, adjustments, on)
    return sorted(shown, key=lambda one: (one.day or date.max, one.person.folded_name, one.person.code))


def unordered_releases(
    measures: Iterable[JusticeMeasure], adjustments: Iterable[SentenceAdjustment], on: date
) -> list[Release]:
    """The same in no order: of custodies that are read without their people."""
    last = {one.person_id: one for one in sorted(measures, key=lambda one: (one.starts_on, one.pk))}
    by_person: defaultdict[int, list[SentenceAdjustment]] = defaultdict(list)
    for adjustment in adjustments:
        by_person[adjustment.person_id].append(adjustment)
    found = [release_of(measure, by_person[person], on) for person, measure in last.items()]
    return [one for one in found if not one.is_out or (one.day and one.day >= on - FOLLOWED_FOR)]


def release_from(person: YoungPerson, user: User, at: datetime) -> Release | None:
    """The same of one person; None for whoever is in no custody, nor came out of one lately."""
    return next(iter(releases(custodies(user, at).filter(person=person), user, at)), None)


def release_of(measure: JusticeMeasure, adjustments: Iterable[SentenceAdjustment], on: date) -> Release:
    """The earliest start of an adjustment carried out outside, inside the measure; else its end, or the one expected.

    A libération conditionnelle granted is a levée d'écrou to come, and so the end to expect.
    """
    starts = [(one.starts_on, one.kind, one.modality) for one in adjustments if one.starts_on]
    outside = [day for day, kind, modality in starts if is_outside(kind, modality)]
    ended = measure.ends_on if measure.ends_on and measure.ends_on <= on else None
    left = effective_release(measure.starts_on, ended, [day for day in outside if day <= on])
    if left is not None:
        return Release(measure, left, is_out=True)
    paroles = [day for day, kind, modality in starts if is_parole(kind, modality) and day >= measure.starts_on]
    ends = [day for day in (measure.ends_on, measure.planned_end_on, *paroles) if day]
    day = effective_release(measure.starts_on, min(ends, default=None), outside)
    return Release(measure, day, why="" if day else why_unknown(measure))


def why_unknown(measure: JusticeMeasure) -> str:
    """Why nobody knows the day, in words."""
    return measure.get_planned_end_unknown_display() or "Date pas encore notée"
