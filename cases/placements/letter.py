"""What a partner is sent for a placement: a page and the words of a mail. It tells nothing of justice: the person's
name, closed fields, who asks. What anybody typed on the person is not in it, nor where the person is; a name that
bears a word of justice keeps it from going out."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.timezone import localdate

from cases.models import Placement, PlacementLetter, Sex
from cases.record.reading import Reading
from cases.telling import is_neutral, names_of_custody, told_in
from partners.french import day_words
from partners.names import fold

SUBJECT = "Demande de place"
TELLS = "«\N{NO-BREAK SPACE}{word}\N{NO-BREAK SPACE}» dit la justice, dans {where}."
NOWHERE = "le texte de la demande\N{NO-BREAK SPACE}: signalez-le à l’administration"


@dataclass(frozen=True)
class Letter:
    """The lines of the page, and the mail that goes with it; `sender` is who asks, for which Mission Locale."""

    facts: list[dict[str, str]]
    mail_subject: str
    mail_text: str
    sender: str


def letter_for(placement: Placement, reading: Reading) -> Letter:
    """What the partner would be sent now, by the user who reads."""
    facts = [{"label": label, "value": value} for label, value in lines(placement, reading) if value]
    context = {"placement": placement, "sender": str(reading.user)}
    text = render_to_string("cases/mail/placement.txt", context).strip()
    return Letter(facts, SUBJECT, text, str(reading.user))


def lines(placement: Placement, reading: Reading) -> list[tuple[str, str]]:
    """Label, value; the partner's own name is left out where it tells what it is."""
    person, partner = placement.person, placement.agreement.organisation.name
    start = placement.starts_on or placement.reserved_from
    months = placement.commitment.minimum_months if placement.commitment else None
    born = "Née le" if person.sex == Sex.FEMALE else "Né le"
    return [
        ("À l’attention de", partner if is_neutral(partner) else ""),
        ("Pour", f"{person.first_name} {person.last_name}"),
        (born, day_words(person.birth_date)),
        ("Place demandée à partir du", day_words(start) if start else ""),
        ("Pour une durée de", f"{months} mois au moins" if months else ""),
        ("Demandée par", placement.mission_locale.name),
        ("À contacter", str(reading.user)),
        ("Téléphone", placement.mission_locale.phone),
    ]


def faults(placement: Placement, letter: Letter, reading: Reading) -> list[str]:
    """The words of the finished letter, mail included, that tell of justice: each with where it is changed."""
    names, person, body = names_of_custody(), placement.person, placement.mission_locale
    but = surnames(person.last_name, reading.user.last_name)
    sources = {
        "le prénom du jeune\N{NO-BREAK SPACE}: corrigez-le dans son identité": person.first_name,
        "le nom du jeune\N{NO-BREAK SPACE}: corrigez-le dans son identité": person.last_name,
        "le nom de la Mission Locale\N{NO-BREAK SPACE}: l’administration le corrige": body.name,
        "le téléphone de la Mission Locale\N{NO-BREAK SPACE}: l’administration le corrige": body.phone,
        "votre nom\N{NO-BREAK SPACE}: l’administration le corrige": letter.sender,
    }
    found = told_in(whole_text(letter, reading), names, but)
    told = {where: set(told_in(text, names, but)) for where, text in sources.items()}
    wheres = [(word, next((where for where, words in told.items() if word in words), NOWHERE)) for word in found]
    return [TELLS.format(word=word, where=where) for word, where in wheres]


def surnames(*names: str) -> set[str]:
    """Those of one word, folded: a name is no remark, whatever it means."""
    return {folded for name in names if len((folded := fold(name)).split()) == 1}


def whole_text(letter: Letter, reading: Reading) -> str:
    """All that the partner reads: the page, the subject and the words of the mail."""
    context = {"facts": letter.facts, "sender": letter.sender, "sent_on": reading.on}
    page = render_to_string("cases/_placementletter.html", context).replace("<", " <")
    return "\n".join([unescape(strip_tags(page)), letter.mail_subject, letter.mail_text])


def keep(placement: Placement, letter: Letter, reading: Reading, code: str) -> PlacementLetter:
    """The letter as it is sent; the one of that code, or of that day in the same words, where it was kept before.
    Inside a transaction that locks the person."""
    said = {"facts": letter.facts, "mail_subject": letter.mail_subject, "mail_text": letter.mail_text}
    for known in placement.letters.all():
        if localdate(known.sent_at) == reading.on and all(getattr(known, name) == said[name] for name in said):
            return known
    made, _ = PlacementLetter.objects.get_or_create(
        code=code,
        defaults={
            **said,
            "placement": placement,
            "sent_by_name": letter.sender,
            "sent_at": reading.at,
            "sent_by": reading.user,
        },
    )
    return made
