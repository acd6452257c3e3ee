"""Whom every answer discloses, over a tour of every page as every role: no word of another organisation, and as many
people in the journal as on the page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache

import pytest
from django.db import connection, transaction

from cases.journal import ACTIONS
from cases.models import Handover, YoungPerson
from partners.models import User
from tests.access import PAGES
from tests.access.asking import Browser
from tests.access.fixtures import browsers, db, quick, quickly, world  # noqa: F401
from tests.access.rows import own_models
from tests.access.tour import Tour, Visit
from tests.access.words import COMMON, Word, crosses, may_read, texts, write_words
from tests.access.world import ELSEWHERE, PEOPLE, SEES, World, followed, held_on
from tests.factories import YoungPersonFactory

# Who sees people, and those who see nobody: not the administrator, whose pages are of all accounts.
HERE_ALONE = sorted({account for account in SEES if not account.endswith(ELSEWHERE)} | {"reader", "ended membership"})


@pytest.fixture(scope="module")
def words(world: World) -> dict[str, Word]:
    """In every text of every record."""
    return write_words(world)


@pytest.fixture(scope="module")
def tour(world: World, words: dict[str, Word], browsers: dict[str, Browser], quickly: None) -> Tour:
    """Ready to begin."""
    return Tour(world, browsers, words)


@pytest.fixture(scope="module")
def visits(tour: Tour, say: Callable[[str], None]) -> list[Visit]:
    """All of it."""
    made = list(tour.visits())
    say(f"disclosure: {len(made)} answers read for {len(tour.words)} words, {sum(map(is_page, made))} of them pages")
    return made


def is_page(visit: Visit) -> bool:
    """Whether something was shown, and not refused or done."""
    return visit.read.status == 200


def hold(problems: Iterable[str]) -> None:
    """Fail with these, one a line, if there are any."""
    if lines := sorted(set(problems)):
        pytest.fail("\n".join(lines), pytrace=False)


def test_every_model_with_texts_has_a_word(words: dict[str, Word]) -> None:
    """A model that is added later wants a row in tests/access/world.py."""
    told = {type(word.row) for word in words.values()}
    silent = [model for model in own_models() if model not in told | COMMON and any(texts(model))]
    assert [model.__name__ for model in silent] == []


def test_no_page_fails(visits: list[Visit]) -> None:
    """The access table, which is told who gets an answer, leaves the pages blank."""
    hold(f"{visit}: {visit.read.status}" for visit in visits if visit.read.status >= 500)


def test_nobody_reads_a_word_of_another(visits: list[Visit], world: World) -> None:
    @cache
    def may(account: str, word: Word) -> bool:
        return may_read(account, world, word)

    hold(
        f"{visit}: {word}"
        for visit in visits
        for word in visit.words
        if not may(visit.account, word) and not crosses(visit.page, word)
    )


def test_no_mail_names_anyone_followed(visits: list[Visit]) -> None:
    assert any(visit.mailed for visit in visits)
    hold(f"{visit}: {word}" for visit in visits for word in visit.mailed if not isinstance(word.row, User | Handover))


def test_a_page_shows_all_those_whom_one_sees_and_nobody_else(visits: list[Visit]) -> None:
    hold(
        f"{visit}: {sorted(visit.shown)}, not {sorted(expected(visit))}"
        for visit in visits
        if not visit.sent and PAGES[visit.page].shows != "some" and visit.shown != expected(visit)
    )


def expected(visit: Visit) -> set[str]:
    """Whom that page shows to that account."""
    answers = PAGES[visit.page]
    if visit.read.status != 200 or answers.shows == "nobody":
        return set()
    seen = SEES.get(visit.account, set())
    return seen if answers.shows == "all" else seen & {visit.person}


def test_the_journal_names_those_whom_a_page_shows(visits: list[Visit], world: World) -> None:
    keys = {YoungPerson.objects.get(pk=world.one(person, YoungPerson).pk).journal_key: person for person in PEOPLE}
    assert any(visit.read.journal for visit in visits)
    wrong = []
    for visit in visits:
        written = {keys[key] for key in visit.read.journal}
        is_right = visit.shown == written if is_page(visit) else visit.shown <= written
        if not is_right or visit.read.entries != len(written):
            wrong.append(f"{visit}: shows {sorted(visit.shown)}, {visit.read.entries} rows for {sorted(written)}")
    hold(wrong)


def test_every_page_that_discloses_says_what_it_is(visits: list[Visit]) -> None:
    assert {action for visit in visits for action in visit.read.actions} <= set(ACTIONS)


def test_without_a_journal_nobody_is_shown(visits: list[Visit], tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    # All of them fail: to write in the log where they do takes long.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    showing = [visit for visit in visits if visit.shown and not visit.sent]
    assert len(showing) > len(SEES)
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in ("cases_accessentry", "cases_accessedperson"):
                cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
        again = [tour.without_journal(visit) for visit in showing]
        transaction.set_rollback(True)
    hold(f"{visit}: {sorted(visit.shown)}" for visit in again if visit.shown)


def test_what_happens_elsewhere_changes_nothing_here(tour: Tour) -> None:
    """Lists, counts, choices: not a byte of a page here tells that someone more is followed there."""
    before = dict(tour.pages_of(HERE_ALONE))
    with transaction.atomic():
        person = YoungPersonFactory(last_name="Kerdoncuff")
        held_on(person)
        followed(person, ELSEWHERE, tour.world)
        after = dict(tour.pages_of(HERE_ALONE))
        transaction.set_rollback(True)
    assert len(before) > len(HERE_ALONE)
    hold(page for page, text in before.items() if text != after[page])
