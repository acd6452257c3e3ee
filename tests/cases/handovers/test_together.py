"""Two people on one hand-over at the same moment, each with a connection of their own: one result, the other told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.handovers.handing_over import accept, ask, refuse, withdraw
from cases.models import Enrolment, Handover, HandoverRefusal, Programme, YoungPerson
from partners.models import Membership, Organisation, Role, User
from tests.cases.handovers.conftest import NOON
from tests.cases.handovers.given import asked_of, malo_at_rennes
from tests.cases.permanences.together import at_once
from tests.personas import member

LATE = "déjà sa réponse"
BODIES = ("ml-rennes", "ml-saint-malo")


@pytest.fixture
def asked(shared: None) -> Iterator[Handover]:
    """Of Saint-Malo, where two referents work; seen by every connection."""
    [handover] = at_once(ask_saint_malo)
    yield handover
    at_once(clear)


def ask_saint_malo() -> Handover:
    referent = member(Role.REFERENT, "ml-rennes")
    for _ in range(2):
        member(Role.REFERENT, "ml-saint-malo")
    return asked_of("ml-saint-malo", malo_at_rennes(), referent, NOON, NOON.date())


def clear() -> None:
    """Everything that was written."""
    Handover.objects.all().delete()
    Enrolment.objects.all().delete()
    YoungPerson.objects.all().delete()
    Programme.objects.all().delete()
    members = User.objects.filter(memberships__organisation__code__in=BODIES)
    pks = list(members.values_list("pk", flat=True))
    Membership.objects.filter(user__in=pks).delete()
    User.objects.filter(pk__in=pks).delete()
    Organisation.objects.filter(code__in=BODIES).delete()


def told(act: Callable[[Handover, User], Any], user: User) -> str:
    """What was said to that user."""
    try:
        act(Handover.objects.earliest("pk"), user)
    except ValidationError as error:
        return error.messages[0]
    return "done"


def at(code: str) -> list[User]:
    return list(User.objects.filter(memberships__organisation__code=code).order_by("pk"))


def take(handover: Handover, user: User) -> None:
    accept(handover, user, NOON, user)


def turn_down(handover: Handover, user: User) -> None:
    refuse(handover, user, NOON, HandoverRefusal.NO_REFERENT)


def give_up(handover: Handover, user: User) -> None:
    withdraw(handover, user, NOON)


def ask_again(handover: Handover, user: User) -> None:
    enrolment = Enrolment.objects.select_related("mission_locale").get()
    ask(enrolment, handover.to_mission_locale, NOON.date(), user, NOON)


def open_enrolments() -> list[str]:
    return list(Enrolment.objects.open().values_list("mission_locale__code", flat=True))


def test_two_who_accept(asked: Handover) -> None:
    [(first, second)] = at_once(lambda: at("ml-saint-malo"))
    answers = at_once(partial(told, take, first), partial(told, take, second))
    assert sorted(LATE in answer for answer in answers) == [False, True]
    assert at_once(open_enrolments) == [["ml-saint-malo"]]


def test_one_who_accepts_and_one_who_refuses(asked: Handover) -> None:
    [(first, second)] = at_once(lambda: at("ml-saint-malo"))
    answers = at_once(partial(told, take, first), partial(told, turn_down, second))
    assert sorted(LATE in answer for answer in answers) == [False, True]
    kept = "ml-saint-malo" if answers[0] == "done" else "ml-rennes"
    assert at_once(open_enrolments) == [[kept]]


def test_accepted_while_it_is_withdrawn(asked: Handover) -> None:
    [[asker]], [(first, _)] = at_once(lambda: at("ml-rennes")), at_once(lambda: at("ml-saint-malo"))
    answers = at_once(partial(told, take, first), partial(told, give_up, asker))
    assert sorted(LATE in answer for answer in answers) == [False, True]
    kept = "ml-saint-malo" if answers[0] == "done" else "ml-rennes"
    assert at_once(open_enrolments) == [[kept]]


def test_asked_twice_at_once(asked: Handover) -> None:
    at_once(lambda: Handover.objects.update(decision="refuse", refusal="retire", decided_on=NOON.date()))
    [[asker]] = at_once(lambda: at("ml-rennes"))
    answers = at_once(*(partial(told, ask_again, asker) for _ in range(2)))
    assert sorted("attend sa réponse" in answer for answer in answers) == [False, True]
