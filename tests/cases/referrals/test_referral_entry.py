"""Referring a young person: one page, its check, one sending that makes everything, once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.models import (
    AccessedPerson,
    Address,
    Appointment,
    CaseFile,
    JusticeMeasure,
    Permanence,
    Programme,
    Referral,
    ReleaseNeed,
    YoungPerson,
)
from cases.referrals import referring
from cases.referrals.notice import NOTICE_VERSION
from cases.views import referral_entry
from partners.models import Organisation, OrganisationKind, User
from tests.cases.referrals.conftest import TODAY
from tests.factories import OrganisationFactory, PermanenceFactory, SiteFactory
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("programme")]

PAGE = "/orientations/nouvelle/"


def post(client: Client, typed: dict[str, Any], button: str = "envoyer", **more: Any) -> HttpResponse:
    response: HttpResponse = client.post(PAGE, {**typed, button: "1", **more})
    return response


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_what_is_typed_is_checked_first_and_nothing_is_made(cpip: User, typed: dict[str, Any]) -> None:
    page = text(post(signed_in(cpip), typed, "verifier"))
    assert "Rien n’est encore envoyé" in page
    assert "Zoé" in page
    assert "Carte nationale d’identité, Permis de conduire" in page
    assert "20 ans le" in page
    assert f"(version {NOTICE_VERSION})" in page
    assert not Referral.objects.exists()


def test_sending_makes_everything(cpip: User, typed: dict[str, Any], permanence: Permanence) -> None:
    client = signed_in(cpip)
    response = post(client, typed)
    referral = Referral.objects.get()
    assert response.status_code == 302
    page = text(client.get(response["Location"]))
    assert referral.code in page
    assert "9\xa0h\xa030, Centre pénitentiaire de Rennes-Vezin" in page
    person = referral.person
    assert str(person) == "Zoé Le Guénec"
    assert (referral.sent_by, referral.officer_name, referral.notice_given_on) == (cpip, str(cpip), TODAY)
    assert (referral.site, referral.place) == (permanence.site, "Centre pénitentiaire de Rennes-Vezin")
    measure = JusticeMeasure.objects.get(person=person)
    assert (measure.setting, measure.status, measure.sentence_months) == ("detention", "condamne", 6)
    address = Address.objects.get(person=person)
    assert (str(address.commune), address.line, address.moment) == ("Rennes", "3 rue des Lilas", "avant")
    assert {need.type_id: need.measure for need in ReleaseNeed.objects.all()} == {
        "carte_identite": measure,
        "permis": measure,
    }
    assert [(line.criterion, line.answer) for line in referral.eligibility.all()] == [
        ("age", "rempli"),
        ("statut", "rempli"),
        ("residence", "rempli"),
    ]
    appointment = Appointment.objects.get()
    assert (appointment.permanence, appointment.person, appointment.referral) == (permanence, person, referral)
    assert CaseFile.objects.get(person=person).organisation == referral.mission_locale
    assert AccessedPerson.objects.filter(person_key=person.journal_key).exists()


def test_sent_twice_it_is_made_once(cpip: User, typed: dict[str, Any]) -> None:
    client = signed_in(cpip)
    first, second = post(client, typed), post(client, typed)
    assert first["Location"] == second["Location"]
    assert (Referral.objects.count(), YoungPerson.objects.count(), JusticeMeasure.objects.count()) == (1, 1, 1)


def test_sent_twice_at_the_same_moment_it_is_made_once(
    cpip: User, typed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one has not seen the first: the form's own number stops it in the database."""
    client = signed_in(cpip)
    first = post(client, typed)
    known = iter((None, None, Referral.objects.get()))
    for module in (referral_entry, referring):
        monkeypatch.setattr(module, "sent_before", lambda form, user: next(known))
    assert post(client, typed, person="nouveau")["Location"] == first["Location"]
    assert (Referral.objects.count(), YoungPerson.objects.count()) == (1, 1)


def test_the_permanence_chosen_is_full(cpip: User, typed: dict[str, Any], permanence: Permanence) -> None:
    client = signed_in(cpip)
    assert post(client, typed, permanence="VEZIN").status_code == 302
    response = post(client, typed, submission_key=str(uuid.uuid4()), last_name="Autre", permanence="VEZIN")
    assert response.status_code == 400
    assert "permanence" in text(response)
    assert Referral.objects.count() == 1


def test_the_next_one_is_one_with_a_place(cpip: User, typed: dict[str, Any], permanence: Permanence) -> None:
    later = PermanenceFactory(
        site=permanence.site, mission_locale=permanence.mission_locale, planned_on=TODAY + timedelta(days=5), slots=1
    )
    outside = SiteFactory(is_inside=False)
    PermanenceFactory(site=outside, mission_locale=permanence.mission_locale, planned_on=TODAY + timedelta(days=1))
    client = signed_in(cpip)
    for name in ("Premier", "Deuxieme", "Troisieme"):
        response = post(client, typed, submission_key=str(uuid.uuid4()), last_name=name)
    assert [appointment.permanence for appointment in Appointment.objects.order_by("pk")] == [permanence, later]
    assert "aucune place n’est libre" in text(client.get(response["Location"]))


def test_unknown_facts_are_to_be_checked_and_do_not_stop_it(cpip: User, typed: dict[str, Any]) -> None:
    unknown = {"status": "inconnu", "starts_on": "", "sentence_months": "", "planned_end_on": "", "commune": ""}
    assert post(signed_in(cpip), typed | unknown).status_code == 302
    referral = Referral.objects.get()
    assert {line.criterion: line.answer for line in referral.eligibility.all()} == {
        "age": "rempli",
        "statut": "a_verifier",
        "residence": "a_verifier",
    }
    assert not JusticeMeasure.objects.exists()


