"""Permanences, places with partners, hand-overs, targets."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Programme, SituationKind
from partners.models import PartnerAgreement, ReplacedTerms
from reporting.report_context import agreements
from tests.factories import (
    AddressFactory,
    AmendmentFactory,
    AppointmentFactory,
    CommitmentFactory,
    EnrolmentFactory,
    HandoverFactory,
    OrganisationFactory,
    PartnerAgreementFactory,
    PermanenceFactory,
    PlacementFactory,
    ProgrammeFactory,
    SiteFactory,
    SituationFactory,
    TargetFactory,
    YoungPersonFactory,
)
from tests.reporting.reports import column, report_of, row

pytestmark = pytest.mark.django_db


def test_permanences_by_site_and_their_appointments() -> None:
    vezin = SiteFactory(code="vezin")
    ProgrammeFactory().sites.add(vezin, SiteFactory(code="maurepas"))
    held = PermanenceFactory(site=vezin, was_held=True)
    PermanenceFactory(site=vezin, was_held=False)
    PermanenceFactory(site=vezin, planned_on=date(2017, 1, 1), was_held=True)
    PermanenceFactory(was_held=True)  # a site of no programme
    for attendance in ("present", "present", "parloir", ""):
        AppointmentFactory(permanence=held, attendance=attendance)
    assert row("permanences", "vezin") == {"planned": 2, "held": 1, "kept": 2, "missed": 1}
    assert len(report_of().table("permanences").rows) == 1
    assert column("missed_reasons", "total") == {"parloir": 1}


def agreement(**fields: object) -> PartnerAgreement:
    """An agreement of the programme."""
    created = PartnerAgreementFactory(**fields)
    ProgrammeFactory().agreements.add(created)
    return created


def test_placements_begun_and_the_most_places_used_on_one_day() -> None:
    person = EnrolmentFactory(entered_on=date(2015, 1, 1)).person
    alfadi = agreement(code="alfadi", places=6)
    for start, end in (
        (date(2015, 6, 1), date(2016, 1, 15)),
        (date(2016, 1, 14), date(2016, 6, 30)),
        (date(2016, 7, 1), None),
        (date(2017, 1, 1), None),
    ):
        PlacementFactory(person=person, agreement=alfadi, starts_on=start, ends_on=end)
    PlacementFactory(agreement=alfadi, starts_on=date(2016, 1, 15))  # nobody in scope
    PlacementFactory(person=person, agreement=alfadi)  # not begun
    assert row("placements", "alfadi") == {"started": 2, "used": 2, "agreed": 6}


def test_the_day_of_a_departure_frees_the_place() -> None:
    person, flat = EnrolmentFactory(entered_on=date(2015, 1, 1)).person, agreement(code="flat", places=1)
    for start, end in ((date(2016, 2, 1), date(2016, 3, 1)), (date(2016, 3, 1), None)):
        PlacementFactory(person=person, agreement=flat, starts_on=start, ends_on=end)
    assert row("placements", "flat") == {"started": 2, "used": 1, "agreed": 1}


def test_the_places_agreed_are_those_of_the_year() -> None:
    person = EnrolmentFactory(entered_on=date(2015, 1, 1)).person
    growing = agreement(code="fjt", places=9)
    PlacementFactory(person=person, agreement=growing, starts_on=date(2016, 6, 1))
    for quantity, start, end in ((4, date(2015, 1, 1), None), (3, date(2015, 1, 1), date(2016, 8, 1))):
        CommitmentFactory(agreement=growing, quantity=quantity, starts_on=start, ends_on=end, label=f"{start} {end}")
    CommitmentFactory(agreement=growing, quantity=2, starts_on=date(2017, 3, 1), label="Plus tard")
    assert row("placements", "fjt") == {"started": 1, "used": 1, "agreed": 4}


def test_agreements_in_force_in_the_year_are_listed() -> None:
    agreement(code="a", ends_on=date(2015, 12, 31))
    agreement(code="b", ends_on=date(2015, 12, 31), renewal="tacite")
    agreement(code="c", starts_on=date(2017, 1, 1))
    agreement(code="d", starts_on=date(2016, 12, 31), places=3)
    assert [line.code for line in report_of().table("placements").rows] == ["b", "d"]
    assert report_of().table("placements").total == {"started": 0, "used": 0, "agreed": None}


def test_an_agreement_taken_up_again_by_an_amendment_was_over_meanwhile() -> None:
    taken_up = agreement(code="a", ends_on=date(2019, 12, 31))
    amendment = AmendmentFactory(
        agreement=taken_up, state="signe", signed_on=date(2017, 12, 1), takes_effect_on=date(2018, 1, 1)
    )
    ReplacedTerms.objects.create(amendment=amendment, ends_on=date(2015, 12, 31))
    listed = {year: report_of(year=year).table("placements").rows for year in (2015, 2016, 2018)}
    assert {year: len(rows) for year, rows in listed.items()} == {2015: 1, 2016: 0, 2018: 1}
    programmes = Programme.objects.all()
    told = {year: [known.ends_on for known in agreements(programmes, year)] for year in (2015, 2016, 2018)}
    assert told == {2015: [date(2015, 12, 31)], 2016: [], 2018: [date(2019, 12, 31)]}


def test_what_followed_the_places_of_the_year() -> None:
    person = EnrolmentFactory(entered_on=date(2015, 1, 1)).person
    fjt = agreement(code="fjt")
    for start, kind, since in (
        (date(2016, 2, 1), SituationKind.PERMANENT_JOB, date(2016, 12, 31)),
        (date(2016, 3, 1), SituationKind.CUSTODY, date(2016, 5, 1)),
        (date(2016, 4, 1), SituationKind.PERMANENT_JOB, date(2017, 1, 1)),
        (date(2015, 2, 1), SituationKind.PERMANENT_JOB, date(2016, 2, 1)),
    ):
        situation = SituationFactory(person=person, kind=kind, starts_on=since)
        PlacementFactory(person=person, agreement=fjt, starts_on=start, situation=situation)
    assert column("placements_followed", "total") == {"employment": 1, "other": 1, "unknown": 1}


def test_handovers_by_mission_locale_asked() -> None:
    rennes, saint_malo = OrganisationFactory(code="ml-rennes"), OrganisationFactory(code="ml-saint-malo")
    for decision, decided_on in (
        ("accepte", date(2016, 3, 5)),
        ("refuse", date(2016, 3, 12)),
        ("accepte", date(2017, 1, 1)),
        ("en_attente", None),
    ):
        HandoverFactory(
            from_mission_locale=rennes, to_mission_locale=saint_malo, decision=decision, decided_on=decided_on
        )
    HandoverFactory(to_mission_locale=saint_malo, asked_on=date(2015, 12, 31))
    expected = {"asked": 4, "accepted": 1, "median_days": 7.5}
    assert row("handovers", "ml-saint-malo") == expected
    assert row("handovers", "ml-saint-malo", organisation=rennes) == expected
    assert report_of(organisation=OrganisationFactory()).table("handovers").rows == ()


def test_targets_beside_what_was_reached() -> None:
    TargetFactory(indicator="entrees", value=80)
    TargetFactory(indicator="entrees", value=70, year=2015)
    TargetFactory(indicator="accompagnes", value=30, mission_locale=OrganisationFactory())
    woman = EnrolmentFactory(person=YoungPersonFactory(sex="F")).person
    former = EnrolmentFactory(person=YoungPersonFactory(sex="F"), entered_on=date(2015, 3, 1)).person
    for person in (woman, former):
        AddressFactory(person=person, qpv=True)
    assert column("targets", "reached") == {
        "entrees": 1,
        "entrees_femmes": 1,
        "entrees_qpv": 1,
        "accompagnes": 2,
        "accompagnes_qpv": 2,
    }
    assert column("targets", "target") == {"entrees": 80}


def test_targets_of_several_programmes_add_up_and_are_unknown_when_one_lacks_it() -> None:
    first, second = ProgrammeFactory(), ProgrammeFactory(code="dedans-dehors")
    for programme, indicator, value in ((first, "entrees", 80), (second, "entrees", 5), (first, "accompagnes", 9)):
        TargetFactory(programme=programme, indicator=indicator, value=value)
    assert column("targets", "target", first, second) == {"entrees": 85}


def test_targets_of_a_mission_locale_are_those_set_for_it() -> None:
    rennes = TargetFactory(mission_locale=OrganisationFactory(), value=50).mission_locale
    TargetFactory(value=80)
    assert column("targets", "target", organisation=rennes) == {"entrees": 50}
    assert column("targets", "target", organisation=OrganisationFactory()) == {}
