"""One answer is waited for once; and whoever has it is put on no permanence for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import Appointment, ClosingReason, Permanence, Referral, YoungPerson
from cases.permanences.booking import book
from cases.referrals import seen_again
from cases.referrals.decisions import close_referral, refuse_second, reopen_referral
from partners.models import User
from tests.cases.permanences.together import at_once
from tests.cases.referrals.conftest import NOON, TODAY
from tests.factories import PermanenceFactory, ReferralFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(malo: YoungPerson) -> Referral:
    return malo.referrals.get()


@pytest.fixture
def next_week(referral: Referral) -> Permanence:
    return PermanenceFactory(mission_locale=referral.mission_locale, planned_on=TODAY + timedelta(days=7), slots=5)


@pytest.fixture
def answered(shared: None) -> Iterator[Referral]:
    """A referral that has its answer, which every connection sees until the test is over."""
    [closed] = at_once(lambda: ReferralFactory(decision="sans_suite", decided_on=TODAY))
    yield closed
    bodies = (closed.referred_by, closed.mission_locale)
    at_once(lambda: (closed.person.delete(), closed.programme.delete(), *(body.delete() for body in bodies)))


def test_of_two_who_refer_someone_at_once_one_is_told(answered: Referral) -> None:
    same = {name: getattr(answered, name) for name in ("person", "programme", "mission_locale", "referred_by")}

    def refer() -> Referral:
        with transaction.atomic():
            refuse_second(answered.person_id, answered.programme_id, answered.mission_locale_id)
            return Referral.objects.create(**same, referred_on=TODAY)

    answers = at_once(*[refer] * 4)
    assert [answer for answer in answers if not isinstance(answer, Referral)] == ["waiting"] * 3
    assert at_once(Referral.objects.undecided().filter(person=answered.person_id).count) == [1]


def test_a_known_person_who_waits_is_not_referred_again(cpip: User, malo: YoungPerson, referral: Referral) -> None:
    with pytest.raises(ValidationError, match="déjà une orientation en attente"), transaction.atomic():
        refuse_second(malo.pk, referral.programme_id, referral.mission_locale_id)


def referred_again(referral: Referral) -> Referral:
    again: Referral = ReferralFactory(
        person=referral.person, programme=referral.programme, mission_locale=referral.mission_locale
    )
    return again


def test_a_decision_is_not_taken_back_under_another_that_waits(referral: Referral, referent: User) -> None:
    close_referral(referral, referent, NOON, ClosingReason.LOST, TODAY)
    referred_again(referral)
    with pytest.raises(ValidationError, match="déjà une orientation en attente"):
        reopen_referral(referral, referent, NOON)
    assert Referral.objects.undecided().count() == 1


def test_nor_is_a_withdrawal(referral: Referral, cpip: User) -> None:
    client = signed_in(cpip)
    client.post(f"/orientations/{referral.code}/retirer/")
    referred_again(referral)
    page = client.post(f"/orientations/{referral.code}/retablir/", follow=True)
    assert "déjà une orientation en attente" in page.content.decode()
    assert Referral.objects.undecided().count() == 1


def test_nobody_is_put_on_a_permanence_for_an_answer_given_meanwhile(
    referral: Referral, referent: User, next_week: Permanence
) -> None:
    opened = Referral.objects.get()
    close_referral(referral, referent, NOON, ClosingReason.LOST, TODAY)
    with pytest.raises(ValidationError, match="déjà sa réponse"):
        book(opened.person, next_week, opened)
    assert not Appointment.objects.exists()


def test_to_be_seen_again_of_one_that_is_closed_meanwhile(
    referral: Referral, referent: User, next_week: Permanence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague closes it between what the page read and what it writes."""

    def book_late(*given: object) -> Appointment:
        close_referral(Referral.objects.get(), referent, NOON, ClosingReason.LOST, TODAY)
        return book(*given)

    monkeypatch.setattr(seen_again, "book", book_late)
    typed = {"answer": "revoir", "following": next_week.code, "decided_on": f"{TODAY}", "consented_on": f"{TODAY}"}
    response = signed_in(referent).post(
        f"/orientations/{referral.code}/decision/", typed | {"programme": referral.programme.code}
    )
    assert response.status_code == 400
    assert "déjà sa réponse" in response.content.decode()
    assert not Appointment.objects.exists()
