"""The weekly look for duplicates among everyone."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from cases.merging.searching import Known, find_duplicates, pairs
from cases.models import DuplicateSuspicion, YoungPerson
from cases.referrals.duplicates import alike, letters
from partners.models import User
from tests.factories import YoungPersonFactory

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
BORN = date(1995, 6, 15)


def typed(last: str, first: str, born: date = BORN) -> YoungPerson:
    person: YoungPerson = YoungPersonFactory(last_name=last, first_name=first, birth_date=born)
    return person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "first", "born"),
    [
        ("KERDONCUFF", "Malo", BORN),
        ("Kerdoncuf", "Malo", BORN),
        ("Malo", "Kerdoncuff", BORN),
        ("Kerdoncuff", "Mâlo", date(1995, 6, 16)),
        ("Malo", "Kerdoncuff", date(1996, 6, 15)),
    ],
)
def test_one_person_typed_twice_is_found_once(last: str, first: str, born: date) -> None:
    one, other = typed("Kerdoncuff", "Malo"), typed(last, first, born)
    [found] = find_duplicates(NOON)
    assert (found.first, found.second) == (one, other)
    assert find_duplicates(NOON) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "first", "born"),
    [
        ("Kerdoncuff", "Servane", BORN),
        ("Lescop", "Malo", BORN),
        ("Kerdoncuff", "Malo", BORN + timedelta(days=400)),
    ],
)
def test_brothers_and_namesakes_are_not(last: str, first: str, born: date) -> None:
    typed("Kerdoncuff", "Malo")
    typed(last, first, born)
    assert find_duplicates(NOON) == []


@pytest.mark.django_db
def test_told_apart_they_stay_so(lead: User) -> None:
    typed("Kerdoncuff", "Malo")
    typed("Kerdoncuff", "Malo")
    [found] = find_duplicates(NOON)
    found.dismiss(lead, NOON)
    assert find_duplicates(NOON) == []
    assert DuplicateSuspicion.objects.open().count() == 0


@pytest.mark.django_db
def test_the_leads_who_hold_them_are_told_without_a_name(malo: YoungPerson, lead: User) -> None:
    typed(malo.last_name, malo.first_name, malo.birth_date)
    for _ in range(2):
        call_command("find_duplicates", verbosity=0)
    [message] = mail.outbox
    assert message.to == [lead.email]
    assert malo.last_name not in message.body


def test_what_is_found_is_alike_for_whoever_types_it() -> None:
    people = crowd(400, days=200)
    found = pairs([Known(pk, letters(last), letters(first), born) for pk, last, first, born in people])
    records = {
        pk: YoungPerson(pk=pk, last_name=last, first_name=first, birth_date=born) for pk, last, first, born in people
    }
    assert found
    assert all(alike(records[one], records[other]) for one, other in found)
    same_day = {
        (one, other)
        for one in records
        for other in records
        if one < other and records[one].birth_date == records[other].birth_date and alike(records[one], records[other])
    }
    assert same_day <= found


def test_a_hundred_thousand_people_take_seconds() -> None:
    """Ten times as many people take some ten times as long, and not a hundred times."""
    people = [Known(pk, letters(last), letters(first), born) for pk, last, first, born in crowd(20_000, days=3_650)]
    durations = []
    for crowd_of in (people[:2_000], people):
        began = time.process_time()
        pairs(crowd_of)
        durations.append(time.process_time() - began)
    assert durations[1] < 40 * durations[0] + 1


def crowd(size: int, days: int) -> list[tuple[int, str, str, date]]:
    """Invented people, some of them alike."""
    chance = random.Random(2016)
    syllables = ["ker", "don", "cuff", "les", "cop", "tre", "gui", "pen", "lan", "mor", "bihan", "goff"]
    names = ["".join(chance.choices(syllables, k=3)) for _ in range(size // 4)]
    firsts = ["".join(chance.choices(syllables, k=2)) for _ in range(60)]
    return [
        (pk, chance.choice(names), chance.choice(firsts), BORN + timedelta(days=chance.randrange(days)))
        for pk in range(1, size + 1)
    ]
