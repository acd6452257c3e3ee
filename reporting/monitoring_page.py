"""The monitoring as its page shows it, and as it is taken away: tables, a chart, rows for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from reporting.document.chart_specifications import paired_columns
from reporting.document.charts import Chart
from reporting.document.french import NO_BREAK, NOTHING, counted, day, enumeration, number, typeset
from reporting.monitoring import Monitoring, Period, SilentOfficer, Standing, Tally, UnitLine
from reporting.xlsx import OPTIONS

THIS_YEAR, YEAR_BEFORE = "Ces douze mois", "Les mêmes mois, un an plus tôt"
HEADS = ("Unité", "Code", "Mois", "Orientations", "Un an plus tôt", "Vus depuis", "Délai médian (jours)", "En attente")
# A spreadsheet takes a text that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
TONES = {Standing.FALLING: "bad", Standing.SILENT: "warn", Standing.REGULAR: "good"}
# In pixels of the drawing: across a wide page, and on a telephone.
CHART_WIDTHS = {"large": 960, "etroit": 330}

Table = dict[str, Any]


def monitoring_page(monitoring: Monitoring, silent: Sequence[SilentOfficer]) -> dict[str, Any]:
    """The context of the page, but for its form."""
    year = Period(monitoring.months[0].first, monitoring.on)
    falling = [line for line in monitoring.unit_lines() if line.standing == Standing.FALLING]
    return {
        "figures": key_figures(monitoring, year),
        "falls": [fall_in_words(line, monitoring) for line in falling],
        "charts": {size: chart(monitoring, size) for size in CHART_WIDTHS},
        "months": month_table(monitoring),
        "units": unit_table(monitoring),
        "grid": grid(monitoring),
        "officers": officer_table(silent, monitoring.on),
    }


def key_figures(monitoring: Monitoring, year: Period) -> list[dict[str, Any]]:
    """Of all units together."""
    tally = monitoring.tally(year)
    waiting = sum(line.waiting for line in monitoring.unit_lines())
    return [
        {
            "label": "Orientations",
            "value": tally.made,
            "note": f"en douze mois, {number(tally.before)} un an plus tôt",
        },
        {"label": "Vus depuis", "value": tally.seen, "note": "au moins un entretien après l’orientation"},
        {
            "label": "Jours jusqu’à l’entretien",
            "value": number(tally.median_days),
            "note": "délai médian des jeunes vus",
        },
        {"label": "En attente", "value": waiting, "note": f"sans décision au {day(monitoring.on)}"},
    ]


def recent_in_words(monitoring: Monitoring) -> str:
    """« de janvier à mars 2015 »."""
    first, last = monitoring.months[-3].label, monitoring.months[-1].label
    same_year = first.split()[-1] == last.split()[-1]
    return f"de {first.split()[0] if same_year else first} à {last}"


def fall_in_words(line: UnitLine, monitoring: Monitoring) -> str:
    """What has fallen, by how much."""
    made, before = line.recent.made, line.recent.before
    return (
        f"{line.unit.name}{NO_BREAK}: {counted(made, 'orientation', 'orientations')} {recent_in_words(monitoring)}, "
        f"{number(before)} aux mêmes dates un an plus tôt."
    )


def chart(monitoring: Monitoring, size: str) -> Chart:
    """The twelve months beside the same ones of the year before, drawn for a width."""
    tallies = [(month, monitoring.tally(month)) for month in monitoring.months]
    drawing = paired_columns(
        [(short(month), tally.before, tally.made) for month, tally in tallies],
        (YEAR_BEFORE, THIS_YEAR),
        CHART_WIDTHS[size],
    )
    words = enumeration([f"{month.label}, {tally.made} ({tally.before} un an plus tôt)" for month, tally in tallies])
    return Chart(
        id=f"suivi-mois-{size}",
        title="Orientations reçues par mois",
        description=f"Orientations par mois{NO_BREAK}: {words}.",
        caption=typeset("Clair, les mêmes mois un an plus tôt ; foncé, ces douze mois."),
        specification=drawing.specification,
        legend=drawing.legend,
    )


def short(month: Period) -> str:
    """« sept. »."""
    return SHORT_MONTHS[month.first.month - 1]


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], texts: int) -> Table:
    """Columns and rows of components/_table.html; all but the first `texts` are numbers. A pair in a cell is a state:
    its words and its tone."""
    heads = [{"label": label, "numeric": rank >= texts} for rank, label in enumerate(columns)]
    return {
        "columns": heads,
        "rows": [[cell(head, value) for head, value in zip(heads, row, strict=True)] for row in rows],
    }


def cell(head: dict[str, Any], value: Any) -> dict[str, Any]:
    """One cell under its head."""
    if isinstance(value, tuple):
        return head | {"value": value[0], "tone": value[1]}
    return head | {"value": value}


def month_table(monitoring: Monitoring) -> Table:
    """One line a month, the last one first."""
    rows = [[month.label.capitalize(), *numbers(monitoring.tally(month))] for month in reversed(monitoring.months)]
    return table(("Mois", *HEADS[3:]), rows, 1)


def numbers(tally: Tally) -> list[Any]:
    """The numbers of a tally, in the order of HEADS."""
    return [tally.made, tally.before, tally.seen, number(tally.median_days), tally.waiting]


def unit_table(monitoring: Monitoring) -> Table:
    """One line a unit, those that fall or are silent first."""
    lines = sorted(monitoring.unit_lines(), key=lambda line: list(Standing).index(line.standing))
    rows = [
        [
            line.unit.name,
            (line.standing.value, TONES[line.standing]),
            day(line.last_on) if line.last_on else NOTHING,
            line.recent.made,
            line.recent.before,
            number(line.recent.median_days),
            line.waiting,
            NOTHING if line.oldest_wait is None else number(line.oldest_wait),
        ]
        for line in lines
    ]
    heads = ("Unité", "État", "Dernière orientation", "Trois derniers mois", "Un an plus tôt", "Délai médian (jours)")
    return table((*heads, "En attente", "La plus ancienne (jours)"), rows, 3)


def grid(monitoring: Monitoring) -> Table:
    """Units down, months across: this year's number, and that of the year before in brackets."""
    rows = [
        [unit.name, *(pair_in_words(monitoring.tally(month, unit)) for month in monitoring.months)]
        for unit in monitoring.units
    ]
    return table(("Unité", *(f"{short(month)}{NO_BREAK}{month.first:%y}" for month in monitoring.months)), rows, 1)


