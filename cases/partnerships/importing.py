"""What the lines of a spreadsheet would add or change in the directory, then doing it. A line names a body, and may
give a contact, an offer, or both; what is there already stays once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from cases.models import Axis, PartnerOffer
from cases.partnerships.spreadsheet import Line
from partners.fields import LONGEST_LINE, PhoneField
from partners.models import Commune, Organisation, PartnerContact, PartnerFunction
from partners.names import fold
from partners.territory_forms import communes_named

NEW, CHANGED, SAME, REFUSED = "Nouveau", "Modifié", "Déjà là", "Refusé"
LONGEST_EMAIL = 254  # as the table has it
TONES = {NEW: "good", CHANGED: "warn", SAME: "neutral", REFUSED: "bad"}


@dataclass
class Planned:
    """What becomes of a line: in a word, in detail, and the rows to save, each with the communes of an offer."""

    number: int
    body: str
    state: str = SAME
    words: list[str] = field(default_factory=list)
    rows: list[tuple[Any, list[Commune] | None]] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return TONES[self.state]


class Directory:
    """What is there, with what the lines before added."""

    def __init__(self) -> None:
        self.bodies: dict[str, list[Organisation]] = {}
        for body in Organisation.objects.active():
            self.bodies.setdefault(fold(body.name), []).append(body)
        self.contacts = {
            (contact.organisation_id, contact.function, fold(contact.name)): contact
            for contact in PartnerContact.objects.all()
        }
        offers = PartnerOffer.objects.prefetch_related("communes")
        self.offers = {(offer.organisation_id, offer.axis, fold(offer.label)): offer for offer in offers}
        self.served = {key: set(offer.communes.all()) for key, offer in self.offers.items()}

    def body(self, name: str) -> Organisation:
        """The active body of that name. Raises ValidationError for none, or several."""
        found = self.bodies.get(fold(name), [])
        if not name:
            raise ValidationError("La structure n’est pas nommée.")
        if len(found) > 1:
            raise ValidationError("Plusieurs structures ont ce nom.")
        if not found:
            raise ValidationError("Cette structure n’existe pas\N{NO-BREAK SPACE}: l’administrateur la crée.")
        return found[0]


def plan(lines: Iterable[tuple[int, Line]]) -> list[Planned]:
    """What becomes of each line; nothing is written."""
    known = Directory()
    return [planned(number, line, known) for number, line in lines]


def planned(number: int, line: Line, known: Directory) -> Planned:
    """What becomes of one line, or why it is refused."""
    done = Planned(number, line.get("structure", ""))
    try:
        body = known.body(done.body)
        contact, offer = contact_of(line), offer_of(line)
        if not contact and not offer:
            raise ValidationError("Ni contact ni offre sur cette ligne.")
    except ValidationError as error:
        return Planned(number, done.body, REFUSED, error.messages)
    if contact:
        plan_contact(done, body, contact, known)
    if offer:
        plan_offer(done, body, offer, known)
    return done


def contact_of(line: Line) -> dict[str, Any]:
    """The contact that a line gives, empty for none. Raises ValidationError."""
    if not any(line.get(name) for name in ("function", "name", "phone", "email")):
        return {}
    phone, email = PhoneField(required=False).clean(line.get("phone", "")), line.get("email", "")
    if email:
        validate_email(email)
    if not phone and not email:
        raise ValidationError("Donnez un téléphone ou une adresse e-mail.")
    function = chosen(PartnerFunction, line.get("function", ""), "Fonction")
    return short_enough({"function": function, "name": line.get("name", ""), "phone": phone, "email": email})


def short_enough(given: dict[str, Any]) -> dict[str, Any]:
    """What a line gives. Raises ValidationError for more than a form would take."""
    for name, what, most in (
        ("name", "Nom", LONGEST_LINE),
        ("email", "E-mail", LONGEST_EMAIL),
        ("label", "Offre", LONGEST_LINE),
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
    axis = chosen(Axis, line.get("axis", ""), "Axe")
    return short_enough({"axis": axis, "label": line["label"], "communes": served})


def chosen(choices: type[TextChoices], typed: str, what: str) -> str:
    """The choice of that label or value. Raises ValidationError."""
    found = {fold(word): value for value, label in choices.choices for word in (value, label)}.get(fold(typed))
    if found is None:
        raise ValidationError(
            f"{what} inconnu{'e' if what == 'Fonction' else ''}\N{NO-BREAK SPACE}: {typed or 'rien'}."
        )
    return str(found)


def plan_contact(done: Planned, body: Organisation, given: dict[str, Any], known: Directory) -> None:
    """A new contact, or another number or address of one that is there; what the line leaves empty stays."""
    key = (body.pk, given["function"], fold(given["name"]))
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
    key, communes = (body.pk, given["axis"], fold(given["label"])), given.pop("communes")
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


def write(planned_lines: Iterable[Planned]) -> int:
    """Save what was planned, in the transaction of whoever asks; how many lines that was."""
    written = [line for line in planned_lines if line.rows]
    for row, communes in (pair for line in written for pair in line.rows):
        row.save()
        if communes is not None:
            row.communes.set(communes)
    return len(written)
