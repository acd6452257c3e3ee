"""Eligibility: every criterion on both sides of each of its bounds, and without the fact."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.models import (
    Answer,
    Criterion,
    JusticeMeasure,
    PenalStatus,
    Programme,
    Setting,
)
from cases.models.programmes import Criteria
from cases.referrals.eligibility import CriterionLine, Facts, Rules, eligibility, status_on
from tests.factories import OrganisationFactory

DAY = date(2016, 3, 1)
RENNES_METROPOLE, SAINT_MALO = "243500139", "243500782"
CEF, PRISON = 7, 8
DERNIER_ECROU = Rules(
    starts_on=date(2010, 1, 1),
    ends_on=date(2018, 12, 31),
    age_min=18,
    age_max=25,
    statuses=("condamne",),
    months_min=3,
    months_max=24,
    epcis=(RENNES_METROPOLE,),
    accepts_qpv=True,
    words={"Âge": "de 18 à 25 ans"},
)
DEDANS_DEHORS = Rules(
    starts_on=date(2018, 1, 1),
    age_min=16,
    age_max=25,
    statuses=("condamne", "prevenu", "milieu_ouvert"),
    departments=("35",),
)
ESSAI_CEF = Rules(
    starts_on=date(2017, 1, 1),
    ends_on=date(2018, 6, 30),
    age_min=16,
    age_max=17,
    statuses=("ordonnance",),
    establishments=(CEF,),
)
QPV_ALONE = Rules(starts_on=DAY, accepts_qpv=True)
MET, NOT_MET, TO_CHECK = Answer.MET, Answer.NOT_MET, Answer.TO_CHECK
HOME = {"address_kind": "personnelle", "commune": "Rennes", "epci": RENNES_METROPOLE, "department": "35"}
MALO = HOME | {"commune": "Saint-Malo", "epci": SAINT_MALO}
VITRE = HOME | {"commune": "Brest", "epci": "", "department": "29"}


def born(text: str, on: date = DAY) -> dict[str, Any]:
    return {"birth_date": date.fromisoformat(text), "on": on}


TABLE: list[tuple[Criterion, Rules, dict[str, Any], Answer]] = [
    # 18 to 25, until the eve of the 26th birthday.
    (Criterion.AGE, DERNIER_ECROU, {}, TO_CHECK),
    (Criterion.AGE, DERNIER_ECROU, born("1998-03-02"), NOT_MET),
    (Criterion.AGE, DERNIER_ECROU, born("1998-03-01"), MET),
    (Criterion.AGE, DERNIER_ECROU, born("1990-03-02"), MET),
    (Criterion.AGE, DERNIER_ECROU, born("1990-03-01"), NOT_MET),
    (Criterion.AGE, DERNIER_ECROU, born("2016-03-02"), TO_CHECK),
    # Born on 29 February: a year older on 1 March in common years.
    (Criterion.AGE, DERNIER_ECROU, born("1996-02-29", date(2014, 2, 28)), NOT_MET),
    (Criterion.AGE, DERNIER_ECROU, born("1996-02-29", date(2014, 3, 1)), MET),
    (Criterion.AGE, DERNIER_ECROU, born("1992-02-29", date(2018, 2, 28)), MET),
    (Criterion.AGE, DERNIER_ECROU, born("1992-02-29", date(2018, 3, 1)), NOT_MET),
    (Criterion.AGE, DERNIER_ECROU, born("1996-02-29", date(2020, 2, 29)), MET),
    (Criterion.AGE, DEDANS_DEHORS, born("2004-01-02", date(2020, 1, 1)), NOT_MET),
    (Criterion.AGE, DEDANS_DEHORS, born("2004-01-01", date(2020, 1, 1)), MET),
    (Criterion.AGE, DEDANS_DEHORS, born("1994-01-02", date(2020, 1, 1)), MET),
    (Criterion.AGE, DEDANS_DEHORS, born("1994-01-01", date(2020, 1, 1)), NOT_MET),
    (Criterion.AGE, ESSAI_CEF, born("1999-03-02", date(2017, 3, 1)), MET),
    (Criterion.AGE, ESSAI_CEF, born("1999-03-01", date(2017, 3, 1)), NOT_MET),
    # The status of the current measure.
    (Criterion.STATUS, DERNIER_ECROU, {}, TO_CHECK),
    (Criterion.STATUS, DERNIER_ECROU, {"status": "inconnu"}, TO_CHECK),
    (Criterion.STATUS, DERNIER_ECROU, {"status": "condamne"}, MET),
    (Criterion.STATUS, DERNIER_ECROU, {"status": "prevenu"}, NOT_MET),
    (Criterion.STATUS, DERNIER_ECROU, {"status": "milieu_ouvert"}, NOT_MET),
    (Criterion.STATUS, DERNIER_ECROU, {"status": "prevenu", "committal_order": True}, TO_CHECK),
    (Criterion.STATUS, DERNIER_ECROU, {"status": "condamne", "committal_order": True}, MET),
    (Criterion.STATUS, DEDANS_DEHORS, {"status": "prevenu"}, MET),
    (Criterion.STATUS, DEDANS_DEHORS, {"status": "prevenu", "committal_order": True}, MET),
    (Criterion.STATUS, DEDANS_DEHORS, {"status": "milieu_ouvert"}, MET),
    (Criterion.STATUS, DEDANS_DEHORS, {"status": "ordonnance"}, NOT_MET),
    (Criterion.STATUS, ESSAI_CEF, {"status": "ordonnance"}, MET),
    (Criterion.STATUS, ESSAI_CEF, {"status": "condamne"}, NOT_MET),
    # 3 to 24 months, both included; days beyond whole months count.
    (Criterion.SENTENCE, DERNIER_ECROU, {}, TO_CHECK),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_days": 0}, TO_CHECK),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_days": 15}, NOT_MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 2, "sentence_days": 30}, NOT_MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 3}, MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 24}, MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 24, "sentence_days": 0}, MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 24, "sentence_days": 1}, NOT_MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 24, "sentence_days": 15}, NOT_MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_months": 23, "sentence_days": 30}, MET),
    (Criterion.SENTENCE, DERNIER_ECROU, {"sentence_days": 95}, TO_CHECK),
    # Where one lived before custody.
    (Criterion.RESIDENCE, DERNIER_ECROU, {}, TO_CHECK),
    (Criterion.RESIDENCE, DERNIER_ECROU, HOME, MET),
    (Criterion.RESIDENCE, DERNIER_ECROU, HOME | {"address_kind": "hebergement"}, MET),
    (Criterion.RESIDENCE, DERNIER_ECROU, HOME | {"address_kind": ""}, TO_CHECK),
    (Criterion.RESIDENCE, DERNIER_ECROU, HOME | {"address_kind": "domiciliation"}, TO_CHECK),
    (Criterion.RESIDENCE, DERNIER_ECROU, HOME | {"address_kind": "etablissement_penitentiaire"}, TO_CHECK),
    (Criterion.RESIDENCE, DERNIER_ECROU, MALO, NOT_MET),
    (Criterion.RESIDENCE, DERNIER_ECROU, MALO | {"address_kind": "etablissement_penitentiaire"}, TO_CHECK),
    (Criterion.RESIDENCE, DERNIER_ECROU, HOME | {"qpv": True}, MET),
    (Criterion.RESIDENCE, DERNIER_ECROU, MALO | {"qpv": True}, NOT_MET),
    (Criterion.RESIDENCE, DERNIER_ECROU, {"address_kind": "personnelle", "qpv": True}, TO_CHECK),
    (Criterion.RESIDENCE, DERNIER_ECROU, MALO | {"has_handover": True}, NOT_MET),
    (Criterion.RESIDENCE, DEDANS_DEHORS, MALO, MET),
    (Criterion.RESIDENCE, DEDANS_DEHORS, VITRE, NOT_MET),
    (Criterion.RESIDENCE, DEDANS_DEHORS, VITRE | {"has_handover": True}, MET),
    (Criterion.RESIDENCE, ESSAI_CEF, HOME, TO_CHECK),
    (Criterion.RESIDENCE, ESSAI_CEF, {"establishment": CEF}, MET),
    (Criterion.RESIDENCE, ESSAI_CEF, {"establishment": PRISON}, NOT_MET),
    (Criterion.RESIDENCE, QPV_ALONE, HOME, TO_CHECK),
    (Criterion.RESIDENCE, QPV_ALONE, HOME | {"qpv": True}, MET),
    (Criterion.RESIDENCE, QPV_ALONE, HOME | {"qpv": False}, NOT_MET),
    # The programme's own dates.
    (Criterion.PERIOD, DEDANS_DEHORS, {"on": date(2017, 12, 31)}, NOT_MET),
    (Criterion.PERIOD, ESSAI_CEF, {"on": date(2018, 7, 1)}, NOT_MET),
    (Criterion.PERIOD, Rules(starts_on=DAY, is_known=False), {}, TO_CHECK),
]


def answers(rules: Rules, facts: dict[str, Any]) -> dict[Criterion, CriterionLine]:
    return {line.criterion: line for line in eligibility(rules, Facts(**{"on": DAY, **facts}))}


@pytest.mark.parametrize(("criterion", "rules", "facts", "answer"), TABLE)
def test_each_criterion_at_each_bound(
    criterion: Criterion, rules: Rules, facts: dict[str, Any], answer: Answer
) -> None:
    line = answers(rules, facts)[criterion]
    assert line.answer is answer
    assert line.words.endswith(".")


@pytest.mark.parametrize("on", [date(2018, 1, 1), date(2018, 6, 30)])
def test_inside_its_dates_a_programme_says_nothing_of_them(on: date) -> None:
    assert Criterion.PERIOD not in answers(DEDANS_DEHORS, {"on": on})
    assert Criterion.PERIOD not in answers(ESSAI_CEF, {"on": on})


def test_a_programme_without_a_criterion_has_no_line_for_it() -> None:
    assert list(answers(DERNIER_ECROU, {})) == ["age", "statut", "peine", "residence"]
    assert list(answers(DEDANS_DEHORS, {"on": date(2018, 1, 1)})) == ["age", "statut", "residence"]
    assert answers(Rules(starts_on=DAY), {}) == {}


def test_it_says_why_in_words() -> None:
    lines = answers(DERNIER_ECROU, born("1990-03-01") | {"sentence_months": 24, "sentence_days": 1})
    assert (
        lines[Criterion.AGE].words
        == "26 ans le 1er mars 2016. Le dispositif accepte\N{NO-BREAK SPACE}: de 18 à 25 ans."
    )
    assert lines[Criterion.SENTENCE].words.startswith("24 mois et 1 jour. ")


def measure(setting: Setting, status: PenalStatus, starts_on: str, ends_on: str = "") -> JusticeMeasure:
    end = date.fromisoformat(ends_on) if ends_on else None
    return JusticeMeasure(setting=setting, status=status, starts_on=date.fromisoformat(starts_on), ends_on=end)


CONVICTED = measure(Setting.CUSTODY, PenalStatus.CONVICTED, "2016-01-10")
REMAND = measure(Setting.CUSTODY, PenalStatus.ON_REMAND, "2015-06-01", "2016-03-01")
FREED = measure(Setting.CUSTODY, PenalStatus.CONVICTED, "2016-02-20", "2016-02-29")
LATER = measure(Setting.CUSTODY, PenalStatus.CONVICTED, "2016-03-02")
COMMUNITY = measure(Setting.COMMUNITY, PenalStatus.CONVICTED, "2016-02-01")


@pytest.mark.parametrize(
    ("measures", "status"),
    [
        ([], ""),
        ([CONVICTED], "condamne"),
        ([REMAND], "prevenu"),
        ([FREED], ""),
        ([LATER], ""),
        ([FREED, REMAND, LATER], "prevenu"),
        ([CONVICTED, REMAND], "condamne"),
        ([COMMUNITY, CONVICTED], "milieu_ouvert"),
        ([measure(Setting.CEF, PenalStatus.COURT_ORDER, "2016-03-01")], "ordonnance"),
    ],
)
def test_the_status_is_that_of_the_measure_that_runs(measures: list[JusticeMeasure], status: str) -> None:
    assert status_on(measures, DAY) == status


@pytest.mark.django_db
def test_the_rules_are_those_in_force_on_the_day() -> None:
    programme = Programme.objects.create(code="essai", name="Essai", starts_on=date(2016, 1, 1))
    assert not Rules.of(programme, DAY).is_known
    for since, last in ((date(2016, 1, 1), 25), (date(2016, 3, 1), 26)):
        criteria = Criteria.objects.create(
            programme=programme, valid_from=since, age_min=18, age_max=last, statuses="condamne|prevenu", epcis="1|2"
        )
        criteria.establishments.add(OrganisationFactory(code="cef-geveze"))
    eve, day = Rules.of(programme, date(2016, 2, 29)), Rules.of(programme, DAY)
    assert (eve.age_max, day.age_max) == (25, 26)
    assert (day.statuses, day.epcis, len(day.establishments)) == (("condamne", "prevenu"), ("1", "2"), 1)
    assert day.words["Âge"] == "de 18 à 26 ans"
