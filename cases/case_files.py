"""Keeps the Missions Locales' files in step with the referrals and enrolments that open and end them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import CaseFile, Enrolment, Referral, ReferralDecision, YoungPerson

# A Mission Locale reads for 30 days more after the last referral or enrolment there ended (docs/access.md).
READING_AFTER_END = timedelta(days=30)
# SQLite takes a limited number of parameters in one statement.
BATCH = 500

# A referral or an enrolment: person, Mission Locale, first day, last day (None while it is open).
Spell = tuple[int, int, date, date | None]


@dataclass
class Span:
    """From the first spell's first day to the last spell's last day; no end while one is open."""

    first: date
    last: date | None

    def extend(self, first: date, last: date | None) -> None:
        """Widen the span to hold another spell."""
        self.first = min(self.first, first)
        self.last = max(self.last, last) if self.last and last else None


def refresh(people: Collection[int]) -> None:
    """Open, close, rename or delete the files of these people (ids of YoungPerson) after their records changed."""
    ids = sorted(people)
    for start in range(0, len(ids), BATCH):
        refresh_batch(ids[start : start + BATCH])


def refresh_batch(people: list[int]) -> None:
    """The same for at most BATCH people."""
    spans: dict[tuple[int, int], Span] = {}
    for person, mission_locale, first, last in spells(people):
        span = spans.setdefault((person, mission_locale), Span(first, last))
        span.extend(first, last)
    named = YoungPerson.objects.filter(pk__in=people).only("last_name", "first_name")
    names = {person.pk: person.folded_name for person in named}
    files = [
        CaseFile(
            person_id=person,
            organisation_id=mission_locale,
            opened_on=span.first,
            closes_on=span.last and span.last + READING_AFTER_END,
            folded_name=names[person],
        )
        for (person, mission_locale), span in spans.items()
    ]
    existing = CaseFile.objects.filter(person__in=people).values_list("pk", "person", "organisation")
    stale = [pk for pk, person, mission_locale in existing if (person, mission_locale) not in spans]
    CaseFile.objects.filter(pk__in=stale).delete()
    CaseFile.objects.bulk_create(
        files,
        update_conflicts=True,
        unique_fields=["person", "organisation"],
        update_fields=["opened_on", "closes_on", "folded_name"],
    )


def spells(people: list[int]) -> Iterator[Spell]:
    """Referrals (ended by their decision) and enrolments (ended by the exit) of these people."""
    referrals = Referral.objects.filter(person__in=people).order_by()
    for person, mission_locale, first, decision, decided in referrals.values_list(
        "person", "mission_locale", "referred_on", "decision", "decided_on"
    ):
        yield person, mission_locale, first, None if decision == ReferralDecision.PENDING else decided
    enrolments = Enrolment.objects.filter(person__in=people).order_by()
    yield from enrolments.values_list("person", "mission_locale", "entered_on", "left_on")
