"""Who accompanies someone, as far as an officer is told: the referent, the Mission Locale, its telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.models import Enrolment
from cases.models.people import YoungPersonQuerySet
from partners.french import phone_link

TOLD = {"referent": "referent_name", "followed_at": "mission_locale__name", "followed_phone": "mission_locale__phone"}


@dataclass(frozen=True)
class Follower:
    """Whom to call about someone."""

    referent: str
    mission_locale: str
    phone: str

    @classmethod
    def of(cls, person: Any) -> Follower | None:
        """Of a person of `with_follower`; None of whom nobody follows."""
        if person.followed_at is None:
            return None
        return cls(person.referent, person.followed_at, person.followed_phone)

    @property
    def words(self) -> SafeString:
        """« Annick Le Bihan, We Ker, 02 99 00 00 01 », a number that a click dials."""
        known = [self.referent, self.mission_locale, phone_link(self.phone)]
        return format_html(", ".join("{}" for part in known if part), *(part for part in known if part))


def with_follower(people: YoungPersonQuerySet) -> YoungPersonQuerySet:
    """Each with what is told of the enrolment that runs, of several the last begun; nothing else of it is read."""
    running = Enrolment.objects.open().filter(person=OuterRef("pk")).order_by("-entered_on", "-pk")
    told = {name: Subquery(running.values(path)[:1], CharField()) for name, path in TOLD.items()}
    return people.annotate(**told)
