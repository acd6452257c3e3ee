"""Someone who comes to a permanence without an appointment: found among those whom one sees, or new."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from cases.case_files import refresh
from cases.filters import YoungPersonFilter
from cases.models import Appointment, DuplicateSuspicion, Origin, Permanence, Programme, Referral, YoungPerson
from cases.models.people import YoungPersonQuerySet
from cases.permanences.booking import book, locked_permanence
from cases.referrals.duplicates import TypedIdentity, like, suspect
from cases.referrals.eligibility import Facts, Rules, eligibility
from cases.referrals.notice import NOTICE_VERSION
from cases.referrals.referring import keep_lines
from partners.models import User
from partners.names import fold

FOUND_AT_MOST = 10
KNOWN = (
    "Un jeune de ce nom et de cette date de naissance est déjà connu\N{NO-BREAK SPACE}: cherchez-le, puis ajoutez-le."
)
HELD_ELSEWHERE = (
    "Vous connaissez ce jeune ailleurs, mais cette Mission Locale n’a pas de dossier pour lui\N{NO-BREAK SPACE}: un "
    "relais ou une orientation vers elle en ouvre un, puis ajoutez-le."
)


def people_to_add(permanence: Permanence, words: str, user: User, at: datetime) -> list[YoungPerson]:
    """Those whom its Mission Locale holds, of those whom the user sees, who answer to these words and are not on the
    sheet, a few at most."""
    found = YoungPersonFilter({"q": words}, user=user, at=at, among=held_here(permanence, user, at))
    on_sheet = Appointment.objects.filter(permanence=permanence)
    return list(found.qs.exclude(pk__in=on_sheet.values("person"))[:FOUND_AT_MOST])


def add_walk_in(permanence: Permanence, person: YoungPerson, user: User, at: datetime) -> None:
    """At the end of the sheet, with the referral that waits for an answer if there is one. Someone who is on it
    already stays where they are. Raises ValidationError when the permanence is closed."""
    waiting = Referral.objects.visible_to(user, at).undecided()
    referral = (
        waiting.filter(person=person, mission_locale=permanence.mission_locale_id).order_by("referred_on").last()
    )
    try:
        book(person, permanence, referral, walk_in=True)
    except ValidationError as error:
        if error.code != "already":
            raise


def people_alike(permanence: Permanence, given: dict[str, Any], user: User, at: datetime) -> list[YoungPerson]:
    """Those whom the user may add and who may be the person typed; nobody for one who is on the sheet, sent twice."""
    known = known_person(given, user, at)
    if known and is_on_sheet(permanence, known):
        return []
    typed = TypedIdentity(given["last_name"], given["first_name"], given["birth_date"])
    return like(typed, held_here(permanence, user, at))


def held_here(permanence: Permanence, user: User, at: datetime) -> YoungPersonQuerySet:
    """Those whom the permanence's Mission Locale holds, of those whom the user sees: of anyone else, nobody there
    would read the line."""
    return YoungPerson.objects.held_in(permanence.mission_locale_id, user, at)


def is_on_sheet(permanence: Permanence, person: YoungPerson) -> bool:
    """Whether they have a place there, expected or not."""
    return Appointment.objects.filter(permanence=permanence, person=person).exists()


class Added(NamedTuple):
    """Who was added, and of whom among those whom the user does not see it may be another record."""

    person: YoungPerson
    suspicions: list[DuplicateSuspicion]


def add_new(permanence: Permanence, given: dict[str, Any], programme: Programme, user: User, at: datetime) -> Added:
    """A new young person, who came by themselves: the Mission Locale refers them to itself that day, which opens the
    file. Raises ValidationError for someone known already who is not on the sheet; one who is on it, sent twice, is
    answered as if just made."""
    names = {name: given[name] for name in ("last_name", "first_name", "birth_date")}
    with transaction.atomic():
        locked_permanence(permanence)  # sent twice at once, the second finds the person made by the first
        known = known_person(names, user, at)
        if known is not None:
            if not is_on_sheet(permanence, known):
                is_held = held_here(permanence, user, at).filter(pk=known.pk).exists()
                raise ValidationError(KNOWN if is_held else HELD_ELSEWHERE)
            return Added(known, [])
        person = YoungPerson.objects.create(**names, sex=given["sex"])
        referral = Referral.objects.create(
            person=person,
            programme=programme,
            referred_by_id=permanence.mission_locale_id,
            mission_locale_id=permanence.mission_locale_id,
            origin=Origin.YOUNG_PERSON,
            referred_on=permanence.planned_on,
            site=permanence.site,
            sent_by=user,
            notice_version=NOTICE_VERSION,
            notice_given_on=given["notice_given_on"],
        )
        keep_lines(
            referral, eligibility(Rules.of(programme, permanence.planned_on), facts_of_walk_in(person, permanence))
        )
        refresh([person.pk])
        book(person, permanence, referral, walk_in=True)
        return Added(person, suspect(person, held_here(permanence, user, at), at))


def facts_of_walk_in(person: YoungPerson, permanence: Permanence) -> Facts:
    """What one knows of someone who has just come: the age alone, the rest is to be checked."""
    return Facts(on=permanence.planned_on, birth_date=person.birth_date)


def known_person(names: dict[str, Any], user: User, at: datetime) -> YoungPerson | None:
    """The person of that folded name and birth date whom this user sees."""
    same_day = YoungPerson.objects.visible_to(user, at).filter(Q(birth_date=names["birth_date"]))
    wanted = fold(f"{names['last_name']} {names['first_name']}")
    return next((person for person in same_day if person.folded_name == wanted), None)
