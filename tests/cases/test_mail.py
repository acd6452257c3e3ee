"""A mail server that is down: what was done stays done, and whoever did it is told that nobody was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.utils import timezone

from cases.mail import send_each
from cases.models import BreakGlass, DuplicateSuspicion, Referral, ReferralDecision, YoungPerson
from partners.models import Role, User
from tests.cases.entry.sheets import line, permanence_of, send
from tests.cases.entry.test_together import decision
from tests.cases.referrals.conftest import mission_locale, prison, programme, typed  # noqa: F401 -- fixtures
from tests.cases.referrals.test_decision_pages import admit
from tests.cases.referrals.test_duplicates import hidden  # noqa: F401 -- fixture
from tests.cases.referrals.test_referral_entry import post
from tests.cases.test_restrictions import break_glass, reserve
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Choosy(EmailBackend):
    """A mail server that refuses one mailbox."""

    def send_messages(self, messages: Any) -> int:
        if any(message.to == ["parti@exemple.invalid"] for message in messages):
            raise OSError
        return super().send_messages(messages)


@pytest.fixture
def down(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Down"


def test_one_mailbox_refused_keeps_no_message_from_the_others(
    settings: Any, referent: User, lead: User, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"
    gone = User(email="parti@exemple.invalid")
    assert not send_each("Objet", "Texte", [referent, gone, lead])
    assert [message.to for message in mail.outbox] == [[referent.email], [lead.email]]
    assert "could not be sent" in caplog.text
    assert "exemple.invalid" not in caplog.text


def said(response: HttpResponse) -> str:
    """What the next page says at its head."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_glass_is_broken_and_the_others_are_to_be_told(
    down: None, malo: YoungPerson, referent: User, lead: User
) -> None:
    member(Role.REFERENT, "ml-rennes", is_lead=True)
    reserve(malo, referent)
    response = break_glass(lead, reference=malo.code)
    assert BreakGlass.objects.get().user == lead
    assert "n’est pas parti" in said(response)


def test_the_answer_is_kept_and_the_unit_is_to_be_told(
    down: None, malo: YoungPerson, referent: User, cpip: User
) -> None:
    response = admit(referent, malo.referrals.get())
    assert Referral.objects.get().decision == ReferralDecision.ADMITTED
    assert "n’est pas parti" in said(response)


def test_the_answers_of_a_sheet_are_kept(down: None, referent: User, cpip: User) -> None:
    permanence = permanence_of(1)
    [appointment] = permanence.appointments.all()
    answered = line(appointment, "present") | decision(appointment, referent)
    response = send(signed_in(referent), permanence, referent, answered)
    assert Referral.objects.get().decision == ReferralDecision.ADMITTED
    assert f"n’est pas parti\N{NO-BREAK SPACE}: {Referral.objects.get().code}" in said(response)


def test_the_duplicate_is_kept_and_whoever_typed_it_learns_nothing(
    down: None,
    cpip: User,
    lead: User,
    hidden: YoungPerson,  # noqa: F811
    typed: dict[str, Any],  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = post(signed_in(cpip), typed)
    assert response.status_code == 302
    assert DuplicateSuspicion.objects.exists()
    assert "could not be sent" in caplog.text
    assert said(response) == ""


def test_a_reminder_that_did_not_leave_leaves_the_next_day(
    down: None, malo: YoungPerson, referent: User, settings: Any
) -> None:
    Referral.objects.update(referred_on=timezone.localdate() - timedelta(days=10))
    with pytest.raises(CommandError, match="Orientations à relancer la prochaine fois\N{NO-BREAK SPACE}: 1"):
        call_command("remind")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("remind")
    assert referent.email in {message.to[0] for message in mail.outbox}
