"""The card for the young person's pocket: where to go first, whom to call, what to bring, what comes next.

It tells a stranger nothing: closed words, and no name of a place that bears a word of justice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from cases.models import Appointment, NeedState, ReleaseNeed, YoungPerson
from cases.record.reading import Reading
from cases.release_plan.needs import OPEN_STATES, needs_of, plan_of
from cases.telling import is_neutral
from partners.french import day_words, hour_words, phone_words
from partners.models import Organisation

# What one brings, by the need that gives it.
PAPERS = {
    "carte_identite": "Carte d’identité",
    "titre_sejour": "Titre de séjour",
    "assurance_maladie": "Carte Vitale ou attestation",
    "compte_bancaire": "RIB",
    "domiciliation": "Attestation de domiciliation",
    "france_travail": "Numéro France Travail",
    "impots": "Avis d’imposition",
    "etat_civil": "Acte de naissance",
}
# What comes next, by the need that is open; the others have no words that a stranger might read.
STEPS = {
    "carte_identite": "Faire ma carte d’identité",
    "titre_sejour": "Renouveler mon titre de séjour",
    "assurance_maladie": "Ouvrir mes droits à l’assurance maladie",
    "complementaire_sante": "Demander la complémentaire santé",
    "france_travail": "M’inscrire à France Travail",
    "emploi_formation": "Préparer un emploi ou une formation",
    "ressources": "Demander une aide financière",
    "compte_bancaire": "Ouvrir un compte bancaire",
    "impots": "Faire ma déclaration de revenus",
    "hebergement_urgence": "Appeler le 115 pour un hébergement",
    "hebergement_transition": "Trouver un hébergement accompagné",
    "fjt": "Demander une chambre en foyer de jeunes travailleurs",
    "logement_social": "Demander un logement social",
    "domiciliation": "Avoir une adresse pour mon courrier",
    "transport": "Demander une carte de transport",
    "permis": "M’inscrire au permis de conduire",
    "telephone": "Avoir un téléphone",
    "alimentation": "Aller à l’épicerie sociale",
}
EMERGENCY = ("115", "Un toit ce soir", "gratuit, jour et nuit")
# As many lines as one page in large type holds.
MOST_PAPERS, MOST_STEPS = 6, 5
# With no more lines than this, and none longer, it holds them larger.
SHORT, SHORT_WORDS = 7, 44


@dataclass(frozen=True)
class CardLine:
    """A line that one may leave out: its key, its part of the card, its words; on the card unless told otherwise."""

    key: str
    part: str
    words: str
    is_usual: bool = True


@dataclass(frozen=True)
class Meeting:
    """The first appointment, in lines to read: when, where, whom to ask for."""

    when: str
    where: list[str]
    ask_for: str


@dataclass(frozen=True)
class Card:
    """What may be printed, and what is missing for it to be of use."""

    person: YoungPerson
    meeting: Meeting | None
    phones: list[CardLine]
    papers: list[CardLine]
    steps: list[CardLine]
    missing: list[tuple[str, str]]

    @property
    def lines(self) -> list[CardLine]:
        return [*self.phones, *self.papers, *self.steps]

    @property
    def is_short(self) -> bool:
        """Whether the page holds it in type that is larger still."""
        lengths = [len(words) for words in (str(self.person), *(line.words for line in self.lines))]
        where = [len(words) for words in (self.meeting.where if self.meeting else [])]
        return len(self.lines) <= SHORT and max(lengths) <= SHORT_WORDS and max(where, default=0) <= SHORT_WORDS

    def usual(self) -> list[str]:
        """The keys of the lines that are on it to begin with."""
        return [line.key for line in self.lines if line.is_usual]

    def chosen(self, keys: Collection[str]) -> Card:
        """The same with these lines alone, as many as the page holds."""
        phones, papers, steps = (
            [line for line in lines if line.key in keys] for lines in (self.phones, self.papers, self.steps)
        )
        return Card(self.person, self.meeting, phones[:2], papers[:MOST_PAPERS], steps[:MOST_STEPS], self.missing)


def card_of(reading: Reading) -> Card:
    """The card made from the plan, as it stands."""
    user, at = reading.user, reading.at
    plan = plan_of(reading.person, user, at)
    needs = list(needs_of(plan, user, at))
    first = plan.release_day if plan.release_day and plan.release_day > reading.on else reading.on
    ahead = Appointment.objects.visible_to(user, at).to_come(first).filter(person=reading.person)
    outside = ahead.filter(permanence__site__is_inside=False, permanence__mission_locale__in=reading.deciding)
    related = outside.select_related("permanence__site", "permanence__referent", "permanence__mission_locale")
    appointment = related.order_by("permanence__planned_on", "starts_at", "pk").first()
    bodies = Organisation.objects.filter(pk__in=reading.deciding).order_by("name")
    body = appointment.permanence.mission_locale if appointment else bodies.first()
    phones = list(phone_lines(appointment, body))
    return Card(
        person=reading.person,
        meeting=meeting_of(appointment) if appointment else None,
        phones=phones,
        papers=[*paper_lines(needs)],
        steps=[*step_lines(needs)],
        missing=[*missing(appointment, body)],
    )


def meeting_of(appointment: Appointment) -> Meeting:
    """The lines of the appointment; a place whose name or address would tell is left out."""
    permanence = appointment.permanence
    starts_at = appointment.starts_at or permanence.starts_at
    day = day_words(permanence.planned_on, "l j F")
    where = [words for words in (permanence.site.name, permanence.site.address) if words and is_neutral(words)]
    ask_for = str(permanence.referent) if permanence.referent else ""
    return Meeting(f"{day} à {hour_words(starts_at)}" if starts_at else day, where, ask_for)


def phone_lines(appointment: Appointment | None, body: Organisation | None) -> Iterator[CardLine]:
    """The Mission Locale's number, that of the place, and the one that is open at night; two of them are printed."""
    if body and body.phone:
        yield CardLine("tel:mission-locale", "phone", f"{phone_words(body.phone)} – Mission Locale")
    if appointment and (phone := appointment.permanence.site.phone):
        yield CardLine("tel:lieu", "phone", f"{phone_words(phone)} – le lieu du rendez-vous")
    number, what, when = EMERGENCY
    has_two = bool(body and body.phone and appointment and appointment.permanence.site.phone)
    yield CardLine("tel:115", "phone", f"{number} – {what} ({when})", is_usual=not has_two)


