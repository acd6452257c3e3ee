"""One word in every text of every record that belongs to somebody, and who may read it (docs/access.md)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Field, JSONField, Model, TextField

from cases import models as cases
from cases.case_files import refresh
from partners import models as partners
from reporting.models import (
    AnnualReport,
    Assessment,
    CommitteeDecision,
    CommitteeEvent,
    Demonstration,
    ReferenceFigure,
    Target,
)
from tests.access.accounts import ELSEWHERE, HERE, PROGRAMME
from tests.access.world import PEOPLE, SEES, SET_UP, World

# Not typed by anyone, or what an account cannot do without.
KEPT = {
    "User.password",
    "CharterAcceptance.version",
    "Draft.page",
    "Draft.subject",
    "AccessEntry.role",
    "AccessEntry.action",
    "AccessEntry.method",
    "AgreementDocument.digest",
}
# Of the journals, which nothing may change: their words are unique from the start.
UNCHANGED = (cases.AccessEntry, cases.AccessedPerson, partners.AccountEvent, CommitteeEvent)
# What everyone who signed in may read: bodies, programmes and their rules, places, agreements.
PUBLIC = {
    partners.Organisation,
    partners.PartnerAgreement,
    partners.PartnerSite,
    partners.PartnerContact,
    partners.PartnerMerge,
    cases.PartnerOffer,
    partners.Amendment,
    partners.Commitment,
    partners.AgreementEvent,
    partners.Commune,
    partners.Epci,
    partners.PriorityQuarter,
    partners.ReferenceBody,
    cases.Programme,
    cases.Criteria,
    cases.Site,
    cases.Permanence,
    cases.ReleaseNeedType,
}
# Belonging to nobody: the reference data, and what the report prints.
COMMON = {*PUBLIC, cases.Funding, Target, ReferenceFigure, Demonstration, partners.CharterAcceptance}
# What an officer reads of the own unit's people; never an address in custody, nor anything else.
OF_OFFICERS = {
    cases.YoungPerson,
    cases.CaseFile,
    cases.Address,
    cases.JusticeMeasure,
    cases.SentenceAdjustment,
    cases.Referral,
    cases.EligibilityLine,
    cases.CaseRequest,
    cases.Appointment,
    cases.ReleaseNeed,
    cases.PlannedEndChange,
    cases.AdjustmentSupply,
    cases.ReleasePermission,
    cases.SupportCertificate,
    cases.NextStep,
}

# Told to each unit that follows the person, whichever Mission Locale it is from.
OF_EVERY_UNIT = {cases.NextStep, cases.SupportCertificate}
# Those who read the files of a Mission Locale.
OF_A_FILE = ("referent", "trainee", "substitute", "lead")


# What is put into a text.
INVENTED = re.compile(r"zz[0-9a-f]{12}")


@dataclass(frozen=True)
class Word:
    """A text of one field of one record, and whose the record is."""

    text: str
    owner: str
    row: Model
    field: str

    def __str__(self) -> str:
        return f"{type(self.row).__name__}.{self.field} of {self.owner}"

    @cached_property
    def person(self) -> str:
        """Whom the record is about; nobody for an account or a report."""
        return next((person for person in PEOPLE if self.owner.startswith(person)), "")

    @cached_property
    def place(self) -> str | None:
        """Where the record was made, if it is not told wherever the person is followed."""
        if self.person == "gwenn":
            return {"gwenn" + ELSEWHERE: ELSEWHERE, "gwenn here": HERE}.get(self.owner)
        return ELSEWHERE if self.person == "servane" else HERE


def texts(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """The fields of a model that hold text which no closed list gives."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField | JSONField) and not field.choices
        if is_text and f"{model.__name__}.{field.name}" not in KEPT:
            yield field


def write_words(world: World) -> dict[str, Word]:
    """Put a word into every such field of every record that belongs to somebody; each by its text, in lower case."""
    words: dict[str, Word] = {}
    for owner, by_model in world.rows.items():
        for rows in by_model.values():
            for row in rows if owner != SET_UP else ():
                write_row(row, owner)
                for word in words_of(row, owner):
                    words[word.text.lower()] = word
    refresh(cases.YoungPerson.objects.values_list("pk", flat=True))
    return words


def write_row(row: Model, owner: str) -> None:
    """Its own word in each field that a person fills in."""
    model = type(row)
    typed = [field for field in texts(model) if field.editable and not (field.unique and field.name != "email")]
    new = {field.name: invented(row, field, owner) for field in typed if not isinstance(field, JSONField)}
    if new and model not in UNCHANGED:
        model._default_manager.filter(pk=row.pk).update(**new)
        row.refresh_from_db()