def test_the_verdict_stays_when_the_rules_change(cpip: User, typed: dict[str, Any], programme: Programme) -> None:
    client = signed_in(cpip)
    post(client, typed)
    referral = Referral.objects.get()
    programme.criteria.update(age_min=21)
    assert "20 ans le" in text(client.get(referral.get_absolute_url()))
    assert referral.eligibility.get(criterion="age").answer == "rempli"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"notice_given": ""}, "Remettez d’abord la notice"),
        ({"notice_given_on": f"{TODAY + timedelta(days=1)}"}, "cette date est à venir"),
        ({"starts_on": ""}, "Donnez le début de la mesure"),
        ({"planned_end_on": ""}, "pourquoi elle est inconnue"),
        ({"planned_end_unknown": "appel"}, "pas les deux"),
        ({"planned_end_on": "2010-01-01"}, "précède le début"),
        ({"starts_on": "0001-01-01", "planned_end_on": "0001-01-02"}, "Vérifiez l’année"),
        ({"planned_end_on": "9999-12-31"}, "Vérifiez l’année"),
        ({"birth_date": "1066-10-14"}, "année de naissance"),
        ({"commune": "Renes"}, "vouliez-vous dire Rennes"),
        ({"last_name": ""}, "obligatoire"),
    ],
)
def test_what_has_to_be_corrected_is_said(cpip: User, typed: dict[str, Any], wrong: dict[str, str], said: str) -> None:
    response = post(signed_in(cpip), typed | wrong)
    assert response.status_code == 400
    assert said in text(response)
    assert not Referral.objects.exists()


def test_a_commune_that_nobody_knows_here_stays_with_the_address(cpip: User, typed: dict[str, Any]) -> None:
    post(signed_in(cpip), typed | {"commune": "Marseille"})
    assert Address.objects.get().line == "3 rue des Lilas, Marseille"
    assert Referral.objects.get().eligibility.get(criterion="residence").answer == "a_verifier"


@pytest.mark.parametrize("name", ["saint malo", "St-Malo", "35288"])
def test_a_commune_is_known_however_it_is_written(cpip: User, typed: dict[str, Any], name: str) -> None:
    post(signed_in(cpip), typed | {"commune": name})
    assert Address.objects.get().commune_id == "35288"


def test_a_referent_records_what_the_young_person_asks(referent: User, typed: dict[str, Any]) -> None:
    own = Organisation.objects.get(code="ml-rennes")
    client = signed_in(referent)
    assert 'value="jeune" selected' in text(client.get(PAGE))
    assert post(client, typed | {"unit": own.pk, "origin": "jeune"}).status_code == 302
    assert Referral.objects.get().referred_by == own


def test_nobody_refers_in_the_name_of_another_unit(cpip: User, typed: dict[str, Any]) -> None:
    other = OrganisationFactory(code="spip-22", kind=OrganisationKind.SPIP)
    assert post(signed_in(cpip), typed | {"unit": other.pk}).status_code == 400


def test_eligibility_as_one_types(cpip: User, typed: dict[str, Any]) -> None:
    part = text(signed_in(cpip).post(f"{PAGE}eligibilite/", {**typed, "last_name": "", "birth_date": ""}))
    assert "La date de naissance manque" in part
    assert "Condamné." in part
    assert "<html" not in part


def test_a_draft_of_what_was_sent_does_not_come_back(cpip: User, typed: dict[str, Any]) -> None:
    client = signed_in(cpip)
    page = text(client.get(PAGE))
    bearing = page.split('name="brouillon" value="')[1].split('"')[0]
    post(client, typed | {"brouillon": bearing}, "verifier")
    assert 'value="Le Guénec"' in text(client.get(PAGE))
    assert post(client, typed | {"brouillon": bearing}).status_code == 302
    assert 'value="Le Guénec"' not in text(client.get(PAGE))


def test_dates_that_do_not_go_with_what_is_known_are_said(cpip: User, typed: dict[str, Any]) -> None:
    client = signed_in(cpip)
    post(client, typed)
    known = JusticeMeasure.objects.get()
    Referral.objects.update(decision="sans_suite", decided_on=TODAY)
    early = {"starts_on": f"{TODAY - timedelta(days=60)}", "planned_end_on": f"{TODAY - timedelta(days=20)}"}
    again = typed | early | {"submission_key": str(uuid.uuid4())}
    assert "ne va pas avec ce que le dossier dit déjà" in text(post(client, again, person=known.person.code))


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1"], ids=["superscript", "too long", "negative"])
def test_what_is_no_establishment_is_said_and_its_draft_opens(cpip: User, typed: dict[str, Any], number: str) -> None:
    client = signed_in(cpip)
    bearing = text(client.get(PAGE)).split('name="brouillon" value="')[1].split('"')[0]
    assert post(client, typed | {"establishment": number, "brouillon": bearing}).status_code == 400
    page = client.get(PAGE)
    assert page.status_code == 200
    assert 'value="Le Guénec"' in text(page)


def test_a_form_that_somebody_else_has_sent(cpip: User, referent: User, typed: dict[str, Any]) -> None:
    """Gone back to on a shared computer: it is told, and sent once more it is another referral."""
    post(signed_in(referent), typed | {"unit": Organisation.objects.get(code="ml-rennes").pk})
    response = post(signed_in(cpip), typed)
    assert response.status_code == 400
    assert "déjà été envoyé depuis un autre compte" in text(response)
    number = text(response).split('name="submission_key" value="')[1].split('"')[0]
    assert post(signed_in(cpip), typed | {"submission_key": number, "last_name": "Autre"}).status_code == 302
    assert Referral.objects.count() == 2
