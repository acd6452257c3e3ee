"""Each alert appears on its day and not the day before, goes once it is acted on, and is told to those who can."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import AlertKind, AlertSnooze, ContactKind, ContactPlace, Handover, Situation
from cases.release_plan.alerts import URGENCY, Alert, FollowUp, alerts
from partners.models import Role, User
from tests.cases.release_plan.given import ON, day, held
from tests.factories import (
    AddressFactory,
    ContactFactory,
    HandoverFactory,
    OrganisationFactory,
    PartnerAgreementFactory,
    PlacementFactory,
    SentenceAdjustmentFactory,
    SituationFactory,
)
from tests.personas import member, signed_in

# Entered a year ago, seen yesterday: nothing to say of them.
QUIET = FollowUp(date(2004, 6, 15), day(-365), last_contact=day(-1), last_interview=day(-1))


@pytest.mark.parametrize(
    ("kind", "known", "acted_on"),
    [
        (AlertKind.NO_CONTACT, {"last_contact": day(-30)}, {"last_contact": ON}),
        (AlertKind.NO_CONTACT, {"last_contact": None, "entered_on": day(-30)}, {"last_contact": ON}),
        (AlertKind.TURNING_26, {"birth_date": date(2001, 2, 26)}, {"birth_date": date(2001, 3, 26)}),
        (AlertKind.TURNING_26, {"birth_date": date(2001, 2, 28)}, {}),
        (AlertKind.SITUATION_ENDING, {"situations": (("CDD", day(30)),)}, {"situations": ()}),
        (AlertKind.ADJUSTMENT_ENDING, {"adjustments": (("Semi-liberté", day(30)),)}, {"adjustments": ()}),
        (AlertKind.AGREEMENT_ENDING, {"agreements": (("FJT", day(60)),)}, {"agreements": ()}),
        (AlertKind.MISSING_FIELD, {"missing": ("niveau",), "entered_on": day(-14)}, {"missing": ()}),
        (AlertKind.HANDOVER_LATE, {"handovers": (day(-11),)}, {"handovers": ()}),
        (AlertKind.AFTER_RELEASE, {"is_out": True, "release_day": ON}, {"is_met_again": True}),
        (AlertKind.RELEASE_NEAR, {"release_day": day(90), "last_interview": day(-31)}, {"last_interview": ON}),
        (AlertKind.RELEASE_NEAR, {"release_day": day(45), "last_interview": day(-30)}, {"last_interview": ON}),
        (AlertKind.RELEASE_NEAR, {"release_day": day(29), "last_interview": day(-20)}, {"last_interview": ON}),
        (AlertKind.RELEASE_NEAR, {"release_day": day(10), "last_interview": day(-14)}, {"last_interview": ON}),
        # Met three days ago: once more on the day before, whatever the rhythm says.
        (AlertKind.RELEASE_NEAR, {"release_day": day(1), "last_interview": day(-3)}, {"last_interview": ON}),
    ],
)
def test_an_alert_appears_on_its_day_and_goes_once_acted_on(
    kind: AlertKind, known: dict[str, Any], acted_on: dict[str, Any]
) -> None:
    known_then = replace(QUIET, **known)
    on = day(2) if known.get("birth_date") == date(2001, 2, 28) else ON
    assert [alert.kind for alert in alerts(known_then, on - timedelta(days=1))] == []
    assert [alert.kind for alert in alerts(known_then, on)] == [kind]
    if acted_on:
        assert alerts(replace(known_then, **acted_on), on) == []


@pytest.mark.parametrize(
    ("known", "last"),
    [
        ({"birth_date": date(2001, 1, 26)}, date(2027, 1, 25)),
        # 2027 has no 29 February: 26 on 1 March, and the alert from 1 December on.
        ({"birth_date": date(2000, 2, 29)}, None),
        ({"situations": (("CDD", day(5)),)}, day(35)),
    ],
)
def test_what_lapses_by_itself(known: dict[str, Any], last: date | None) -> None:
    if last is None:
        assert alerts(replace(QUIET, **known), ON) == []
        return
    told = replace(QUIET, **known, last_contact=last)
    assert len(alerts(told, last)) == 1
    assert alerts(told, last + timedelta(days=1)) == []


def test_who_is_to_be_met_is_not_told_of_twice() -> None:
    known = replace(QUIET, last_contact=day(-60), last_interview=day(-60), release_day=day(20))
    assert [alert.kind for alert in alerts(known, ON)] == [AlertKind.RELEASE_NEAR]
    out = replace(known, release_day=day(-2), is_out=True)
    assert alerts(out, ON) == [Alert(AlertKind.AFTER_RELEASE, day(-2), "Sorti le 24 novembre 2026")]


def test_every_kind_has_its_place_in_the_order() -> None:
    assert sorted(URGENCY) == sorted(AlertKind)


def told(user: User) -> list[tuple[str, str]]:
    """The kinds on the page of the alerts, and on whom."""
    page = signed_in(user).get("/alertes/").context["page_obj"]
    return [(one.alert.kind.value, one.person.first_name) for one in page]


def kinds(user: User) -> set[str]:
    return {kind for kind, _ in told(user)}


def complete(**facts: Any) -> Any:
    """Someone of whom nothing is missing, met yesterday, out in a year."""
    person = {"education_level": "V", "housing": "famille", "driving_licence": "aucun", "rqth": False}
    measure = held(365, person=person | {"birth_date": date(2004, 6, 15)} | facts)
    AddressFactory(person=measure.person, moment="avant", qpv=False)
    meet(measure, -1)
    return measure


def meet(measure: Any, days: int) -> None:
    body = OrganisationFactory(code="ml-rennes")
    known = {"kind": ContactKind.INTERVIEW, "place": ContactPlace.OUTSIDE}
    ContactFactory(person=measure.person, mission_locale=body, held_on=day(days), **known)


@pytest.mark.django_db
def test_each_alert_is_read_from_the_records(referent: User) -> None:
    measure = complete()
    assert told(referent) == []
    person, body = measure.person, OrganisationFactory(code="ml-rennes")
    situation = SituationFactory(person=person, kind="cdd", starts_on=day(-60), ends_on=day(10))
    SentenceAdjustmentFactory(person=person, kind="semi_liberte", starts_on=day(-60), ends_on=day(10))
    agreement = PartnerAgreementFactory(ends_on=day(50))
    PlacementFactory(person=person, mission_locale=body, agreement=agreement, state="commencee", starts_on=day(-3))
    handover = HandoverFactory(person=person, from_mission_locale=body, asked_on=day(-11))
    type(person).objects.update(education_level="", birth_date=date(2001, 2, 1))
    assert kinds(referent) == {
        AlertKind.SITUATION_ENDING,
        AlertKind.ADJUSTMENT_ENDING,
        AlertKind.AGREEMENT_ENDING,
        AlertKind.HANDOVER_LATE,
        AlertKind.MISSING_FIELD,
        AlertKind.TURNING_26,
    }
    Situation.objects.filter(pk=situation.pk).update(end_reason="terme")
    Handover.objects.filter(pk=handover.pk).update(decision="accepte", decided_on=ON)
    assert not kinds(referent) & {AlertKind.SITUATION_ENDING, AlertKind.HANDOVER_LATE}


@pytest.mark.django_db
def test_after_the_release_until_met_outside(referent: User) -> None:
    measure = complete()
    type(measure).objects.update(ends_on=ON)
    assert kinds(referent) == {AlertKind.AFTER_RELEASE}
    meet(measure, 0)
    assert told(referent) == []


@pytest.mark.django_db
def test_each_reader_is_told_what_they_can_act_on(referent: User, other_referent: User, cpip: User) -> None:
    trainee = member(Role.REFERENT, "ml-rennes")
    trainee.memberships.update(is_trainee=True, ends_on=day(90))
    lead = member(Role.READER, "ml-rennes", is_lead=True)
    measure = held(10, person={"education_level": ""})
    HandoverFactory(
        person=measure.person, from_mission_locale=OrganisationFactory(code="ml-rennes"), asked_on=day(-11)
    )
    every = {AlertKind.RELEASE_NEAR, AlertKind.HANDOVER_LATE, AlertKind.MISSING_FIELD}
    assert kinds(referent) == every
    assert kinds(trainee) == {AlertKind.RELEASE_NEAR}
    assert kinds(lead) == {AlertKind.HANDOVER_LATE}
    assert told(other_referent) == []
    assert signed_in(cpip).get("/alertes/").status_code == 404


@pytest.mark.django_db
def test_one_s_own_people_come_first(referent: User) -> None:
    held(10, person={"first_name": "Loïc"})
    own = held(20, person={"first_name": "Nina"})
    own.person.enrolments.update(referent_name=str(referent))
    assert [name for kind, name in told(referent) if kind == AlertKind.RELEASE_NEAR] == ["Nina", "Loïc"]
    [block] = [block for block in signed_in(referent).get("/").context["blocks"] if block.id == "alertes"]
    assert (block.lines[0].title.split()[0], block.lines[0].state) == ("Nina", "Sortie proche, à voir plus souvent")


@pytest.mark.django_db
def test_the_home_page_shows_the_first_and_counts_all(referent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("referent", "to_do"):
        monkeypatch.setattr(f"cases.homes.{module}.SHOWN", 1)
    held(10, person={"education_level": ""})
    [block] = [block for block in signed_in(referent).get("/").context["blocks"] if block.id == "alertes"]
    assert (len(block.lines), block.count) == (1, len(told(referent))) == (1, 2)


@pytest.mark.django_db
def test_an_alert_is_put_off_with_a_reason_until_its_day(referent: User) -> None:
    measure = complete(education_level="")
    address = f"/jeunes/{measure.person.code}/alertes/champ_manquant/reporter/"
    browser = signed_in(referent)
    assert browser.post(address, {"until": str(ON), "reason": "Attend son diplôme"}).status_code == 400
    assert browser.post(address, {"until": str(day(9)), "reason": ""}).status_code == 400
    for _ in range(2):
        assert browser.post(address, {"until": str(day(9)), "reason": "Attend son diplôme"}).status_code == 302
    assert AlertSnooze.objects.count() == 1
    assert told(referent) == []
    record = browser.get(measure.person.get_absolute_url()).content.decode()
    assert "Reportée au 5 décembre 2026 : Attend son diplôme" in record.replace("\xa0", " ")
    AlertSnooze.objects.update(until=ON, snoozed_on=day(-1))
    assert kinds(referent) == {AlertKind.MISSING_FIELD}


@pytest.mark.django_db
def test_as_many_queries_for_one_as_for_many(referent: User) -> None:
    def count() -> int:
        browser = signed_in(referent)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/alertes/")
        return sum(query["sql"].startswith(("SELECT", "(SELECT")) for query in queries.captured_queries)

    held(10)
    before = count()
    for out_in in range(11, 21):
        held(out_in)
    assert count() == before <= 8
