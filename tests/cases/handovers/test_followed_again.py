"""Who writes on someone once handed over: the table of what the first Mission Locale did since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.case_files import refresh
from cases.handovers.handing_over import accept
from cases.handovers.taking_back import take_back
from cases.models import Enrolment, ExitReason, Handover, HandoverDecision, ReferralDecision, YoungPerson
from partners.models import User
from tests.factories import EnrolmentFactory, HandoverFactory, ProgrammeFactory, ReferralFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 1, 12, tzinfo=UTC)
TODAY = NOON.date()
# Each is looked at on the tenth day after the hand-over: within the days that a file stays open.
LOOKED_AT = NOON + timedelta(days=10)


def day(number: int) -> dict[str, object]:
    """So many days after the hand-over; an enrolment that ended then."""
    return {"left_on": TODAY + timedelta(days=number), "exit_reason": ExitReason.EMPLOYMENT}


@pytest.mark.parametrize(
    ("since", "writes"),
    [
        ("nothing", False),
        ("the answer was taken back", True),
        ("handed back, and ended there", True),
        ("handed back, and handed over again", False),
        ("referred again, and refused", True),
        ("referred again, without an answer", True),
        ("another programme goes on", True),
        ("another programme ended since", True),
        ("another programme ended on the very day", True),
        ("another programme was handed over on the very day", False),
        ("another programme ended before", False),
    ],
)
def test_the_first_one_writes_again(
    enrolment: Enrolment, handover: Handover, referent: User, other_referent: User, since: str, writes: bool
) -> None:
    accept(handover, other_referent, NOON, other_referent)
    person, rennes = enrolment.person, enrolment.mission_locale
    own = {"person": person, "mission_locale": rennes}
    again = own | {"programme": enrolment.programme, "entered_on": TODAY + timedelta(days=2)}
    other = own | {"programme": ProgrammeFactory(code="dedans-dehors"), "entered_on": TODAY - timedelta(days=60)}
    match since:
        case "the answer was taken back":
            take_back(handover, other_referent, NOON)
        case "handed back, and ended there":
            EnrolmentFactory(**again, by_handover=True, **day(5))
        case "handed back, and handed over again":
            EnrolmentFactory(
                **again, by_handover=True, left_on=TODAY + timedelta(days=5), exit_reason=ExitReason.HANDOVER
            )
            decided = {"decision": HandoverDecision.ACCEPTED, "decided_on": TODAY + timedelta(days=5)}
            HandoverFactory(
                person=person,
                programme=enrolment.programme,
                from_mission_locale=rennes,
                to_mission_locale=handover.to_mission_locale,
                **decided,
            )
        case "referred again, and refused":
            decided = {"decision": ReferralDecision.NOT_ADMITTED, "decided_on": TODAY + timedelta(days=4)}
            ReferralFactory(**own, programme=enrolment.programme, referred_on=TODAY + timedelta(days=2), **decided)
        case "referred again, without an answer":
            ReferralFactory(**own, programme=enrolment.programme, referred_on=TODAY + timedelta(days=2))
        case "another programme goes on":
            EnrolmentFactory(**other)
        case "another programme ended since":
            EnrolmentFactory(**other, **day(5))
        case "another programme ended on the very day":
            EnrolmentFactory(**other, **day(0))
        case "another programme was handed over on the very day":
            EnrolmentFactory(**other, left_on=TODAY, exit_reason=ExitReason.HANDOVER)
        case "another programme ended before":
            EnrolmentFactory(**other, **day(-5))
    refresh([person.pk])
    user = User.objects.get(pk=referent.pk)
    assert YoungPerson.objects.visible_to(user, LOOKED_AT).filter(pk=person.pk).exists()
    assert YoungPerson.objects.followed_by(user, LOOKED_AT).filter(pk=person.pk).exists() is writes
