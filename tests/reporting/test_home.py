"""What the home page and the header offer to each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import User
from tests.cases.release_plan.given import held
from tests.factories import MembershipFactory, SentenceAdjustmentFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def sections(user: User) -> list[str]:
    return [entry["label"] for entry in signed_in(user).get("/").context["navigation"]]


def test_the_administrator_reads_which_accounts_want_attention(administrator: User, stranger: User) -> None:
    MembershipFactory(ends_on=timezone.localdate() + timedelta(days=30))
    MembershipFactory(ends_on=timezone.localdate() + timedelta(days=31))
    client = signed_in(administrator)
    told = {figure["label"]: figure for figure in client.get("/").context["figures"]}
    assert {label: figure["value"] for label, figure in told.items()} == {
        "Agents jamais connectés": 3,
        "Habilitations bientôt finies": 1,
        "Agents sans habilitation": 1,
    }
    for figure in told.values():
        assert client.get(figure["url"]).context["page_obj"].paginator.count == figure["value"]


def test_the_administrator_s_sections(administrator: User) -> None:
    assert sections(administrator) == ["Permanences", "Agents", "Structures", "Dispositifs", "Événements"]


def test_a_lead_has_a_team(lead: User, referent: User) -> None:
    assert "Équipe" in sections(lead)
    assert "Équipe" not in sections(referent)


def test_those_who_meet_people_note_several_at_once_from_home(referent: User, lead: User, cpip: User) -> None:
    offered = {user: signed_in(user).get("/").context["meeting"] for user in (referent, lead, cpip)}
    labels = [act["label"] for act in offered[referent]]
    assert labels == ["Noter un contact", "Contact à plusieurs", "Actions collectives"]
    assert all(signed_in(referent).get(act["url"]).status_code == 200 for act in offered[referent])
    assert offered[lead] == offered[cpip] == []


def test_the_section_of_a_page_is_lit_wherever_its_address_begins(referent: User, administrator: User) -> None:
    def lit(user: User, address: str) -> list[str]:
        page = signed_in(user).get(address)
        assert page.status_code == 200
        return [entry["label"] for entry in page.context["navigation"] if entry["current"]]

    measure = held(60)
    adjustment = SentenceAdjustmentFactory(person=measure.person, measure=measure)
    assert lit(referent, adjustment.get_absolute_url()) == ["Jeunes"]
    assert lit(referent, f"/mesures/{measure.code}/modifier/") == ["Jeunes"]
    assert lit(referent, "/contacts/a-plusieurs/") == ["Jeunes"]
    assert lit(referent, "/") == []
    assert lit(administrator, "/lieux/") == ["Dispositifs"]


def test_one_is_greeted_as_what_one_does(lead: User, referent: User) -> None:
    def greeted(user: User) -> list[str]:
        return [membership["role_label"] for membership in signed_in(user).get("/").context["memberships"]]

    assert greeted(lead) == ["Responsable d’équipe"]
    assert greeted(referent) == ["Référent justice"]
    referent.memberships.update(is_lead=True)
    assert greeted(referent) == ["Responsable d’équipe, référent justice"]
