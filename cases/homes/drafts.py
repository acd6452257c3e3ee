"""What one has typed and not sent yet: the way back to it, for its author alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cases.contacts.recording import met_by, recording_memberships
from cases.homes.to_do import ToDo, ToDoLine, day_in_words
from cases.models import Draft, Permanence
from partners.access import referring_memberships
from partners.french import day_words, hour_words
from partners.models import User

# Of the drafts of a page, by subject, where each one leads; those that their author may not go on with are left out.
Ways = Callable[[User, datetime, list[str]], Iterable[tuple[str, ToDoLine]]]


def drafts_to_do(user: User, at: datetime) -> ToDo:
    """The drafts that wait, the last one first."""
    to_do, drafts = ToDo(), list(Draft.objects.visible_to(user, at).filter(page__in=WAYS))
    lines = [line for draft, line in ways_back(drafts, user, at)]
    to_do.add("brouillons", "Un brouillon vous attend" if len(lines) == 1 else "Des brouillons vous attendent", lines)
    return to_do


def ways_back(drafts: list[Draft], user: User, at: datetime) -> Iterator[tuple[Draft, ToDoLine]]:
    """Each with its line, which says since when it waits."""
    by_page: dict[str, dict[str, ToDoLine]] = {}
    for page in {draft.page for draft in drafts}:
        subjects = [draft.subject for draft in drafts if draft.page == page]
        by_page[page] = dict(WAYS[page](user, at, subjects))
    for draft in drafts:
        if line := by_page[draft.page].get(draft.subject):
            saved_at = localtime(draft.saved_at)
            since = f"Gardé {day_in_words(saved_at.date(), localdate(at))} à {hour_words(saved_at)}"
            yield draft, replace(line, words=f"{line.words}{since}")


def to_referral(user: User, at: datetime, subjects: list[str]) -> Iterator[tuple[str, ToDoLine]]:
    """The one that is being written, for whoever still refers."""
    if referring_memberships(user, localdate(at)):
        yield "", ToDoLine("Orientation commencée", reverse("cases:referral_create"))


def to_several(user: User, at: datetime, subjects: list[str]) -> Iterator[tuple[str, ToDoLine]]:
    """A contact with several, for whoever still meets young people."""
    if recording_memberships(user, localdate(at)):
        yield "", ToDoLine("Contact à plusieurs commencé", reverse("cases:contact_several"))


def to_entry(user: User, at: datetime, subjects: list[str]) -> Iterator[tuple[str, ToDoLine]]:
    """The sheets that are not closed."""
    held = Permanence.objects.held_by(user, at).filter(cancelled_at__isnull=True, entered_at__isnull=True)
    for one in held.filter(code__in=subjects).select_related("site"):
        title = f"Saisie commencée, {one.site}, {day_words(one.planned_on, 'l j F')}"
        yield one.code, ToDoLine(title, reverse("cases:permanence_entry", args=[one.code]))


def to_contact(user: User, at: datetime, subjects: list[str]) -> Iterator[tuple[str, ToDoLine]]:
    """Contacts with those whom the user still meets, by name."""
    for person in met_by(user, at).filter(code__in=subjects):
        address = reverse("cases:contact_create", args=[person.code])
        yield person.code, ToDoLine(str(person), address, "Contact commencé. ", person=person)


WAYS: dict[str, Ways] = {
    "cases:referral_create": to_referral,
    "cases:contact_several": to_several,
    "cases:permanence_entry": to_entry,
    "cases:contact_create": to_contact,
}