def pair_in_words(tally: Tally) -> str:
    """« 7 (9) »."""
    return f"{tally.made}{NO_BREAK}({tally.before})"


def officer_table(silent: Sequence[SilentOfficer], on: date) -> Table:
    """One line an officer."""
    rows = [
        [
            one.name,
            one.unit.name,
            day(one.last_on) if one.last_on else "jamais",
            number((on - one.last_on).days) if one.last_on else NOTHING,
        ]
        for one in silent
    ]
    return table(("Conseiller", "Unité", "Dernière orientation", "Jours depuis"), rows, 3)


def export_rows(monitoring: Monitoring) -> list[list[Any]]:
    """One row a unit and month, under HEADS."""
    return [
        [unit.name, unit.code, f"{month.first:%Y-%m}", *plain(monitoring.tally(month, unit))]
        for unit in monitoring.units
        for month in monitoring.months
    ]


def plain(tally: Tally) -> list[Any]:
    """The numbers of a tally, as numbers."""
    return [tally.made, tally.before, tally.seen, tally.median_days, tally.waiting]


def harmless(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def as_csv(monitoring: Monitoring) -> bytes:
    """The rows for a spreadsheet in French: semicolons, and a mark that says UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows([harmless(value) for value in row] for row in export_rows(monitoring))
    return text.getvalue().encode("utf-8-sig")


def as_workbook(monitoring: Monitoring, silent: Sequence[SilentOfficer]) -> bytes:
    """The same rows, and the silent officers on a second sheet; what a user typed is text, never a formula."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        workbook.set_properties(
            {"title": "Suivi des orientations", "created": datetime.combine(monitoring.on, time())}
        )
        bold = workbook.add_format({"bold": True, "bottom": 2})
        officers = officer_table(silent, monitoring.on)
        heads = [head["label"] for head in officers["columns"]]
        sheets = {
            "Unités et mois": (HEADS, export_rows(monitoring)),
            "Conseillers": (heads, [[one["value"] for one in row] for row in officers["rows"]]),
        }
        for name, (columns, rows) in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, columns, bold)
            for rank, row in enumerate(rows, start=1):
                sheet.write_row(rank, 0, row)
            sheet.set_column(0, 1, 44 if name == "Conseillers" else 30)
            sheet.set_column(2, len(columns) - 1, 18)
            sheet.freeze_panes(1, 0)
    return target.getvalue()
