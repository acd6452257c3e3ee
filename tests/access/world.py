"""The records that every address is tried on: five people, each with something in every table.

Malo is followed here; Servane elsewhere; Gwenn in both places, each with its own rows; Nolwenn here, in another
programme, referred by a unit of which nobody is tried; Ronan's file here is restricted to the referent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from cases import models as cases
from cases.case_files import refresh
from cases.references import new_code
from cases.restricted_files import restrict
from partners import models as partners
from reporting.models import Assessment, CommitteeAudience, CommitteeMeeting, DecisionState, Verdict
from tests.access.accounts import ELSEWHERE, HERE, accounts, bodies
from tests.access.agreements import agree
from tests.access.rows import filled_by, keys, own_models
from tests.directory_factories import PartnerContactFactory, PartnerOfferFactory, PartnerSiteFactory
from tests.factories import (
    AddressFactory,
    AnnualReportFactory,
    AppointmentFactory,
    ContactFactory,
    EnrolmentFactory,
    HandoverFactory,
    JusticeMeasureFactory,
    MembershipFactory,
    OrganisationFactory,
    PermanenceFactory,
    PermanencePatternFactory,
    PlacementFactory,
    ProgrammeFactory,
    ReferralFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    SiteFactory,
    SituationFactory,
    YoungPersonFactory,
)
from tests.pathways import walk_a_path

# Whose the programme, its rules and its sites are, which no person is tried on.
SET_UP = "set-up"
# When permanences are held here, and whose diary knows it.
RHYTHM = "rhythm"
PEOPLE = ("malo", "servane", "gwenn", "nolwenn", "ronan")
# Whom each account sees, by docs/access.md; the others see nobody.
SEES: dict[str, set[str]] = {
    "officer": {"malo", "gwenn"},
    "officer elsewhere": {"servane", "gwenn"},
    "trainee officer": {"malo", "gwenn"},
    "trainee officer elsewhere": {"servane", "gwenn"},
    "head of units": {"malo", "gwenn"},
    "head of units elsewhere": {"servane", "gwenn"},
    "referent": {"malo", "gwenn", "nolwenn", "ronan"},
    "referent elsewhere": {"servane", "gwenn"},
    "referent of another programme": {"nolwenn"},
    "trainee": {"malo", "gwenn", "nolwenn"},
    "trainee elsewhere": {"servane", "gwenn"},
    "substitute": {"malo", "gwenn", "nolwenn"},
    "substitute elsewhere": {"servane", "gwenn"},
    "lead": {"malo", "gwenn", "nolwenn"},
    "lead elsewhere": {"servane", "gwenn"},
    "lead of another programme": {"nolwenn"},
}


@dataclass
class World:
    """`rows` are by whose they are and by model; whose: a person, or a person and a place, or staff of a place. What
    is known when it is made belongs to nobody."""

    users: dict[str, partners.User] = field(default_factory=dict)
    rows: dict[str, dict[type[Model], list[Any]]] = field(default_factory=dict)
    known: dict[type[Model], set[Any]] = field(default_factory=lambda: {model: keys(model) for model in own_models()})

    def one(self, person: str, model: type[Model], *, last: bool = False) -> Any:
        """The first row, or the last one, of that model about that person."""
        owners = (person, f"{person} here", person + ELSEWHERE)
        found = next(rows[model] for rows in (self.rows.get(owner, {}) for owner in owners) if model in rows)
        return found[-1] if last else found[0]

    def code(self, person: str) -> str:
        """That person's reference."""
        return str(self.one(person, cases.YoungPerson).code)

    def owned_by(self, owner: str, build: Callable[[], object]) -> None:
        """Note as theirs every row that this makes."""
        kept = self.rows.setdefault(owner, {})
        for model in filled_by(build):
            new = keys(model) - self.known[model]
            self.known[model] |= new
            if rows := list(model._default_manager.filter(pk__in=new).order_by("pk")):
                kept.setdefault(model, []).extend(rows)


