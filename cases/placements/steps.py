"""The way of a placement, from its request to its end: what has been done, what may come next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import Placement, PlacementState
from partners.agreements.in_force import last_day
from partners.agreements.periods import ONE_DAY, months_after
from partners.french import day_words

ASKED, WAITING, ACCEPTED = PlacementState.ASKED, PlacementState.WAITING, PlacementState.ACCEPTED
STARTED, ENDED, REFUSED = PlacementState.STARTED, PlacementState.ENDED, PlacementState.REFUSED
BEFORE_ARRIVAL = PlacementState.before_arrival()

CONFIRM, ACCEPT, ARRIVE, EXTEND, LEAVE = "confirmer", "accepter", "arriver", "prolonger", "partir"
REFUSE, UNDO = "refuser", "revenir"
# What may be noted in each state.
OFFERED: dict[str, tuple[str, ...]] = {
    ASKED: (ACCEPT, REFUSE),
    WAITING: (REFUSE,),
    ACCEPTED: (ARRIVE, REFUSE, UNDO),
    STARTED: (LEAVE, EXTEND, UNDO),
    ENDED: (UNDO,),
    REFUSED: (UNDO,),
}
TONES = {ASKED: "waiting", WAITING: "waiting", ACCEPTED: "good", STARTED: "good", ENDED: "info", REFUSED: "bad"}
TO_CONFIRM = "Réservée, à confirmer"
LATE = "Départ à noter, ou séjour à prolonger\N{NO-BREAK SPACE}: au-delà de la fin prévue, le"
STRANDED = "Ces places s’arrêtent le {end}\N{NO-BREAK SPACE}: voyez avec le partenaire, ou demandez ailleurs"
SERVED_IN_ORDER = "La première place qui se libère lui sera proposée"
ANSWER_AWAITED = "Places sans numéro\N{NO-BREAK SPACE}: notez l’accord du partenaire dès qu’il le donne"
BEYOND = (
    "Le séjour dure au moins jusqu’au {earliest}, au-delà du {end}, dernier jour de ces places\N{NO-BREAK SPACE}: "
    "voyez avec le partenaire s’il peut aller à son terme."
)
EXPECTED_BEYOND = (
    "Le départ est prévu le {expected}, au-delà du {end}, dernier jour de ces places\N{NO-BREAK SPACE}: voyez avec le "
    "partenaire si le séjour peut aller à son terme."
)


@dataclass(frozen=True)
class Step:
    """One of them: its name, its day when it is known; done, the one to come now, or neither."""

    label: str
    on: date | None
    is_done: bool
    is_next: bool

    @property
    def when(self) -> str:
        """« 4 déc. 2026 », or what is said without a day."""
        if self.on is not None:
            return day_words(self.on, "j N Y")
        if self.is_done:
            return "Date inconnue"
        return "À venir" if self.is_next else "–"


def offered(placement: Placement) -> tuple[str, ...]:
    """The steps that may be noted now: of numbered places one comes by itself, of others the partner says yes."""
    may = OFFERED[placement.state]
    if placement.state == WAITING and placement.commitment_id is None:
        return (ACCEPT, *may)
    return (CONFIRM, *may) if placement.is_to_confirm else may


def steps_of(placement: Placement) -> list[Step]:
    """The line of steps; nothing comes after a refusal."""
    rank = {ASKED: 1, WAITING: 1, ACCEPTED: 2, STARTED: 3, ENDED: 4, REFUSED: 2}[PlacementState(placement.state)]
    if placement.state == REFUSED:
        accepted = [("Acceptée", placement.accepted_on)] if placement.accepted_on else []
        done = [("Demandée", placement.asked_on), *accepted, ("Refusée", placement.refused_on)]
        return [Step(label, day, True, False) for label, day in done]
    named = [
        ("Demandée", placement.asked_on),
        ("Acceptée", placement.accepted_on),
        ("Arrivée", placement.starts_on),
        ("Départ", placement.ends_on),
    ]
    return [Step(label, day, index < rank, index == rank) for index, (label, day) in enumerate(named)]


def state_words(placement: Placement) -> str:
    """« Acceptée »; of a place that was waited for, that it is to be confirmed."""
    return TO_CONFIRM if placement.is_to_confirm else str(placement.get_state_display())


def state_tone(placement: Placement) -> str:
    """The tone of its badge."""
    return "warn" if placement.is_to_confirm else TONES[PlacementState(placement.state)]


def earliest_end(placement: Placement) -> date | None:
    """The day before which a stay should not end, by its agreement; None without a minimum, or before it is known
    when it begins."""
    start = placement.starts_on or placement.reserved_from
    months = placement.commitment.minimum_months if placement.commitment else None
    return months_after(start, months) if start and months else None


def first_day_of_places(placement: Placement) -> date | None:
    """The day from which its places are given; None where that is not known."""
    return placement.commitment.starts_on if placement.commitment else placement.agreement.starts_on


def last_day_of_places(placement: Placement) -> date | None:
    """The day on which its places stop as things stand: the agreement's last one, or theirs; None without any."""
    own = placement.commitment.ends_on if placement.commitment else None
    return min((day for day in (last_day(placement.agreement, placement.agreement), own) if day), default=None)


