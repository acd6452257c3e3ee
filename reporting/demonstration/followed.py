"""Who is followed on the day of loading, and how each comes out of custody: what the plans of these weeks are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import AdjustmentDecision, Enrolment, JusticeMeasure, SentenceAdjustment, YoungPerson
from cases.release_plan.expected import FOLLOWED_FOR, Release, releases_among
from reporting.demonstration.days import open_days

# Nothing that the demonstration adds is older: the reports of the past stay as the package alone gives them.
LAST_WEEKS = timedelta(days=28)


@dataclass(frozen=True)
class Followed:
    """Someone in a programme, the nearest release first; `release` is None for who was in no custody lately."""

    enrolment: Enrolment
    release: Release | None

    @property
    def person(self) -> YoungPerson:
        return self.enrolment.person

    def days_left(self, on: date) -> int | None:
        """Until the release; negative since, None while nobody knows it."""
        return self.release.days_left(on) if self.release else None

    def held_in(self) -> str:
        """The code of the prison, empty for who is free."""
        is_held = self.release is not None and not self.release.is_out
        place = self.release.measure.organisation if self.release else None
        return place.code if is_held and place else ""


def followed_people(on: date) -> list[Followed]:
    """One for each open enrolment, those with the nearest release first, then the others by the day of their entry."""
    enrolments = Enrolment.objects.open().select_related("person", "mission_locale").order_by("entered_on", "code")
    releases = {release.measure.person_id: release for release in releases_of(on)}
    ranks = {person: rank for rank, person in enumerate(releases)}
    found = [Followed(enrolment, releases.get(enrolment.person_id)) for enrolment in enrolments]
    return sorted(found, key=lambda one: ranks.get(one.enrolment.person_id, len(ranks)))


def releases_of(on: date) -> list[Release]:
    """Of everyone, as the pages have them: the nearest first."""
    measures = JusticeMeasure.objects.custody().filter(starts_on__lte=on).exclude(ends_on__lt=on - FOLLOWED_FOR)
    granted = SentenceAdjustment.objects.filter(decision=AdjustmentDecision.GRANTED, starts_on__isnull=False)
    return releases_among(
        measures.select_related("person", "organisation").order_by("code"), granted.order_by("code"), on
    )


def last_weeks(first: date, on: date) -> list[date]:
    """The working days of the last weeks from that one on, before the day of loading."""
    return open_days(max(first, on - LAST_WEEKS), on - timedelta(days=1))


def of_team(people: list[Followed], mission_locale: str) -> Iterator[Followed]:
    """Those of one Mission Locale."""
    return (one for one in people if one.enrolment.mission_locale.code == mission_locale)
