"""The proof: each figure that a past report printed, beside the one computed from the records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cases.models import AdjustmentKind, Destination, Outcome, SituationKind
from reporting.document.french import typeset
from reporting.structure import Report, Value

# What each report printed, by (programme, year); the provenance is in the file.
PRINTED = {("dernier-ecrou", 2016): Path(__file__).parent / "demonstration" / "published_2016.json"}

IDENTICAL, COMPATIBLE, DIFFERENT, NOT_GIVEN_BACK = "identique", "compatible", "écart", "non rendu"
NO_OFFENCE = "L’application n’enregistre ni infraction ni jugement\N{NO-BREAK SPACE}: la récidive ne s’y calcule pas."
COLUMNS = {"plie": "PLIE", "other": "hors PLIE", "percent": "part (%)", "reference": "ensemble Mission Locale (%)"}


@dataclass(frozen=True)
class Line:
    """One printed figure: the number (or the words) printed, the number computed, and why it is not given back."""

    section: str
    label: str
    printed: Value | str
    computed: Value = None
    why: str = ""
    # A figure printed in words (« près de 500 ») is compatible with a computed one between these, ends included.
    between: tuple[int, int] | None = None

    @property
    def status(self) -> str:
        """`identique`, `compatible` (with words), `écart`, or `non rendu` when a reason says why it cannot be."""
        if self.why:
            return NOT_GIVEN_BACK
        if self.between and isinstance(self.computed, int):
            return COMPATIBLE if self.between[0] <= self.computed <= self.between[1] else DIFFERENT
        return IDENTICAL if self.computed == self.printed else DIFFERENT

    @property
    def difference(self) -> float | None:
        """Computed less printed, where both are numbers."""
        if isinstance(self.printed, (int, float)) and isinstance(self.computed, (int, float)):
            return self.computed - self.printed
        return None

    @property
    def difference_in_words(self) -> str:
        """The difference with its sign, « – » where there is none to tell."""
        return "–" if self.difference is None else f"{self.difference:+}".replace("-", "−").replace("+0", "0")


@cache
def printed_report(programme: str, year: int) -> dict[str, Any]:
    """What the report of that year printed. Raises KeyError when none is recorded."""
    return json.loads(PRINTED[programme, year].read_text(encoding="utf-8"))


def control_lines(printed: dict[str, Any], report: Report) -> list[Line]:
    """Every printed figure beside the computed one, in the order of the printed report."""
    sections = (
        headline_lines,
        entry_lines,
        young_people_lines,
        contact_lines,
        situation_lines,
        adjustment_lines,
        contradicted_lines,
    )
    return [line for section in sections for line in section(printed, report)]


def counts(lines: list[Line]) -> dict[str, int]:
    """How many lines are identical, different, not given back."""
    found = Counter(line.status for line in lines)
    return {
        "identical": found[IDENTICAL],
        "compatible": found[COMPATIBLE],
        "different": found[DIFFERENT],
        "not_reproduced": found[NOT_GIVEN_BACK],
    }


def headline_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """People accompanied, in and outside PLIE, since the start; priority quarters; disability."""
    section, figures, sex = "Jeunes accompagnés", report.figures, report.table("sex").total
    yield Line(section, "Jeunes accompagnés", printed["accompanied"]["total"], figures["accompanied"])
    yield Line(section, "dont PLIE", printed["accompanied"]["plie"], sex["plie"])
    yield Line(section, "dont hors PLIE", printed["accompanied"]["other"], sex["other"])
    since = printed["since_2012"]
    yield Line(section, "Accompagnés depuis 2012", since["accompanied"], figures["accompanied_since"])
    yield Line(section, "Vus au moins une fois depuis 2012", "près de 500", figures["seen_since"], between=(480, 500))
    yield Line(section, "Jeunes des quartiers prioritaires", printed["qpv"], figures["qpv"])
    in_plie, least = report.table("qpv").row("yes").values["plie"], printed["qpv_plie_at_least"]
    yield Line(section, "dont PLIE", f"au moins {least}", in_plie, between=(least, printed["qpv"]))
    yield Line(section, "Travailleurs handicapés reconnus", printed["rqth"], figures["rqth"])


def entry_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """The share of each year of entry, and the targets of the year."""
    section, entries = "Entrées et objectifs", printed["new_entries"]
    table = report.table("entry_year")
    for year, percent in entries["percent_by_year"].items():
        computed = next((row.values["percent"] for row in table.rows if row.code == year), None)
        yield Line(section, f"Entrés en {year} (%)", percent, computed)
    targets = {
        "entrees": ("Objectif d’entrées", entries["target"]),
        "entrees_femmes": ("Objectif d’entrées de femmes", entries["target_women"]),
        "accompagnes_qpv": ("Objectif de jeunes des quartiers", entries["target_qpv_accompanied"]),
    }
    for code, (label, target) in targets.items():
        yield Line(section, label, target, report.table("targets").row(code).values["target"])


def young_people_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """Sex, age and level: PLIE, outside PLIE, percentage, everyone at the Mission Locale."""
    misprint = "2 sur 147 font 1 % ; la colonne imprimée a été arrondie pour faire 100."
    for table in ("sex", "age", "education_level"):
        for row in printed[table]["rows"]:
            computed = report.table(table).row(row["code"]).values
            for column, name in COLUMNS.items():
                wrong = (table, row["code"], column) == ("education_level", "III+", "percent")
                label = f"{row['label']}, {name}"
                why = misprint if wrong else ""
                yield Line(report.table(table).title, label, row[column], computed[column], why=why)


def contact_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """Contacts by kind, services by axis."""
    yield Line("Contacts", "Contacts", printed["contacts"]["total"], report.figures["contacts"])
    for row in printed["contacts"]["rows"]:
        computed = report.table("contacts").row(row["code"]).values
        yield Line("Contacts", f"{row['label']} (%)", row["percent"], computed["percent"])
    for row in printed["services"]["rows"]:
        computed = report.table("services").row(row["code"]).values
        yield Line("Services proposés", f"{row['label']} (%)", row["percent"], computed["percent"])
        label = f"{row['label']}, {COLUMNS['reference']}"
        yield Line("Services proposés", label, row["reference"], computed["reference"])


def situation_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """Situations begun in the year: by family and by type."""
    section, table = "Entrées en situation", report.table("situations")
    yield Line(section, "Entrées en situation", printed["situations"]["total"], table.total["total"])
    codes = {kind.label: kind.value for kind in SituationKind}
    for family in printed["situations"]["families"]:
        members = [row for row in table.rows if row.family == family["code"]]
        total = sum(row.values["total"] for row in members if isinstance(row.values["total"], int))
        yield Line(section, family["label"], family["total"], total)
        for label, count in family["rows"]:
            yield Line(section, label, count, table.row(codes[label]).values["total"])


def adjustment_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """Sentence adjustments: people, kinds, destinations, outcomes."""
    section, facts = "Aménagements de peine", printed["sentence_adjustments"]
    yield Line(section, "Jeunes aménagés", facts["young_people_2016"], report.figures["adjusted_people"])
    codes = {kind.label: kind.value for kind in Destination}
    for label, count in facts["destinations"]:
        label = label.replace("'", "’")
        computed = report.table("adjustments_destination").row(codes[label]).values["total"]
        yield Line(section, f"Débouché, {label}", count, computed)
    outcomes, kinds = report.table("adjustments_outcome"), report.table("adjustments_kind")
    positive, back = (outcomes.row(code).values["total"] for code in (Outcome.POSITIVE, Outcome.BACK_IN_CUSTODY))
    yield Line(section, "Sorties positives", facts["positive_exits"], positive)
    yield Line(section, "Retours en détention", facts["returned_to_custody"], back)
    external = kinds.row(AdjustmentKind.EXTERNAL_PLACEMENT).values["total"]
    yield Line(section, "Placements à l’extérieur", facts["external_placements"], external)
    yield Line(
        section,
        "Aménagements préparés pour l’année suivante",
        facts["prepared_2016_for_2017"],
        report.figures["adjustments_prepared"],
    )
    yield Line(section, "Récidives parmi les jeunes aménagés", facts["reoffended"], why=NO_OFFENCE)


def contradicted_lines(printed: dict[str, Any], report: Report) -> Iterator[Line]:
    """What the printed report's prose says against its own tables, or beside them."""
    for claim in printed["not_reproduced"]:
        if claim["printed"].startswith("niveau III"):  # a cell of a table: see young_people_lines
            continue
        label, _, words = claim["printed"].partition(" : ")
        yield Line("Phrases du bilan imprimé", sentence(label)[:-1], typeset(words), why=sentence(claim["why"]))


def sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    return typeset(words[:1].upper() + words[1:].rstrip(".") + ".").replace("'", "’")
