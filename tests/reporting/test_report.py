"""The report as a whole: its figures and tables in the contract's order, its queries, the records behind it."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Programme, ServiceAxis
from partners.models import Organisation
from reporting.figures.releases import HOUSING_NEEDS, RIGHTS
from reporting.report import FIGURES
from reporting.structure import FIGURE_LABELS, Report
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    ContactFactory,
    EnrolmentFactory,
    HandoverFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    PermanenceFactory,
    PlacementFactory,
    ProgrammeFactory,
    ReferralFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    SiteFactory,
    SituationFactory,
)
from tests.reporting.reports import report_of

pytestmark = pytest.mark.django_db

# The tables of the contract, in its order, then the one that is added to them, with their columns.
COLUMNS = {
    "sex": "plie other total percent reference",
    "age": "plie other total percent reference",
    "education_level": "plie other total percent reference",
    "qpv": "plie other total percent",
    "entry_year": "total percent",
    "housing": "total percent reference",
    "driving_licence": "total percent reference",
    "setting": "total percent",
    "contacts": "total percent",
    "contact_places": "total percent",
    "services": "total percent reference",
    "situations": "total",
    "adjustments_kind": "total percent",
    "adjustments_destination": "total percent",
    "adjustments_outcome": "total percent",
    "referrals": "total seen admitted pending median_days_to_interview",
    "referrals_month": "total",
    "reach": "total met met_within_30_days median_days",
    "permanences": "planned held kept missed",
    "missed_reasons": "total",
    "releases": "total base percent",
    "rights": "opened settled",
    "placements": "started used agreed",
    "handovers": "asked accepted median_days",
    "reincarceration": "released returned at_6_months at_12_months at_24_months",
    "targets": "target reached",
    "placements_followed": "total percent",
}
QUERIES = 20


def everything(count: int, mission_locale: Organisation | None = None) -> None:
    """So many people of the programme, each with a row of every table that the report reads."""
    programme = ProgrammeFactory(cumulative_from=2012)
    site = SiteFactory()
    programme.sites.add(site)
    permanence = PermanenceFactory(site=site, was_held=True)
    for _ in range(count):
        at = mission_locale or OrganisationFactory()
        person = EnrolmentFactory(mission_locale=at, plie_entered_on=date(2016, 3, 1)).person
        ReferralFactory(person=person, mission_locale=at)
        AddressFactory(person=person, qpv=True)
        custody = JusticeMeasureFactory(person=person, ends_on=date(2016, 6, 1))
        SentenceAdjustmentFactory(person=person, starts_on=date(2016, 5, 1))
        contact = ContactFactory(person=person, mission_locale=at)
        ServiceAxis.objects.create(contact=contact, axis="sante")
        SituationFactory(person=person)
        AppointmentFactory(permanence=permanence, person=person, attendance="present")
        ReleaseNeedFactory(person=person, measure=custody)
        placement = PlacementFactory(person=person, mission_locale=at, starts_on=date(2016, 3, 1))
        programme.agreements.add(placement.agreement)
        HandoverFactory(person=person, to_mission_locale=at)


def queries(**scope: object) -> int:
    """How many queries the report takes; the programme is there already."""
    programme = Programme.objects.get()
    with CaptureQueriesContext(connection) as captured:
        report_of(programme, **scope)
    return len(captured)


def test_figures_and_tables_are_those_of_the_contract_in_its_order() -> None:
    data = report_of().as_data()
    assert list(data["figures"]) == list(FIGURES) == list(FIGURE_LABELS)
    assert {table["id"]: " ".join(table["columns"]) for table in data["tables"]} == COLUMNS
    assert [table["id"] for table in data["tables"]] == list(COLUMNS)


def test_every_row_has_every_column_of_its_table() -> None:
    everything(1)
    for table in report_of():
        assert all(list(row.values) == list(table.columns) for row in table.rows), table.id


def test_queries_are_as_many_whatever_the_people_and_the_mission_locales() -> None:
    everything(1)
    few = queries()
    everything(5)
    assert queries() == few <= QUERIES


def test_queries_of_one_mission_locale() -> None:
    rennes = OrganisationFactory()
    everything(3, rennes)
    assert queries(organisation=rennes) <= QUERIES


def test_the_records_make_up_each_count() -> None:
    everything(3)
    report = report_of(with_records=True)
    for name, value in report.figures.items():
        if isinstance(value, int) and name != "since":
            assert len(report.records[name]) == value, name
    cells = {
        (table.id, row.code, column): value
        for table in report
        for row in table.rows
        for column, value in row.values.items()
    }
    counts = {key: ids for key, ids in report.records.items() if isinstance(key, tuple) and key in cells}
    assert {key: len(ids) for key, ids in counts.items()} == {key: cells[key] for key in counts}
    assert ("sex", "H", "plie") in counts
    assert ("releases", "met_again", "base") in counts
    assert all(list(ids) == sorted(set(ids)) for ids in report.records.values())


def test_the_records_are_left_out_unless_asked_for() -> None:
    everything(1)
    assert report_of().records == {}
    assert without_records(report_of(with_records=True)) == report_of()


def without_records(report: Report) -> Report:
    return Report(**(vars(report) | {"records": {}}))


def test_a_mission_locale_without_anybody_has_an_empty_report() -> None:
    everything(2)
    report = report_of(organisation=OrganisationFactory(code="ml-vide"))
    assert report.organisation == "ml-vide"
    assert not any(value for name, value in report.figures.items() if name not in {"since"} and value is not None)


def test_rows_of_nobody_in_scope_are_never_counted() -> None:
    everything(2)
    before = report_of()
    everything_elsewhere = ProgrammeFactory(code="cef")
    enrolment = EnrolmentFactory(programme=everything_elsewhere)
    ContactFactory(person=enrolment.person)
    JusticeMeasureFactory(person=enrolment.person, ends_on=date(2016, 6, 1))
    SituationFactory(person=enrolment.person)
    SentenceAdjustmentFactory(person=enrolment.person, starts_on=date(2016, 5, 1))
    ReleaseNeedFactory(person=enrolment.person)
    assert report_of(Programme.objects.get(code="dernier-ecrou")) == before


def test_the_end_of_the_calendar_is_no_error() -> None:
    person = EnrolmentFactory(left_on=date(9999, 12, 1)).person
    JusticeMeasureFactory(person=person, starts_on=date(1, 1, 1), ends_on=date(9999, 12, 31))
    AddressFactory(person=person, qpv=True, kind="personnelle", starts_on=date(1, 1, 1))
    assert report_of().figures["accompanied"] == 1


def test_the_collector_is_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="year"):
        report_of(year=0)
    assert gc.isenabled()


def test_the_needs_are_those_of_the_catalogue() -> None:
    catalogue = (settings.BASE_DIR / "cases/reference/release_needs.csv").read_text(encoding="utf-8")
    assert all(f"\n{code},{label}," in catalogue for code, label in RIGHTS.items())
    assert all(f"\n{code}," in catalogue for code in HOUSING_NEEDS)
