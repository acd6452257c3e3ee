"""What the radar says at a glance: who comes first, how urgent each gap is, whom an officer calls."""

from __future__ import annotations

import re

import pytest

from cases.models import ContactKind, ContactPlace, JusticeMeasure
from cases.release_plan.radar import RadarRow, Urgency
from partners.models import Organisation, User
from tests.cases.release_plan.given import day, held
from tests.factories import ContactFactory, OrganisationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def shown(user: User, query: str = "") -> dict[str, list[RadarRow]]:
    """The rows of each section, in the order of the page."""
    sections = signed_in(user).get(f"/sorties/{query}").context["sections"]
    return {section.id: section.rows for section in sections}


def days_out(rows: list[RadarRow]) -> list[int | None]:
    return [row.release.days_left(row.on) for row in rows]


def reach(measure: JusticeMeasure, days: int, kind: str = ContactKind.SMS) -> None:
    place = ContactPlace.OUTSIDE if kind == ContactKind.INTERVIEW else ContactPlace.REMOTE
    body = OrganisationFactory(code="ml-rennes")
    ContactFactory(person=measure.person, mission_locale=body, held_on=day(days), kind=kind, place=place)


def test_who_is_out_and_not_met_comes_first_the_nearest_limit_first(referent: User) -> None:
    for out_since in (-17, -2, -9, -40):
        held(None, ends_on=day(out_since))
    reach(held(None, ends_on=day(-5)), -4, ContactKind.INTERVIEW)
    held(3)
    rows = shown(referent)
    assert list(rows) == ["a-revoir", "sous-7", "sortis"]
    assert [days_out(rows[id]) for id in rows] == [[-9, -2, -17, -40], [3], [-5]]
    assert [row.see_by for row in rows["a-revoir"]] == [day(1), day(8), day(13), None]


def test_who_was_reached_and_not_met_in_ten_days_says_so(referent: User) -> None:
    measure = held(None, ends_on=day(-17))
    reach(measure, -12)
    page = signed_in(referent).get("/sorties/").content.decode()
    assert "Joint, pas revu en 10 jours" in page
    assert "À revoir au plus tard le 9 décembre 2026" in page


def test_an_officer_reads_whom_to_call_and_nothing_else_of_the_enrolment(cpip: User, referent: User) -> None:
    measure = held(20)
    Organisation.objects.filter(code="ml-rennes").update(name="We Ker", phone="0299000001")
    for address in ("/sorties/", measure.person.get_absolute_url()):
        page = signed_in(cpip).get(address).content.decode()
        assert 'Annick, We Ker, <a class="de-phone" href="tel:+33299000001">02 99 00 00 01</a>' in page
    [[row]] = shown(referent).values()
    assert (row.referent, row.preparation.follower) == ("Annick", None)
    measure.person.enrolments.update(left_on=day(-1), exit_reason="demenagement")
    for address in ("/sorties/", measure.person.get_absolute_url()):
        assert "Suivi par" not in signed_in(cpip).get(address).content.decode()


def test_the_head_leads_to_each_section(referent: User) -> None:
    for out_in in (3, 20):
        held(out_in)
    page = signed_in(referent).get("/sorties/").content.decode()
    assert re.findall(r'<li><a href="#([\w-]+)">', page) == ["sous-7", "sous-30"]


@pytest.mark.parametrize(
    ("out_in", "urgency"),
    [(-1, "NOW"), (0, "NOW"), (7, "NOW"), (8, "SOON"), (30, "SOON"), (31, "LATER"), (None, "LATER")],
)
def test_the_nearer_the_release_the_more_urgent_its_gaps(referent: User, out_in: int | None, urgency: str) -> None:
    measure = held(out_in)
    [[row]] = shown(referent).values()
    assert row.urgency == Urgency[urgency]
    for address in ("/sorties/", measure.person.get_absolute_url()):
        assert f">{row.urgency.words}</span>" in signed_in(referent).get(address).content.decode()
