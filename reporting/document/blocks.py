"""What the report's document is made of: what is told beside the figures, and the blocks of its sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils.safestring import SafeString
from django.utils.text import Truncator, slugify

from reporting.document.charts import Chart, height_of
from reporting.document.exhibits import Exhibit
from reporting.document.french import enumeration

SHORT = 42  # letters
# How high they are on paper, in millimetres: what stands above and below a chart, above a table's lines, a line.
A_LEGEND, A_CAPTION, HEADS, A_LINE = 4.2, 4, 13, 4.4
IN_A_LEGEND = 3  # series in one line of a legend
MANY_BESIDE, MANY_ALONE, FEWEST = 12, 7, 4  # lines of a table


@dataclass(frozen=True)
class Rules:
    """A programme's name and criteria in force, in words: (("Âge", "18 à 25 ans"), …)."""

    programme: str
    criteria: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Agreement:
    """An agreement with a partner, as the report tells it. Empty or None where it is not known."""

    partner: str
    subject: str
    starts_on: date | None = None
    ends_on: date | None = None
    renewal: str = ""
    places: int | None = None


@dataclass(frozen=True)
class Context:
    """What the report says beside its figures.

    `texts` are Markdown, by the id of a section (see sections.PLANS). `organisation` is the Mission Locale in scope,
    `publisher` who gives the report out. `suspected_duplicates` is None where they were not looked for.
    `shares_url` is where the application has the shares of the whole Mission Locale typed; empty outside of it.
    """

    programmes: tuple[Rules, ...]
    organisation: str | None = None
    publisher: str = ""
    funders: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    demonstration: bool = False
    suspected_duplicates: int | None = None
    shares_url: str = ""

    @property
    def programme_names(self) -> str:
        """« Dernier Écrou », « Dernier Écrou et Dedans-Dehors »."""
        return enumeration([rules.programme for rules in self.programmes])

    @property
    def short_names(self) -> str:
        """The same, no longer than a head of page: « Dernier Écrou et 2 autres dispositifs »."""
        if len(self.programme_names) <= SHORT:
            return self.programme_names
        first, *others = [Truncator(rules.programme).chars(SHORT) for rules in self.programmes]
        more = f"{len(others)}\N{NO-BREAK SPACE}autres dispositifs" if len(others) > 1 else "un autre dispositif"
        return f"{first} et {more}" if others else first


@dataclass(frozen=True)
class KeyFigure:
    """A number to be read from afar, its label and a few words beside it. `value` is what the workbook keeps."""

    label: str
    text: str
    note: str = ""
    value: int | float | None = None


@dataclass(frozen=True)
class Summary:
    """The section in a sentence or two."""

    template: ClassVar[str] = "reporting/document/_summary.html"
    text: str


@dataclass(frozen=True)
class Prose:
    """A written text, already safe HTML; None says that it was not written."""

    template: ClassVar[str] = "reporting/document/_prose.html"
    html: SafeString | None


@dataclass(frozen=True)
class Strip:
    """Key figures side by side."""

    template: ClassVar[str] = "reporting/document/_strip.html"
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Criteria:
    """The programmes' criteria."""

    template: ClassVar[str] = "reporting/document/_criteria.html"
    programmes: tuple[Rules, ...]


@dataclass(frozen=True)
class Topic:
    """A table with its title, its chart where there is one. `layout` is chart, table or stack: which one is wider."""

    template: ClassVar[str] = "reporting/document/_topic.html"
    exhibit: Exhibit
    chart: Chart | None = None
    layout: str = "chart"

    @property
    def is_beside(self) -> bool:
        """Whether paper has the chart and the table side by side, on one page."""
        return self.chart is not None and self.layout != "stack" and not self.exhibit.is_long

    @property
    def is_parted(self) -> bool:
        """Whether a page may end among the lines of its table, rather than leave its foot empty."""
        return len(self.exhibit.lines) > (MANY_BESIDE if self.is_beside else MANY_ALONE) and self.layout != "stack"

    @property
    def lines_kept(self) -> int:
        """How many of the first lines of a parted table are on one page: beside a chart, as many as go down as far.
        0 of a table that is kept whole."""
        if not self.is_parted:
            return 0
        if self.chart is None or not self.is_beside:
            return FEWEST
        legend = A_LEGEND * -(-len(self.chart.legend) // IN_A_LEGEND)
        return int((height_of(self.chart) + legend + A_CAPTION - HEADS) / A_LINE)

    @property
    def is_chart_last(self) -> bool:
        """Whether the chart is on the right."""
        return self.is_beside and self.layout == "table"

    @property
    def id(self) -> str:
        return f"tableau-{slugify(self.title)}"

    @property
    def title(self) -> str:
        return self.exhibit.title


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean, or remarks that have a title; `shares_url` as in the context."""

    template: ClassVar[str] = "reporting/document/_definitions.html"
    id: str
    title: str
    entries: tuple[tuple[str, str], ...]
    shares_url: str = ""


Block = Summary | Prose | Strip | Criteria | Topic | Definitions


@dataclass(frozen=True)
class Section:
    """A numbered section. Its titled blocks are the second level of the outline."""

    id: str
    number: int
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        return slugify(self.title)

    @property
    def titled(self) -> tuple[Topic | Definitions, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Topic | Definitions))
