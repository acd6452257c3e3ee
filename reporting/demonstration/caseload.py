"""The living caseload: referrals, permanences, requests of the weeks around the day on which the demonstration is
loaded, beside the past that the reports are made from.

Everything here is dated within four weeks before that day, but for the beginning of custodies: the report of a year
that ended before them stays as the package alone gives it. The same day gives the same caseload.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from cases.case_files import refresh
from cases.models import (
    Address,
    AddressMoment,
    EligibilityLine,
    Enrolment,
    JusticeMeasure,
    NeedSide,
    PenalStatus,
    Permanence,
    Programme,
    Referral,
    ReferralDecision,
    ReleaseNeed,
    Setting,
    YoungPerson,
)
from cases.referrals.eligibility import Facts, Rules, eligibility
from cases.referrals.notice import NOTICE_VERSION
from partners.models import Commune, User
from reporting.demonstration.adjusting import tell_adjustments
from reporting.demonstration.cast import ADMITTED, CAST, PRESENT, Held, Told
from reporting.demonstration.cohort import SEED
from reporting.demonstration.days import open_days
from reporting.demonstration.events import tell_events
from reporting.demonstration.follow_ups import follow_up
from reporting.demonstration.meetings import seat
from reporting.demonstration.pathways import tell_pathways
from reporting.demonstration.people import draw_young, random_profile
from reporting.demonstration.records import Young
from reporting.demonstration.timetable import Timetable, coded, moment

# Referred from the community: since when the measure runs, until when.
SUPERVISED_SINCE, SUPERVISED_UNTIL = -120, 420


def create_caseload(on: date) -> None:
    """Make it as of that day; organisations, sites, accounts and the package's people are there already."""
    rng = random.Random(f"{SEED} {on}")
    timetable = Timetable(on, rng)
    timetable.make()
    caseload = Caseload(on, rng, timetable)
    for told in CAST:
        caseload.tell(told)
    follow_up(timetable, rng)
    timetable.print_papers()
    refresh([referral.person_id for referral in caseload.referrals])
    tell_events(caseload.known, timetable)
    tell_adjustments(caseload.known, timetable)
    tell_pathways(caseload.known, timetable)


