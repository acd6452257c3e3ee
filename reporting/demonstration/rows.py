"""From the records of the demonstration to rows of the data package, every column a string, empty for unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count

from reporting.demonstration.records import Adjustment, Contact, Enrolment, Measure, Record, Referral, Situation, Young

Row = dict[str, str]
Package = dict[str, list[Row]]
Values = dict[str, object]

PROGRAMME_COLUMNS = (
    "code", "nom", "date_debut", "date_fin", "age_min", "age_max", "statuts_penaux", "peine_min_mois",
    "peine_max_mois", "epci", "departements", "qpv_accepte", "etablissements", "financeurs", "annee_cumul",
)  # fmt: skip
# In the order of the contract.
AXES = ("projet_professionnel", "acces_emploi", "formation", "logement", "sante", "citoyennete")


class Codes:
    """Gives codes in order of date: J0001, J0002… for people, and likewise for whatever they have."""

    def __init__(self) -> None:
        self._next = {letter: count(1) for letter in "JMOECSA"}

    def give(self, people: list[Young]) -> None:
        """Number the people by first referral, and their records by date, after those numbered before."""
        people.sort(key=lambda young: young.referrals[0].referred_on)
        self._number("J", list(people), lambda young: date.min)
        self._number("M", [m for young in people for m in young.measures], lambda m: m.starts_on)
        self._number("O", [r for young in people for r in young.referrals], lambda r: r.referred_on)
        self._number("E", [e for young in people for e in young.enrolments], lambda e: e.entered_on)
        self._number("C", [c for young in people for c in young.contacts], lambda c: c.held_on)
        self._number("S", [s for young in people for s in young.situations], lambda s: s.starts_on)
        self._number("A", [a for young in people for a in young.adjustments], lambda a: a.starts_on or date.max)

    def _number(self, letter: str, records: list[Record], by: Callable[..., date]) -> None:
        for record in sorted(records, key=by):
            record.code = f"{letter}{next(self._next[letter]):04d}"


def rows_of(people: list[Young]) -> Package:
    """The rows of every resource that holds people, in the order of their codes."""
    of_one = {
        "mesures": lambda young: (_measure(m) for m in young.measures),
        "orientations": lambda young: (_referral(r) for r in young.referrals),
        "entrees": lambda young: (_enrolment(e) for e in young.enrolments),
        "contacts": lambda young: (_contact(c) for c in young.contacts),
        "situations": lambda young: (_situation(s) for s in young.situations),
        "amenagements": lambda young: (_adjustment(a) for a in young.adjustments),
    }
    package = {"jeunes": [_as_text(_young(young)) for young in people]}
    for resource, values_of in of_one.items():
        package[resource] = sorted(_linked(people, values_of), key=lambda row: row["id"])
    return package


def _linked(people: list[Young], values_of: Callable[[Young], Iterator[Values]]) -> Iterator[Row]:
    """Rows with their person's code in second place."""
    for young in people:
        for values in values_of(young):
            yield _as_text({"id": values.pop("id"), "jeune": young.code} | values)


def _as_text(values: Values) -> Row:
    return {column: _text(value) for column, value in values.items()}


def _text(value: object) -> str:
    """A value as the package writes it: ISO dates, `oui` and `non`, nothing for what is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value.isoformat() if isinstance(value, date) else str(value)


def programme_row(values: Row) -> Row:
    """A programme with all its columns."""
    return {column: values.get(column, "") for column in PROGRAMME_COLUMNS}


def _young(young: Young) -> Values:
    return {
        "id": young.code,
        "nom": young.last_name,
        "prenom": young.first_name,
        "date_naissance": young.birth_date,
        "sexe": young.sex,
        "niveau": young.level,
        "code_commune": young.commune,
        "type_adresse": young.address,
        "qpv": young.qpv,
        "rqth": young.rqth,
        "permis": young.licence,
        "logement": young.housing,
    }


def _measure(measure: Measure) -> Values:
    return {
        "id": measure.code,
        "cadre": measure.setting,
        "statut": measure.status,
        "structure": measure.organisation,
        "duree_peine_mois": measure.months,
        "duree_peine_jours": measure.days,
        "date_debut": measure.starts_on,
        "date_fin_prevue": measure.planned_end_on,
        "date_fin": measure.ends_on,
    }


def _referral(referral: Referral) -> Values:
    return {
        "id": referral.code,
        "dispositif": referral.programme,
        "prescripteur": referral.referred_by,
        "origine": referral.origin,
        "structure": referral.mission_locale,
        "conseiller": referral.officer,
        "date_orientation": referral.referred_on,
        "lieu": referral.place,
        "decision": referral.decision,
        "date_decision": referral.decided_on,
        "motif": referral.reason,
    }


def _enrolment(enrolment: Enrolment) -> Values:
    return {
        "id": enrolment.code,
        "dispositif": enrolment.programme,
        "structure": enrolment.mission_locale,
        "referent": enrolment.referent,
        "date_entree": enrolment.entered_on,
        "date_entree_plie": enrolment.plie_entered_on,
        "date_sortie_plie": enrolment.plie_left_on,
        "relais": enrolment.by_handover,
        "derogation": enrolment.exception,
        "date_sortie": enrolment.left_on,
        "motif_sortie": enrolment.exit_reason,
    }


def _contact(contact: Contact) -> Values:
    return {
        "id": contact.code,
        "date": contact.held_on,
        "type": contact.kind,
        "lieu": contact.place,
        "structure": contact.mission_locale,
        "referent": contact.referent,
        "duree_minutes": contact.minutes,
        "axes": "|".join(sorted(contact.axes, key=AXES.index)),
    }


def _situation(situation: Situation) -> Values:
    return {
        "id": situation.code,
        "type": situation.kind,
        "organisme": situation.organisation,
        "date_debut": situation.starts_on,
        "date_fin": situation.ends_on,
        "motif_fin": situation.end_reason,
        "certification": situation.certification,
    }


def _adjustment(adjustment: Adjustment) -> Values:
    return {
        "id": adjustment.code,
        "type": adjustment.kind,
        "modalite": adjustment.modality,
        "decision": adjustment.decision,
        "date_decision": adjustment.decided_on,
        "date_debut": adjustment.starts_on,
        "date_fin": adjustment.ends_on,
        "debouche": adjustment.destination,
        "issue": adjustment.outcome,
    }
