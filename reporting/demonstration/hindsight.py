"""Paths are told whole; this forgets what had not happened yet on a day, so that nothing but a plan lies after it."""

from __future__ import annotations

from datetime import date

from reporting.demonstration.records import Adjustment, Enrolment, Measure, Referral, Young


def as_known_on(young: Young, on: date) -> Young | None:
    """The young person as the records of that day have them, or None when nobody had referred them yet."""
    young.referrals = [_referral(r, on) for r in young.referrals if r.referred_on <= on]
    young.enrolments = [_enrolment(e, on) for e in young.enrolments if e.entered_on <= on]
    young.measures = [_measure(m, on) for m in young.measures if m.starts_on <= on]
    young.adjustments = [_adjustment(a, on) for a in young.adjustments if not _is_future_refusal(a, on)]
    young.contacts = [contact for contact in young.contacts if contact.held_on <= on]
    young.situations = [situation for situation in young.situations if situation.starts_on <= on]
    for situation in young.situations:
        if situation.ends_on and situation.ends_on > on:
            situation.ends_on, situation.end_reason = None, ""
            situation.certification = "" if situation.certification == "obtenue" else situation.certification
    return young if young.referrals or young.enrolments else None


def _referral(referral: Referral, on: date) -> Referral:
    if referral.decided_on and referral.decided_on > on:
        referral.decision, referral.decided_on, referral.reason = "en_attente", None, ""
    return referral


def _enrolment(enrolment: Enrolment, on: date) -> Enrolment:
    if enrolment.left_on and enrolment.left_on > on:
        enrolment.left_on, enrolment.exit_reason = None, ""
    if enrolment.plie_entered_on and enrolment.plie_entered_on > on:
        enrolment.plie_entered_on = enrolment.plie_left_on = None
    if enrolment.plie_left_on and enrolment.plie_left_on > on:
        enrolment.plie_left_on = None
    return enrolment


def _measure(measure: Measure, on: date) -> Measure:
    if measure.ends_on and measure.ends_on > on:
        measure.ends_on = None
    return measure


def _is_future_refusal(adjustment: Adjustment, on: date) -> bool:
    return adjustment.decision == "refuse" and adjustment.decided_on is not None and adjustment.decided_on > on


def _adjustment(adjustment: Adjustment, on: date) -> Adjustment:
    """A decision to come is a request in preparation; an end to come leaves the adjustment running."""
    if adjustment.decided_on and adjustment.decided_on > on:
        adjustment.decision, adjustment.decided_on = "en_preparation", None
    if adjustment.starts_on and adjustment.starts_on > on:
        adjustment.starts_on = adjustment.ends_on = None
        adjustment.outcome = ""
    if adjustment.ends_on and adjustment.ends_on > on:
        adjustment.ends_on, adjustment.outcome = None, "en_cours"
    return adjustment
