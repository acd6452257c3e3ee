"""One invented person after another, as rows of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from benchmarks.frame import AGREEMENTS, FIRST_YEAR, MISSIONS_LOCALES, PERMANENCES, PRESCRIBERS, YEAR
from cases.models import (
    AdjustmentKind,
    Attendance,
    Axis,
    ConstraintModality,
    ContactKind,
    Destination,
    DrivingLicence,
    EducationLevel,
    Housing,
    NeedState,
    Outcome,
    SituationKind,
)
from partners.names import fold

Row = tuple[Any, ...]

CONTACTS = 8
START = date(FIRST_YEAR, 1, 1)
DAYS = (date(YEAR, 12, 31) - START).days + 1
NEEDS = (
    "carte_identite etat_civil titre_sejour billet_sortie assurance_maladie complementaire_sante france_travail "
    "domiciliation compte_bancaire hebergement_urgence fjt logement_social telephone"
).split()
INTERVIEW = ContactKind.INTERVIEW.value
KINDS = [INTERVIEW] * 6 + ContactKind.values
PLACES = "intra_muros intra_muros hors_detention a_distance".split()
ENDS = (None, "", "")
ADDRESSES = ("", "personnelle", "personnelle", "hebergement", "domiciliation", "etablissement_penitentiaire")
DECISIONS = ("admis",) * 6 + ("non_admis", "non_admis", "sans_suite", "en_attente")
AXES = Axis.values
ATTENDANCES = ["present"] * 10 + Attendance.values

COLUMNS: dict[str, tuple[str, ...]] = {
    table: tuple(("id " + names).split())
    for table, names in {
        "cases_youngperson": "code imilo_number last_name first_name birth_date sex education_level rqth "
        "driving_licence housing",
        "cases_casefile": "person_id organisation_id opened_on closes_on folded_name",
        "cases_address": "code person_id moment kind line qpv starts_on ends_on",
        "cases_justicemeasure": "code person_id setting status starts_on planned_end_unknown ends_on",
        "cases_sentenceadjustment": "code person_id kind modality decision decided_on starts_on ends_on destination "
        "outcome",
        "cases_referral": "code person_id programme_id referred_by_id origin mission_locale_id officer_name "
        "referred_on place decision decided_on reason",
        "cases_enrolment": "code person_id programme_id mission_locale_id referent_name entered_on plie_entered_on "
        "plie_left_on by_handover exception_reason left_on exit_reason",
        "cases_contact": "code person_id held_on kind place mission_locale_id referent_name duration_minutes",
        "cases_serviceaxis": "contact_id axis",
        "cases_situation": "code person_id kind organisation_name starts_on ends_on end_reason certification",
        "cases_releaseneed": "code person_id measure_id type_id state side opened_on settled_on",
        "cases_placement": "code person_id agreement_id mission_locale_id state starts_on ends_on",
        "cases_handover": "code person_id programme_id from_mission_locale_id to_mission_locale_id asked_on "
        "decision decided_on",
        "cases_appointment": "code permanence_id person_id position attendance",
    }.items()
}


class People:
    """Draws people; keeps their rows until they are taken."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.last: dict[str, int] = defaultdict(int)

    def taken(self) -> Iterator[tuple[str, list[Row]]]:
        """The rows kept, by table, those that others refer to first; they are kept no longer."""
        for table in COLUMNS:
            yield table, self.rows.pop(table, [])

    def add(self, person: int) -> None:
        """Everything about one more person."""
        chance = self.rng.random
        came = START + timedelta(int(chance() * DAYS))
        programme, place = 2 if chance() < 0.1 else 1, self.pick(MISSIONS_LOCALES)
        self.add_person(person, came, place)
        custodies = self.add_measures(person, came)
        self.add_way_in(person, programme, place, came)
        self.add_contacts(person, place, came)
        for custody, start, end in custodies:
            if chance() < 0.4:
                self.add_adjustment(person, start, end)
            if chance() < 0.4:
                self.add_needs(person, custody, start)
        for _ in range(int(chance() * 3)):
            self.put("cases_situation", "S", person, self.pick(SituationKind.values), "", self.after(came, 500), *ENDS)
        self.add_rare(person, programme, place, came)

    # -------------------------------------------------------------------------------------------------- How it is done

    def pick(self, values: Any) -> Any:
        """Any of the values."""
        return values[int(self.rng.random() * len(values))]

    def after(self, day: date, most: int, least: int = 0) -> date:
        """Some days later."""
        return day + timedelta(least + int(self.rng.random() * (most - least)))

    def put(self, table: str, *values: Any) -> int:
        """One more row, whose code is made of its letter and its number; gives the number."""
        self.last[table] = number = self.last[table] + 1
        letter, *others = values
        if COLUMNS[table][1] == "code":
            self.rows[table].append((number, f"{letter}{number}", *others))
        else:
            self.rows[table].append((number, *values))
        return number

    # -------------------------------------------------------------------------------------------------------- The rows

    def add_person(self, person: int, came: date, place: int) -> None:
        """Identity, file, addresses."""
        chance, pick = self.rng.random, self.pick
        birth = came - timedelta(int(16.5 * 365 + chance() * 10.5 * 365))
        names = f"Nom{person:06}", f"Prenom{person % 97}"
        self.put(
            "cases_youngperson",
            "J",
            "",
            *names,
            birth,
            "F" if chance() < 0.1 else "H",
            pick(["", *EducationLevel.values]),
            pick((True, False, False, None)),
            pick(["", *DrivingLicence.values]),
            pick(["", *Housing.values]),
        )
        self.put("cases_casefile", person, place, came, None, fold(" ".join(names)))
        if chance() < 0.9:
            self.put(
                "cases_address", "L", person, "", pick(ADDRESSES), "", pick((True, False, False, None)), None, None
            )
        if chance() < 0.2:
            moved = self.after(came, 300)
            former = (came - timedelta(900), moved)
            self.put("cases_address", "L", person, "avant", pick(ADDRESSES), "", pick((True, False)), *former)
            self.put("cases_address", "L", person, "apres", pick(ADDRESSES), "", pick((True, False)), moved, None)

    def add_measures(self, person: int, came: date) -> list[tuple[int, date, date | None]]:
        """Up to three custodies that follow one another, perhaps a measure in the community; gives the custodies."""
        chance, custodies = self.rng.random, []
        start = came - timedelta(int(chance() * 200))
        for _ in range(self.pick((0, 1, 1, 1, 1, 2, 2, 3))):
            end = None if chance() < 0.1 else self.after(start, 500, 15)
            custodies.append(
                (self.put("cases_justicemeasure", "M", person, "detention", "condamne", start, "", end), start, end)
            )
            if end is None:
                break
            start = self.after(end, 800, 2)
        if chance() < 0.15:
            end = self.after(came, 700, 10) if chance() < 0.7 else None
            setting = "milieu_ouvert" if chance() < 0.9 else "cef"
            self.put("cases_justicemeasure", "M", person, setting, "condamne", came, "", end)
        return custodies

    def add_way_in(self, person: int, programme: int, place: int, came: date) -> None:
        """A referral, seldom two; an enrolment when admitted."""
        chance = self.rng.random
        for _ in range(2 if chance() < 0.1 else 1):
            decision = self.pick(DECISIONS)
            decided = self.after(came, 40) if decision != "en_attente" else None
            self.put(
                "cases_referral",
                "O",
                person,
                programme,
                self.pick(PRESCRIBERS),
                "spip",
                place,
                "",
                came,
                "",
                decision,
                decided,
                "",
            )
            if decision != "admis" or decided is None:
                came = self.after(came, 200, 1)
                continue
            left = None if chance() < 0.3 else self.after(decided, 700, 10)
            plie = self.after(decided, 60) if chance() < 0.45 else None
            plie_left = self.after(plie, 500) if plie and chance() < 0.5 else None
            reason = "Situation particulière" if chance() < 0.05 else ""
            self.put(
                "cases_enrolment",
                "E",
                person,
                programme,
                place,
                "",
                decided,
                plie,
                plie_left,
                chance() < 0.03,
                reason,
                left,
                "",
            )
            return

    def add_contacts(self, person: int, place: int, came: date) -> None:
        """Eight contacts over a year and a half, with their axes."""
        for _ in range(CONTACTS):
            kind = self.pick(KINDS)
            at = place if self.rng.random() < 0.95 else self.pick(MISSIONS_LOCALES)
            day = self.after(came, 550)
            contact = self.put("cases_contact", "C", person, day, kind, self.pick(PLACES), at, "", None)
            for axis in self.rng.sample(AXES, self.pick((0, 1, 1, 2) if kind == INTERVIEW else (0, 0, 1))):
                self.put("cases_serviceaxis", contact, axis)

    def add_adjustment(self, person: int, start: date, end: date | None) -> None:
        """An adjustment inside that custody, at any stage."""
        kind = self.pick(AdjustmentKind.values)
        modality = self.pick(["", *ConstraintModality.values]) if kind == "liberation_sous_contrainte" else ""
        decision = self.pick(("accorde", "accorde", "accorde", "en_preparation", "refuse"))
        begins = self.after(start, max(1, (end - start).days) if end else 200)
        starts = begins if decision == "accorde" else None
        ends = self.after(begins, 200) if starts and self.rng.random() < 0.7 else None
        self.put(
            "cases_sentenceadjustment",
            "A",
            person,
            kind,
            modality,
            decision,
            None,
            starts,
            ends,
            self.pick(["", *Destination.values]),
            self.pick(["", *Outcome.values]),
        )

    def add_needs(self, person: int, custody: int, start: date) -> None:
        """What is to be settled before that custody ends; some needs do not name it."""
        for type_code in self.rng.sample(NEEDS, self.pick((1, 2, 3))):
            opened, state = self.after(start, 200), self.pick(NeedState.values)
            settled = self.after(opened, 200) if state == "regle" else None
            measure = custody if self.rng.random() < 0.7 else None
            self.put("cases_releaseneed", "B", person, measure, type_code, state, "", opened, settled)

    def add_rare(self, person: int, programme: int, place: int, came: date) -> None:
        """What happens to few: a place with a partner, a hand-over, an appointment on a list that was kept."""
        chance = self.rng.random
        if chance() < 0.02:
            arrived = self.after(came, 400)
            left = self.after(arrived, 200) if chance() < 0.8 else None
            self.put("cases_placement", "P", person, self.pick(AGREEMENTS), place, "commencee", arrived, left)
        if chance() < 0.02:
            asked, decision = self.after(came, 400), self.pick(("en_attente", "accepte", "refuse"))
            decided = self.after(asked, 90) if decision != "en_attente" else None
            to = self.pick(MISSIONS_LOCALES)
            self.put("cases_handover", "R", person, programme, place, to, asked, decision, decided)
        if chance() < 0.2:
            self.put("cases_appointment", "V", self.pick(PERMANENCES), person, 0, self.pick(["", *ATTENDANCES]))
