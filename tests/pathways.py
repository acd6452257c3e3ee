"""A bit of everything that the file of someone who is followed may hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from cases import models as cases
from cases.references import new_code
from partners.models import Organisation, User
from tests.factories import PlacementFactory


def walk_a_path(
    person: cases.YoungPerson, mission_locale: Organisation, unit: Organisation, referent: User, at: datetime
) -> None:
    """One row in each table of the pathway, of a person who has an enrolment, a contact, a measure and an adjustment
    already."""
    on = localdate(at)
    known = {"person": person, "mission_locale": mission_locale}
    measure, adjustment = person.measures.earliest("pk"), person.adjustments.earliest("pk")
    cases.PlannedEndChange.objects.create(measure=measure, after_on=on, changed_at=at, organisation=unit)
    cases.AdjustmentSupply.objects.get_or_create(adjustment=adjustment, kind=cases.SupplyKind.HOUSING_PROOF)
    permitted = {"purpose": cases.PermissionPurpose.FAMILY, "starts_on": on}
    cases.ReleasePermission.objects.get_or_create(person=person, **permitted)
    signed = {"signed_by_name": f"{referent} {new_code()}", "facts": [], "made_at": at, "made_by": referent}
    cases.SupportCertificate.objects.create(**known, **signed)
    enrolment = person.enrolments.filter(mission_locale=mission_locale).latest("pk")
    cases.AxisGoal.objects.create(enrolment=enrolment, axis=cases.Axis.HOUSING, set_on=on)
    held = cases.UnitReview.objects.filter(unit=unit, mission_locale=mission_locale).count()
    review = cases.UnitReview.objects.create(
        unit=unit, mission_locale=mission_locale, held_on=on - timedelta(days=held), opened_at=at
    )
    cases.ReviewLine.objects.create(review=review, person=person, subject=cases.ReviewSubject.RELEASE, ticked_at=at)
    cases.NextStep.objects.create(
        person=person, side=cases.NeedSide.SPIP, kind=cases.StepKind.RELEASE_DATE, review=review, decided_at=at
    )
    cases.AlertSnooze.objects.create(
        **known, alert=cases.AlertKind.NO_CONTACT, snoozed_on=on, until=on, reason=f"Hospitalité {new_code()}"
    )
    placement = person.placements.filter(mission_locale=mission_locale).first() or PlacementFactory(**known)
    written = {"mail_subject": "Demande de place", "mail_text": f"Bonjour {new_code()}", "facts": []}
    signed = {"sent_by_name": f"{referent} {new_code()}", "sent_at": at}
    cases.PlacementLetter.objects.create(placement=placement, **written, **signed)
    meet_in_a_group(person, mission_locale, at)
    cases.ContactAttempt.objects.create(**known, tried_on=on, kind=cases.ContactKind.PHONE)
    contact = person.contacts.filter(mission_locale=mission_locale).latest("pk")
    cases.ImiloEntry.objects.create(**known, contact=contact, typed_on=on)
    cases.PersonAlias.objects.create(person=person, code=new_code())
    cases.Snapshot.objects.create(
        **known, kind=cases.SnapshotKind.DELETION, label=f"Entretien {new_code()}", rows=[], taken_at=at
    )


def meet_in_a_group(person: cases.YoungPerson, mission_locale: Organisation, at: datetime) -> None:
    """Expected at a workshop of the Mission Locale."""
    meeting = cases.GroupMeeting.objects.create(
        kind=cases.GroupMeetingKind.WORKSHOP,
        title="Atelier CV",
        held_on=localdate(at),
        place=cases.ContactPlace.OUTSIDE,
        mission_locale=mission_locale,
        entered_at=at,
    )
    cases.GroupAttendance.objects.create(meeting=meeting, person=person)
