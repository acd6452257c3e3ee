"""What a partner is sent for a placement: a page and the words of a mail. It tells nothing of justice: the person's
name, closed fields, who asks. What anybody typed on the person is not in it, nor where the person is."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from cases.models import Placement, PlacementLetter, Sex
from cases.record.reading import Reading
from cases.referrals.reminders import is_neutral
from partners.french import day_words

SUBJECT = "Demande de place"


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


def keep(placement: Placement, letter: Letter, reading: Reading, code: str) -> PlacementLetter:
    """The letter as it is sent; the one of that code, where it was kept before."""
    made, _ = PlacementLetter.objects.get_or_create(
        code=code,
        defaults={
            "placement": placement,
            "facts": letter.facts,
            "mail_subject": letter.mail_subject,
            "mail_text": letter.mail_text,
            "sent_by_name": letter.sender,
            "sent_at": reading.at,
            "sent_by": reading.user,
        },
    )
    return made