def paper_lines(needs: Iterable[ReleaseNeed]) -> Iterator[CardLine]:
    """Those that are settled are there to be brought; the others may be ticked."""
    settled = {need.type_id for need in needs if need.state == NeedState.SETTLED}
    for code, words in PAPERS.items():
        yield CardLine(f"papier:{code}", "paper", words, is_usual=code in settled)


def step_lines(needs: Iterable[ReleaseNeed]) -> Iterator[CardLine]:
    """What is open in the plan, in words of one's own."""
    for need in needs:
        if need.state in OPEN_STATES and need.type_id in STEPS:
            yield CardLine(f"etape:{need.type_id}", "step", STEPS[need.type_id])


def missing(appointment: Appointment | None, body: Organisation | None) -> Iterator[tuple[str, str]]:
    """What the card would want, and who gives it: words, and the name of the page where it is given, if there is
    one for the reader."""
    if appointment is None:
        yield "Aucun rendez-vous dehors n’est fixé.", "appointment_outside"
    else:
        site = appointment.permanence.site
        name = f"«\N{NO-BREAK SPACE}{site}\N{NO-BREAK SPACE}»"
        if not site.address:
            yield f"L’adresse de {name} n’est pas connue\N{NO-BREAK SPACE}: l’administration la note.", ""
        elif not (is_neutral(site.address) and is_neutral(site.name)):
            yield f"{name} dit de quoi il s’agit\N{NO-BREAK SPACE}: son nom n’est pas imprimé.", ""
        if appointment.permanence.referent is None:
            yield "La permanence n’a pas encore de référent à demander.", ""
    if body is None or not body.phone:
        yield "Le téléphone de la Mission Locale n’est pas connu\N{NO-BREAK SPACE}: l’administration le note.", ""
