"""Which chart goes with which table of the report, and how it is told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reporting.document.chart_specifications import (
    ALONE,
    NARROW,
    REFERENCE,
    WIDE,
    Bar,
    Drawing,
    Interval,
    Segment,
    bar,
    columns,
    horizontal_bars,
    intervals,
)
from reporting.document.charts import Chart
from reporting.document.exhibits import FAMILY_LABELS, SHOWN_COLUMN_LABELS, is_unknown
from reporting.document.french import number, percent, typeset
from reporting.structure import Row, Table

MOST_ROWS = 10  # more would make a chart that nobody reads; the table has them all
HORIZONS = ("at_6_months", "at_12_months", "at_24_months")
Draw = Callable[[Table, int], Drawing | None]

SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
WHOLES = frozenset({"released"})  # rows that are the base of the others
UNKNOWN_CODES = frozenset({"unknown", "inconnu"})
LONG_NAME = 24
ENOUGH = 2  # fewer values than this need no chart


def chart_for(table: Table, title: str, year: int) -> Chart | None:
    """The chart of a table, None where nothing is known or a chart would say no more than the table."""
    if table.id not in DRAWINGS or is_unknown(table):
        return None
    draw, caption = DRAWINGS[table.id]
    drawing = draw(table, year)
    if drawing is None:
        return None
    words = typeset(in_words(table))
    chart_id = f"chart-{table.id}"
    return Chart(chart_id, typeset(f"{title}."), words, typeset(caption), drawing.specification, drawing.legend)


def in_words(table: Table) -> str:
    """The figures of a table as one sentence a row: the text alternative of its chart."""
    return " ".join(f"{label} : {_row_in_words(table, row)}." for label, row in _labelled(table))


def _row_in_words(table: Table, row: Row) -> str:
    told = []
    for column in table.columns:
        value = row.values.get(column)
        head = SHOWN_COLUMN_LABELS.get(column, column)
        if isinstance(value, dict):
            told.append(f"{head} {percent(value.get('value'), 1)}")
        elif column == "percent":
            told.append(percent(value))
        elif column == "reference":
            told += [f"{head} {percent(value)}"] if value is not None else []
        elif column == "total":
            told.append(number(value))
        else:
            told.append(f"{head} {number(value)}")
    return ", ".join(told)


def _labelled(table: Table) -> list[tuple[str, Row]]:
    """Rows with a label that no other row has; « inconnu » only where there is someone."""
    labels = [row.label for row in table.rows]
    return [
        (f"{row.label} ({row.code})" if labels.count(row.label) > 1 else _short(row.label), row)
        for row in table.rows
        if row.code not in UNKNOWN_CODES or any(row.values.values())
    ]


def _short(label: str) -> str:
    """A long name that ends with its abbreviation is drawn as that: the table beside has it whole."""
    name, _, abbreviation = label.removesuffix(")").rpartition(" (")
    return abbreviation if len(name) > LONG_NAME and label.endswith(")") and abbreviation.isupper() else label


def _largest(table: Table, column: str) -> list[tuple[str, Row]]:
    """The rows to draw, in the table's order: all, or the largest ones when there are too many."""
    rows = _labelled(table)
    if len(rows) <= MOST_ROWS:
        return rows
    kept = sorted(rows, key=lambda pair: -(pair[1].values.get(column) or 0))[:MOST_ROWS]
    return [pair for pair in rows if pair in kept]


def _bars(bars: Sequence[Bar], series: Sequence[str], width: int = WIDE) -> Drawing | None:
    return horizontal_bars(bars, series, width) if bars else None


def _by_pathway(table: Table, year: int) -> Drawing | None:
    """PLIE and hors PLIE one after the other as shares of the total, and the Mission Locale's share below."""
    total = table.total.get("total") or sum(row.values.get("total") or 0 for row in table.rows)
    if not total:
        return None
    names = ("PLIE", "Hors PLIE")
    bars, compared = [], any(row.values.get("reference") is not None for row in table.rows)
    for label, row in _labelled(table):
        inside, other = row.values.get("plie") or 0, row.values.get("other") or 0
        pieces = (
            Segment(names[0], 0, 100 * inside / total, number(inside)),
            Segment(names[1], 100 * inside / total, 100 * (inside + other) / total, number(other)),
        )
        bars.append(Bar(label, pieces, percent(row.values.get("percent"))))
        if compared:
            bars.append(bar(label, REFERENCE, row.values.get("reference"), percent(row.values.get("reference"))))
    return _bars(bars, (*names, REFERENCE) if compared else names, NARROW)


def _compared(table: Table, year: int) -> Drawing | None:
    """Shares of the programme, and of the Mission Locale below where they are known."""
    compared = any(row.values.get("reference") is not None for row in table.rows)
    bars = []
    for label, row in _labelled(table):
        bars.append(bar(label, "Dispositif", row.values.get("percent"), percent(row.values.get("percent"))))
        if compared:
            bars.append(bar(label, REFERENCE, row.values.get("reference"), percent(row.values.get("reference"))))
    return _bars(bars, ("Dispositif", REFERENCE) if compared else ("Dispositif",))


