"""Merging on its page: side by side, field by field, undone from the list."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import (
    AccessedPerson,
    CaseRequest,
    DuplicateSuspicion,
    PersonAlias,
    ReleaseNeed,
    Setting,
    Situation,
    Snapshot,
    YoungPerson,
)
from partners.models import User
from tests.cases.merging.given import record, suspicion_of
from tests.factories import (
    AddressFactory,
    AppointmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ReferralFactory,
    ReleaseNeedFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LIST = "/doublons/"


@pytest.fixture
def suspicion(referent: User, lead: User) -> DuplicateSuspicion:
    first = record("7K3M-2P", "ml-rennes", referent, last_name="Kerdoncuff", phone="")
    second = record("9QTX-4A", "ml-rennes", referent, last_name="Querdoncuff", phone="06 00 00 00 00")
    second.enrolments.update(programme=ProgrammeFactory(code="dedans-dehors"))
    return suspicion_of(first, second)


def page(suspicion: DuplicateSuspicion) -> str:
    return reverse("cases:duplicatesuspicion_merge", args=[suspicion.pk])


def test_side_by_side_what_differs_is_chosen(suspicion: DuplicateSuspicion, lead: User) -> None:
    browser = signed_in(lead)
    asked = browser.get(page(suspicion))
    assert "Kerdoncuff" in asked.content.decode()
    assert "Querdoncuff" in asked.content.decode()
    assert asked.context["form"]["phone"].initial == "second"  # the one that is known
    response = browser.post(page(suspicion), {"kept": "9QTX-4A", "last_name": "premier", "phone": "second"})
    kept = YoungPerson.objects.get()
    assert response["Location"] == kept.get_absolute_url()
    assert (kept.code, kept.last_name, kept.phone) == ("9QTX-4A", "Kerdoncuff", "06 00 00 00 00")


def test_unanswered_it_says_so_and_changes_nothing(suspicion: DuplicateSuspicion, lead: User) -> None:
    refused = signed_in(lead).post(page(suspicion), {})
    assert (refused.status_code, YoungPerson.objects.count()) == (400, 2)


def test_the_former_reference_and_the_journal_follow(
    suspicion: DuplicateSuspicion, lead: User, referent: User
) -> None:
    browser = signed_in(lead)
    browser.get("/jeunes/9QTX-4A/")
    browser.post(page(suspicion), {"kept": "7K3M-2P", "last_name": "premier", "phone": "second"})
    assert browser.get("/jeunes/9QTX-4A/")["Location"] == "/jeunes/7K3M-2P/"
    assert signed_in(referent).get("/jeunes/9QTX-4A/")["Location"] == "/jeunes/7K3M-2P/"
    history = browser.get("/jeunes/7K3M-2P/consultations/").content.decode()
    assert "Votre dossier a été lu" in history
    key = PersonAlias.objects.get(code="9QTX-4A").journal_key
    assert AccessedPerson.objects.filter(person_key=key).exists()
    assert "Kerdoncuff" in browser.get("/jeunes/", {"q": "9qtx-4a"}).content.decode()
    assert "Kerdoncuff" in browser.get("/journal/", {"jeune": "9QTX-4A"}).content.decode()


def test_to_whom_one_may_not_see_a_former_reference_leads_nowhere(
    suspicion: DuplicateSuspicion, lead: User, other_referent: User
) -> None:
    signed_in(lead).post(page(suspicion), {"kept": "7K3M-2P", "last_name": "premier", "phone": "second"})
    assert signed_in(other_referent).get("/jeunes/9QTX-4A/").status_code == 404


def test_what_keeps_them_apart_names_both_measures_and_their_records(
    suspicion: DuplicateSuspicion, lead: User
) -> None:
    held = {"setting": Setting.CUSTODY, "starts_on": date(2016, 1, 4)}
    JusticeMeasureFactory(person=suspicion.first, ends_on=date(2016, 5, 2), **held)
    JusticeMeasureFactory(person=suspicion.second, planned_end_on=date(2016, 9, 5), **held)
    shown = signed_in(lead).get(page(suspicion)).content.decode()
    for words in (
        "Détention du 04/01/2016, finie le 02/05/2016, dossier 7K3M-2P, <a",
        "Détention du 04/01/2016, en cours, fin prévue le 05/09/2016, dossier 9QTX-4A, <a",
        'href="/jeunes/7K3M-2P/#parcours"',
    ):
        assert words in shown, words


def test_two_referrals_that_wait_for_one_answer_are_told_until_one_is_closed(
    suspicion: DuplicateSuspicion, lead: User, referent: User
) -> None:
    waiting = [
        ReferralFactory(person=person, mission_locale__code="ml-rennes", referred_on=date(2016, 3, number))
        for number, person in enumerate((suspicion.first, suspicion.second), start=1)
    ]
    browser, sent = signed_in(lead), {"kept": "7K3M-2P", "last_name": "premier", "phone": "second"}
    shown = browser.get(page(suspicion)).content.decode()
    assert "Un référent clôt d’abord l’une des deux" in shown
    assert all(f"Orientation {one.code} du 0{number}/03/2016" in shown for number, one in enumerate(waiting, start=1))
    assert browser.post(page(suspicion), sent).status_code == 400
    answer = {"answer": "clore", "closing": "doublon", "decided_on": timezone.localdate().isoformat()}
    close = signed_in(referent).post(f"/orientations/{waiting[1].code}/decision/", answer)
    assert close.status_code == 302, close.context["form"].errors
    assert browser.post(page(suspicion), sent).status_code == 302


def test_a_request_bears_the_day_of_here(suspicion: DuplicateSuspicion, lead: User) -> None:
    bodies = {
        "unit": OrganisationFactory(code="spip-35-vezin"),
        "mission_locale": OrganisationFactory(code="ml-rennes"),
    }
    asked = {"kind": "rappel", "asked_at": datetime(2016, 5, 31, 22, 30, tzinfo=UTC), "due_on": date(2016, 6, 8)}
    for person in (suspicion.first, suspicion.second):
        CaseRequest.objects.create(person=person, **bodies, **asked)
    shown = signed_in(lead).get(page(suspicion)).content.decode()
    assert "Demande du 01/06/2016" in shown and "Demande du 31/05/2016" not in shown


def test_of_what_neither_has_nothing_is_said(suspicion: DuplicateSuspicion, lead: User) -> None:
    counts = signed_in(lead).get(page(suspicion)).context["counts"]
    assert counts and all(any(line["counts"]) for line in counts)
    Situation.objects.all().delete()
    assert "Situations" not in {line["label"] for line in signed_in(lead).get(page(suspicion)).context["counts"]}


def test_all_that_is_kept_is_counted(suspicion: DuplicateSuspicion, lead: User) -> None:
    AddressFactory(person=suspicion.first)
    AppointmentFactory(person=suspicion.second)
    kept = {
        "Orientations",
        "Mesures",
        "Aménagements de peine",
        "Adresses",
        "Rendez-vous",
        "Contacts",
        "Besoins à la sortie",
        "Permissions de sortir",
    }
    ReleaseNeedFactory.create_batch(2, person=suspicion.second)
    counts = {line["label"]: line["counts"] for line in signed_in(lead).get(page(suspicion)).context["counts"]}
    assert kept - set(counts) == set()
    needs = [ReleaseNeed.objects.filter(person=one).count() for one in (suspicion.first, suspicion.second)]
    assert counts["Besoins à la sortie"] == needs


def test_undone_from_the_list(suspicion: DuplicateSuspicion, lead: User) -> None:
    browser = signed_in(lead)
    browser.post(page(suspicion), {"kept": "7K3M-2P", "last_name": "premier", "phone": "second"})
    assert "Dossiers réunis depuis trente jours" in browser.get(LIST).content.decode()
    address = reverse("cases:merge_undo", args=[Snapshot.objects.get(kind="fusion").code])
    assert browser.post(address).status_code == 302
    assert sorted(YoungPerson.objects.values_list("last_name", flat=True)) == ["Kerdoncuff", "Querdoncuff"]
    assert browser.post(address).status_code == 404
    assert DuplicateSuspicion.objects.open().get().found_at <= timezone.now()