def build_world() -> World:
    """All of it, in the database."""
    for place in (HERE, ELSEWHERE):
        bodies(place)
    world = World()
    for programme in ("dernier-ecrou", "dedans-dehors"):
        world.owned_by(f"report of {programme}", lambda code=programme: reported(code))
    world.owned_by(SET_UP, set_up)
    world.owned_by(SET_UP, agree)
    world.owned_by("staff", lambda: world.users.update(accounts()))
    world.owned_by(RHYTHM, lambda: rhythm(world))
    world.owned_by("staff", lambda: feed(world.users["referent elsewhere"]))
    people: dict[str, cases.YoungPerson] = {}
    for name in PEOPLE:
        world.owned_by(
            name, lambda name=name: people.update({name: YoungPersonFactory(last_name=f"Kerdoncuff {name}")})
        )
        world.owned_by(name, lambda name=name: held_on(people[name]))
    for name, place in (
        ("malo", HERE),
        ("servane", ELSEWHERE),
        ("gwenn", HERE),
        ("gwenn", ELSEWHERE),
        ("ronan", HERE),
    ):
        owner = f"{name}{place or ' here'}" if name == "gwenn" else name
        world.owned_by(owner, lambda name=name, place=place: followed(people[name], place, world))
        world.owned_by(owner, lambda name=name, place=place: asked_elsewhere(people[name], place))
    world.owned_by(
        "nolwenn", lambda: followed(people["nolwenn"], HERE, world, programme="dedans-dehors", unit="spip-22")
    )
    world.owned_by("nolwenn", lambda: asked_elsewhere(people["nolwenn"], HERE, programme="dedans-dehors"))
    for name, person in people.items():
        twins: list[cases.YoungPerson] = []
        world.owned_by("nobody", lambda twins=twins: twins.append(YoungPersonFactory(last_name="Inconnu")))
        world.owned_by(name, lambda person=person, twins=twins: look_alike(person, *twins))
    world.owned_by("ronan", lambda: restricted(people["ronan"], world))
    world.owned_by("gwenn", lambda: passed_on(people["gwenn"]))
    return world


def reported(programme: str) -> None:
    """A year of that programme: its report, whether it was worth it, a meeting of its committee."""
    report = AnnualReportFactory(programme__code=programme)
    year = {"programme": report.programme, "year": report.year, "written_at": timezone.now()}
    Assessment.objects.create(**year, verdict=Verdict.CONTINUE, text="Oui.")
    meeting = CommitteeMeeting.objects.create(
        audience=CommitteeAudience.PROGRAMME, programme=report.programme, held_on=timezone.localdate()
    )
    decision = meeting.decisions.create(text="Visiter.", answers=OrganisationFactory(funder=True))
    decision.steps.create(state=DecisionState.DONE, since=meeting.held_on)
    meeting.events.create(at=timezone.now(), detail=f"Réunion notée {new_code()}")


def set_up() -> None:
    """A body, and for a programme one of everything; nobody is referred under its criteria yet."""
    programme = ProgrammeFactory(code="dernier-ecrou")
    tomorrow = timezone.localdate() + timedelta(days=1)
    cases.Criteria.objects.create(programme=programme, valid_from=tomorrow)
    funding = cases.Funding.objects.create(programme=programme, funder=OrganisationFactory(funder=True))
    cases.FundingAmount.objects.create(funding=funding, year=2026, amount=1)
    SiteFactory()
    body = OrganisationFactory(code="fjt", kind=partners.OrganisationKind.HOUSING)
    for factory in (PartnerSiteFactory, PartnerContactFactory, PartnerOfferFactory):
        factory(organisation=body)
    former = OrganisationFactory(code="foyer", kind=partners.OrganisationKind.HOUSING, is_active=False)
    partners.PartnerMerge.objects.create(kept=body, other=former, merged_at=timezone.now())
    partners.DistinctPartners.objects.create(first=body, second=former, said_at=timezone.now())


def rhythm(world: World) -> None:
    """A pattern of the Mission Locale here, a closure, a referent's feed."""
    mission_locale, on = bodies(HERE)[0], timezone.localdate()
    PermanencePatternFactory(mission_locale=mission_locale)
    cases.Closure.objects.create(mission_locale=mission_locale, starts_on=on, ends_on=on)
    cases.CalendarFeed.objects.create(user=world.users["referent"], made_at=timezone.now())


def held_on(person: cases.YoungPerson) -> None:
    """What is told of a person, whoever follows them."""
    on = timezone.localdate()
    for moment, starts_on in (("avant", date(2015, 1, 1)), ("pendant", date(2016, 1, 1)), ("apres", on)):
        AddressFactory(person=person, moment=moment, starts_on=starts_on, line="Rue")
    JusticeMeasureFactory(person=person)
    SentenceAdjustmentFactory(person=person)
    SituationFactory(person=person)
    ReleaseNeedFactory(person=person)
    cases.ReleasePermission.objects.create(person=person, purpose=cases.PermissionPurpose.FAMILY, starts_on=on)