class Caseload:
    """The people of the cast, as they are told one after the other; `known` are those of whom more is told."""

    def __init__(self, on: date, rng: random.Random, timetable: Timetable) -> None:
        self.on, self.rng, self.timetable = on, rng, timetable
        self.taken = set(YoungPerson.objects.order_by("pk").values_list("last_name", "first_name"))
        self.users = {str(user): user for user in User.objects.all()}
        self.programmes = {programme.code: programme for programme in Programme.objects.all()}
        self.referrals: list[Referral] = []
        self.known: dict[str, Referral] = {}

    def tell(self, told: Told) -> None:
        """The person, with the measure, the referral and what became of it."""
        referred_on = self.working_day(told.sent)
        profile = replace(random_profile(self.rng, told.team, in_plie=False), sex=told.sex)
        young = draw_young(self.rng, told.team, profile, referred_on, self.taken)
        person = self.create_person(young, told)
        measure = self.create_measure(person, told)
        referral = self.refer(person, measure, told, referred_on, young)
        for need in told.needs:
            ReleaseNeed.objects.create(
                code=coded(self.rng),
                person=person,
                measure=measure,
                type_id=need,
                side=NeedSide.MISSION_LOCALE,
                opened_on=referred_on,
            )
        for rank, attendance in told.visits.items():
            seat(self.rng, self.timetable.at(told.site, rank), person, attendance, referral)
        self.decide(referral, told)
        self.referrals.append(referral)
        if told.key:
            self.known[told.key] = referral

    def working_day(self, days: int) -> date:
        """The last working day on or before the one so many days away."""
        day = self.on + timedelta(days=days)
        return open_days(day - timedelta(days=9), day)[-1]

    def day(self, days: int | None) -> date | None:
        """The day so many days away."""
        return None if days is None else self.on + timedelta(days=days)

    def create_person(self, young: Young, told: Told) -> YoungPerson:
        """The person and the address before custody. Those alike are born on one day."""
        last_name, first_name = told.name or (young.last_name, young.first_name)
        reference = coded(self.rng, 6)
        person = YoungPerson.objects.create(
            code=f"{reference[:4]}-{reference[4:]}",
            last_name=last_name,
            first_name=first_name,
            birth_date=date(self.on.year - 22, 3, 14) if told.name else young.birth_date,
            sex=young.sex,
            education_level=young.level,
            rqth=young.rqth,
            driving_licence=young.licence,
            housing=young.housing,
        )
        Address.objects.create(
            person=person,
            moment=AddressMoment.BEFORE,
            kind=young.address,
            commune_id=young.commune or None,
            qpv={"oui": True, "non": False}.get(young.qpv),
        )
        return person

    def create_measure(self, person: YoungPerson, told: Told) -> JusticeMeasure:
        """The custody told, or a supervision in the community."""
        held = told.held or Held(SUPERVISED_SINCE, SUPERVISED_UNTIL)
        prison = told.team.prison_for(told.sex).code
        return JusticeMeasure.objects.create(
            code=coded(self.rng),
            person=person,
            setting=Setting.CUSTODY if told.held else Setting.COMMUNITY,
            status=held.status,
            organisation=self.timetable.bodies[prison if told.held else told.unit],
            sentence_months=held.months,
            starts_on=self.on + timedelta(days=held.since),
            planned_end_on=self.day(held.until),
            planned_end_unknown=held.unknown,
            ends_on=self.day(held.ended),
        )

    def refer(
        self, person: YoungPerson, measure: JusticeMeasure, told: Told, referred_on: date, young: Young
    ) -> Referral:
        """The referral, with the eligibility of its day."""
        programme, site = self.programmes[told.team.programme], self.timetable.sites[told.site]
        reference = coded(self.rng, 6)
        referral = Referral.objects.create(
            code=f"{reference[:4]}-{reference[4:]}",
            person=person,
            programme=programme,
            referred_by=self.timetable.bodies[told.unit],
            origin=told.origin,
            mission_locale=self.timetable.bodies[told.team.mission_locale],
            officer_name=told.officer,
            referred_on=referred_on,
            site=site,
            place=site.name,
            sent_by=self.users.get(told.officer),
            notice_version=NOTICE_VERSION,
            notice_given_on=referred_on,
        )
        lines = eligibility(Rules.of(programme, referred_on), facts_of(person, measure, young, referred_on))
        EligibilityLine.objects.bulk_create(EligibilityLine(referral=referral, **line._asdict()) for line in lines)
        return referral

    def decide(self, referral: Referral, told: Told) -> None:
        """The answer, of the day of the first meeting or of the one told; the enrolment of whoever is admitted."""
        if told.decision == ReferralDecision.PENDING:
            return
        met = next(self.meetings(referral, told), None)
        on = met.planned_on if met else self.working_day(told.decided or 0)
        referral.decision, referral.reason, referral.decided_on = told.decision, told.reason, on
        referral.decided_by = met.referent if met else None
        referral.decided_at = moment(on, 17)
        referral.save()
        if told.decision == ADMITTED and met:
            Enrolment.objects.create(
                code=coded(self.rng),
                person=referral.person,
                programme=referral.programme,
                mission_locale=referral.mission_locale,
                referral=referral,
                referent_name=str(met.referent),
                entered_on=on,
                consented_on=on,
                plie_proposed=False,
            )

    def meetings(self, referral: Referral, told: Told) -> Iterator[Permanence]:
        """The permanences at which the person came."""
        for rank, attendance in told.visits.items():
            if attendance == PRESENT:
                yield self.timetable.at(told.site, rank)


def facts_of(person: YoungPerson, measure: JusticeMeasure, young: Young, on: date) -> Facts:
    """What the referral knew on its day."""
    commune = Commune.objects.filter(code=young.commune).select_related("epci").first()
    is_supervised = measure.setting == Setting.COMMUNITY
    return Facts(
        on=on,
        birth_date=person.birth_date,
        status=Setting.COMMUNITY.value if is_supervised else PenalStatus(measure.status).value,
        establishment=measure.organisation_id,
        sentence_months=measure.sentence_months,
        address_kind=young.address,
        commune=str(commune or ""),
        epci=(commune and commune.epci_id) or "",
        department=commune.department if commune else "",
        qpv={"oui": True, "non": False}.get(young.qpv),
    )
