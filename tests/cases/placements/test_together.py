"""Two who ask for the last place at the same moment: the second joins the waiting list, and is told so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

import pytest

from cases.models import Placement, YoungPerson
from cases.placements.giving import ask
from partners.models import Commitment, Organisation, PartnerAgreement
from tests.cases.permanences.together import at_once
from tests.factories import CommitmentFactory, OrganisationFactory, PartnerAgreementFactory, YoungPersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
ON = date(2026, 11, 26)


def made() -> list[Placement]:
    """Four who want the one flat of a partner, nothing asked yet."""
    agreement = PartnerAgreementFactory(starts_on=date(2026, 1, 1), organisation__code="les-volets-bleus")
    flat = CommitmentFactory(agreement=agreement, quantity=1, starts_on=date(2026, 1, 1))
    mission_locale = OrganisationFactory(code="ml-des-volets")
    return [
        Placement(
            person=person,
            agreement=agreement,
            commitment=flat,
            mission_locale=mission_locale,
            reserved_from=ON,
        )
        for person in YoungPersonFactory.create_batch(4)
    ]


def forget() -> None:
    """Everything that was written."""
    Placement.objects.all().delete()
    YoungPerson.objects.all().delete()
    Commitment.objects.all().delete()
    PartnerAgreement.objects.filter(organisation__code="les-volets-bleus").delete()
    Organisation.objects.filter(code__in=["les-volets-bleus", "ml-des-volets"]).delete()


@pytest.fixture
def four(shared: None) -> Iterator[list[Placement]]:
    """Seen by every connection, until the test is over."""
    [placements] = at_once(made)
    yield placements
    at_once(forget)


def test_the_last_place_is_given_once(four: list[Placement]) -> None:
    answers = at_once(*(partial(ask, placement, AT) for placement in four))
    assert sorted((one.state, one.place) for one in answers)[0] == ("demandee", 1)
    assert [one.state for one in answers].count("en_attente") == 3
    assert at_once(Placement.objects.holding(ON).count) == [1]


def test_one_who_asks_twice_at_once_is_there_once(four: list[Placement]) -> None:
    placement = four[0]
    again = Placement(
        person=placement.person,
        agreement=placement.agreement,
        commitment=placement.commitment,
        mission_locale=placement.mission_locale,
        reserved_from=ON,
    )
    answers = at_once(partial(ask, placement, AT), partial(ask, again, AT))
    assert sum(answer == "already" for answer in answers) == 1
    assert at_once(Placement.objects.count) == [1]
