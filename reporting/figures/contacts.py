"""Contacts of the year with people while followed, the services proposed in them, and how many for each person."""

from __future__ import annotations

from cases.models import Axis, ContactKind, ContactPlace
from reporting.facts import Facts
from reporting.figures.cells import Cells, Number, count_of, grouped, shares
from reporting.rounding import ratio

# The groups that the 2016 report shows, by kind of contact.
GROUPS: dict[str, str] = {
    ContactKind.INTERVIEW: "interview",
    ContactKind.ADMINISTRATIVE: "administrative",
    ContactKind.EMAIL: "message",
    ContactKind.SMS: "message",
    ContactKind.LETTER: "message",
    ContactKind.WORKSHOP: "group",
    ContactKind.INFORMATION_MEETING: "group",
    ContactKind.PHONE: "phone",
    ContactKind.MEDIATION: "outreach",
    ContactKind.VISIT: "outreach",
}
GROUP_LABELS = {
    "interview": "Entretien",
    "administrative": "Administratif",
    "message": "Email • SMS • courrier",
    "group": "Atelier • Info coll",
    "phone": "Appel téléphonique",
    "outreach": "Médiation • Visite",
}
SERVICES: dict[str, str] = {
    Axis.CAREER_PLAN: "career_plan",
    Axis.EMPLOYMENT: "employment",
    Axis.HOUSING: "housing",
    Axis.TRAINING: "training",
    Axis.HEALTH: "health",
    Axis.CITIZENSHIP: "citizenship",
}
SERVICE_LABELS = {code: Axis(axis).label for axis, code in SERVICES.items()}


def contacts(facts: Facts) -> Number:
    """Contacts in the year with people while followed."""
    return count_of([row.id for row in facts.met.contacts])


def contacts_by_kind(facts: Facts) -> Cells:
    """Those contacts by kind group."""
    groups = grouped((GROUPS[kind], id_) for id_, _, kind, _ in facts.met.contacts)
    return shares("contacts", "Contacts", GROUP_LABELS, groups)


def contact_places(facts: Facts) -> Cells:
    """Those contacts by place."""
    groups = grouped((place, id_) for id_, _, _, place in facts.met.contacts)
    return shares("contact_places", "Lieux des contacts", dict(ContactPlace.choices), groups)


def services(facts: Facts) -> Cells:
    """Axes of those contacts; a contact with two axes counts once in each."""
    contacts = {row.id for row in facts.met.contacts}
    groups = grouped((SERVICES[row.axis], row.id) for row in facts.axes if row.contact_id in contacts)
    return shares("services", "Services proposés", SERVICE_LABELS, groups, facts.references)


def interviews_per_person(facts: Facts) -> Number:
    """Interviews in the year with accompanied people while followed, per accompanied person, to one decimal."""
    people, interview = facts.latest_entry, ContactKind.INTERVIEW.value
    interviews = len([person for _, person, kind, _ in facts.met.contacts if kind == interview and person in people])
    return Number(ratio(interviews, len(people)))


def without_contact(facts: Facts) -> Number:
    """Accompanied people none of whose contacts is counted in `contacts`."""
    return count_of(facts.latest_entry.keys() - {row.person_id for row in facts.met.contacts})
