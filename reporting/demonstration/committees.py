"""The steering committees of the demonstration: that of the programme, those with a partner and with a funder; some
decisions are done, some late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.models import Programme
from partners.models import Organisation, Role, User
from reporting.committees import decisions
from reporting.committees.subject import FUNDER, PARTNER, PROGRAMME, Subject
from reporting.models import DecisionState

UNDER_WAY, DONE, GIVEN_UP = DecisionState.UNDER_WAY, DecisionState.DONE, DecisionState.GIVEN_UP
# Days from the day of loading, what was decided, who answers for it, by when; then its states, from when.
Decided = tuple[str, str, int | None, tuple[tuple[DecisionState, int], ...]]
WITH_FLATS: dict[int, tuple[Decided, ...]] = {
    -390: (("Ouvrir deux logements de plus à Rennes", "ibep", -240, ((UNDER_WAY, -330), (DONE, -250))),),
    -82: (
        ("Visiter chaque logement avant l’arrivée, avec la liste de ce qui manque", "ibep", -50, ((DONE, -55),)),
        ("Répondre aux demandes sous dix jours", "ibep", None, ((UNDER_WAY, -80),)),
        ("Préparer la reconduction de la convention", "ml-rennes", -10, ()),
        ("Prévenir un mois avant chaque départ", "ml-rennes", 40, ((UNDER_WAY, -60),)),
        ("Chercher un logement meublé à Saint-Malo", "ml-saint-malo", -20, ((GIVEN_UP, -31),)),
    ),
}
OF_PROGRAMME: dict[int, tuple[Decided, ...]] = {
    -120: (
        ("Remplacer le financement qui s’arrête", "ml-rennes", -5, ((UNDER_WAY, -90),)),
        ("Ouvrir le foyer aux jeunes de Saint-Malo", "fjt-amities-sociales", -60, ((DONE, -75),)),
        ("Réunir les bénévoles et les référents une fois par trimestre", "agir-abcd", 30, ()),
    ),
}
WITH_FUNDER: dict[int, tuple[Decided, ...]] = {
    -45: (("Déposer la demande de l’an prochain", "ml-rennes", 20, ((UNDER_WAY, -12),)),),
}


def create_committees(on: date) -> None:
    """Make them; the bodies, the programmes and the coordinator's account are there already."""
    bodies = {body.code: body for body in Organisation.objects.all()}
    keeper = User.objects.filter(memberships__role=Role.COORDINATOR).earliest("pk")
    for subject, told in (
        (Subject(PARTNER, bodies["ibep"]), WITH_FLATS),
        (Subject(PROGRAMME, Programme.objects.get(code="dedans-dehors")), OF_PROGRAMME),
        (Subject(FUNDER, bodies["fipd-35"]), WITH_FUNDER),
    ):
        for held, decided in told.items():
            for one in decided:
                decide(subject, on, held, one, bodies, keeper)


def decide(
    subject: Subject, on: date, held: int, decided: Decided, bodies: dict[str, Organisation], keeper: User
) -> None:
    """One decision of a meeting, and how it went, each written on its day."""
    text, answers, due, steps = decided
    held_on = on + timedelta(days=held)
    given = {
        "held_on": held_on,
        "text": text,
        "answers": bodies[answers],
        "due_on": None if due is None else on + timedelta(days=due),
    }
    decisions.note(subject, given, keeper, moment(on, held))
    made = subject.new_meeting(held_on)[0].decisions.get(text=text)
    for state, since in steps:
        decisions.step(made, state, on + timedelta(days=since), keeper, moment(on, since))


def moment(on: date, days: int) -> datetime:
    """The afternoon of the day so many days from that one."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=days), time(16)))
