"""A tour of every page, about every person, as every account that has the section: what is read there, and what the
journal says of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from cases.models import CaseFile, PlacementLetter, Referral, SupportCertificate, YoungPerson
from tests.access import PAGES
from tests.access.answers import Answers, roles
from tests.access.asking import Browser, Read
from tests.access.words import INVENTED, Word
from tests.access.world import PEOPLE, World

# By whose words a person is known on a page; a certificate keeps the name as it was when it was signed.
IDENTITY = (YoungPerson, CaseFile, Referral, SupportCertificate, PlacementLetter)
# The places of a partner are everybody's: one that is taken elsewhere is not free here, and the page says so.
SHARED_PAGES = "cases:stock_"

# Not those of one's own account.
OWN_PAGES = ("home", "cases:", "reporting:", "partners:team", "partners:membership_list")


@dataclass(frozen=True)
class Visit:
    """One account on one page: the person tried, what it was sent, what came back, with the words found in it."""

    account: str
    page: str
    person: str
    address: str
    sent: bool
    read: Read
    words: frozenset[Word]
    mailed: frozenset[Word]

    def __str__(self) -> str:
        return f"{'POST ' if self.sent else ''}{self.address} as {self.account}"

    @property
    def shown(self) -> set[str]:
        """The people named in it, or given by a reference."""
        return {word.person for word in self.words if word.person and isinstance(word.row, IDENTITY)}


class Tour:
    """What is needed to read the pages: the browsers, and the words to look for."""

    def __init__(self, world: World, browsers: dict[str, Browser], words: dict[str, Word]) -> None:
        self.world, self.browsers, self.words = world, browsers, words
        # All those that are like each other are found at once.
        self.others = {text: word for text, word in words.items() if not INVENTED.fullmatch(text)}

    def visits(self) -> Iterator[Visit]:
        """Every page that an account has; what a form says when it is sent by those for whom it works."""
        for name, answers in PAGES.items():
            for account in sorted(has_section(answers)):
                for person, query in self.addresses(answers):
                    yield self.visit(account, name, person, query)
                if "POST" in answers.methods and account in answers.works:
                    yield self.visit(account, name, "malo", "", sent=True)

    def addresses(self, answers: Answers) -> Iterator[tuple[str, str]]:
        """The people that a page is tried on, and the queries."""
        if "GET" in answers.methods:
            yield from ((person, "") for person in (PEOPLE if answers.is_about_a_person else ("malo",)))
            yield from (("malo", query) for query in answers.also)

    def visit(self, account: str, name: str, person: str, query: str, *, sent: bool = False) -> Visit:
        """Open a page, or send its form."""
        answers = PAGES[name]
        address = reverse(name, kwargs=answers.arguments(self.world, person)) + (f"?{query}" if query else "")
        data = {key: str(value).format(**self.codes) for key, value in answers.sends.items()} if sent else None
        read = self.browsers[account].read(address, data)
        # What was asked for is not told by being said again.
        said = read.words
        for asked in (address, address.replace("/", "%2F"), *(data or {}).values()):
            said = said.replace(asked, "")
        return Visit(account, name, person, address, sent, read, self.found(said), self.found(read.mails))

    def pages_of(self, accounts: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What these accounts read on the pages that are about nobody in particular, but for what is new each time."""
        for name, answers in PAGES.items():
            if answers.is_about_a_person or "GET" not in answers.methods or not name.startswith(OWN_PAGES):
                continue
            if name.startswith(SHARED_PAGES):
                continue
            for account in answers.works.intersection(accounts):
                address = reverse(name, kwargs=answers.arguments(self.world, "malo"))
                _, _, text = self.browsers[account].read(address).words.partition("<!DOCTYPE html>")
                yield f"{address} as {account}", re.sub(r'<input[^>]*type="hidden"[^>]*>', "", text)

    def without_journal(self, visit: Visit) -> Visit:
        """The same page again, while the journal cannot be written."""
        read = self.browsers[visit.account].read(visit.address, journal=False)
        return replace(visit, read=read, words=self.found(read.words.replace(visit.address, "")))

    @property
    def codes(self) -> dict[str, str]:
        """Each person's reference, by name."""
        return {person: self.world.code(person) for person in PEOPLE}

    def found(self, text: str) -> frozenset[Word]:
        """The words in it."""
        lowered = text.lower()
        invented = {self.words[written] for written in INVENTED.findall(lowered) if written in self.words}
        return frozenset(invented | {word for written, word in self.others.items() if written in lowered})


def has_section(answers: Answers) -> frozenset[str]:
    """The accounts for whom a page exists; the walk sees to the others."""
    return answers.section if answers.section is not None else roles(answers.works | answers.refused)
