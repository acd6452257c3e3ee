"""A workstation remembered for twelve hours: for that account, in that browser, until anything changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from partners import second_factor
from partners.models import User
from tests.partners.signing_in import (
    AUTHENTICATE,
    MAIL_CODE,
    PASSWORD,
    REMEMBER,
    SECRET,
    application_code,
    give_code,
    give_password,
    is_in,
    mailed_code,
    with_application,
    with_mail_code,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_attempt_yet() -> None:
    cache.clear()


def at(**span: int) -> time_machine.travel:
    return time_machine.travel(NOW + timedelta(**span), tick=False)


def remembered(user: User) -> Client:
    """A browser in which that user had this workstation remembered at eight, then signed out."""
    client = Client()
    with at():
        if give_password(client, user.email)["Location"] == AUTHENTICATE:
            give_code(client, AUTHENTICATE, application_code())
        else:
            give_code(client, MAIL_CODE, mailed_code())
        client.post(REMEMBER, {"action": "trust"})
        assert is_in(client)
        client.post("/comptes/logout/")
    return client


@pytest.mark.parametrize("equip", [with_application, with_mail_code])
def test_the_password_is_enough_for_twelve_hours(referent: User, equip: Callable[[User], User]) -> None:
    with at(minutes=-5):
        equip(referent)
    client = remembered(referent)
    with at(hours=11, minutes=59):
        assert give_password(client, referent.email)["Location"] == "/"
        assert client.get("/").status_code == 200
        client.post("/comptes/logout/")
    with at(hours=12, seconds=1):
        give_password(client, referent.email)
    assert not is_in(client)


def reset_and_choose(user: User) -> None:
    second_factor.reset(user)
    user.choose_mail_code(NOW + timedelta(minutes=45))


def choose_anew(user: User) -> None:
    user.choose_mail_code(NOW + timedelta(minutes=45))


@pytest.mark.parametrize("change", [second_factor.reset, reset_and_choose, choose_anew])
def test_a_reset_or_a_new_choice_ends_it_for_the_code_by_mail(referent: User, change: Callable[[User], None]) -> None:
    with at(minutes=-5):
        with_mail_code(referent)
    client = remembered(referent)
    change(referent)
    with at(hours=1):
        assert give_password(client, referent.email)["Location"] == MAIL_CODE


def test_the_cookie_is_out_of_reach_and_short(referent: User) -> None:
    cookie = remembered(with_application(referent)).cookies["mfa_trusted"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (12 * 60 * 60, True, "Lax")


def test_it_holds_for_no_one_else(referent: User, cpip: User) -> None:
    client = remembered(with_application(referent))
    with at(hours=1):
        assert give_password(client, with_application(cpip).email)["Location"] == AUTHENTICATE


def test_without_the_password_it_opens_nothing(referent: User) -> None:
    client = remembered(with_application(referent))
    with at(hours=1):
        give_password(client, referent.email, "autre-chose")
    assert not is_in(client)


def change_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


def add_a_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "a", "used_mask": 0})


def change_the_application(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, SECRET)


@pytest.mark.parametrize("change", [change_password, add_a_factor, change_the_application])
def test_any_change_of_password_or_factor_ends_it(referent: User, change: Callable[[User], None]) -> None:
    client = remembered(with_application(referent))
    change(referent)
    with at(hours=1):
        assert give_password(client, referent.email)["Location"] == AUTHENTICATE
