"""Who comes when at a permanence: a place taken, given back, exchanged. Two at the same moment wait for each other."""

from __future__ import annotations

from collections.abc import Container, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import Appointment, Permanence, Referral, YoungPerson
from cases.models.permanences import AppointmentQuerySet
from cases.referrals.decisions import locked_pending

FULL = "Cette permanence est complète\N{NO-BREAK SPACE}: choisissez-en une autre."
CANCELLED = "Cette permanence est annulée\N{NO-BREAK SPACE}: choisissez-en une autre."
ENTERED = "Cette permanence est déjà saisie\N{NO-BREAK SPACE}: choisissez-en une autre."
ALREADY = "Ce jeune est déjà inscrit à cette permanence."
ELSEWHERE = "Cette permanence est celle d’une autre Mission Locale que celle de l’orientation."


def locked_permanence(permanence: Permanence) -> Permanence:
    """The permanence as it is stored, kept from everyone else until the transaction ends. Inside a transaction.

    Raises Permanence.DoesNotExist when a change of its pattern has removed it.
    """
    return Permanence.objects.select_for_update(of=("self",)).get(pk=permanence.pk)


def book(
    person: YoungPerson, permanence: Permanence, referral: Referral | None = None, *, walk_in: bool = False
) -> Appointment:
    """The appointment made, at the first place that is free, for the answer that `referral` waits for. A walk-in comes
    after all others, without an hour, even to a permanence that is full.

    Raises ValidationError, in French, when it is full, cancelled or no longer there, already entered, another Mission
    Locale's than the referral, or has this person on it; when the referral has its answer.
    """
    with transaction.atomic():
        try:
            kept = locked_permanence(permanence)
        except Permanence.DoesNotExist as error:
            raise ValidationError(CANCELLED, code="cancelled") from error
        appointments = list(kept.appointments.all())
        refuse_unless_open(kept, referral)
        if referral:
            locked_pending(referral)
        if any(appointment.person_id == person.pk for appointment in appointments):
            raise ValidationError(ALREADY, code="already")
        if not walk_in and kept.slots is not None and len(appointments) >= kept.slots:
            raise ValidationError(FULL, code="full")
        position = after_all(kept, appointments) if walk_in else first_free(appointments)
        return Appointment.objects.create(
            permanence=kept,
            person=person,
            referral=referral,
            position=position,
            starts_at=None if walk_in else kept.time_of(position),
            is_walk_in=walk_in,
        )


def give_back(places: AppointmentQuerySet) -> list[Permanence]:
    """Free those places; the permanences that were to be held and where there is room again, in their order."""
    permanences = Permanence.objects.filter(appointments__in=places, cancelled_at__isnull=True)
    freed = list(permanences.select_related("site").distinct())
    places.delete()
    return freed


def refuse_unless_open(permanence: Permanence, referral: Referral | None) -> None:
    """Raises ValidationError when nobody may be put on the permanence, or not from this referral."""
    if permanence.cancelled_at is not None:
        raise ValidationError(CANCELLED, code="cancelled")
    if permanence.entered_at is not None:
        raise ValidationError(ENTERED, code="entered")
    if referral and referral.mission_locale_id != permanence.mission_locale_id:
        raise ValidationError(ELSEWHERE, code="elsewhere")


def first_free(appointments: Iterable[Appointment]) -> int:
    """The first place that nobody has: one given back is taken again, so that the hours of the others stay."""
    taken = {appointment.position for appointment in appointments}
    return next(position for position in range(1, len(taken) + 2) if position not in taken)


def after_all(permanence: Permanence, appointments: list[Appointment]) -> int:
    """The place behind those of the permanence and everyone on it."""
    return max([permanence.slots or 0, *(appointment.position for appointment in appointments)]) + 1


def move(appointment: Appointment, *, earlier: bool, among: Container[int] | None = None) -> None:
    """Exchange the place and the hour with the one before, or after; nothing for the first, or the last. Only those of
    the appointments `among` count, where it is given (ids): what the reader of a list sees."""
    with transaction.atomic():
        permanence = locked_permanence(appointment.permanence)
        order = [other for other in permanence.appointments.all() if among is None or other.pk in among]
        here = next(index for index, other in enumerate(order) if other.pk == appointment.pk)
        there = here - 1 if earlier else here + 1
        if not 0 <= there < len(order):
            return
        one, other = order[here], order[there]
        one.position, other.position = other.position, one.position
        one.starts_at, other.starts_at = other.starts_at, one.starts_at
        Appointment.objects.bulk_update([one, other], ["position", "starts_at"])


def set_times(permanence: Permanence) -> None:
    """Give everyone the hour of their place again, once the hours or the number of places have changed."""
    with transaction.atomic():
        kept = locked_permanence(permanence)
        appointments = list(kept.appointments.filter(is_walk_in=False))
        for appointment in appointments:
            appointment.starts_at = kept.time_of(appointment.position)
        Appointment.objects.bulk_update(appointments, ["starts_at"])
