"""What an address answers, to whom, by which method: declared once a view, worked out for everyone else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Model

from tests.access.accounts import ANYONE, EVERYONE, NOBODY, OUTSIDE, Who, roles
from tests.access.world import World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ALL_METHODS = " ".join(METHODS)
WORKS, MISSING, FORBIDDEN, NOT_SO, SIGN_IN = "works", "404", "403", "405", "to sign-in"


@dataclass(frozen=True)
class Of:
    """Part of an address: a field of the first row of that model (or the last) that is about the person tried, or that
    `owner` has."""

    model: type[Model]
    field: str = "code"
    owner: str = ""
    last: bool = False


@dataclass(frozen=True)
class Account:
    """Part of an address: the id of one of the accounts that are tried, or of its membership."""

    name: str
    membership: bool = False


@dataclass(frozen=True)
class Answers:
    """`works`: who gets an answer. `refused`: who is told 403, for an action on something that they see.

    `section`: for whom the page exists at all, and may answer 405; the roles of those two, wherever they work, unless
    said otherwise. For anyone else it does not exist. `at` is the address; `also` are queries to try it with, on top;
    `sends` is what a form is sent with, where it must work. `shows` says whom a page shows: "nobody", "its person",
    "all" that one sees, or "some" of them. `otherwise` is what the section tells those who are neither; `outside`, if
    it is another view to them, what those are told who have not signed in.
    """

    methods: str
    works: Who
    at: Mapping[str, Any] = field(default_factory=dict)
    refused: Who = NOBODY
    section: Who | None = None
    also: tuple[str, ...] = ()
    sends: Mapping[str, Any] = field(default_factory=dict)
    shows: str = "nobody"
    otherwise: str = MISSING
    outside: Answers | None = None

    def to(self, account: str, method: str) -> str:
        """What that account is told, by that method."""
        if self.outside and account in OUTSIDE:
            return self.outside.to(account, method)
        exists_for = self.section if self.section is not None else roles(self.works | self.refused)
        if account not in exists_for:
            return SIGN_IN if account in OUTSIDE else MISSING
        if method not in self.methods.split():
            return NOT_SO
        if account in self.works or (method == "OPTIONS" and self.methods != ALL_METHODS):
            return WORKS
        return FORBIDDEN if account in self.refused else self.otherwise

    def arguments(self, world: World, person: str) -> dict[str, Any]:
        """Those of the address, for that person."""
        return {name: value_of(part, world, person) for name, part in self.at.items()}

    @property
    def is_about_a_person(self) -> bool:
        """Whether each person has an address of their own."""
        return any(isinstance(part, Of) and not part.owner for part in self.at.values())


def value_of(part: Any, world: World, person: str) -> Any:
    """A part of an address."""
    if isinstance(part, Account):
        user = world.users[part.name]
        return user.memberships.get().pk if part.membership else user.pk
    if isinstance(part, Of):
        return getattr(world.one(part.owner or person, part.model, last=part.last), part.field)
    return part


def page(works: Who, **more: Any) -> Answers:
    """A function that shows something."""
    return Answers("GET HEAD", works, **more)


def form(works: Who, **more: Any) -> Answers:
    """A function that shows a form and takes it."""
    return Answers("GET HEAD POST", works, **more)


def action(works: Who, **more: Any) -> Answers:
    """A function that does something."""
    return Answers("POST", works, **more)


def class_page(works: Who, **more: Any) -> Answers:
    """One of Django's generic views, which also says which methods it knows."""
    return Answers("GET HEAD OPTIONS", works, **more)


def class_form(works: Who, **more: Any) -> Answers:
    """A generic view of a form; Django takes PUT for POST."""
    return Answers("GET HEAD POST PUT OPTIONS", works, **more)


def elsewhere(works: Who, **more: Any) -> Answers:
    """A view that answers, or leads elsewhere, before it looks at the method."""
    return Answers(ALL_METHODS, works, **more)


def public(answers: Answers) -> Answers:
    """The same for those who have not signed in."""
    return replace(answers, works=answers.works | OUTSIDE, section=ANYONE)


def for_nobody(answers: Answers, section: Who = EVERYONE) -> Answers:
    """What these accounts could have, but nobody has today."""
    return replace(answers, works=NOBODY, section=section)
