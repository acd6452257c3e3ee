"""Permanences that will not be held: the people on them move to the next one or wait to be invited again; undone as
easily. Nothing is deleted: those who were on a cancelled permanence stay on it, so that it can be held after all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from cases.models import Appointment, Closure, Permanence, PermanencePattern
from cases.models.permanences import PermanenceQuerySet
from cases.permanences.booking import book, locked_permanence
from cases.permanences.calendar import make_permanences

OVER = "Ce jour est passé\N{NO-BREAK SPACE}: la permanence ne peut plus être rétablie."


def concerned_by(closure: Closure, on: date) -> PermanenceQuerySet:
    """The permanences, of that day or later, that a closure would cancel."""
    days = (closure.starts_on, closure.ends_on)
    concerned = Permanence.objects.to_come(on).filter(mission_locale=closure.mission_locale_id, planned_on__range=days)
    concerned = concerned.open()
    return concerned.filter(site=closure.site_id) if closure.site_id else concerned


def close_days(closure: Closure, at: datetime, *, moving: bool) -> int:
    """Keep the closure and cancel what falls in it. Gives how many appointments have moved."""
    with transaction.atomic():
        closure.save()
        return cancel_permanences(concerned_by(closure, localdate(at)), at, moving=moving, closure=closure)


def cancel_permanences(
    permanences: PermanenceQuerySet, at: datetime, *, moving: bool, closure: Closure | None = None
) -> int:
    """Cancel those still open, then, when `moving`, give everyone on them the next place at the same site. Whoever
    finds none waits to be invited again, as all do otherwise. Gives how many have moved."""
    with transaction.atomic():
        cancelled = list(permanences.open().order_by("pk").select_for_update(of=("self",)))
        Permanence.objects.filter(pk__in=[permanence.pk for permanence in cancelled]).update(
            cancelled_at=at, closure=closure, needs_decision=False
        )
        if not moving:
            return 0
        stranded = Appointment.objects.filter(permanence__in=cancelled, attendance="").order_by(
            "permanence__planned_on", "position"
        )
        return sum(move_on(appointment) for appointment in stranded.select_related("permanence", "person", "referral"))


def move_on(appointment: Appointment) -> bool:
    """Give the person a place at the next permanence of the same site that has one; whether there was."""
    left = appointment.permanence
    following = Permanence.objects.to_come(left.planned_on).open()
    for permanence in following.filter(site=left.site_id, mission_locale=left.mission_locale_id):
        try:
            moved = book(appointment.person, permanence)
        except ValidationError as error:
            if error.code == "already":
                return False
            continue
        moved.moved_from, moved.referral = appointment, appointment.referral  # which may have its answer by now
        moved.save(update_fields=["moved_from", "referral"])
        return True
    return False


def restore_permanence(permanence: Permanence, on: date) -> bool:
    """The permanence is held after all, with those who were on it; the places that they were given elsewhere are given
    back, unless they have been there already. Once: False when it is not cancelled any more. Raises ValidationError
    once its day is over."""
    if permanence.planned_on < on:
        raise ValidationError(OVER)
    with transaction.atomic():
        kept = locked_permanence(permanence)
        if kept.cancelled_at is None:
            return False
        kept.cancelled_at = kept.closure = None
        kept.save(update_fields=["cancelled_at", "closure"])
        moved = Appointment.objects.filter(moved_from__permanence=kept, attendance="", contact__isnull=True)
        where = Permanence.objects.filter(pk__in=moved.values("permanence")).order_by("pk")
        list(where.select_for_update(of=("self",)))  # somebody may be typing one of them
        moved.delete()
    return True


def lift_closure(closure: Closure, on: date) -> None:
    """Undo a closure: the permanences that it cancelled are held after all, and those that it kept from being made are
    made."""
    with transaction.atomic():
        restore_all(closure.cancelled.filter(planned_on__gte=on), on)
        patterns = PermanencePattern.objects.filter(mission_locale=closure.mission_locale_id)
        closure.delete()
        make_permanences(patterns, on)


def restore_all(permanences: Iterable[Permanence], on: date) -> None:
    """Each of them."""
    for permanence in permanences:
        restore_permanence(permanence, on)
