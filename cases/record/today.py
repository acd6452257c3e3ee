"""What holds today, on the record: measure, accompaniment, situation, last contact, home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, DateField, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.followers import Follower, with_follower
from cases.models import AdjustmentDecision, Contact, Enrolment, Situation, SituationKind, YoungPerson
from cases.record.reading import Reading
from cases.record.section import Section
from cases.record.together import Rows
from partners.french import day_words

AT_WORK = {
    SituationKind.PERMANENT_JOB,
    SituationKind.FIXED_TERM_JOB,
    SituationKind.TEMPORARY_JOB,
    SituationKind.SUBSIDISED_JOB,
}
Fact = dict[str, Any]


def today_rows(reading: Reading) -> dict[str, QuerySet[Any]]:
    """What the other sections do not read already: the numbers, and what someone does now."""
    return {"summary": summary(reading), "situations_now": situations_now(reading)}


def situations_now(reading: Reading) -> QuerySet[Situation]:
    """Those begun and not ended, but for custody, which the measure tells."""
    known = Situation.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    return running(known, reading).exclude(kind=SituationKind.CUSTODY)


def running(situations: QuerySet[Situation], reading: Reading) -> QuerySet[Situation]:
    """Begun on or before the day, not ended before it."""
    begun = situations.filter(starts_on__lte=reading.on)
    return begun.exclude(ends_on__lt=reading.on)


def summary(reading: Reading) -> QuerySet[YoungPerson]:
    """The person, with `contacts_made` and `last_contact_on` (of those that one reads; an officer: of all), and what
    alone an officer is told of the rest: `kind_now`, of a situation, `is_followed`, by whom."""
    known = Contact.objects.visible_to(reading.user, reading.at) if reading.is_held else Contact.objects.all()
    contacts = known.filter(person=OuterRef("pk"), held_on__lte=reading.on).order_by()
    counted = contacts.values("person").annotate(made=Count("pk"), last=Max("held_on"))
    situations = running(Situation.objects.filter(person=OuterRef("pk")), reading)
    now = situations.exclude(kind=SituationKind.CUSTODY).order_by("-starts_on", "-pk")
    followed = Enrolment.objects.filter(person=OuterRef("pk"), left_on__isnull=True)
    return with_follower(YoungPerson.objects.filter(pk=reading.person.pk)).annotate(
        contacts_made=Coalesce(Subquery(counted.values("made")[:1], IntegerField()), 0),
        last_contact_on=Subquery(counted.values("last")[:1], DateField()),
        kind_now=Subquery(now.values("kind")[:1], CharField()),
        is_followed=Exists(followed),
    )


def today_context(reading: Reading, rows: Rows) -> dict[str, Any]:
    """As _person_today.html has it."""
    return {"facts": [*measure_facts(reading, rows), *follow_facts(reading, rows), *home_facts(reading, rows)]}


def fact(label: str, value: str) -> Fact:
    return {"label": label, "value": value}


def measure_facts(reading: Reading, rows: Rows) -> Iterator[Fact]:
    """Each measure that runs, and the adjustment lived now."""
    now = [
        row for row in rows["measures"] if row.starts_on <= reading.on and (row.ends_on or reading.on) >= reading.on
    ]
    for measure in now:
        where = f", {measure.organisation}" if measure.organisation else ""
        yield fact(measure.get_setting_display(), f"Depuis le {day_words(measure.starts_on)}{where}")
    if not now:
        yield fact("Mesure", "Aucune en cours")
    for row in rows["adjustments"]:
        is_granted = row.decision == AdjustmentDecision.GRANTED
        if is_granted and row.starts_on and row.starts_on <= reading.on <= (row.ends_on or reading.on):
            yield fact("Aménagement", f"{row.get_kind_display()}, depuis le {day_words(row.starts_on)}")


def follow_facts(reading: Reading, rows: Rows) -> Iterator[Fact]:
    """Who follows, what the person does, the last contact."""
    [person] = rows["summary"]
    if reading.is_held:
        for enrolment in rows["enrolments"]:
            if enrolment.left_on is None:
                since = f"Depuis le {day_words(enrolment.entered_on)}"
                yield fact(str(enrolment.programme), ", ".join(filter(None, [since, enrolment.referent_name])))
        for situation in rows["situations_now"]:
            until = f", jusqu’au {day_words(situation.ends_on)}" if situation.ends_on else ""
            yield fact("Situation", f"{situation.get_kind_display()}{until}")
    else:
        if follower := Follower.of(person):
            yield fact("Suivi par", follower.words)
        yield fact("Situation", told_to_officers(person))
    last = f"Le {day_words(person.last_contact_on)}" if person.last_contact_on else "Aucun"
    made = f" ({person.contacts_made} en tout)" if person.contacts_made > 1 else ""
    yield fact("Dernier contact", last + made)


def told_to_officers(person: Any) -> str:
    """In work, in training, searching or closed, and nothing more."""
    if person.kind_now in AT_WORK:
        return "En emploi"
    if person.kind_now:
        return "En formation"
    return "En recherche" if person.is_followed else "Pas d’accompagnement en cours"


def home_facts(reading: Reading, rows: Rows) -> Iterator[Fact]:
    """What the Missions Locales alone read."""
    if not reading.is_held:
        return
    person = reading.person
    yield fact("Logement", person.get_housing_display() or "Inconnu")
    yield fact("Niveau", person.get_education_level_display() or "Inconnu")
    yield fact("Permis", person.get_driving_licence_display() or "Inconnu")
    yield fact("RQTH", {True: "Oui", False: "Non", None: "Inconnue"}[person.rqth])


SECTION = Section("cases/_person_today.html", today_rows, today_context)