def followed(
    person: cases.YoungPerson, place: str, world: World, programme: str = "dernier-ecrou", unit: str = ""
) -> None:
    """What the Mission Locale and the unit of a place hold on a person."""
    on, at = timezone.localdate(), timezone.now()
    mission_locale, own_unit = bodies(place)
    referring: partners.Organisation = OrganisationFactory(code=unit, spip=True) if unit else own_unit
    known = {"person": person, "mission_locale": mission_locale}
    referral = ReferralFactory(
        **known,
        programme=ProgrammeFactory(code=programme),
        referred_by=referring,
        sent_by=world.users[f"officer{place}"],
    )
    cases.EligibilityLine.objects.create(referral=referral, criterion="age", answer="rempli", words="20 ans.")
    enrolment = {"programme": ProgrammeFactory(code=programme), "entered_on": on - timedelta(days=60)}
    EnrolmentFactory(**known, **enrolment)
    contact = ContactFactory(**known, held_on=on - timedelta(days=3))
    contact.axes.create(axis=cases.Axis.HOUSING)
    author = world.users[f"referent{place}"]
    cases.ContactNote.objects.create(contact=contact, text="Vu.", author=author, written_at=at)
    stock = partners.Commitment.objects.of_places().earliest("pk")
    held = {"commitment": stock, "agreement": stock.agreement, "reserved_from": on, "asked_on": on}
    PlacementFactory(**known, **held, place=stock.placements.count() + 1)
    meet(person, mission_locale, author, on)
    for kind in (cases.RequestKind.CALL_BACK, cases.RequestKind.MISSED_TWICE):
        cases.CaseRequest.objects.create(**known, unit=referring, kind=kind, asked_at=at, due_on=on)
    cases.Draft.objects.keep(author, "cases:contact_create", person.code, {"text": f"Brouillon {new_code()}"}, at)
    noted(person, place, world)
    walk_a_path(person, mission_locale, referring, author, at)
    refresh([person.pk])
    # A colleague whom nobody is tried as, for the administrator's pages.
    colleague: partners.User = MembershipFactory(organisation=mission_locale).user
    partners.AccountEvent.record(author, colleague, partners.AccountAction.CHANGED, at, f"Adresse {new_code()}")


def asked_elsewhere(person: cases.YoungPerson, place: str, programme: str = "dernier-ecrou") -> None:
    """The Mission Locale of a place asks the other one to follow, which has not answered yet."""
    HandoverFactory(
        person=person,
        programme=ProgrammeFactory(code=programme),
        from_mission_locale=bodies(place)[0],
        to_mission_locale=bodies(HERE if place else ELSEWHERE)[0],
    )


def look_alike(person: cases.YoungPerson, twin: cases.YoungPerson) -> None:
    """A record of which nobody knows where it is looks like the person's."""
    cases.DuplicateSuspicion.objects.create(first=person, second=twin, found_at=timezone.now())


def feed(user: partners.User) -> None:
    """The secret address of a calendar."""
    cases.CalendarFeed.objects.create(user=user, made_at=timezone.now())


def meet(person: cases.YoungPerson, mission_locale: partners.Organisation, referent: partners.User, on: date) -> None:
    """An appointment in a permanence to come, and one in the last one, at a site that every Mission Locale uses."""
    site = cases.Site.objects.earliest("pk")
    for planned_on in (on + timedelta(days=7), on - timedelta(days=7)):
        permanence = PermanenceFactory(
            site=site, mission_locale=mission_locale, planned_on=planned_on, slots=6, referent=referent
        )
        AppointmentFactory(person=person, permanence=permanence)
        permanence.printings.create(kind=cases.PrintKind.SHEET, printed_at=timezone.now(), order_key=new_code())


def noted(person: cases.YoungPerson, place: str, world: World) -> None:
    """The journal knows that the referent and the officer opened the file."""
    for account in (f"referent{place}", f"officer{place}"):
        membership = world.users[account].memberships.get()
        entry = cases.AccessEntry.objects.create(
            at=timezone.now() - timedelta(hours=1),
            user_key=membership.user_id,
            membership_key=membership.pk,
            organisation_key=membership.organisation_id,
            role=membership.role,
            action="cases:breakglass_create",
            method="POST",
            reason=f"Sortie demain {new_code()}.",
        )
        cases.AccessedPerson.objects.create(entry=entry, person_key=person.journal_key, at=entry.at)


def restricted(person: cases.YoungPerson, world: World) -> None:
    """For the referent alone; a lead opened the file the day before yesterday."""
    at = timezone.now()
    restriction = cases.Restriction(person=person, reason=cases.RestrictionReason.THREAT, marked_at=at)
    restrict(restriction, [world.users["referent"]])
    cases.BreakGlass.objects.create(
        person=person,
        user=world.users["lead"],
        organisation=bodies(HERE)[0],
        reason="Sortie demain.",
        opened_at=at - timedelta(days=2),
    )


def passed_on(person: cases.YoungPerson) -> None:
    """Once, from another unit to the one here."""
    units = {"from_unit": OrganisationFactory(code="spip-22", spip=True), "to_unit": bodies(HERE)[1]}
    cases.UnitTransfer.objects.create(person=person, passed_on=timezone.localdate() - timedelta(days=40), **units)
