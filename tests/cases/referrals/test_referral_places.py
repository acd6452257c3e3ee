"""The permanence of a referral: those of the young person's place first, and a word where it is held elsewhere."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from cases.models import Permanence, Site
from cases.permanences.choices import can_come, elsewhere_words, permanence_choices, permanences_offered
from partners.models import Organisation, User
from tests.cases.referrals.conftest import TODAY
from tests.factories import (
    AppointmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    PermanenceFactory,
    ReferralFactory,
    SiteFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/orientations/nouvelle/"
HALF_PAST_EIGHT = "8\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"


@pytest.fixture
def vezin(cpip: User) -> Organisation:
    unit = Organisation.objects.get(code="spip-35-vezin")
    held: Organisation = OrganisationFactory(code="cp-rennes-vezin", name="CP Vezin", prison=True, parent=unit)
    return held


@pytest.fixture
def cpf(db: None) -> Organisation:
    held: Organisation = OrganisationFactory(code="cp-femmes-rennes", name="CP femmes", prison=True)
    return held


@pytest.fixture
def sites(vezin: Organisation, cpf: Organisation) -> dict[str, Site]:
    return {
        "vezin": SiteFactory(name="Vezin", is_inside=True, organisation=vezin),
        "cpf": SiteFactory(name="Centre des femmes", is_inside=True, organisation=cpf),
        "antenne": SiteFactory(name="Antenne", is_inside=False),
    }


def held_in(site: Site, days: int) -> Permanence:
    body = OrganisationFactory(code="ml-rennes")
    found: Permanence = PermanenceFactory(
        site=site, mission_locale=body, planned_on=TODAY + timedelta(days=days), starts_at=time(8, 30), slots=3
    )
    return found


def test_each_choice_names_its_place_and_those_of_the_place_come_first(
    sites: dict[str, Site], vezin: Organisation
) -> None:
    for rank, site in enumerate(sites.values()):
        held_in(site, 9 - rank)
    first, *groups = permanence_choices(permanences_offered(TODAY), [str(vezin.pk)])
    assert first == ("", "La prochaine possible")
    assert [site for site, _ in groups] == ["Vezin", "Antenne", "Centre des femmes"]
    for site, options in groups:
        assert all(label.startswith(f"{site}, ") and HALF_PAST_EIGHT in label for _, label in options)


def test_one_chosen_from_afar_is_among_the_choices(sites: dict[str, Site], vezin: Organisation) -> None:
    *_, last = [held_in(sites["vezin"], days) for days in range(2, 9)]
    _, (_, near) = permanence_choices(permanences_offered(TODAY), [str(vezin.pk)])
    _, (_, all_of_them) = permanence_choices(permanences_offered(TODAY), [str(vezin.pk)], last.code)
    assert last.code not in dict(near)
    assert last.code in dict(all_of_them)


@pytest.mark.parametrize(
    ("place", "site", "ends_in", "comes"),
    [
        ("prison", "vezin", None, True),
        ("prison", "cpf", None, False),
        ("prison", "antenne", None, False),
        ("prison", "antenne", 4, True),
        ("prison", "antenne", 6, False),
        ("prison", "vezin", 4, False),
        ("unit", "antenne", None, True),
        ("unit", "vezin", None, False),
    ],
)
def test_where_one_can_come(
    place: str, site: str, ends_in: int | None, comes: bool, sites: dict[str, Site], vezin: Organisation
) -> None:
    held_at = vezin if place == "prison" else vezin.parent
    assert held_at is not None
    permanence, ends_on = held_in(sites[site], 5), TODAY + timedelta(days=ends_in) if ends_in else None
    assert can_come(permanence, held_at, ends_on) is comes
    assert bool(elsewhere_words(permanence, held_at, ends_on)) is not comes


def typed(establishment: Organisation, permanence: Permanence) -> dict[str, Any]:
    return {
        "submission_key": "5b0a8c1e-3f55-4a4c-9b6b-0b3f8f3f7a11",
        "last_name": "Le Guénec",
        "first_name": "Zoé",
        "birth_date": f"{TODAY.year - 20}-01-15",
        "sex": "F",
        "establishment": establishment.pk,
        "status": "inconnu",
        "unit": Organisation.objects.get(code="spip-35-vezin").pk,
        "origin": "spip",
        "programme": ReferralFactory(programme__ends_on=None).programme_id,
        "mission_locale": permanence.mission_locale_id,
        "permanence": permanence.code,
        "notice_given": "on",
        "notice_given_on": f"{TODAY}",
    }


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}eligibilite/"])
@pytest.mark.parametrize(("site", "is_warned"), [("vezin", False), ("cpf", True)])
def test_another_prison_is_told_and_not_refused(
    address: str, site: str, is_warned: bool, cpip: User, sites: dict[str, Site], vezin: Organisation
) -> None:
    data = typed(vezin, held_in(sites[site], 5))
    client = signed_in(cpip)
    page = client.post(address, data | {"verifier": "1"}).content.decode()
    assert ("se tient ailleurs" in page) is is_warned
    assert client.post(PAGE, data | {"envoyer": "1"}).status_code == 302


@pytest.mark.parametrize(("site", "is_kept"), [("vezin", True), ("cpf", False)])
def test_the_next_form_does_not_keep_a_permanence_held_elsewhere(
    site: str, is_kept: bool, cpip: User, sites: dict[str, Site], vezin: Organisation
) -> None:
    last = ReferralFactory(referred_by=Organisation.objects.get(code="spip-35-vezin"), sent_by=cpip)
    JusticeMeasureFactory(person=last.person, organisation=vezin, starts_on=date(2020, 1, 1))
    permanence = held_in(sites[site], 5)
    AppointmentFactory(permanence=permanence, person=last.person, referral=last)
    form = signed_in(cpip).get(PAGE).context["form"]
    assert form["establishment"].value() == vezin.pk
    assert form["permanence"].value() == (permanence.code if is_kept else "")


def test_a_link_chooses_the_permanence_and_where_one_is_held(
    cpip: User, sites: dict[str, Site], cpf: Organisation
) -> None:
    for days in range(2, 9):
        last = held_in(sites["cpf"], days)
    form = signed_in(cpip).get(PAGE, {"permanence": last.code}).context["form"]
    assert (form["permanence"].value(), form["establishment"].value()) == (last.code, cpf.pk)
    assert last.code in str(form["permanence"])
    assert signed_in(cpip).get(PAGE, {"permanence": "\0"}).status_code == 200
