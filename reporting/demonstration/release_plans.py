"""How releases are prepared: needs in every state, a roof for after, a first appointment outside."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db.models import Count

from cases.models import (
    Address,
    AddressKind,
    AddressMoment,
    NeedSide,
    NeedState,
    Permanence,
    ReleaseNeed,
    ReleaseNeedType,
)
from cases.release_plan.measured_by import HOUSING_NEEDS
from cases.release_plan.needs import begins_on, due_on, usual_side
from reporting.demonstration.followed import LAST_WEEKS, Followed, last_weeks
from reporting.demonstration.meetings import seat
from reporting.demonstration.plans import weighted
from reporting.demonstration.timetable import MALOUIN_SITE, MAUREPAS_SITE, Timetable, coded

TO_DO, UNDER_WAY, SETTLED, REFUSED = NeedState.TO_DO, NeedState.UNDER_WAY, NeedState.SETTLED, NeedState.REFUSED
# How far needs have come, by how many days are left at most; or where the release is far, or unknown.
STATES: tuple[tuple[int, dict[NeedState, int]], ...] = (
    (-1, {SETTLED: 5, UNDER_WAY: 3, TO_DO: 1}),
    (7, {SETTLED: 6, UNDER_WAY: 2, TO_DO: 1}),
    (30, {SETTLED: 4, UNDER_WAY: 3, TO_DO: 2, REFUSED: 2}),
    (90, {SETTLED: 3, UNDER_WAY: 3, TO_DO: 3, REFUSED: 2}),
)
FAR = {SETTLED: 1, UNDER_WAY: 2, TO_DO: 4, REFUSED: 1}
# Who needs it, of ten, once the catalogue says that it begins; the roof is one of these.
KINDS = {
    "carte_identite": 10,
    "assurance_maladie": 10,
    "titre_sejour": 1,
    "complementaire_sante": 3,
    "france_travail": 7,
    "emploi_formation": 5,
    "compte_bancaire": 4,
    "domiciliation": 2,
    "permis": 3,
    "transport": 6,
    "obligations_justice": 7,
    "telephone": 3,
}
ROOFS = {"hebergement_transition": 4, "fjt": 3, "logement_social": 1, "hebergement_urgence": 1}
# Some of these turn out to be without object.
DOUBTFUL = {"titre_sejour": 6, "permis": 3, "emploi_formation": 2}
# Nobody is refused papers or health cover.
REFUSABLE = ROOFS.keys() | {"complementaire_sante", "compte_bancaire", "permis"}
STREETS = ("14 rue des Genêts", "3 allée du Vieux Lavoir", "27 rue de la Tannerie", "8 square des Bruyères")
# Nobody is expected outside of one in so many of those who come out soon.
LEFT_OUT = 4
SOON = 45
OUTSIDE = {"ml-rennes": MAUREPAS_SITE, "ml-saint-malo": MALOUIN_SITE}


def prepare_releases(people: list[Followed], timetable: Timetable, rng: random.Random) -> None:
    """The plan of each who is held, or came out lately."""
    catalogue = list(ReleaseNeedType.objects.all())
    for rank, one in enumerate(one for one in people if one.release):
        needs = plan(one, catalogue, timetable.on, rng)
        shelter(one, needs, timetable.on, rng)
        left = one.days_left(timetable.on)
        if left is not None and -SOON < left <= SOON and rank % LEFT_OUT:
            expect_outside(one, timetable, rng)


def plan(one: Followed, catalogue: list[ReleaseNeedType], on: date, rng: random.Random) -> list[ReleaseNeed]:
    """The needs that have begun, beside those of the referral, each with its state."""
    known = {need.type_id: need for need in one.person.release_needs.order_by("code")}
    release_day, wanted = one.release.day if one.release else None, wanted_kinds(rng)
    if known.keys() & HOUSING_NEEDS:
        wanted -= HOUSING_NEEDS
    needs = []
    for kind in catalogue:
        begins = begins_on(kind.when_to_start, release_day, on)
        if kind.code in known or (kind.code in wanted and begins is not None and begins <= on):
            needs.append(tell_need(known.get(kind.code) or ReleaseNeed(type=kind), one, on, rng))
    return needs


def wanted_kinds(rng: random.Random) -> set[str]:
    """Those that someone has, with one kind of roof."""
    return {code for code, often in KINDS.items() if rng.random() < often / 10} | {weighted(rng, ROOFS)}


def tell_need(need: ReleaseNeed, one: Followed, on: date, rng: random.Random) -> ReleaseNeed:
    """Opened in the last weeks, with what has become of it."""
    assert one.release is not None
    days = last_weeks(one.enrolment.entered_on, on) or [on]
    if need.pk is None:
        need.code, need.person, need.measure = coded(rng), one.person, one.release.measure
        need.opened_on = days[rng.randrange(len(days))]
        need.side = usual_side(need.type)
    if need.type_id in HOUSING_NEEDS and rng.random() < 1 / 2:
        need.side = NeedSide.PARTNER
    need.due_on = due_on(need.type.when_to_start, one.release.day, need.opened_on)
    need.state = drawn_state(need.type_id, one.days_left(on), rng)
    if need.state == SETTLED:
        settled = [day for day in days if day >= need.opened_on]
        need.settled_on = settled[rng.randrange(len(settled))] if settled else need.opened_on
    need.save()
    return need


def drawn_state(kind: str, left: int | None, rng: random.Random) -> NeedState:
    """The nearer the release, the more is settled."""
    if rng.random() < DOUBTFUL.get(kind, 0) / 10:
        return NeedState.NOT_RELEVANT
    state = weighted(rng, next((states for days, states in STATES if left is not None and left <= days), FAR))
    return UNDER_WAY if state == REFUSED and kind not in REFUSABLE else state


def shelter(one: Followed, needs: list[ReleaseNeed], on: date, rng: random.Random) -> None:
    """A roof that was found is an address from the release on, in the commune of the Mission Locale."""
    found = any(need.type_id in HOUSING_NEEDS and need.state == SETTLED for need in needs)
    day = one.release.day if one.release else None
    if found and day is not None and day >= on - LAST_WEEKS:
        Address.objects.create(
            code=coded(rng),
            person=one.person,
            moment=AddressMoment.AFTER,
            kind=AddressKind.HOSTED,
            line=rng.choice(STREETS),
            commune_id=one.enrolment.mission_locale.commune_id,
            qpv=rng.choice((True, False, None)),
            starts_on=day,
        )


def expect_outside(one: Followed, timetable: Timetable, rng: random.Random) -> None:
    """A place at the first permanence outside on the day after the release, or tomorrow for who is out, that has one
    left."""
    assert one.release is not None and one.release.day is not None
    site = timetable.sites[OUTSIDE[one.enrolment.mission_locale.code]]
    first = max(one.release.day, timetable.on) + timedelta(days=1)
    ahead = Permanence.objects.filter(site=site, planned_on__gte=first, referent__isnull=False)
    free = ahead.exclude(appointments__person=one.person).annotate(seated=Count("appointments"))
    for permanence in free.order_by("planned_on")[:10]:
        if permanence.seated < (permanence.slots or 0) - 1:
            seat(rng, permanence, one.person)
            return