def invented(row: Model, field: Field[Any, Any], owner: str) -> str:
    """A word that stands nowhere else. Names and addresses look like such."""
    word = "zz" + hashlib.sha256(f"{owner} {row._meta.label} {row.pk} {field.name}".encode()).hexdigest()[:12]
    match field.name:
        case "email":
            return f"{word}@exemple.invalid"
        case "last_name" if isinstance(row, cases.YoungPerson):
            return f"Kerdoncuff {word}"
    return word


def words_of(row: Model, owner: str) -> Iterator[Word]:
    """What its texts hold: the words written, and the codes by which it is known."""
    for field in texts(type(row)):
        text = str(field.value_from_object(row))
        found = INVENTED.search(text)
        if found or len(text) > 5:
            yield Word(found.group() if found else text, owner, row, field.name)


def crosses(page: str, word: Word) -> bool:
    """What one page tells of another organisation, on purpose: the officers of every unit that follows a young person
    can be named as readers of the restricted file."""
    is_officer = (
        isinstance(word.row, partners.User) and word.row.memberships.filter(role=partners.Role.OFFICER).exists()
    )
    return page == "cases:restriction_update" and is_officer


def may_read(account: str, world: World, word: Word) -> bool:
    """Whether the rules let this account read it."""
    model, row = type(word.row), word.row
    if model in PUBLIC:
        return True
    match row:
        case partners.User():
            return may_name(account, world, row)
        case partners.AccountEvent():
            return account.startswith("administrator")
        case AnnualReport() | Assessment():
            return account == ("coordinator" if row.programme.code == "dernier-ecrou" else "coordinator" + PROGRAMME)
        case CommitteeDecision() | CommitteeEvent():
            of = row.meeting.programme.code
            return account == ("coordinator" if of == "dernier-ecrou" else "coordinator" + PROGRAMME)
        case cases.Draft():
            return row.author == world.users.get(account)
        case cases.CalendarFeed():
            return row.user == world.users.get(account)
        case cases.AccessEntry():
            return reads_entry(account, world, row)
        case cases.UnitReview():
            return place_of(account) == word.place and account.startswith(("officer", "trainee", "head", *OF_A_FILE))
        case cases.GroupMeeting():
            return place_of(account) == word.place and account.startswith(OF_A_FILE)
        case cases.Placement() if account.startswith("coordinator"):
            # A reference, on the page of the places.
            return word.field == "code"
        case cases.Handover() if account.startswith("coordinator"):
            # A reference, once it is late, to the coordinator of its programme.
            return (row.programme.code == "dedans-dehors") == account.endswith(PROGRAMME)
        case cases.Handover() if place_of(account) != (word.place or HERE):
            # A reference, to the Mission Locale that is asked.
            return account.startswith(OF_A_FILE)
        case cases.BreakGlass():
            return account in {"lead", "lead" + PROGRAMME}
    return reads_person(account, word)


def may_name(account: str, world: World, user: partners.User) -> bool:
    """The administrators' names are known to all, those of colleagues to whoever works on the same people, everyone's
    to the administrator and to the coordinator of all Missions Locales."""
    own = world.users.get(account)
    if own is None:
        return False
    roles = set(user.memberships.values_list("role", flat=True))
    name = next((name for name, known in world.users.items() if known == user), "")
    is_near = place_of(name) == place_of(account) or name in {"", "closed organisation"}
    return own == user or account.startswith(("administrator", "coordinator")) or "administrator" in roles or is_near


def place_of(account: str) -> str:
    """Where an account works."""
    return ELSEWHERE if account.endswith(ELSEWHERE) else HERE


def reads_entry(account: str, world: World, entry: cases.AccessEntry) -> bool:
    """One's own; a lead's, of the own body."""
    user = world.users.get(account)
    if user is None or entry.user_key == user.pk:
        return user is not None
    of_lead = {"lead": "ml", "head of units": "spip"}
    body = next((code + place_of(account) for role, code in of_lead.items() if account.startswith(role)), "")
    return bool(body) and partners.Organisation.objects.get(code=body).pk == entry.organisation_key


def reads_person(account: str, word: Word) -> bool:
    """By who sees the person, and what of them."""
    if word.person not in SEES.get(account, ()):
        return False
    if any(account.startswith(role) for role in ("officer", "trainee officer", "head of units")):
        if isinstance(word.row, cases.Enrolment) and word.field == "referent_name":
            return True
        in_custody = isinstance(word.row, cases.Address) and word.row.moment == cases.AddressMoment.INSIDE
        is_told = word.place in (None, place_of(account)) or type(word.row) in OF_EVERY_UNIT
        return type(word.row) in OF_OFFICERS and not in_custody and is_told
    return word.place in (None, place_of(account))
