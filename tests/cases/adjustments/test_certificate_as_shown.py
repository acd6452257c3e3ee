"""What is signed is what was read: changed meanwhile, the page is shown again, and nothing typed is lost."""

from __future__ import annotations

import pytest

from cases.case_files import refresh
from cases.models import CaseRequest, JusticeMeasure, Situation, SupportCertificate, YoungPerson
from partners.models import Organisation, Role, User
from tests.access.forms import fields_of
from tests.cases.adjustments.given import ON, day
from tests.factories import EnrolmentFactory, MembershipFactory, ProgrammeFactory, SituationFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(custody: JusticeMeasure) -> Situation:
    found: Situation = SituationFactory(
        person=custody.person, kind="cdd", organisation_name="Kerlann Bois", starts_on=day(20)
    )
    return found


def address(person: YoungPerson) -> str:
    return f"/jeunes/{person.code}/attestation/"


@pytest.mark.parametrize("change", ["the job is another one", "the job is gone", "a job is added", "the unit asks"])
def test_what_has_changed_since_it_was_read_is_shown_again(
    job: Situation, referent: User, cpip: User, change: str
) -> None:
    browser = signed_in(referent)
    read = fields_of(browser.get(address(job.person)).content.decode()) | {"hearing_on": f"{day(9)}"}
    match change:
        case "the job is another one":
            Situation.objects.update(organisation_name="Menuiserie Le Gall")
        case "the job is gone":
            job.delete()
        case "a job is added":
            SituationFactory(person=job.person, kind="cdi", organisation_name="Le Gall", starts_on=day(30))
        case "the unit asks":
            signed_in(cpip).post(f"/jeunes/{job.person.code}/demandes/attestation/", {"concerns_on": f"{day(14)}"})
    again = browser.post(address(job.person), read)
    page = again.content.decode()
    assert (again.status_code, SupportCertificate.objects.count()) == (400, 0)
    assert "Le dossier a changé" in page and "Sélectionnez un choix valide" not in page
    sent = fields_of(page)
    assert (sent["hearing_on"], sent["number"]) == ([f"{day(9)}"], read["number"])
    # What is new, or says something else, is not ticked for whoever has not read it.
    assert len(sent["lines"]) == len(read["lines"]) - (change in ("the job is another one", "the job is gone"))
    assert browser.post(address(job.person), sent).status_code == 302
    assert CaseRequest.objects.waiting().count() == 0


def test_who_works_in_two_missions_locales_chooses_for_which_one(job: Situation, referent: User) -> None:
    there = Organisation.objects.create(
        code="ml-aaa", name="Aaa", kind=Organisation.objects.get(code="ml-rennes").kind
    )
    MembershipFactory(user=referent, organisation=there, role=Role.REFERENT)
    EnrolmentFactory(
        person=job.person, mission_locale=there, programme=ProgrammeFactory(code="dedans-dehors"), entered_on=ON
    )
    refresh([job.person_id])
    browser = signed_in(User.objects.get(pk=referent.pk))
    page = browser.get(address(job.person) + "?mission_locale=ml-rennes").content.decode()
    assert "?mission_locale=ml-aaa" in page
    assert browser.post(address(job.person), fields_of(page)).status_code == 302
    assert SupportCertificate.objects.get().mission_locale.code == "ml-rennes"
