"""The order of the report's document: which words, figures and tables each section holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from partners.names import fold
from reporting.document.blocks import (
    Agreement,
    Block,
    Context,
    Criteria,
    Definitions,
    KeyFigure,
    Prose,
    Section,
    Strip,
    Summary,
    Topic,
)
from reporting.document.exhibits import Head, exhibit_of, is_unknown, list_exhibit, without_unknown_columns
from reporting.document.french import counted, day, number, percent, typeset
from reporting.document.illustrations import chart_for
from reporting.document.method import AT_THE_END, definitions_of, is_provisional, remarks_of
from reporting.document.prose import as_html
from reporting.document.summaries import since_of, summary_of, total_of, value_of
from reporting.rounding import percent as share_of
from reporting.structure import FIGURE_LABELS, Assessed, Report, Table


@dataclass(frozen=True)
class Plan:
    """A section to make: its key figures, its tables, and whether it ought to have a written text."""

    id: str
    title: str
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    written: bool = False


PLANS = (
    Plan("context", "Contexte", written=True),
    Plan("eligibility", "Éligibilité", figures=("exceptions", "over_25_at_entry")),
    Plan(
        "circuit",
        "Circuit, de l’orientation à l’entrée",
        ("referrals_month", "referrals", "reach", "permanences", "missed_reasons"),
        ("seen", "new_entries"),
        written=True,
    ),
    Plan(
        "young_people",
        "Les jeunes accompagnés",
        ("entry_year", "sex", "age", "education_level", "housing", "driving_licence", "setting"),
        ("accompanied", "plie", "rqth", "accompanied_since", "seen_since"),
    ),
    Plan(
        "contacts",
        "Contacts et services",
        ("contacts", "contact_places", "services"),
        ("contacts", "interviews_per_person", "without_contact"),
    ),
    Plan("situations", "Entrées en situation", ("situations",)),
    Plan(
        "adjustments",
        "Aménagements de peine",
        ("adjustments_kind", "adjustments_destination", "adjustments_outcome"),
        ("adjusted_people", "adjustments_prepared"),
    ),
    Plan("priority_quarters", "Quartiers prioritaires", ("qpv",)),
    Plan("releases", "Sorties de détention", ("releases", "rights", "reincarceration")),
    Plan(
        "partnerships", "Partenariats et conventions", ("placements", "placements_followed", "handovers"), written=True
    ),
    Plan("targets", "Objectifs et réalisations", ("targets",)),
    Plan("assessment", "Appréciation"),
    Plan("method", "Méthode"),
)

CAPTIONS = {
    "referrals": "Orientations de {year} par prescripteur, et leurs suites au 31 décembre",
    "referrals_month": "Orientations de {year} par mois",
    "reach": "Détentions commencées en {year} : premier entretien",
    "permanences": "Permanences de {year} par lieu",
    "missed_reasons": "Rendez-vous manqués en {year}, par motif",
    "entry_year": "Jeunes accompagnés en {year}, par entrée",
    "sex": "Jeunes accompagnés en {year}, par sexe et parcours",
    "age": "Jeunes accompagnés en {year}, par âge au 31 décembre et parcours",
    "education_level": "Jeunes accompagnés en {year}, par niveau de formation et parcours",
    "housing": "Jeunes accompagnés en {year}, par logement",
    "driving_licence": "Jeunes accompagnés en {year}, par permis",
    "setting": "Jeunes accompagnés, au 31 décembre {year}",
    "contacts": "Contacts de {year}, par nature",
    "contact_places": "Contacts de {year}, par lieu",
    "services": "Services proposés en {year}, par axe",
    "situations": "Situations commencées en {year}, par type",
    "adjustments_kind": "Aménagements de {year}, par nature",
    "adjustments_destination": "Aménagements de {year}, par débouché",
    "adjustments_outcome": "Aménagements de {year}, par issue",
    "qpv": "Jeunes accompagnés en {year}, par habitation et parcours",
    "releases": "Sorties effectives de {year}",
    "rights": "Besoins ouverts en {year}, réglés à la sortie",
    "reincarceration": "Part de retours en détention après la première levée d’écrou, intervalle de confiance à 95 %",
    "placements": "Places commencées en {year}, par convention",
    "placements_followed": "Places commencées en {year}, par situation qui a suivi au 31 décembre",
    "handovers": "Relais de {year}, par Mission Locale",
    "targets": "Objectifs de {year} et réalisations",
}
NOTES = {
    "reincarceration": (
        "Retour en détention quelle qu’en soit la cause (peine ancienne, révocation, détention provisoire) : ce n’est "
        "pas la récidive. Les deux groupes ne sont pas comparables : ce tableau ne mesure pas l’effet de "
        "l’aménagement.",
    ),
    "services": ("Un contact qui porte deux axes compte une fois dans chacun.",),
}
TITLES = {
    "setting": "Cadre de la mesure",
    "referrals": "Orientations par prescripteur",
    "situations": "Situations par type",
    "releases": "Les sorties et leurs suites",
    "targets": "Objectifs par indicateur",
    "contacts": "Nature des contacts",
    "adjustments_kind": "Nature des aménagements",
}
WIDER_TABLES = {"sex", "age", "education_level", "qpv", "permanences"}
STACKED = {"placements", "referrals", "reach", "reincarceration", "handovers", "targets"}
SHARED = {"new_entries", "qpv"}  # the figures told as a share of the people accompanied too
AGREEMENT_HEADS = (
    Head("partner", "Partenaire", "text"),
    Head("subject", "Objet", "text"),
    Head("starts_on", "Début", "date"),
    Head("ends_on", "Fin", "date"),
    Head("renewal", "Reconduction, ou état", "text"),
    Head("places", "Places"),
)


def sections_of(report: Report, context: Context) -> tuple[Section, ...]:
    """The sections in order, that of the assessments where there are some. A table that no plan names comes after the
    targets."""
    planned = {table for plan in PLANS for table in plan.tables}
    others = tuple(table.id for table in report.tables if table.id not in planned)
    plans = [
        replace(plan, tables=plan.tables + others) if plan.id == "targets" else plan
        for plan in PLANS
        if plan.id != "assessment" or report.assessments
    ]
    return tuple(
        Section(plan.id, position, plan.title, tuple(_blocks(plan, report, context)))
        for position, plan in enumerate(plans, start=1)
    )


def _blocks(plan: Plan, report: Report, context: Context) -> list[Block]:
    summary = summary_of(plan.id, report)
    blocks: list[Block] = [Summary(summary)] if summary else []
    if plan.id == "eligibility" and context.programmes:
        blocks.append(Criteria(context.programmes))
    text = context.texts.get(plan.id, "").strip()
    if text or plan.written:
        blocks.append(Prose(as_html(text) if text else None))
    strip = figures_of(report, plan.figures)
    blocks += [Strip(strip)] if strip else []
    if plan.id == "partnerships":
        blocks.append(agreements_topic(context.agreements))
    told = [table for name in plan.tables for table in report.tables if table.id == name and is_told(table)]
    blocks += [topic_of(report, table) for table in told]
    if plan.id == "assessment":
        blocks += assessment_blocks(report.assessments)
    if plan.id == "method":
        blocks += [
            Definitions("remarques", "Dates, arrondis et limites", remarks_of(report, context), context.shares_url),
            Definitions("definitions", "Définitions", definitions_of(report)),
        ]
    return blocks


def assessment_blocks(assessments: tuple[Assessed, ...]) -> list[Block]:
    """What to do with each programme, and why; its name where there are several."""
    blocks: list[Block] = []
    for one in assessments:
        name = f"{one.name} : {one.label[:1].lower()}{one.label[1:]}" if len(assessments) > 1 else one.label
        blocks.append(Summary(typeset(f"{name}. Avis de la coordination, écrit le {day(one.written_on)}.")))
        blocks.append(Prose(as_html(one.text)))
    return blocks


def topic_of(report: Report, table: Table) -> Topic:
    """A report's table with its caption, its notes and its chart."""
    table = readable(without_unknown_columns(table), report)
    title, caption = title_of(table), caption_of(table, report)
    notes = NOTES.get(table.id, ()) + (handed_over(report) if table.id == "entry_year" else ())
    exhibit = exhibit_of(table, title, caption, notes)
    layout = "stack" if table.id in STACKED else "table" if table.id in WIDER_TABLES else "chart"
    chart = None if is_without_target(table) else chart_for(table, caption, report.year)
    return Topic(exhibit, chart, layout)


