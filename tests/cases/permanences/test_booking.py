"""A place at a permanence: taken once, given back, exchanged, and never by two people at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import Appointment, Permanence, YoungPerson
from cases.permanences.booking import book, move, set_times
from tests.cases.permanences.together import at_once
from tests.factories import OrganisationFactory, PermanenceFactory, ReferralFactory, YoungPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning() -> Permanence:
    """From nine to noon, with three places."""
    return PermanenceFactory(starts_at=time(9), ends_at=time(12), slots=3)


def order(permanence: Permanence) -> list[tuple[str, time | None]]:
    return [(appointment.person.first_name, appointment.starts_at) for appointment in permanence.appointments.all()]


def book_all(permanence: Permanence, *names: str) -> list[Appointment]:
    return [book(YoungPersonFactory(first_name=name), permanence) for name in names]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as refused:
        act()
    return str(refused.value.code)


def test_each_has_the_hour_of_their_place(morning: Permanence) -> None:
    book_all(morning, "Malo", "Enora", "Yann")
    assert order(morning) == [("Malo", time(9)), ("Enora", time(10)), ("Yann", time(11))]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "slots", "last"),
    [
        (time(9), time(12), 7, time(11, 30)),
        (time(23), time(23, 59), 50, time(23, 57)),
        (time(9), None, 3, time(9)),
        (time(9), time(12), None, time(9)),
        (None, None, 3, None),
    ],
)
def test_the_last_place_s_hour(starts_at: time | None, ends_at: time | None, slots: int | None, last: object) -> None:
    permanence = PermanenceFactory.build(site=None, starts_at=starts_at, ends_at=ends_at, slots=slots)
    assert permanence.time_of(slots or 3) == last


def test_one_more_than_the_places_is_refused(morning: Permanence) -> None:
    book_all(morning, "Malo", "Enora", "Yann")
    assert refusal(lambda: book_all(morning, "Gwen")) == "full"
    assert morning.appointments.count() == 3


def test_without_a_number_of_places_there_is_always_one() -> None:
    permanence = PermanenceFactory(slots=None)
    book_all(permanence, *["Malo"] * 60)
    assert permanence.appointments.count() == 60


def test_nobody_is_on_it_twice(morning: Permanence) -> None:
    [malo] = book_all(morning, "Malo")
    assert refusal(lambda: book(malo.person, morning)) == "already"


def test_one_who_walks_in_comes_last_even_when_it_is_full(morning: Permanence) -> None:
    book_all(morning, "Malo", "Enora", "Yann")
    gwen = book(YoungPersonFactory(first_name="Gwen"), morning, walk_in=True)
    assert gwen.is_walk_in
    assert order(morning)[-1] == ("Gwen", None)


def test_a_place_given_back_is_taken_by_the_next(morning: Permanence) -> None:
    _, enora, _ = book_all(morning, "Malo", "Enora", "Yann")
    enora.delete()
    book_all(morning, "Gwen")
    assert order(morning) == [("Malo", time(9)), ("Gwen", time(10)), ("Yann", time(11))]


@pytest.mark.parametrize("state", ["cancelled_at", "entered_at"])
def test_nobody_is_put_on_one_that_is_over(morning: Permanence, state: str) -> None:
    setattr(morning, state, timezone.now())
    morning.save()
    for walk_in in (False, True):
        assert refusal(partial(book, YoungPersonFactory(), morning, walk_in=walk_in)) == state.removesuffix("_at")


def test_nobody_is_put_on_one_that_a_new_pattern_has_removed(morning: Permanence) -> None:
    Permanence.objects.all().delete()
    assert refusal(partial(book, YoungPersonFactory(), morning)) == "cancelled"


def test_a_referral_to_another_mission_locale_is_refused(morning: Permanence) -> None:
    referral = ReferralFactory(mission_locale=OrganisationFactory())
    assert refusal(lambda: book(referral.person, morning, referral)) == "elsewhere"
    own = ReferralFactory(mission_locale=morning.mission_locale)
    assert book(own.person, morning, own).referral == own


def test_two_exchange_their_places_and_hours(morning: Permanence) -> None:
    malo, _, yann = book_all(morning, "Malo", "Enora", "Yann")
    move(malo, earlier=False)
    assert order(morning) == [("Enora", time(9)), ("Malo", time(10)), ("Yann", time(11))]
    move(malo, earlier=True)
    move(malo, earlier=True)
    move(yann, earlier=False)
    assert order(morning) == [("Malo", time(9)), ("Enora", time(10)), ("Yann", time(11))]


def test_a_longer_permanence_gives_other_hours(morning: Permanence) -> None:
    book_all(morning, "Malo", "Enora")
    book(YoungPersonFactory(first_name="Gwen"), morning, walk_in=True)
    morning.slots = 6
    morning.save()
    set_times(morning)
    assert order(morning) == [("Malo", time(9)), ("Enora", time(9, 30)), ("Gwen", None)]


@pytest.fixture
def evening(shared: None) -> Iterator[Permanence]:
    """A permanence with one place that every connection sees, until the test is over."""
    [permanence] = at_once(lambda: PermanenceFactory(slots=1))
    yield permanence
    at_once(lambda: (permanence.delete(), permanence.site.delete(), permanence.mission_locale.delete()))


@pytest.fixture
def six_people(evening: Permanence) -> Iterator[list[YoungPerson]]:
    """Seen by every connection too."""
    [people] = at_once(lambda: YoungPersonFactory.create_batch(6))
    yield people
    at_once(lambda: YoungPerson.objects.filter(pk__in=[person.pk for person in people]).delete())


def test_the_last_place_is_given_once(evening: Permanence, six_people: list[YoungPerson]) -> None:
    answers = at_once(*(partial(book, person, evening) for person in six_people))
    assert sorted(str(answer) for answer in answers if not isinstance(answer, Appointment)) == ["full"] * 5
    assert at_once(evening.appointments.count) == [1]


def test_one_person_sent_twice_is_there_once(evening: Permanence, six_people: list[YoungPerson]) -> None:
    answers = at_once(*[partial(book, six_people[0], evening)] * 4)
    assert [answer for answer in answers if not isinstance(answer, Appointment)] == ["already"] * 3
