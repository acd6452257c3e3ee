"""In whose name someone refers young people, and to which programmes."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from cases.models import Programme
from cases.models.programmes import ProgrammeQuerySet
from partners.access import decides, deciding_units, officer_units, referring_memberships
from partners.models import Organisation, OrganisationKind, User


def bodies_of(user: User, on: date) -> QuerySet[Organisation]:
    """An officer's own unit, for a lead those below; a referent's own Mission Locale."""
    own = {membership.organisation_id for membership in referring_memberships(user, on)}
    return Organisation.objects.active().filter(pk__in=own | set(officer_units(user, on)))


def receivers_of(user: User, on: date) -> QuerySet[Organisation]:
    """To which Missions Locales: an officer to any, a referent to the own ones alone. To pass someone on to another
    one is a hand-over, which the young person agrees to and the other one accepts."""
    receivers = Organisation.objects.missions_locales().active()
    return receivers if is_officer(user, on) else receivers.filter(pk__in=bodies_of(user, on))


def is_officer(user: User, on: date) -> bool:
    """Whether the user refers in the name of another body than a Mission Locale too."""
    return bodies_of(user, on).exclude(kind=OrganisationKind.MISSION_LOCALE).exists()


def deciding_bodies_of(user: User, on: date) -> QuerySet[Organisation]:
    """Those of them in whose name the user takes back what was sent: not where they are a trainee."""
    own = {membership.organisation_id for membership in referring_memberships(user, on) if decides(membership)}
    return Organisation.objects.active().filter(pk__in=own | set(deciding_units(user, on)))


def programmes_open_to(user: User, on: date) -> ProgrammeQuerySet:
    """The programmes running that day, as far as the memberships go (none named: all), that are open where the user
    refers people to."""
    running = Programme.objects.running(on).of_memberships(referring_memberships(user, on))
    return running.open_at(list(receivers_of(user, on).values_list("pk", flat=True)))


def not_open(programme: Programme, mission_locale: Organisation) -> str:
    """Why nobody is referred there."""
    return (
        f"{programme} n’est pas ouvert à {mission_locale}\N{NO-BREAK SPACE}: choisissez un autre dispositif, ou une "
        "autre Mission Locale."
    )