def is_told(table: Table) -> bool:
    """Whether the document has it: without any place begun, nothing could follow one."""
    return table.id != "placements_followed" or not is_unknown(table)


def readable(table: Table, report: Report) -> Table:
    """The table in the order of its names, and without the months that are to come."""
    rows = table.rows
    if table.id == "placements":
        rows = tuple(sorted(rows, key=lambda row: fold(row.label)))
    if table.id == "referrals_month" and is_provisional(report):
        rows = tuple(row for row in rows if int(row.code) <= report.as_of.month or row.values["total"])
    return replace(table, rows=rows)


def is_without_target(table: Table) -> bool:
    """Whether it would compare what was done with targets, and none was set."""
    return table.id == "targets" and "target" not in table.columns


def title_of(table: Table) -> str:
    """The title of a table, shorter than its name or plainer."""
    return "Réalisations" if is_without_target(table) else TITLES.get(table.id, table.title)


def caption_of(table: Table, report: Report) -> str:
    """What a table shows, of which year; nothing is said of the end of a year that is not over."""
    template = "Réalisations de {year}" if is_without_target(table) else CAPTIONS.get(table.id, table.title)
    caption = template.format(year=report.year)
    return caption.removesuffix(AT_THE_END) if is_provisional(report) else caption


def handed_over(report: Report) -> tuple[str, ...]:
    """A note on the entries of the year that are none of its new entries: those by hand-over."""
    others = (value_of(report, "entry_year", str(report.year), "total") or 0) - (report.figures["new_entries"] or 0)
    if others <= 0:
        return ()
    entries, count = counted(others, "entrée", "entrées"), "compte" if others < 2 else "comptent"
    return (f"{report.year} : dont {entries} par relais, qui ne {count} pas dans les nouvelles entrées.",)


