"""The certificate of support for the judge's file: one page from facts already entered, kept as it was signed.

No note, no offence, nothing on health: not even that the subject was raised. An employer's name is the only text that
somebody typed: on one line, shown to whoever signs, who may leave it out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice

from django.db.models import QuerySet

from cases.adjustments.supplies import supply
from cases.models import (
    Address,
    AddressKind,
    AddressMoment,
    AdjustmentDecision,
    Appointment,
    Axis,
    CaseRequest,
    Contact,
    ContactKind,
    Enrolment,
    NeedState,
    Placement,
    PlacementState,
    ReleaseNeed,
    RequestAnswer,
    RequestKind,
    SentenceAdjustment,
    ServiceAxis,
    Sex,
    Situation,
    SituationKind,
    SupplyKind,
    SupportCertificate,
    YoungPerson,
)
from cases.record.reading import Reading
from cases.referrals.case_requests import answer_request
from cases.release_plan.measured_by import HOUSING_NEEDS
from partners.fields import on_one_line
from partners.french import NO_BREAK, day_words
from partners.models import Organisation, OrganisationKind

# A page holds no more of each.
MOST_SITUATIONS, MOST_HOMES, MOST_APPOINTMENTS = 4, 3, 3


@dataclass(frozen=True)
class Line:
    """A line of the certificate, that its signatory may leave out."""

    key: str
    label: str
    value: str

    @property
    def choice(self) -> str:
        """What its box stands for: this line as it is read; another one once it says something else."""
        return f"{self.key}-{sha256(f'{self.label}/{self.value}'.encode()).hexdigest()[:8]}"


def identity(person: YoungPerson) -> Line:
    """Whom it is about: on every certificate."""
    born = "née" if person.sex == Sex.FEMALE else "né"
    return Line(
        "identite", "Jeune", f"{person.first_name} {person.last_name}, {born} le {day_words(person.birth_date)}"
    )


def lines_of(reading: Reading, mission_locale: Organisation) -> list[Line]:
    """What that Mission Locale knows of the person, in the order of the page; a line without a fact is left out."""
    lines = [
        *followed(reading, mission_locale),
        *met(reading, mission_locale),
        *engaged(reading),
        *islice(housed(reading, mission_locale), MOST_HOMES),
        *expected(reading, mission_locale),
    ]
    return [line for line in lines if line.value]


def followed(reading: Reading, mission_locale: Organisation) -> Iterator[Line]:
    """Since when, in which programme, by whom."""
    enrolments = Enrolment.objects.visible_to(reading.user, reading.at).filter(
        person=reading.person, mission_locale=mission_locale, entered_on__lte=reading.on, left_on__isnull=True
    )
    for enrolment in enrolments.select_related("programme").order_by("entered_on", "pk"):
        words = f"Depuis le {day_words(enrolment.entered_on)}, dans le dispositif {enrolment.programme}"
        yield Line(f"suivi-{enrolment.code}", "Accompagnement", words)
        yield Line(f"referent-{enrolment.code}", "Référent", enrolment.referent_name)


def contacts_of(reading: Reading, mission_locale: Organisation) -> QuerySet[Contact]:
    """The contacts that it made."""
    made = Contact.objects.visible_to(reading.user, reading.at)
    return made.filter(person=reading.person, mission_locale=mission_locale, held_on__lte=reading.on)


def met(reading: Reading, mission_locale: Organisation) -> Iterator[Line]:
    """How many interviews, the last one; what was worked on and how many times, but for health."""
    contacts = contacts_of(reading, mission_locale)
    days = sorted(contacts.filter(kind=ContactKind.INTERVIEW).values_list("held_on", flat=True))
    if days:
        last = day_words(days[-1])
        words = f"1 entretien, le {last}" if len(days) == 1 else f"{len(days)} entretiens, le dernier le {last}"
        yield Line("entretiens", "Entretiens", words)
    axes = ServiceAxis.objects.filter(contact__in=contacts.values("pk")).exclude(axis=Axis.HEALTH).order_by()
    counts = Counter(axes.values_list("axis", flat=True))
    worked_on = [f"{Axis(axis).label.lower()} {counts[axis]}{NO_BREAK}fois" for axis in Axis.values if counts[axis]]
    yield Line("axes", "Services proposés", ", ".join(worked_on).capitalize())


def engaged(reading: Reading) -> Iterator[Line]:
    """Jobs and courses that go on or are to come."""
    known = Situation.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    going_on = known.exclude(kind=SituationKind.CUSTODY).exclude(ends_on__lt=reading.on)
    for situation in going_on.order_by("starts_on", "pk")[:MOST_SITUATIONS]:
        is_planned, named = situation.starts_on > reading.on, on_one_line(situation.organisation_name)
        yield Line(
            f"situation-{situation.code}",
            "Situation prévue" if is_planned else "Situation en cours",
            ", ".join(filter(None, [situation.get_kind_display(), named, dated(situation, reading.on)])),
        )


def dated(situation: Situation, on: date) -> str:
    """« depuis le 2 novembre 2026, jusqu’au 3 mars 2027 »."""
    since = "à partir du" if situation.starts_on > on else "depuis le"
    until = f", jusqu’au {day_words(situation.ends_on)}" if situation.ends_on else ""
    return f"{since} {day_words(situation.starts_on)}{until}"


def housed(reading: Reading, mission_locale: Organisation) -> Iterator[Line]:
    """A roof for after: a place that a partner keeps, an address, a need that is settled."""
    user, at, of_person = reading.user, reading.at, {"person": reading.person}
    places = Placement.objects.visible_to(user, at).filter(
        **of_person,
        mission_locale=mission_locale,
        state__in=(PlacementState.ACCEPTED, PlacementState.STARTED),
        agreement__organisation__kind=OrganisationKind.HOUSING,
    )
    for place in places.select_related("agreement__organisation"):
        yield Line(f"place-{place.code}", "Hébergement", f"Place acceptée, {place.agreement.organisation}")
    homes = Address.objects.visible_to(user, at).filter(
        **of_person,
        moment=AddressMoment.AFTER,
        kind__in=(AddressKind.PERSONAL, AddressKind.HOSTED),
        commune__isnull=False,
    )
    for home in homes.exclude(ends_on__lt=reading.on).select_related("commune"):
        yield Line(f"adresse-{home.pk}", "Hébergement", f"{home.get_kind_display()}, {home.commune}")
    needs = ReleaseNeed.objects.visible_to(user, at).filter(
        **of_person, type__in=HOUSING_NEEDS, state=NeedState.SETTLED
    )
    for need in needs.select_related("type"):
        since = f", réglé le {day_words(need.settled_on)}" if need.settled_on else ""
        yield Line(f"besoin-{need.code}", "Hébergement", f"{need.type}{since}")


def expected(reading: Reading, mission_locale: Organisation) -> Iterator[Line]:
    """The next appointments with it."""
    ahead = Appointment.objects.visible_to(reading.user, reading.at).filter(
        person=reading.person, permanence__mission_locale=mission_locale
    )
    coming = ahead.to_come(reading.on).select_related("permanence__site").order_by("permanence__planned_on", "pk")
    for appointment in coming[:MOST_APPOINTMENTS]:
        permanence = appointment.permanence
        words = f"Le {day_words(permanence.planned_on)}, {permanence.site}"
        yield Line(f"rendez-vous-{appointment.code}", "Rendez-vous à venir", words)


@dataclass(frozen=True)
class Asked:
    """What the certificate is for: the adjustment and the unit's request, where there are any."""

    adjustment: SentenceAdjustment | None
    request: CaseRequest | None

    def hearing_from(self, on: date) -> date | None:
        """The day that is known already, of a hearing that is not over on that day."""
        of_request = self.request.concerns_on if self.request else None
        of_adjustment = self.adjustment.hearing_on if self.adjustment else None
        return next((day for day in (of_request, of_adjustment) if day and day >= on), None)


