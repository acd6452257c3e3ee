"""The report's method: what its figures mean, its dates and roundings, what is not known."""

from __future__ import annotations

from datetime import date

from cases.vocabulary import FRANCE_TRAVAIL_SINCE, HOME_DETENTION_SINCE
from reporting.document.blocks import Context
from reporting.document.definitions import DEFINITIONS
from reporting.document.exhibits import is_known
from reporting.document.french import counted, day, enumeration, typeset
from reporting.document.illustrations import UNKNOWN_CODES
from reporting.structure import Report

AT_THE_END = " au 31 décembre"  # what is not said of a year that is not over


def is_provisional(report: Report) -> bool:
    """Whether the year was not over on the report's day."""
    return report.as_of <= date(report.year, 12, 31)


def provisional_in_words(report: Report) -> str:
    """What is said of a year that is not over; empty for one that is."""
    if not is_provisional(report):
        return ""
    return typeset(f"Année en cours : chiffres provisoires, arrêtés au {day(report.as_of)}")


def definitions_of(report: Report) -> tuple[tuple[str, str], ...]:
    """Every term and its definition, for that report's year and in the words of its day; not that of the Mission
    Locale's own shares where none was handed in."""
    words = {"year": report.year} | words_of(report)
    unused = set() if any(is_known(table, "reference") for table in report.tables) else {"reference"}
    return tuple(
        (entry.term, typeset(entry.text.format(**words))) for entry in DEFINITIONS if not unused.issuperset(entry.ids)
    )


def words_of(report: Report) -> dict[str, str]:
    """The names that changed with the law, as they were at the end of the report's year, as in its tables."""
    at = date(report.year, 12, 31)
    old, new = "placement sous surveillance électronique (PSE)", "détention à domicile sous surveillance électronique"
    return {
        "ddse": old if at < HOME_DETENTION_SINCE else f"{new} (DDSE)",
        "a_ddse": "un PSE" if at < HOME_DETENTION_SINCE else "une DDSE",
        "employment_service": "Pôle emploi" if at < FRANCE_TRAVAIL_SINCE else "France Travail",
    }


def remarks_of(report: Report, context: Context) -> tuple[tuple[str, str], ...]:
    """Dates, roundings, values of today, what is not known, suspected duplicates."""
    year, provisional = report.year, provisional_in_words(report)
    remarks = [("Année en cours", f"{provisional}.")] if provisional else []
    remarks += [
        (
            "Période et jour du bilan",
            f"Du 1er janvier au 31 décembre {year} ; bilan arrêté au {day(report.as_of)}. Ce jour ne borne que les "
            "rencontres après la sortie et les retours en détention ; tout le reste est calculé sur ce qui est "
            "enregistré.",
        ),
        (
            "Arrondis",
            "Les parts se rapportent au total de leur tableau. Elles sont arrondies à l’entier le plus proche, la "
            "demie vers le haut, chacune pour soi : une colonne peut faire 99 ou 101. Une part de rien s’écrit « – », "
            "jamais 0 %.",
        ),
        (
            "Valeurs d’aujourd’hui",
            "Le niveau de formation, le quartier prioritaire, la RQTH, le logement et le permis sont ceux du "
            f"31 décembre {year} quand ils sont datés, sinon ceux du jour où le bilan est calculé. Seul un bilan "
            "publié reste tel qu’il était.",
        ),
        ("Ce qui n’est pas connu", _unknown(report)),
    ]
    if context.suspected_duplicates is not None:
        remarks.append(("Doublons possibles", _duplicates(context.suspected_duplicates)))
    return tuple((term, typeset(text)) for term, text in remarks)


def _unknown(report: Report) -> str:
    told = "« Non renseigné » : rien n’est enregistré pour ce tableau, ce qui ne prouve pas qu’il n’y ait rien eu."
    gaps = [
        f"{counted(row.values['total'], 'jeune', 'jeunes')} ({table.title[:1].lower()}{table.title[1:]})"
        for table in report.tables
        for row in table.rows
        if row.code in UNKNOWN_CODES and row.values.get("total") and "adjustments" not in table.id
    ]
    told += f" Valeur inconnue : {enumeration(gaps)}." if gaps else ""
    return told + _untold(report)


def _untold(report: Report) -> str:
    """That the Mission Locale's own shares, which some tables set beside the programme's, were not handed in."""
    compared = [table for table in report.tables if "reference" in table.columns]
    titles = [f"« {table.title} »" for table in compared if not is_known(table, "reference")]
    if not titles:
        return ""
    where = "" if len(titles) == len(compared) else f" pour {enumeration(titles)}"
    return f" Les parts de l’ensemble de la Mission Locale n’ont pas été transmises{where} : leur colonne est omise."


def _duplicates(suspected: int) -> str:
    if not suspected:
        return "Aucun doublon n’est signalé."
    told = counted(suspected, "doublon possible est signalé", "doublons possibles sont signalés")
    return f"{told}. Tant que deux dossiers ne sont pas réunis, chacun compte."
