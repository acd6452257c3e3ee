"""The activity report as a document: cover, sections, words, tables, charts and method.

`build_document` asks the database nothing: figures come as a `Report`, the rest as a `Context`. The page of the
application, the PDF and the workbook are all made from the `Document` that it gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.document.blocks import Block, Context, KeyFigure, Prose, Section, Topic
from reporting.document.french import day, enumeration
from reporting.document.method import is_provisional, provisional_in_words
from reporting.document.sections import key_figures, sections_of
from reporting.structure import Report

FEW_LETTERS, MANY_LETTERS = 40, 96  # of the programmes' names: two lines of the cover, three smaller ones


@dataclass(frozen=True)
class Document:
    """The whole report, ready to be put on a page, on paper or in a workbook."""

    title: str
    report: Report
    context: Context
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    language: str = "fr"

    @property
    def year(self) -> int:
        return self.report.year

    @property
    def full_title(self) -> str:
        """« Dernier Écrou : bilan d’activité 2016 », with the Mission Locale where there is one in scope."""
        scope = f", {self.context.organisation}" if self.context.organisation else ""
        return f"{self.context.programme_names}\u00a0: {self.title[:1].lower()}{self.title[1:]}{scope}"

    @property
    def running_title(self) -> str:
        """What the head of every page says, short enough for one line."""
        provisional = ", chiffres provisoires" if self.is_provisional else ""
        return f"{self.context.short_names}, bilan d’activité {self.year}{provisional}"

    @property
    def title_size(self) -> str:
        """How large the cover has the programmes' names: large, medium or small, by how long they are."""
        length = len(self.context.programme_names)
        return "large" if length <= FEW_LETTERS else "medium" if length <= MANY_LETTERS else "small"

    @property
    def period_in_words(self) -> str:
        return f"du {day(date(self.year, 1, 1))} au {day(date(self.year, 12, 31))}"

    @property
    def day_in_words(self) -> str:
        return day(self.report.as_of)

    @property
    def is_provisional(self) -> bool:
        """The year was not over on the report's day."""
        return is_provisional(self.report)

    @property
    def provisional_in_words(self) -> str:
        """What is said of a year that is not over; empty for one that is."""
        return provisional_in_words(self.report)

    @property
    def scope_in_words(self) -> str:
        return self.context.organisation or f"toutes les Missions Locales {self.of_programmes}"

    @property
    def of_programmes(self) -> str:
        """« du dispositif », « des dispositifs »."""
        return "des dispositifs" if len(self.context.programmes) > 1 else "du dispositif"

    @property
    def funders_label(self) -> str:
        """« Financeurs »; in the report of one Mission Locale, which has not all of them, those of the whole."""
        return f"Financeurs {self.of_programmes}" if self.context.organisation else "Financeurs"

    @property
    def funders_in_words(self) -> str:
        return enumeration(self.context.funders) if self.context.funders else "non renseigné"

    def on_paper(self) -> Document:
        """The document without what was not written, for nobody can write it there. A section that would then hold
        nothing says so: sections have the same numbers as on a screen."""
        return replace(self, sections=tuple(map(written, self.sections)))

    def topics(self) -> Iterator[Topic]:
        """Every table of the document, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Topic):
                    yield block


def written(section: Section) -> Section:
    """The section without its missing text, unless it holds nothing else."""
    kept = tuple(block for block in section.blocks if not is_missing(block))
    return replace(section, blocks=kept) if kept else section


def is_missing(block: Block) -> bool:
    """Whether it is a text that nobody wrote."""
    return isinstance(block, Prose) and block.html is None


def build_document(report: Report, context: Context) -> Document:
    """The document of a report: every table of the report is in it once, those that nobody foresaw after the
    targets."""
    return Document(
        title=f"Bilan d’activité {report.year}",
        report=report,
        context=context,
        key_figures=key_figures(report),
        sections=sections_of(report, context),
    )


def render_html_fragment(document: Document) -> SafeString:
    """The document's body for a page of the application: key figures, contents, sections (h2 and below)."""
    return render_to_string("reporting/document/document.html", {"document": document, "for_paper": False})


def render_html_page(document: Document, *, for_paper: bool = False, styles: str = "") -> str:
    """The document as a page of its own, with its cover. `styles` are put inside it; without, they are linked."""
    shown = document.on_paper() if for_paper else document
    context = {"document": shown, "for_paper": for_paper, "styles": styles}
    return render_to_string("reporting/annualreport_print.html", context)