def _shares(table: Table, year: int) -> Drawing | None:
    """One bar a row, its share at the end."""
    bars = [
        bar(label, "Part", row.values.get("percent"), percent(row.values.get("percent")))
        for label, row in _labelled(table)
        if row.code not in WHOLES
    ]
    return _bars(bars, ("Part",))


def _counts(column: str) -> Draw:
    def draw(table: Table, year: int) -> Drawing | None:
        rows = _largest(table, column)
        bars = [bar(label, column, row.values.get(column), number(row.values.get(column))) for label, row in rows]
        return _bars(bars, (column,)) if len(bars) >= ENOUGH else None

    return draw


def _side_by_side(*drawn: str, width: int = WIDE) -> Draw:
    """Several counts a row, one bar below the other."""

    def draw(table: Table, year: int) -> Drawing | None:
        known = [column for column in drawn if column in table.columns]
        names = [SHOWN_COLUMN_LABELS[column] if column != "total" else "Orientations" for column in known]
        bars = [
            bar(label, name, row.values.get(column), number(row.values.get(column)))
            for label, row in _largest(table, drawn[0])
            for column, name in zip(known, names, strict=True)
            if row.values.get(column) is not None
        ]
        return _bars(bars, names, width)

    return draw


def _situations(table: Table, year: int) -> Drawing | None:
    """The situations entered, by type; the shade tells the family."""
    rows = [pair for pair in _labelled(table) if pair[1].values.get("total")]
    names = [FAMILY_LABELS[family] for family in FAMILY_LABELS if any(row.family == family for _, row in rows)]
    bars = [
        bar(label, FAMILY_LABELS[row.family or "other"], row.values["total"], number(row.values["total"]))
        for label, row in rows
    ]
    return _bars(bars, names)


def _entry_years(table: Table, year: int) -> Drawing | None:
    values = [(row.code, row.values.get("total") or 0) for row in table.rows]
    return columns(values, WIDE, str(year)) if len(values) >= ENOUGH else None


def _months(table: Table, year: int) -> Drawing | None:
    values = [(SHORT_MONTHS[int(row.code) - 1], row.values.get("total") or 0) for row in table.rows]
    return columns(values, WIDE, height=150)


def _reincarceration(table: Table, year: int) -> Drawing | None:
    """Each horizon, each group: its share and interval, or how high it may be when nobody returned."""
    items = [
        _interval(SHOWN_COLUMN_LABELS[column], row.label, cell)
        for column in HORIZONS
        for row in table.rows
        if isinstance(cell := row.values.get(column), dict) and cell.get("value") is not None
    ]
    return intervals(items, [row.label for row in table.rows], ALONE) if items else None


def _interval(horizon: str, group: str, cell: dict[str, float | None]) -> Interval:
    value, low, high, text = cell["value"] or 0, cell.get("low"), cell.get("high"), percent(cell["value"], 1)
    if (low is None or high is None) and (bound := cell.get("upper_bound")) is not None:
        low, high, text = value, bound, f"{text}, au plus {percent(bound, 1)}"
    return Interval(horizon, group, value, low, high, text)


SPLIT = "Part de chaque ligne dans l’ensemble ; dans les barres, le nombre de jeunes."
SHARE = "Part de chaque ligne."
COUNT = "Nombre à chaque ligne."
INTERVAL = "Part de retours ; le trait est l’intervalle de confiance à 95 %."

DRAWINGS: dict[str, tuple[Draw, str]] = {
    "sex": (_by_pathway, SPLIT),
    "age": (_by_pathway, SPLIT),
    "education_level": (_by_pathway, SPLIT),
    "qpv": (_by_pathway, SPLIT),
    "entry_year": (_entry_years, "Nombre de jeunes."),
    "housing": (_compared, SHARE),
    "driving_licence": (_compared, SHARE),
    "setting": (_shares, SHARE),
    "contacts": (_shares, SHARE),
    "contact_places": (_shares, SHARE),
    "services": (_compared, SHARE),
    "situations": (_situations, "Nombre d’entrées ; les situations sans entrée ne sont pas dessinées."),
    "adjustments_kind": (_shares, SHARE),
    "adjustments_destination": (_shares, SHARE),
    "adjustments_outcome": (_shares, SHARE),
    "referrals": (_side_by_side("total", "seen", "admitted", width=ALONE), COUNT),
    "referrals_month": (_months, "Nombre d’orientations."),
    "permanences": (_side_by_side("planned", "held", width=NARROW), COUNT),
    "missed_reasons": (_counts("total"), COUNT),
    "releases": (_shares, SHARE),
    "rights": (_side_by_side("opened", "settled"), COUNT),
    "placements": (_side_by_side("used", "agreed", width=ALONE), COUNT),
    "placements_followed": (_shares, SHARE),
    "reincarceration": (_reincarceration, INTERVAL),
    "targets": (_side_by_side("reached", "target", width=ALONE), COUNT),
}
