"""Releases from custody in the year: how they were prepared, who was met again, what rights were settled."""

from __future__ import annotations

from datetime import date

from cases.models import NeedState
from cases.release_plan.measured_by import HOUSING_NEEDS
from cases.vocabulary import FRANCE_TRAVAIL_SINCE
from reporting.facts import MET_WITHIN, PREPARED_WITHIN, Custody, Facts, shifted
from reporting.figures.cells import Cells, counted, grouped
from reporting.rounding import percent
from reporting.rows import NeedRow
from reporting.structure import Row, Table

RELEASES = {
    "released": "Sorties de détention",
    "met_again": "Revus dehors dans les 30 jours",
    "housing_settled": "Logement réglé",
    "without_adjustment": "Sans aménagement de peine",
    "unprepared": "Sans préparation",
}
# Those on papers, health cover, employment service, domiciliation and bank, in the order of the catalogue.
RIGHTS = {
    "carte_identite": "Carte nationale d’identité",
    "etat_civil": "Acte de naissance",
    "titre_sejour": "Titre de séjour",
    "billet_sortie": "Billet de sortie et certificat de présence",
    "assurance_maladie": "Droits à l’assurance maladie (CPAM)",
    "complementaire_sante": "Complémentaire santé solidaire",
    "france_travail": "Inscription à France Travail",
    "domiciliation": "Domiciliation administrative",
    "compte_bancaire": "Compte bancaire et RIB",
}


def releases(facts: Facts) -> Cells:
    """Effective releases in the year of people followed on that day; a person may count twice.

    *Met again*: a contact of a kind of `MEETINGS` not inside the prison, from the day of release to the 30th day
    after, of those released at least 30 days before the report's day. *Housing settled*: the release plan's housing
    need is settled; without a plan, housing is autonome or famille. *Without adjustment*: none granted whose start
    lies in that custody. *Unprepared*: without adjustment and no interview from the 60th day before to the day of
    release.
    """
    released, met, settled = facts.releases, met_again(facts), housing_settled(facts)
    observed = [custody for custody in released if shifted(released_on(custody), MET_WITHIN) <= facts.scope.as_of]
    without = [custody for custody in released if not custody.adjusted]
    counted_in = {
        "released": released,
        "met_again": [custody for custody in observed if custody.id in met],
        "housing_settled": [custody for custody in released if custody.id in settled],
        "without_adjustment": without,
        "unprepared": [custody for custody in without if not is_prepared(facts, custody)],
    }
    ids = {(code, "total"): [custody.id for custody in custodies] for code, custodies in counted_in.items()}
    ids |= {(code, "base"): ids["released", "total"] for code in RELEASES}
    ids["met_again", "base"] = [custody.id for custody in observed]
    return shares_of_base("releases", "Sorties de détention", RELEASES, ids)


def shares_of_base(table_id: str, title: str, labels: dict[str, str], ids: dict[tuple[str, str], list[int]]) -> Cells:
    """One row a label, each with its own base, of which the percentage is."""
    rows = []
    for code, label in labels.items():
        total, base = len(ids[code, "total"]), len(ids[code, "base"])
        rows.append(Row(code, label, {"total": total, "base": base, "percent": percent(total, base)}))
    return Cells(Table(table_id, title, ("total", "base", "percent"), tuple(rows)), dict(ids))


def released_on(custody: Custody) -> date:
    """The effective release of a custody that has one."""
    assert custody.released_on is not None
    return custody.released_on


def met_again(facts: Facts) -> set[int]:
    """The custodies, of `releases`, after which the person was met outside within 30 days."""
    return {
        custody.id
        for custody in facts.releases
        if (days := facts.met.outside.get(custody.person_id)) and is_met_again(released_on(custody), days)
    }


def is_met_again(release: date, days: list[date]) -> bool:
    """Whether one of these days is within 30 days of the release."""
    until = shifted(release, MET_WITHIN)
    return any(release <= day <= until for day in days)


def is_prepared(facts: Facts, custody: Custody) -> bool:
    """Whether an interview took place in the 60 days before the release, or on its day."""
    release = released_on(custody)
    start = shifted(release, -PREPARED_WITHIN)
    return any(start <= day <= release for day in facts.met.interviews.get(custody.person_id, ()))


def housing_settled(facts: Facts) -> set[int]:
    """The custodies, of `releases`, at whose end the person had a roof: by the needs of the release plan, else by what
    is known of the person's housing."""
    plans = grouped((custody_of(facts, need), need.state == NeedState.SETTLED) for need in housing_needs(facts))
    return {
        custody.id
        for custody in facts.releases
        if (any(plans[custody.id]) if custody.id in plans else custody.person_id in facts.housed)
    }


def housing_needs(facts: Facts) -> list[NeedRow]:
    """The needs that ask for a roof, but those found without object."""
    return [need for need in facts.needs if need.type_id in HOUSING_NEEDS and need.state != NeedState.NOT_RELEVANT]


def custody_of(facts: Facts, need: NeedRow) -> int | None:
    """The custody whose release the need prepares: the one it names, else the last one begun when it was opened."""
    if need.measure_id is not None:
        return need.measure_id
    begun = [row for row in facts.custodies.get(need.person_id, ()) if row.starts_on <= need.opened_on]
    return begun[-1].id if begun else None


def rights(facts: Facts) -> Cells:
    """Needs on papers, health cover, employment service, domiciliation, bank opened in the year for people while
    followed; settled by the effective release (settled at all, as long as there is none)."""
    releases = {row.id: row.released_on for of_person in facts.custodies.values() for row in of_person}
    opened = [
        need
        for need in facts.needs
        if need.type_id in RIGHTS
        and need.opened_on.year == facts.scope.year
        and facts.is_followed(need.person_id, need.opened_on)
    ]
    settled = [need for need in opened if is_settled_by(need, releases.get(custody_of(facts, need)))]
    ids = {(code, "opened"): rows for code, rows in grouped((need.type_id, need.id) for need in opened).items()}
    ids |= {(code, "settled"): rows for code, rows in grouped((need.type_id, need.id) for need in settled).items()}
    return counted("rights", "Accès aux droits", right_labels(facts.scope.last_day), ("opened", "settled"), ids)


def is_settled_by(need: NeedRow, release: date | None) -> bool:
    """Whether the need was settled on or before the release, if there is one."""
    if need.state != NeedState.SETTLED or need.settled_on is None:
        return False
    return release is None or need.settled_on <= release


def right_labels(last_day: date) -> dict[str, str]:
    """The needs of the table `rights`, in the words of that day: Pôle emploi became France Travail in 2024."""
    if last_day >= FRANCE_TRAVAIL_SINCE:
        return RIGHTS
    return RIGHTS | {"france_travail": "Inscription à Pôle emploi"}
