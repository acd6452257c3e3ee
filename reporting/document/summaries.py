"""One sentence or two at the head of each section, written from the figures: what a reader should keep."""

from __future__ import annotations

from collections.abc import Callable

from reporting.document.french import counted, number, percent, typeset
from reporting.document.method import AT_THE_END, is_provisional
from reporting.structure import Report, Table, Value

Summary = Callable[[Report], str]


def summary_of(section: str, report: Report) -> str:
    """The section's summary, empty where there is nothing to sum up."""
    write = SUMMARIES.get(section)
    return typeset(write(report)) if write else ""


def _table(report: Report, identifier: str) -> Table | None:
    return next((table for table in report.tables if table.id == identifier), None)


def value_of(report: Report, identifier: str, code: str, column: str) -> Value:
    """A cell of the report; None where there is no such table, row or column."""
    table = _table(report, identifier)
    row = next((row for row in table.rows if row.code == code), None) if table else None
    return row.values.get(column) if row else None


def total_of(report: Report, identifier: str, column: str = "total") -> int:
    """A table's total, the sum of its rows where its foot has none; 0 where there is no such table."""
    table = _table(report, identifier)
    if table is None:
        return 0
    return table.total.get(column) or sum(row.values.get(column) or 0 for row in table.rows)


def since_of(report: Report) -> int | float | None:
    """The first year of the cumulative figures; None where there is none, or where it comes after the report's."""
    since = report.figures.get("since")
    return since if since and since <= report.year else None


def _young_people(report: Report) -> str:
    figures, year = report.figures, report.year
    people = figures.get("accompanied")
    if not people:
        return ""
    told = f"{counted(people, 'jeune a été accompagné', 'jeunes ont été accompagnés')} en {year}"
    if figures.get("plie") is not None:
        inside = figures["plie"]
        told += f", {number(inside)} dans le PLIE et {number(people - inside)} hors PLIE"
    told += "."
    if figures.get("new_entries"):
        told += f" {counted(figures['new_entries'], 'jeune est entré', 'jeunes sont entrés')} dans l’année."
    if figures.get("accompanied_since") and (first := since_of(report)):
        since = counted(figures["accompanied_since"], "jeune accompagné", "jeunes accompagnés")
        seen = number(figures.get("seen_since"))
        told += f" Depuis {first}, cela fait {since} et {seen} vus au moins une fois."
    return told


def _referrals(report: Report) -> str:
    total = total_of(report, "referrals")
    if not total:
        return ""
    told = f"{counted(total, 'orientation', 'orientations')} en {report.year}"
    seen, admitted = total_of(report, "referrals", "seen"), total_of(report, "referrals", "admitted")
    told += f" : {counted(seen, 'suivie', 'suivies')} d’un entretien, {counted(admitted, 'admission', 'admissions')}"
    pending, at_the_end = total_of(report, "referrals", "pending"), "" if is_provisional(report) else AT_THE_END
    return told + (f", {counted(pending, 'décision', 'décisions')} en attente{at_the_end}." if pending else ".")


def _contacts(report: Report) -> str:
    total = report.figures.get("contacts")
    if not total:
        return ""
    interviews = value_of(report, "contacts", "interview", "total")
    told = f"{counted(total, 'contact', 'contacts')} en {report.year}"
    if interviews:
        told += f", dont {counted(interviews, 'entretien', 'entretiens')}"
    per_person = report.figures.get("interviews_per_person")
    if per_person is not None:
        told += ". En ne comptant que les entretiens avec les jeunes accompagnés : "
        told += f"{counted(per_person, 'entretien', 'entretiens')} par jeune en moyenne"
    return told + "."


def _situations(report: Report) -> str:
    table = _table(report, "situations")
    total = table.total.get("total") if table else None
    if not total:
        return ""
    without = table.total.get("without_custody")
    told = counted(total, "entrée en situation", "entrées en situation")
    return f"{told} en {report.year}" + (f", {number(without)} sans compter les incarcérations." if without else ".")


def _adjustments(report: Report) -> str:
    people, prepared = report.figures.get("adjusted_people"), report.figures.get("adjustments_prepared")
    told = []
    if people:
        obtained = counted(people, "jeune a obtenu", "jeunes ont obtenu")
        told.append(f"{obtained} un aménagement de peine en {report.year}.")
    if prepared:
        others = counted(prepared, "autre aménagement est", "autres aménagements sont")
        told.append(f"{others} en préparation, sans date de début.")
    return " ".join(told)


def _priority_quarters(report: Report) -> str:
    people = report.figures.get("qpv")
    if not people:
        return ""
    share = value_of(report, "qpv", "yes", "percent")
    told = counted(people, "jeune accompagné est connu", "jeunes accompagnés sont connus")
    told += " pour habiter, ou avoir habité, un quartier prioritaire"
    told += f", soit {percent(share)}" if share is not None else ""
    unknown = value_of(report, "qpv", "unknown", "total")
    return f"{told} ; pour {number(unknown)}, on ne sait pas." if unknown else f"{told}."


def _releases(report: Report) -> str:
    released = value_of(report, "releases", "released", "total")
    if not released:
        return ""
    met, base = (value_of(report, "releases", "met_again", column) for column in ("total", "base"))
    told = counted(released, "sortie de détention", "sorties de détention")
    met_again = f", {number(met)} sur {number(base)} suivies d’un contact dehors (en personne ou par téléphone) "
    return f"{told} en {report.year}{f'{met_again}sous 30 jours' if base else ''}."


def _targets(report: Report) -> str:
    table = _table(report, "targets")
    pairs = [(row.values.get("target"), row.values.get("reached")) for row in table.rows] if table else []
    known = [(target, reached) for target, reached in pairs if target is not None and reached is not None]
    if not known:
        return f"Aucun objectif fixé pour {report.year}."
    met = sum(reached >= target for target, reached in known)
    return f"{counted(met, 'objectif atteint', 'objectifs atteints')} sur {number(len(known))}."


SUMMARIES: dict[str, Summary] = {
    "young_people": _young_people,
    "circuit": _referrals,
    "contacts": _contacts,
    "situations": _situations,
    "adjustments": _adjustments,
    "priority_quarters": _priority_quarters,
    "releases": _releases,
    "targets": _targets,
}