def is_stranded(placement: Placement, on: date) -> bool:
    """Whether nobody can come any more: the places are over before the day for which one is wanted, or that day."""
    end = last_day_of_places(placement)
    return placement.state in BEFORE_ARRIVAL and end is not None and end < max(placement.reserved_from or on, on)


def limits(placement: Placement) -> str:
    """That the shortest stay, or the one that is expected, goes beyond the last day of its places; empty where neither
    does."""
    end, earliest, expected = last_day_of_places(placement), earliest_end(placement), placement.expected_end_on
    if placement.state not in PlacementState.open() or not end:
        return ""
    if earliest and earliest > end + ONE_DAY:
        return BEYOND.format(earliest=day_words(earliest), end=day_words(end))
    if expected and expected > end + ONE_DAY:
        return EXPECTED_BEYOND.format(expected=day_words(expected), end=day_words(end))
    return ""


def is_beyond(placement: Placement, on: date) -> bool:
    """Whether the stay runs though it was to be over by that day."""
    return placement.state == STARTED and placement.expected_end_on is not None and placement.expected_end_on <= on


def is_early(placement: Placement) -> bool:
    """Whether the stay ended before its minimum."""
    earliest = earliest_end(placement)
    return bool(placement.starts_on and placement.ends_on and earliest and placement.ends_on < earliest)


def next_words(placement: Placement, on: date) -> str:
    """What comes next, with its day; empty once there is nothing more to do."""
    if is_stranded(placement, on):
        return STRANDED.format(end=day_words(last_day_of_places(placement)))
    if placement.state == ASKED:
        return "Dites si la place est toujours voulue" if placement.is_to_confirm else "Réponse du partenaire attendue"
    if placement.state == WAITING:
        return SERVED_IN_ORDER if placement.commitment else ANSWER_AWAITED
    if placement.state == ACCEPTED:
        start = placement.reserved_from
        return f"Place gardée à partir du {day_words(start)}" if start and start > on else "Arrivée à noter"
    if placement.state == STARTED and placement.expected_end_on:
        day = day_words(placement.expected_end_on)
        return f"{LATE} {day}" if is_beyond(placement, on) else f"Départ prévu le {day}"
    return "Départ à noter, le jour venu" if placement.state == STARTED else ""


def facts_of(placement: Placement) -> list[tuple[str, str]]:
    """What is known besides its steps: label, value."""
    stock, earliest, start = placement.commitment, earliest_end(placement), placement.reserved_from
    facts = [
        ("Partenaire", placement.agreement.organisation.name),
        ("Places", stock.label if stock else ""),
        ("Place", f"n°\N{NO-BREAK SPACE}{placement.place}" if placement.place else ""),
        ("À partir du", day_words(start) if start else ""),
        ("Séjour minimum", f"{stock.minimum_months} mois" if stock and stock.minimum_months else ""),
        ("Pas avant le", day_words(earliest) if earliest and placement.state != REFUSED else ""),
        ("Départ prévu", day_words(placement.expected_end_on) if placement.expected_end_on else ""),
        ("Parti plus tôt", placement.get_early_end_display() if placement.early_end else ""),
        ("Motif du refus", placement.get_refusal_display() if placement.refusal else ""),
        ("Résultat", placement.get_result_display() if placement.result else ""),
        ("Situation qui suit", str(placement.situation) if placement.situation else ""),
    ]
    return [(label, str(value)) for label, value in facts if value]