def asked_for(reading: Reading, mission_locale: Organisation, adjustment: str) -> Asked:
    """The adjustment of that code, granted already or not; without a code, the last one that is prepared. The request
    that waits for its certificate."""
    known = SentenceAdjustment.objects.visible_to(reading.user, reading.at).filter(person=reading.person)
    prepared = known.filter(decision=AdjustmentDecision.IN_PREPARATION).order_by("-pk")
    waiting = CaseRequest.objects.visible_to(reading.user, reading.at).waiting()
    return Asked(
        known.filter(code=adjustment.replace("\0", "")).first() if adjustment else prepared.first(),
        waiting.filter(person=reading.person, mission_locale=mission_locale, kind=RequestKind.CERTIFICATE)
        .order_by("due_on", "pk")
        .first(),
    )


def body_named(reading: Reading, code: str) -> Organisation:
    """The Mission Locale of that code among those for which the user signs; else the one whose certificate is waited
    for, else the first by name."""
    bodies = list(Organisation.objects.filter(pk__in=reading.deciding).order_by("name", "pk"))
    waiting = CaseRequest.objects.visible_to(reading.user, reading.at).waiting()
    asked = waiting.filter(person=reading.person, kind=RequestKind.CERTIFICATE).order_by("due_on", "pk")
    wanted = [code, *asked.values_list("mission_locale__code", flat=True)] if len(bodies) > 1 else []
    return next((body for want in wanted for body in bodies if body.code == want), bodies[0])


def mark_of(reading: Reading, mission_locale: Organisation, asked: Asked, lines: Iterable[Line]) -> str:
    """The same for the same page alone: who signs for whom, what it answers, every line."""
    answered = [one and one.code for one in (asked.adjustment, asked.request)]
    facts = [(line.key, line.label, line.value) for line in (identity(reading.person), *lines)]
    page = [str(reading.user), mission_locale.code, str(mission_locale), answered, facts]
    return sha256(json.dumps(page).encode()).hexdigest()


def signed_facts(person: YoungPerson, lines: Iterable[Line]) -> list[dict[str, str]]:
    """The lines as they are kept, the identity first."""
    return [{"label": line.label, "value": line.value} for line in (identity(person), *lines)]


def sign(
    reading: Reading,
    mission_locale: Organisation,
    asked: Asked,
    lines: Collection[Line],
    hearing_on: date | None,
    code: str,
) -> SupportCertificate:
    """Keep the page as it is signed; the request is answered, the piece supplied. Inside a transaction."""
    certificate = SupportCertificate.objects.create(
        code=code,
        person=reading.person,
        mission_locale=mission_locale,
        adjustment=asked.adjustment,
        request=asked.request,
        hearing_on=hearing_on,
        facts=signed_facts(reading.person, lines),
        signed_by_name=str(reading.user),
        made_at=reading.at,
        made_by=reading.user,
    )
    if asked.request is not None:
        answer_request(asked.request, RequestAnswer.DONE, reading.user, reading.at)
    if asked.adjustment is not None:
        supply(asked.adjustment, SupplyKind.CERTIFICATE, reading.on)
    return certificate
