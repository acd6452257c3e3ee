"""What the lines of a spreadsheet would add or change in the directory, then doing it. A line names a body, and may
give a contact, an offer, or both; what is there already stays once. A partner that nobody knows yet is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from cases.models import Axis, PartnerOffer
from cases.partnerships.spreadsheet import Line
from partners.fields import LONGEST_LINE, PhoneField
from partners.models import Commune, Organisation, OrganisationKind, PartnerContact, PartnerFunction
from partners.names import fold
from partners.territory_forms import communes_named

NEW, CHANGED, SAME, REFUSED = "Nouveau", "Modifié", "Déjà là", "Refusé"
LONGEST_EMAIL = 254  # as the table has it
UNKNOWN = "Cette structure n’existe pas\N{NO-BREAK SPACE}: "
ADMINISTRATOR_ADDS, COORDINATION_ADDS = "l’administrateur la crée.", "la coordination ou l’administrateur la crée."
SEPARATOR = "\N{NARROW NO-BREAK SPACE}; "  # a label may hold a comma
DISABLED = "Cette structure est désactivée, ou réunie à une autre\N{NO-BREAK SPACE}: l’administrateur la réactive."
TONES = {NEW: "good", CHANGED: "warn", SAME: "neutral", REFUSED: "bad"}


@dataclass
class Planned:
    """What becomes of a line: in a word, in detail, and the rows to save, each with the communes of an offer."""

    number: int
    body: str
    state: str = SAME
    words: list[str] = field(default_factory=list)
    rows: list[tuple[Any, list[Commune] | None]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return TONES[self.state]


class Directory:
    """What is there, with what the lines before added. `kinds` says of which type each body of the file is, None to
    whoever adds no body."""

    def __init__(self, kinds: dict[str, str] | None) -> None:
        self.kinds = kinds
        self.bodies: dict[str, list[Organisation]] = {}
        self.disabled: set[str] = set()
        self.codes: set[str] = set()
        for body in Organisation.objects.all():
            self.codes.add(body.code)
            if body.is_active:
                self.bodies.setdefault(fold(body.name), []).append(body)
            else:
                self.disabled.add(fold(body.name))
        # A body that is not saved yet stands there by its code.
        self.contacts: dict[tuple[int | str, str, str], PartnerContact] = {
            (contact.organisation_id, contact.function, fold(contact.name)): contact
            for contact in PartnerContact.objects.all()
        }
        offers = PartnerOffer.objects.prefetch_related("communes")
        self.offers: dict[tuple[int | str, str, str], PartnerOffer] = {
            (offer.organisation_id, offer.axis, fold(offer.label)): offer for offer in offers
        }
        self.served = {key: set(offer.communes.all()) for key, offer in self.offers.items()}

    def body(self, name: str) -> Organisation:
        """The active body of that name, or a new one, not saved. Raises ValidationError for none, or several."""
        found = self.bodies.get(fold(name), [])
        if not fold(name):
            raise ValidationError("La structure n’est pas nommée.")
        if len(found) > 1:
            raise ValidationError("Plusieurs structures ont ce nom.")
        if not found and fold(name) in self.disabled:
            raise ValidationError(DISABLED)
        return found[0] if found else self.new_body(name)

    def new_body(self, name: str) -> Organisation:
        """A partner of that name. Raises ValidationError where the reader adds none, or none of that type."""
        if self.kinds is None:
            raise ValidationError(UNKNOWN + COORDINATION_ADDS)
        short_enough({"structure": name})
        return Organisation(code=self.free_code(name), name=name, kind=partner_kind(self.kinds.get(fold(name), "")))

    def free_code(self, name: str) -> str:
        """A code made of the name, that no other body has."""
        code = made = slugify(fold(name))[:LONGEST_LINE] or "structure"
        number = 1
        while made in self.codes:
            number += 1
            made = f"{code}-{number}"
        return made

    def keep(self, body: Organisation) -> None:
        """The lines that follow know that new body."""
        self.bodies[fold(body.name)] = [body]
        self.codes.add(body.code)


def plan(lines: Iterable[tuple[int, Line]], adds_bodies: bool) -> list[Planned]:
    """What becomes of each line, new partners included for whoever adds them; nothing is written."""
    lines = list(lines)
    kinds = {fold(line.get("structure", "")): line["kind"] for _, line in reversed(lines) if line.get("kind")}
    known = Directory(kinds if adds_bodies else None)
    return [planned(number, line, known) for number, line in lines]


def planned(number: int, line: Line, known: Directory) -> Planned:
    """What becomes of one line, or why it is refused."""
    done = Planned(number, line.get("structure", ""))
    try:
        body = known.body(done.body)
    except ValidationError as error:
        return refused(done, error.messages)
    contact, offer = part_of(done, contact_of, line), part_of(done, offer_of, line)
    if not contact and not offer and (done.refusals or not line.get("kind")):
        return refused(done, done.refusals or ["Ni contact ni offre sur cette ligne."])
    if body.pk is None and body not in known.bodies.get(fold(body.name), []):
        known.keep(body)
        note(done, NEW, f"nouvelle structure ({body.get_kind_display()})", body)
    if contact:
        plan_contact(done, body, contact, known)
    if offer:
        plan_offer(done, body, offer, known)
    return done


def refused(done: Planned, why: list[str]) -> Planned:
    """The line of which nothing is written."""
    return Planned(done.number, done.body, REFUSED, refusals=why)


def part_of(done: Planned, read: Callable[[Line], dict[str, Any]], line: Line) -> dict[str, Any]:
    """What the line gives, empty where that is refused: the rest of the line stays."""
    try:
        return read(line)
    except ValidationError as error:
        done.refusals += error.messages
        return {}


def partner_kind(typed: str) -> str:
    """The type of a new partner. Raises ValidationError for none, and for those that the administrator alone adds."""
    choices = {kind.value: str(kind.label) for kind in OrganisationKind.partner_bodies()}
    if not typed:
        raise ValidationError(f"{UNKNOWN}donnez son type pour la créer ({SEPARATOR.join(choices.values())}).")
    kind = chosen(OrganisationKind.choices, typed, "Type inconnu", list(choices.values()))
    if kind not in choices:
        raise ValidationError(UNKNOWN + ADMINISTRATOR_ADDS)
    return kind


def contact_of(line: Line) -> dict[str, Any]:
    """The contact that a line gives, empty for none. Raises ValidationError."""
    if not any(line.get(name) for name in ("function", "name", "phone", "email")):
        return {}
    phone, email = PhoneField(required=False).clean(line.get("phone", "")), line.get("email", "")
    if email:
        validate_email(email)
    if not phone and not email:
        raise ValidationError("Donnez un téléphone ou une adresse e-mail.")
    function = chosen(PartnerFunction.choices, line.get("function", ""), "Fonction inconnue")
    return short_enough({"function": function, "name": line.get("name", ""), "phone": phone, "email": email})


def short_enough(given: dict[str, Any]) -> dict[str, Any]:
    """What a line gives. Raises ValidationError for more than a form would take."""
    for name, what, most in (
        ("name", "Nom", LONGEST_LINE),
        ("email", "E-mail", LONGEST_EMAIL),
        ("label", "Offre", LONGEST_LINE),
        ("structure", "Structure", LONGEST_LINE),
    ):
        if len(given.get(name, "")) > most:
            raise ValidationError(f"{what}\N{NO-BREAK SPACE}: {most} caractères au plus.")
    return given


def offer_of(line: Line) -> dict[str, Any]:
    """The offer that a line gives, empty for none. Raises ValidationError."""
    if not line.get("label") and not line.get("axis"):
        return {}
    if not line.get("label"):
        raise ValidationError("L’offre n’est pas nommée.")
    served = communes_named(line.get("served", "").replace("|", "\n").replace(",", "\n"))
    axis = chosen(Axis.choices, line.get("axis", ""), "Axe inconnu")
    return short_enough({"axis": axis, "label": line["label"], "communes": served})


def chosen(choices: list[tuple[str, Any]], typed: str, what: str, offered: list[str] | None = None) -> str:
    """The choice of that label or value. Raises ValidationError, with those that are offered, by default all."""
    found = {fold(str(word)): value for value, label in choices for word in (value, label)}.get(fold(typed))
    if found is None:
        among = SEPARATOR.join(offered or [str(label) for _, label in choices])
        raise ValidationError(f"{what}\N{NO-BREAK SPACE}: {typed or 'rien'}. Au choix\N{NO-BREAK SPACE}: {among}.")
    return str(found)


def plan_contact(done: Planned, body: Organisation, given: dict[str, Any], known: Directory) -> None:
    """A new contact, or another number or address of one that is there; what the line leaves empty stays."""
    key = (body.pk or body.code, given["function"], fold(given["name"]))
    contact = known.contacts.get(key)
    if contact is None:
        known.contacts[key] = contact = PartnerContact(organisation=body, **given)
        note(done, NEW, f"nouveau contact {contact}", contact)
        return
    changes = {
        name: given[name] for name in ("phone", "email") if given[name] and given[name] != getattr(contact, name)
    }
    told = [f"{value} remplace {getattr(contact, name) or 'rien'}" for name, value in changes.items()]
    if contact.closed_on:
        changes, told = changes | {"closed_on": None}, [*told, "rouvert"]
    for name, value in changes.items():
        setattr(contact, name, value)
    if changes:
        note(done, CHANGED, f"contact {contact}\N{NO-BREAK SPACE}: {', '.join(told)}", contact)


def plan_offer(done: Planned, body: Organisation, given: dict[str, Any], known: Directory) -> None:
    """A new offer, or other communes of one that is there."""
    key, communes = (body.pk or body.code, given["axis"], fold(given["label"])), given.pop("communes")
    offer = known.offers.get(key)
    if offer is None:
        offer = PartnerOffer(organisation=body, **given)
        known.offers[key], known.served[key] = offer, set(communes)
        note(done, NEW, f"nouvelle offre {offer}", offer, communes)
        return
    if offer.closed_on or (communes and known.served[key] != set(communes)):
        offer.closed_on, known.served[key] = None, set(communes) or known.served[key]
        named = ", ".join(sorted(map(str, known.served[key]))) or "sans condition de commune"
        note(done, CHANGED, f"offre {offer}\N{NO-BREAK SPACE}: {named}", offer, list(known.served[key]))


def note(done: Planned, state: str, words: str, row: Any, communes: list[Commune] | None = None) -> None:
    """Say so on the line; a line with something new is new."""
    done.state = NEW if NEW in (done.state, state) else state
    done.words.append(words)
    done.rows.append((row, communes))


def write(planned_lines: Iterable[Planned]) -> None:
    """Save what was planned, in the transaction of whoever asks."""
    for row, communes in (pair for line in planned_lines for pair in line.rows):
        row.save()
        if communes is not None:
            row.communes.set(communes)