def agreements_topic(agreements: tuple[Agreement, ...]) -> Topic:
    """The agreements as a table of words, by the partner's name as it is searched."""
    rows = [
        (item.partner, item.subject, item.starts_on, item.ends_on, item.renewal, item.places)
        for item in sorted(agreements, key=lambda item: (fold(item.partner), fold(item.subject)))
    ]
    caption = "Conventions avec les partenaires"
    return Topic(list_exhibit("agreements", "Conventions", caption, AGREEMENT_HEADS, rows), layout="words")


def figures_of(report: Report, identifiers: tuple[str, ...]) -> tuple[KeyFigure, ...]:
    """Those of the figures that the report has; none since the start of a count that begins after its year."""
    counted_since = since_of(report) is not None
    return tuple(
        figure_of(report, identifier)
        for identifier in identifiers
        if identifier in report.figures and (counted_since or not identifier.endswith("_since"))
    )


def figure_of(report: Report, identifier: str) -> KeyFigure:
    """A figure of the report with its label; those since the start say since which year."""
    value = report.figures[identifier]
    label = FIGURE_LABELS.get(identifier, identifier)
    since = since_of(report)
    if identifier.endswith("_since") and since:
        label = label.replace("depuis l’origine", f"depuis {since}")
    return KeyFigure(label, number(value), _note(report, identifier), value)


def _note(report: Report, identifier: str) -> str:
    """What puts a figure in its place: its share, its larger or smaller neighbour. Empty where there is none."""
    value = report.figures[identifier]
    if identifier == "accompanied" and value and report.figures.get("plie") is not None:
        return f"dont {number(report.figures['plie'])} dans le PLIE"
    if identifier == "contacts" and (interviews := value_of(report, "contacts", "interview", "total")):
        return f"dont {number(interviews)} entretiens"
    share = share_of(int(value or 0), int(report.figures.get("accompanied") or 0)) if identifier in SHARED else None
    return f"{percent(share)} des jeunes accompagnés" if share is not None else ""


def key_figures(report: Report) -> tuple[KeyFigure, ...]:
    """The cover's figures: eight, but where nothing is counted since the start."""
    chosen = ("accompanied", "new_entries", "seen", "accompanied_since", "contacts", "adjusted_people", "qpv")
    figures = list(figures_of(report, chosen))
    without = total_of(report, "situations", "without_custody")
    everything = total_of(report, "situations")
    note = f"{number(everything)} avec les incarcérations" if everything else ""
    figures.insert(-2, KeyFigure("Entrées en situation", number(without), note, without))
    return tuple(figures)
