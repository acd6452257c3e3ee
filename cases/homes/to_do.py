"""What a home page asks of someone today: blocks of lines, each leading to the page where it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cases.models import Permanence, YoungPerson
from partners.french import day_words, hour_words

# How many lines of a block are shown, and named; the page behind it has them all.
SHOWN = 8


@dataclass(frozen=True)
class ToDoLine:
    """One thing to do: what or whom it is about, where it is done, what is known of it, a badge (words and tone);
    `acts` are done in one click: label, address, what `fait` is sent as."""

    title: str
    url: str
    words: str = ""
    state: str = ""
    tone: str = "neutral"
    person: YoungPerson | None = None
    acts: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Block:
    """Lines of one kind, the most urgent first. `count` is how many there are in all; `more` the page that has them
    (label, address); `empty` what is said when there is none: without it the block is left out."""

    id: str
    title: str
    lines: Sequence[ToDoLine]
    count: int
    more: tuple[str, str] | None = None
    empty: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether there is something to say."""
        return bool(self.lines or self.empty)


@dataclass
class ToDo:
    """The blocks of someone's day."""

    blocks: list[Block] = field(default_factory=list)

    def add(
        self,
        id: str,
        title: str,
        lines: Iterable[ToDoLine],
        more: tuple[str, str] | None = None,
        empty: str = "",
        count: int | None = None,
    ) -> None:
        """A block with its first lines; what does not fit is counted. `count`: of all, where `lines` are the first."""
        known = list(lines)
        block = Block(id, title, known[:SHOWN], len(known) if count is None else count, more, empty)
        if block.is_shown:
            self.blocks.append(block)


def days_in_words(days: int) -> str:
    """« aujourd’hui », « 1 jour », « 12 jours »."""
    return "aujourd’hui" if days < 1 else f"{days} jour{'s' if days > 1 else ''}"


def day_in_words(day: date, on: date) -> str:
    """« aujourd’hui », « demain », « jeudi 3 décembre »."""
    near = {0: "aujourd’hui", 1: "demain"}
    return near.get((day - on).days) or day_words(day, "l j F")


def due_in_words(day: date, on: date) -> str:
    """« aujourd’hui », « le jeudi 3 décembre »."""
    words = day_in_words(day, on)
    return words if (day - on).days in (0, 1) else f"le {words}"


def hour_in_words(permanence: Permanence) -> str:
    """« , 8 h 30 »; nothing where the hour is not known."""
    return f", {hour_words(permanence.starts_at)}" if permanence.starts_at else ""


def places_in_words(permanence: Permanence) -> str:
    """« 5 places prises sur 8 », « 13 pour 12 places », of a permanence read with `with_places`."""
    taken: int = permanence.taken  # type: ignore[attr-defined]
    if permanence.slots is not None and taken > permanence.slots:
        return permanence.places_words(taken)
    words = f"{taken} place{'s' if taken > 1 else ''} prise{'s' if taken > 1 else ''}"
    return words if permanence.slots is None else f"{words} sur {permanence.slots}"


def free_in_words(free: int) -> str:
    """« aucune place libre », « 1 place libre », « 3 places libres »."""
    if not free:
        return "aucune place libre"
    return f"{free} place{'s' if free > 1 else ''} libre{'s' if free > 1 else ''}"
