"""The sheet on one A4, whatever there is to say: what does not fit is counted, and the paper says where it is."""

from __future__ import annotations

from dataclasses import dataclass

from partners.french import day_words
from reporting.committees.lines import HIDDEN, Line
from reporting.committees.sheet import DecisionLine, Promise, Sheet, agreement_name
from reporting.committees.subject import Subject

# In lines of the paper: what it holds beside its head and its foot, what a title with the head of its table takes, and
# with how many at the most they are printed larger.
LINES, TITLE, FEW_LINES = 48, 2, 31
# How many of the widest letters these hold on a line: the name of whom it is for, a figure's words, an agreement,
# a decision, who answers for it.
HEAD_LETTERS, LABEL_LETTERS, NAME_LETTERS, TEXT_LETTERS, BODY_LETTERS = 38, 40, 34, 34, 15
NARROW_LETTERS, WIDE_LETTERS, COMMON_ACCENTS = " ijlftr.,;:'’|!()-", "MWmw@%&", "éèêëàâîïôùûüç\N{NO-BREAK SPACE}"
# Of a name, at the most.
LONGEST = 68
LEAST_DECISIONS = 4
MOST_KEY_FIGURES = 4
KEY_FIGURES = ("entrees", "accompagnes", "places", "accueillis", "occupation", "attente")


@dataclass(frozen=True)
class AgreementRow:
    """An agreement on paper."""

    name: str
    promises: str
    ends_on: str


@dataclass(frozen=True)
class DecisionRow:
    """A decision on paper."""

    text: str
    answers: str
    due_on: str
    state: str


@dataclass(frozen=True)
class Paper:
    """What fits of the agreements and of the decisions, and how many are left out of each."""

    sheet: Sheet
    agreements: list[AgreementRow]
    agreements_left_out: int
    decisions: list[DecisionRow]
    decisions_left_out: int
    is_roomy: bool

    @property
    def key_figures(self) -> list[Line]:
        """What one looks for first."""
        return [line for key in KEY_FIGURES if (line := self.sheet.line(key))][:MOST_KEY_FIGURES]

    @property
    def name(self) -> str:
        """Of whom it is about."""
        return short(self.sheet.subject.body.name)

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, list[str]]]]]:
        """The figures: title, then words and numbers of each."""
        return [
            (group.title, [(short(line.label, LABEL_LETTERS), line.paper) for line in group.printed])
            for group in self.sheet.groups
            if group.printed
        ]

    @property
    def hidden(self) -> str:
        """What stands for a hidden number."""
        return HIDDEN

    @property
    def agreements_left_out_words(self) -> str:
        """« Et 12 conventions encore : … »."""
        return left_out(self.agreements_left_out, "convention", bool(self.agreements))

    @property
    def decisions_left_out_words(self) -> str:
        """The same of the decisions."""
        return left_out(self.decisions_left_out, "décision", bool(self.decisions))


def paper_of(sheet: Sheet) -> Paper:
    """The sheet, with as many decisions and agreements as one page holds; decisions are why one meets: a few of them
    come before any agreement."""
    agreements = [agreement_row(promise, sheet.subject) for promise in sheet.promises]
    decisions = [decision_row(line) for line in sheet.decisions]
    figures = sum(1 + len(group.printed) for group in sheet.groups if group.printed)
    room = LINES - figures - 2 * TITLE - 2 * (lines_of((short(sheet.subject.body.name), HEAD_LETTERS)) - 1)
    first = fitting([height(row) for row in decisions[:LEAST_DECISIONS]], room)
    room -= sum(height(row) for row in decisions[:first])
    shown = fitting([height(row) for row in agreements], room)
    room -= sum(height(row) for row in agreements[:shown])
    more = fitting([height(row) for row in decisions[first:]], room)
    told = first + more
    room -= sum(height(row) for row in decisions[first:told])
    return Paper(
        sheet,
        agreements[:shown],
        len(agreements) - shown,
        decisions[:told],
        len(decisions) - told,
        is_roomy=LINES - room <= FEW_LINES,
    )


def left_out(count: int, what: str, is_after: bool) -> str:
    """How many are not on the paper, and where they are."""
    many = "s" if count > 1 else ""
    more = f" autre{many}" if is_after else ""
    start = "Et " if is_after else ""
    return (
        f"{start}{count}{more} {what}{many}, que la page ne peut contenir\N{NO-BREAK SPACE}: la liste entière est "
        "dans l’application, à Comités."
    )


def fitting(heights: list[int], room: int) -> int:
    """How many of these, from the first on, fit in so many lines."""
    count = 0
    while count < len(heights) and sum(heights[: count + 1]) <= room:
        count += 1
    return count


def height(row: AgreementRow | DecisionRow) -> int:
    """How many lines it takes at the most."""
    if isinstance(row, AgreementRow):
        return lines_of((row.name, NAME_LETTERS), (row.promises, NAME_LETTERS))
    return lines_of((row.text, TEXT_LETTERS), (row.answers, BODY_LETTERS), (row.state, BODY_LETTERS))


def lines_of(*cells: tuple[str, int]) -> int:
    """Those of the highest of these cells, each a text and how many of the widest letters its lines hold."""
    return max(lines_in(text, letters) for text, letters in cells)


def lines_in(text: str, letters: int) -> int:
    """On how many lines a text stands, its words kept whole where one line holds them."""
    lines, room = 1, float(letters)
    for word in text.split(" "):
        width = sum(map(width_of, word))
        if width > room and room < letters:
            lines, room = lines + 1, float(letters)
        while width > room:
            lines, width, room = lines + 1, width - room, float(letters)
        room -= width + width_of(" ")
    return lines


def width_of(char: str) -> float:
    """At the most, in the widest letter of the paper's font."""
    if char in NARROW_LETTERS:
        return 0.5
    if char in WIDE_LETTERS or not char.isascii():
        return 0.7 if char in COMMON_ACCENTS else 1.0
    return 0.85 if char.isupper() else 0.7


def agreement_row(promise: Promise, subject: Subject) -> AgreementRow:
    """An agreement, shortened."""
    name = agreement_name(promise.agreement, subject)
    return AgreementRow(short(name), short(promise.paper_words), day_words(promise.ends_on, "d/m/Y"))


def decision_row(line: DecisionLine) -> DecisionRow:
    """A decision, whole, and its state."""
    late = ", en retard" if line.is_late else ""
    return DecisionRow(
        line.decision.text,
        short(line.decision.answers.name, NAME_LETTERS),
        day_words(line.decision.due_on, "d/m/Y"),
        f"{line.state_words}{late}",
    )


def short(text: str, longest: int = LONGEST) -> str:
    """The text, or how it begins."""
    return text if len(text) <= longest else f"{text[: longest - 2].rstrip()} …"
