"""The same cells by one `.count()` each, as one writes them first: what the report is faster than (goal 2).

Only the cells that a count gives in a line or two are here: no median, no share, no quarter, no setting, no release.
The report, which gives them all, is held against fewer cells than its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from benchmarks.frame import FIRST_YEAR, PROGRAMMES, YEAR
from cases.models import (
    Appointment,
    Attendance,
    Contact,
    Enrolment,
    Handover,
    Permanence,
    Referral,
    ReleaseNeed,
    SentenceAdjustment,
    Situation,
    YoungPerson,
)
from reporting.figures.contacts import GROUPS, SERVICES
from reporting.figures.young_people import UPPER_LEVELS
from reporting.structure import Report

FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)
IN_YEAR = (FIRST_DAY, LAST_DAY)
PROGRAMME = next(iter(PROGRAMMES))
FOLLOWED_AFTER = timedelta(180)
AGES = {"minor": (-1, 17), "18-21": (18, 21), "22-25": (22, 25), "26+": (26, 999)}

# Where the cell is (table, row, column; figures have no row), and what counts it.
Cell = tuple[tuple[str, str, str], QuerySet[Any]]


def cells(report: Report) -> Iterator[Cell]:
    """Every cell with its query, over the rows that the report has."""
    yield from figures()
    yield from of_people(report)
    yield from of_contacts()
    yield from of_paths(report)
    yield from of_referrals(report)
    yield from of_permanences(report)
    yield from of_handovers(report)
    yield from of_rights(report)


def run(counted: list[Cell]) -> dict[tuple[str, str, str], int]:
    """Counts every cell, one query each."""
    return {place: queryset.count() for place, queryset in counted}


def differences(report: Report, found: dict[tuple[str, str, str], int]) -> list[str]:
    """The cells that the report gives otherwise."""
    return [f"{place}: {value}" for place, value in found.items() if in_report(report, place) != value]


def in_report(report: Report, place: tuple[str, str, str]) -> Any:
    """What the report has there."""
    table, row, column = place
    return report.figures[row] if table == "figures" else report.table(table).row(row).values[column]


# ------------------------------------------------------------------------------------------------------- What it is of


def enrolments() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(programme=PROGRAMME)


def counted() -> QuerySet[Enrolment]:
    return enrolments().counted_in(YEAR)


def in_plie() -> QuerySet[Enrolment]:
    still = Q(plie_left_on__isnull=True) | Q(plie_left_on__gte=FIRST_DAY)
    return counted().filter(still, plie_entered_on__lte=LAST_DAY)


def people() -> QuerySet[YoungPerson]:
    return YoungPerson.objects.filter(pk__in=counted().values("person"))


def contacts() -> QuerySet[Contact]:
    return followed(Contact.objects.filter(held_on__range=IN_YEAR))


def followed(queryset: QuerySet[Any], on: str = "held_on") -> QuerySet[Any]:
    """Those of people who are followed on that day: come by then, and not gone for 180 days."""
    enrolled = enrolments().filter(person=OuterRef("person"))
    referred = Referral.objects.filter(programme=PROGRAMME, person=OuterRef("person"))
    day = OuterRef(on)
    return queryset.filter(
        Exists(enrolled.filter(entered_on__lte=day)) | Exists(referred.filter(referred_on__lte=day)),
        Exists(enrolled.filter(left_on__isnull=True))
        | Exists(referred.filter(decision="en_attente"))
        | Exists(enrolled.filter(left_on__gte=day - FOLLOWED_AFTER))
        | Exists(referred.filter(decided_on__gte=day - FOLLOWED_AFTER)),
    )


def granted() -> QuerySet[SentenceAdjustment]:
    return SentenceAdjustment.objects.filter(person__in=people(), decision="accorde", starts_on__range=IN_YEAR)


# ----------------------------------------------------------------------------------------------------------- The cells


def figures() -> Iterator[Cell]:
    """The key figures that are counts."""
    since = date(FIRST_YEAR, 1, 1)
    entered = enrolments().filter(entered_on__range=IN_YEAR, by_handover=False)
    lasting = enrolments().filter(Q(left_on__isnull=True) | Q(left_on__gte=since), entered_on__lte=LAST_DAY)
    interviews = followed(Contact.objects.filter(held_on__range=(since, LAST_DAY), kind="entretien"))
    prepared = SentenceAdjustment.objects.filter(person__in=people(), decision="en_preparation")
    querysets: dict[str, QuerySet[Any]] = {
        "accompanied": people(),
        "new_entries": entered.values("person").distinct(),
        "exceptions": entered.exclude(exception_reason=""),
        "seen": contacts().filter(kind="entretien").values("person").distinct(),
        "seen_since": interviews.values("person").distinct(),
        "accompanied_since": lasting.values("person").distinct(),
        "plie": in_plie().values("person").distinct(),
        "rqth": people().filter(rqth=True),
        "contacts": contacts(),
        "without_contact": people().exclude(pk__in=contacts().values("person")),
        "adjusted_people": granted().values("person").distinct(),
        "adjustments_prepared": prepared.filter(starts_on__isnull=True),
    }
    yield from ((("figures", name, ""), queryset) for name, queryset in querysets.items())


def of_people(report: Report) -> Iterator[Cell]:
    """Accompanied people by what is known of them."""
    for code in ("F", "H"):
        yield from by_plie("sex", code, people().filter(sex=code))
    for code, (least, most) in AGES.items():
        years = (YEAR - most, YEAR - least)
        yield from by_plie("age", code, people().filter(birth_date__year__range=years))
    for row in report.table("education_level").rows:
        levels = [level for level, code in UPPER_LEVELS.items() if code == row.code] or [row.code]
        yield from by_plie("education_level", row.code, people().filter(education_level__in=levels))
    for table in ("housing", "driving_licence"):
        for row in report.table(table).rows:
            value = "" if row.code == "inconnu" else row.code
            yield (table, row.code, "total"), people().filter(**{table: value})
    entered = people().annotate(
        latest=Max("enrolments__entered_on", filter=Q(enrolments__in=counted()))  # of those counted alone
    )
    for row in report.table("entry_year").rows:
        yield ("entry_year", row.code, "total"), entered.filter(latest__year=int(row.code))


def by_plie(table: str, row: str, queryset: QuerySet[YoungPerson]) -> Iterator[Cell]:
    """The three columns of a row."""
    plie = in_plie().values("person")
    yield (table, row, "total"), queryset
    yield (table, row, "plie"), queryset.filter(pk__in=plie)
    yield (table, row, "other"), queryset.exclude(pk__in=plie)


def of_contacts() -> Iterator[Cell]:
    """Contacts by kind and place, and their axes."""
    for group in dict.fromkeys(GROUPS.values()):
        kinds = [kind for kind, code in GROUPS.items() if code == group]
        yield ("contacts", group, "total"), contacts().filter(kind__in=kinds)
    for place in ("intra_muros", "hors_detention", "a_distance"):
        yield ("contact_places", place, "total"), contacts().filter(place=place)
    for axis, code in SERVICES.items():
        yield ("services", code, "total"), contacts().filter(axes__axis=axis)


def of_paths(report: Report) -> Iterator[Cell]:
    """Situations, adjustments, missed appointments."""
    begun = Situation.objects.filter(person__in=people(), starts_on__range=IN_YEAR)
    for row in report.table("situations").rows:
        yield ("situations", row.code, "total"), begun.filter(kind=row.code)
    for table, field in {"kind": "kind", "destination": "destination", "outcome": "outcome"}.items():
        for row in report.table(f"adjustments_{table}").rows:
            value = "" if row.code == "unknown" else row.code
            yield (f"adjustments_{table}", row.code, "total"), granted().filter(**{field: value})
    planned = Appointment.objects.filter(permanence__planned_on__range=IN_YEAR)
    for row in report.table("missed_reasons").rows:
        yield ("missed_reasons", row.code, "total"), planned.filter(attendance=row.code)


def of_referrals(report: Report) -> Iterator[Cell]:
    """Referrals by body and by month."""
    referrals = Referral.objects.filter(programme=PROGRAMME, referred_on__range=IN_YEAR)
    interview = Contact.objects.filter(
        person=OuterRef("person"), kind="entretien", held_on__gte=OuterRef("referred_on"), held_on__lte=LAST_DAY
    )
    decided = ~Q(decision="en_attente") & Q(decided_on__lte=LAST_DAY)
    for row in report.table("referrals").rows:
        of_body = referrals.filter(referred_by__code=row.code)
        yield ("referrals", row.code, "total"), of_body
        yield ("referrals", row.code, "seen"), of_body.filter(Exists(interview))
        yield ("referrals", row.code, "admitted"), of_body.filter(decided, decision="admis")
        yield ("referrals", row.code, "pending"), of_body.exclude(pk__in=of_body.filter(decided).values("pk"))
    for row in report.table("referrals_month").rows:
        yield ("referrals_month", row.code, "total"), referrals.filter(referred_on__month=int(row.code))


def of_permanences(report: Report) -> Iterator[Cell]:
    """Permanences by site, and their appointments."""
    planned = Permanence.objects.filter(planned_on__range=IN_YEAR, site__programmes=PROGRAMME)
    for row in report.table("permanences").rows:
        at_site = planned.filter(site__code=row.code)
        appointments = Appointment.objects.filter(permanence__in=at_site)
        yield ("permanences", row.code, "planned"), at_site
        yield ("permanences", row.code, "held"), at_site.filter(was_held=True)
        yield ("permanences", row.code, "kept"), appointments.filter(attendance=Attendance.PRESENT)
        yield ("permanences", row.code, "missed"), appointments.filter(attendance__in=Attendance.missed_reasons())


def of_handovers(report: Report) -> Iterator[Cell]:
    """Hand-overs by the Mission Locale asked."""
    asked = Handover.objects.filter(programme=PROGRAMME, asked_on__range=IN_YEAR)
    for row in report.table("handovers").rows:
        of_body = asked.filter(to_mission_locale__code=row.code)
        yield ("handovers", row.code, "asked"), of_body
        yield ("handovers", row.code, "accepted"), of_body.filter(decision="accepte", decided_on__lte=LAST_DAY)


def of_rights(report: Report) -> Iterator[Cell]:
    """Needs of the release plan, of people followed when they were opened."""
    opened = followed(ReleaseNeed.objects.filter(opened_on__range=IN_YEAR), "opened_on")
    for row in report.table("rights").rows:
        yield ("rights", row.code, "opened"), opened.filter(type=row.code)
