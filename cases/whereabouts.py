"""Who is inside, and who comes out when, asked of the database for many people at once."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from cases.models import AdjustmentDecision, AdjustmentKind, JusticeMeasure, Outcome, SentenceAdjustment
from cases.models.adjustments import SentenceAdjustmentQuerySet
from cases.releases import OUTSIDE


def carried_out_outside() -> SentenceAdjustmentQuerySet:
    """Of a person, the adjustments granted that are carried out outside, as `releases.is_outside` has it."""
    outside = Q(kind__in=OUTSIDE) | Q(kind=AdjustmentKind.UNDER_CONSTRAINT, modality__in=OUTSIDE)
    granted = SentenceAdjustment.objects.filter(outside, decision=AdjustmentDecision.GRANTED)
    return granted.filter(person=OuterRef("pk"))


def is_inside(on: date) -> Q:
    """Of people: in custody on that day, and not outside by an adjustment."""
    custody = JusticeMeasure.objects.custody().running(on).filter(person=OuterRef("pk"))
    return Q(Exists(custody)) & ~Q(Exists(outside_by_adjustment(on)))


def outside_by_adjustment(on: date) -> SentenceAdjustmentQuerySet:
    """Of a person, the adjustments by which they are outside on that day: begun, neither over nor broken off."""
    begun = carried_out_outside().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
    came_back = Q(outcome=Outcome.BACK_IN_CUSTODY) | ~Q(return_cause="")
    return begun.exclude(withdrawn_on__lte=on).exclude(came_back, ends_on__isnull=True, withdrawn_on__isnull=True)


def stays_inside(on: date) -> Q:
    """Of people: inside on that day, and not on their way out: nobody comes out on it, noted or expected."""
    comes_out = Q(ends_on=on) | Q(ends_on__isnull=True, planned_end_on=on)
    custody = JusticeMeasure.objects.custody().running(on).filter(person=OuterRef("pk"))
    return is_inside(on) & ~Q(Exists(custody.filter(comes_out)))


def comes_out(first: date, last: date) -> Q:
    """Of people: inside on the first of these days, whose custody is expected to end by the last, or whose adjustment
    begins by then, as long as it holds."""
    custody = JusticeMeasure.objects.custody().running(first).filter(person=OuterRef("pk"))
    ends = Q(ends_on__range=(first, last)) | Q(ends_on__isnull=True, planned_end_on__range=(first, last))
    begins = carried_out_outside().granted_still().filter(starts_on__range=(first, last))
    return is_inside(first) & (Q(Exists(custody.filter(ends))) | Q(Exists(begins)))
