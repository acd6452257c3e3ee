"""Hearings and pieces on the home pages: from two weeks before, until they are done."""

from __future__ import annotations

from datetime import date

import pytest

from cases.handovers.handing_over import accept, ask
from cases.models import AdjustmentSupply, Referral, SentenceAdjustment, YoungPerson
from cases.whereabouts import comes_out
from partners.models import Organisation, User
from tests.cases.adjustments.given import AT, ON, day
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def lines(user: User) -> list[tuple[str, str]]:
    """Words and state of the block's lines on the user's home page."""
    blocks = signed_in(user).get("/").context["blocks"]
    return [(line.words, line.state) for block in blocks if block.id == "amenagements" for line in block.lines]


@pytest.mark.parametrize("persona", ["referent", "cpip"])
@pytest.mark.parametrize(
    ("hearing", "said"),
    [
        (day(15), []),
        (day(14), ["Audience le jeudi 10 décembre"]),
        (ON, ["Audience aujourd’hui"]),
        (day(-1), ["Décision à noter"]),
    ],
)
def test_a_hearing_from_two_weeks_before_until_it_is_decided(
    persona: str, hearing: date, said: list[str], adjustment: SentenceAdjustment, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(persona)
    SentenceAdjustment.objects.update(hearing_on=hearing)
    assert [state for _, state in lines(user)] == said
    SentenceAdjustment.objects.update(decision="refuse", decided_on=ON)
    assert lines(user) == []


def test_of_whom_was_handed_over_the_first_one_is_told_no_more(
    adjustment: SentenceAdjustment, referent: User, other_referent: User
) -> None:
    SentenceAdjustment.objects.update(hearing_on=day(3))
    Referral.objects.update(decision="admis", decided_on=day(-80))
    there = Organisation.objects.get(code="ml-saint-malo")
    handover = ask(adjustment.person.enrolments.get(), there, ON, referent, AT)
    accept(handover, other_referent, AT, other_referent)
    assert (len(lines(referent)), len(lines(other_referent))) == (0, 1)


def test_a_piece_until_it_is_supplied(adjustment: SentenceAdjustment, referent: User) -> None:
    supply = AdjustmentSupply.objects.create(adjustment=adjustment, kind="promesse_embauche", due_on=day(-2))
    [(words, state)] = lines(referent)
    assert words.startswith("Promesse d’embauche, Détention à domicile")
    assert state == "En retard"
    AdjustmentSupply.objects.filter(pk=supply.pk).update(supplied_on=ON)
    assert lines(referent) == []


def test_a_piece_of_what_is_granted_until_it_begins(adjustment: SentenceAdjustment, referent: User) -> None:
    AdjustmentSupply.objects.create(adjustment=adjustment, kind="promesse_embauche", due_on=day(2))
    SentenceAdjustment.objects.update(decision="accorde", decided_on=day(-1), starts_on=day(5))
    assert len(lines(referent)) == 1
    SentenceAdjustment.objects.update(starts_on=ON)
    assert lines(referent) == []


@pytest.mark.parametrize("persona", ["referent", "cpip"])
def test_whoever_may_not_write_it_is_told_of_none(
    persona: str, adjustment: SentenceAdjustment, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(persona)
    SentenceAdjustment.objects.update(hearing_on=day(3))
    user.memberships.update(is_trainee=True, ends_on=day(60))
    assert lines(user) == []


@pytest.mark.parametrize(("broken_off", "found"), [({}, True), ({"withdrawn_on": ON}, False)])
def test_who_comes_out_is_not_found_by_an_adjustment_withdrawn(
    adjustment: SentenceAdjustment, broken_off: dict[str, date], found: bool
) -> None:
    granted = {"kind": "ddse", "decision": "accorde", "decided_on": day(-1), "starts_on": day(5)}
    SentenceAdjustment.objects.update(**granted | broken_off)
    people = YoungPerson.objects.filter(comes_out(ON, day(7)), pk=adjustment.person_id)
    assert people.exists() is found
