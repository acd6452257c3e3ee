"""What the file says of someone on a day, for the criteria of a programme that their referral did not name."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from cases.models import (
    AddressMoment,
    EligibilityLine,
    Handover,
    HandoverDecision,
    Programme,
    Referral,
    Setting,
    YoungPerson,
)
from cases.referrals.eligibility import Facts, Rules, eligibility, status_on


def lines_for(referral: Referral, programme: Programme, on: date) -> list[EligibilityLine]:
    """What each criterion of that programme answers on that day, of the referral's person; nothing is kept."""
    facts = known_facts(referral.person, programme, on)
    return [
        EligibilityLine(referral=referral, criterion=line.criterion, answer=line.answer, words=line.words)
        for line in eligibility(Rules.of(programme, on), facts)
    ]


def known_facts(person: YoungPerson, programme: Programme, on: date) -> Facts:
    """The measure that runs that day, the last address that is not one inside or to come, the hand-over accepted."""
    measures = list(person.measures.running(on).order_by("starts_on"))
    custody = next((measure for measure in reversed(measures) if measure.setting != Setting.COMMUNITY), None)
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
    lived = person.addresses.filter(begun, moment__in=("", AddressMoment.BEFORE)).select_related("commune__successor")
    address = lived.last()
    commune = address.commune and (address.commune.successor or address.commune) if address else None
    accepted = Handover.objects.filter(person=person, programme=programme, decision=HandoverDecision.ACCEPTED)
    return Facts(
        on=on,
        birth_date=person.birth_date,
        status=status_on(measures, on),
        establishment=custody.organisation_id if custody else None,
        sentence_months=custody.sentence_months if custody else None,
        sentence_days=custody.sentence_days if custody else None,
        address_kind=address.kind if address else "",
        commune=commune.name or commune.code if commune else "",
        epci=(commune.epci_id or "") if commune else "",
        department=commune.department if commune else "",
        qpv=address.qpv if address else None,
        has_handover=accepted.exists(),
    )
