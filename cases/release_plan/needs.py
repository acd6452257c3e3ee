"""The needs of someone's release: those of the plan, those that the catalogue says begin by now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from cases.models import JusticeMeasure, NeedSide, NeedState, ReleaseNeed, ReleaseNeedType, YoungPerson
from cases.models.pathway import ReleaseNeedQuerySet
from cases.release_plan.expected import Release, release_from
from cases.release_plan.months import months_before
from partners.models import User

OPEN_STATES = (NeedState.TO_DO, NeedState.UNDER_WAY)
# The words of the catalogue for when a need begins, from the first to the last: how many months before the release.
# « Dès l’entrée » has none: it begins at once.
MOMENTS: dict[str, int | None] = {"entree": None, "3_mois": 3, "1_mois": 1, "sortie": 0}
MOMENT_WORDS = {
    "entree": "dès l’entrée",
    "3_mois": "à trois mois",
    "1_mois": "à un mois",
    "sortie": "à la sortie",
}
# What happens at the release itself is prepared in its last week.
LAST_DAYS = timedelta(days=7)
# In the catalogue's usual partners, who names the SPIP's side.
OF_SPIP = ("SPIP", "Greffe")
DOMAIN_WORDS = {
    "papiers": "Papiers",
    "sante": "Santé",
    "logement": "Logement",
    "emploi": "Emploi",
    "formation": "Formation",
    "budget": "Budget",
    "mobilite": "Mobilité",
    "famille": "Famille",
    "justice": "Justice et droits",
    "numerique": "Téléphone et numérique",
    "premiers_jours": "Premiers jours",
    "lien_social": "Lien social",
}


@dataclass(frozen=True)
class Plan:
    """What someone's needs belong to: the measure whose release they prepare, and that release; None for either where
    there is none."""

    person: YoungPerson
    measure: JusticeMeasure | None
    release: Release | None

    @property
    def release_day(self) -> date | None:
        return self.release.day if self.release else None


def plan_of(person: YoungPerson, user: User, at: datetime) -> Plan:
    """The plan of the custody that one is in, or came out of lately; else of the measure that runs."""
    release = release_from(person, user, at)
    if release is not None:
        return Plan(person, release.measure, release)
    running = JusticeMeasure.objects.visible_to(user, at).running(localdate(at)).filter(person=person)
    return Plan(person, running.order_by("starts_on", "pk").last(), None)


def needs_of(plan: Plan, user: User, at: datetime) -> ReleaseNeedQuerySet:
    """The needs of the plan, in the catalogue's order."""
    needs = ReleaseNeed.objects.visible_to(user, at).filter(person=plan.person).filter(belonging(plan.measure))
    return needs.select_related("type").order_by("type__position", "type", "opened_on", "pk")


def belonging(measure: JusticeMeasure | None) -> Q:
    """Those that name the measure; those that name none, opened since it began or still open."""
    if measure is None:
        return Q(measure__isnull=True)
    loose = Q(opened_on__gte=measure.starts_on) | Q(state__in=OPEN_STATES)
    return Q(measure=measure) | (Q(measure__isnull=True) & loose)


def belongs(need: ReleaseNeed, measure: JusticeMeasure | None) -> bool:
    """The same, of one need."""
    if need.measure_id is not None or measure is None:
        return need.measure_id == (measure and measure.pk)
    return need.opened_on >= measure.starts_on or need.state in OPEN_STATES


def begins_on(moment: str, release_day: date | None, on: date) -> date | None:
    """From which day a need of that moment is to be begun; None while nobody knows. « À l’entrée »: that day."""
    months = MOMENTS.get(moment)
    if months is None:
        return on if moment == "entree" else None
    if release_day is None:
        return None
    return months_before(release_day, months) if months else release_day - LAST_DAYS


def due_on(moment: str, release_day: date | None, on: date) -> date | None:
    """By which day: when the needs of the next moment begin, the release at the latest; None once that is past."""
    if release_day is None or release_day < on:
        return None
    later = list(MOMENTS)[list(MOMENTS).index(moment) + 1 :] if moment in MOMENTS else []
    next_one = begins_on(later[0], release_day, on) if later else None
    return next_one if next_one and next_one > on else release_day


def usual_side(kind: ReleaseNeedType) -> str:
    """The SPIP where the catalogue names it, or the prison's office, first; else the Mission Locale."""
    return NeedSide.SPIP if kind.usual_partner.startswith(OF_SPIP) else NeedSide.MISSION_LOCALE


def to_begin(plan: Plan, needs: Iterable[ReleaseNeed], sides: Collection[str], on: date) -> list[ReleaseNeedType]:
    """What the catalogue says begins by that day and is not in the plan, of these sides."""
    known = {need.type_id for need in needs}
    return [
        kind
        for kind in ReleaseNeedType.objects.all()
        if kind.code not in known
        and usual_side(kind) in sides
        and (begins := begins_on(kind.when_to_start, plan.release_day, on))
        and begins <= on
    ]


def begin(plan: Plan, kinds: Iterable[ReleaseNeedType], on: date) -> list[ReleaseNeed]:
    """Open these needs, each with its usual side and its day. Inside a transaction that holds the person."""
    return [
        ReleaseNeed.objects.create(
            person=plan.person,
            measure=plan.measure,
            type=kind,
            side=usual_side(kind),
            opened_on=on,
            due_on=due_on(kind.when_to_start, plan.release_day, on),
        )
        for kind in kinds
    ]


def may_take_back(need: ReleaseNeed, on: date) -> bool:
    """Whether it was put into the plan that very day and nothing was done about it: a slip, which leaves no trace."""
    return need.pk is not None and need.opened_on == on and need.state == NeedState.TO_DO
