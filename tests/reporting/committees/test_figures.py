"""The figures of a sheet, beside those of the same dates a year before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import FundingAmount, PlacementState, SituationKind
from partners.models import AgreementAmount, AmendmentState, CommitmentKind, Organisation
from reporting.committees.sheet import make_sheet
from reporting.committees.subject import FUNDER, PROGRAMME, Span, Subject
from tests.factories import (
    AmendmentFactory,
    CommitmentFactory,
    EnrolmentFactory,
    OrganisationFactory,
    PlacementFactory,
    ProgrammeFactory,
    SituationFactory,
)
from tests.reporting.committees.given import LAST, SPAN, hostel, line, moment, places, sheet_of, stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def body() -> Organisation:
    return hostel()


@pytest.mark.parametrize(
    ("span", "before"),
    [
        (Span(date(2024, 2, 1), date(2024, 2, 29)), Span(date(2023, 2, 1), date(2023, 2, 28))),
        (Span(date(2024, 2, 29), date(2024, 2, 29)), Span(date(2023, 2, 28), date(2023, 2, 28))),
        (Span(date(2025, 1, 1), date(2025, 3, 1)), Span(date(2024, 1, 1), date(2024, 3, 1))),
    ],
)
def test_29_february_is_compared_with_the_28th(span: Span, before: Span) -> None:
    assert span.a_year_before() == before


def test_a_leap_day_offers_a_day_more(body: Organisation) -> None:
    places(body, 1, starts_on=date(2023, 1, 1))
    offered = line(sheet_of(body, Span(date(2024, 2, 1), date(2024, 2, 29))), "jours-offerts")
    assert (offered.now.value, offered.before.value, offered.difference) == (29, 28, 1)


def test_commitments_are_those_in_force_on_the_last_day(body: Organisation) -> None:
    stock = places(body, 4)
    amendment = AmendmentFactory(agreement=stock.agreement, state=AmendmentState.DRAFT, takes_effect_on=LAST)
    CommitmentFactory(agreement=stock.agreement, amendment=amendment, quantity=3, starts_on=LAST)
    CommitmentFactory(agreement=stock.agreement, quantity=2, starts_on=date(2017, 6, 30), label="Chambres")
    CommitmentFactory(
        agreement=stock.agreement, kind=CommitmentKind.STAFF, quantity=Decimal("0.5"), starts_on=date(2017, 1, 1)
    )
    sheet = sheet_of(body)
    assert line(sheet, "places").words == ["6", "4", "+2"]
    assert line(sheet, "temps-de-travail").words == ["0,5", "0", "+0,5"]
    assert line(sheet, "conventions").now.records == (("agreement", stock.agreement.pk),)


def test_occupancy_is_days_used_of_days_offered(body: Organisation) -> None:
    stock = places(body, 2)
    stay(stock, date(2017, 6, 1), date(2017, 6, 16))
    stay(stock, date(2017, 5, 1))
    sheet = sheet_of(body, Span(date(2017, 6, 1), date(2017, 6, 30)))
    assert line(sheet, "jours-occupes").now.value == 15 + 30  # the day of the departure frees the place
    assert line(sheet, "jours-offerts").now.value == 60
    assert line(sheet, "occupation").words[0] == "75\N{NARROW NO-BREAK SPACE}%"
    assert (line(sheet, "commencees").now.value, line(sheet, "accueillis").now.value) == (1, 2)


def test_places_are_offered_from_the_day_on_which_they_are_given(body: Organisation) -> None:
    stock = places(body, 2)
    stock.ends_on = date(2017, 6, 10)
    stock.save()
    assert line(sheet_of(body, Span(date(2017, 6, 1), date(2017, 6, 30))), "jours-offerts").now.value == 20


def test_no_days_are_counted_where_no_place_was_offered(body: Organisation) -> None:
    places(body)
    assert sheet_of(body).line("occupation") is not None
    stay(places(hostel(code="afpa"), starts_on=date(2018, 1, 1)), date(2017, 2, 1))
    sheet = sheet_of(Organisation.objects.get(code="afpa"))
    assert (sheet.line("occupation"), line(sheet, "commencees").now.value) == (None, 1)


def test_one_waits_until_a_place_is_reserved_or_refused(body: Organisation) -> None:
    stock = places(body)
    of = {"agreement": stock.agreement, "commitment": stock, "waiting_since": moment(date(2017, 6, 1))}
    PlacementFactory(**of, state=PlacementState.WAITING)
    PlacementFactory(**of, state=PlacementState.REFUSED, refused_on=date(2017, 7, 1))
    PlacementFactory(**of, state=PlacementState.REFUSED, refused_on=date(2017, 6, 30))
    PlacementFactory(**of | {"waiting_since": moment(date(2017, 7, 1))}, state=PlacementState.WAITING)
    PlacementFactory(**of, state=PlacementState.ASKED, place=1, reserved_from=date(2017, 6, 15))
    assert line(sheet_of(body), "attente").now.value == 2


def test_what_followed_names_no_custody(body: Organisation) -> None:
    stock = places(body)
    for kind in (SituationKind.CUSTODY, SituationKind.SCHOOL, SituationKind.PERMANENT_JOB):
        stay(stock, date(2017, 1, 1), date(2017, 3, 1), situation=SituationFactory(kind=kind))
    sheet = sheet_of(body)
    assert (line(sheet, "suite-autre").now.value, line(sheet, "suite-emploi").now.value) == (2, 1)
    labels = [part.label for group in sheet.groups for part in group.parts]
    assert not [label for label in labels if "arcération" in label]


def test_a_funder_reads_what_it_pays_for_and_nothing_else(body: Organisation) -> None:
    funder, other = (OrganisationFactory(code=code, funder=True) for code in ("fipd", "ville"))
    paid, unpaid = places(body, 4), places(hostel(code="alfadi"), 3)
    for who, euros in ((funder, 2000), (other, 500)):
        AgreementAmount.objects.create(agreement=paid.agreement, funder=who, year=2017, amount=euros)
    AgreementAmount.objects.create(agreement=unpaid.agreement, funder=other, year=2017, amount=1)
    sheet = make_sheet(Subject(FUNDER, funder), SPAN)
    assert line(sheet, "places").words == ["4", "0", "+4"]
    assert [one.label for group in sheet.groups for one in group.lines if one.part.unit == "€"] == [funder.name]


def test_a_programme_reads_its_agreements_and_its_funders(body: Organisation) -> None:
    programme = ProgrammeFactory()
    programme.agreements.add(places(body, 4).agreement)
    places(hostel(code="alfadi"), 3)
    funding = programme.fundings.create(funder=OrganisationFactory(code="plie", name="PLIE", funder=True))
    FundingAmount.objects.create(funding=funding, year=2016, amount=12000)
    sheet = make_sheet(Subject(PROGRAMME, programme), SPAN)
    assert line(sheet, "places").now.value == 4
    amounts = line(sheet, f"montant-{funding.funder_id}")
    assert (amounts.now.value, amounts.before.value) == (0, 12000)


def test_a_programme_reads_its_entries_and_its_target_as_its_report_does() -> None:
    programme = ProgrammeFactory()
    for entered_on in (date(2016, 12, 1), date(2017, 1, 1), date(2017, 6, 30), date(2017, 7, 1)):
        EnrolmentFactory(programme=programme, entered_on=entered_on)
    programme.targets.create(year=2017, indicator="entrees", value=5)
    sheet = make_sheet(Subject(PROGRAMME, programme), SPAN)
    assert [line(sheet, key).words[0] for key in ("entrees", "objectif-entrees", "accompagnes")] == ["2", "5", "3"]
    assert sheet.line("objectif-accompagnes") is None
    assert line(sheet, "entrees").hides_now
    assert sheet_of(hostel()).line("entrees") is None


def test_as_many_queries_for_many_placements_as_for_one(body: Organisation) -> None:
    stock = places(body, 30)
    stay(stock, date(2017, 2, 1))
    with CaptureQueriesContext(connection) as one:
        sheet_of(body)
    for _ in range(9):
        stay(stock, date(2017, 2, 1), date(2017, 3, 1), situation=SituationFactory())
    places(body, 3)
    with CaptureQueriesContext(connection) as many:
        sheet_of(body)
    assert len(many) == len(one)
