"""A hand-over that nobody answers: told once after ten days, shown at home until it is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from cases.handovers.late import asked_of_us, late_of_ours, tell_of_late
from cases.mail import Told
from cases.models import Handover, Restriction, RestrictionReason
from cases.restricted_files import restrict
from partners.models import Role, User
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
AFTER = NOON + timedelta(days=11)


@pytest.fixture
def leads(lead: User) -> set[str]:
    """The addresses of the leads of both."""
    return {lead.email, member(Role.READER, "ml-saint-malo", is_lead=True).email}


def test_on_the_tenth_day_nobody_is_told_yet(handover: Handover, leads: set[str]) -> None:
    assert tell_of_late(NOON + timedelta(days=10)) == Told(0, 0)
    assert mail.outbox == []


def test_the_day_after_both_leads_and_the_coordinator_are_told_once(
    handover: Handover, leads: set[str], coordinator: User, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://suivi.exemple.invalid"]
    assert [tell_of_late(AFTER) for _ in range(2)] == [Told(1, 0), Told(0, 0)]
    assert {address for message in mail.outbox for address in message.to} == leads | {coordinator.email}
    for message in mail.outbox:
        assert f"https://suivi.exemple.invalid/relais/{handover.code}/" in message.body
        assert "Kerdoncuff" not in message.subject + message.body


def test_what_could_not_be_told_is_told_the_next_time(
    handover: Handover, leads: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("cases.mail.leaves", lambda message: False)
        assert tell_of_late(AFTER) == Told(0, 1)
    assert tell_of_late(AFTER) == Told(1, 0)


def test_at_home_the_referents_see_what_is_asked_and_the_leads_what_is_late(
    handover: Handover, lead: User, referent: User, other_referent: User
) -> None:
    [line] = asked_of_us(other_referent, NOON.date())
    assert (line.title, line.state) == (f"Relais {handover.code}", "Demandé aujourd’hui")
    assert list(asked_of_us(referent, NOON.date())) == []
    assert list(late_of_ours(lead, NOON + timedelta(days=10))) == []
    [late] = late_of_ours(lead, AFTER)
    assert late.state == "Attend depuis 11 jours"


def test_a_late_one_stands_once_on_the_home_of_each_lead(handover: Handover, lead: User) -> None:
    Handover.objects.update(asked_on=timezone.localdate() - timedelta(days=11))
    for user in (lead, member(Role.READER, "ml-saint-malo", is_lead=True)):
        blocks = signed_in(user).get("/").context["blocks"]
        titles = [line.title for block in blocks for line in block.lines]
        assert titles.count(f"Relais {handover.code}") == 1


def test_an_answered_one_is_no_longer_late(handover: Handover, leads: set[str], other_referent: User) -> None:
    Handover.objects.update(decision="refuse", decided_on=NOON.date())
    assert tell_of_late(AFTER) == Told(0, 0)
    assert list(asked_of_us(other_referent, NOON.date())) == []


def test_of_a_restricted_file_those_named_alone_are_told_where_it_was_asked(
    handover: Handover, leads: set[str], lead: User, referent: User
) -> None:
    restrict(Restriction(person=handover.person, reason=RestrictionReason.THREAT, marked_at=NOON), [referent])
    assert list(late_of_ours(lead, AFTER)) == []
    tell_of_late(AFTER)
    assert {address for message in mail.outbox for address in message.to} == leads - {lead.email}
