"""The document in the young person's own hand: shown first, and telling whoever finds it nothing."""

from __future__ import annotations

import io
import subprocess

import pdfplumber
import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cases.handovers.handing_over import ask
from cases.models import AddressKind, AddressMoment, Enrolment, Handover, SituationKind
from partners.models import Commune, Organisation, OrganisationKind, User
from tests.factories import (
    AddressFactory,
    ContactFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    ReferralFactory,
    SituationFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

TELLING = ("Dernier", "crou", "SPIP", "Spip", "prison", "tention", "Vezin", "justice", "incarc", "http")


@pytest.fixture
def outside(enrolment: Enrolment, referent: User) -> Handover:
    """Asked of a Mission Locale where nobody uses the application, of someone with a bit of everything."""
    person = enrolment.person
    prison = OrganisationFactory(code="cp-vezin", prison=True)
    JusticeMeasureFactory(person=person, organisation=prison)
    ReferralFactory(person=person, referred_by=OrganisationFactory(code="spip-vezin", spip=True))
    vezin, rennes = Commune.objects.get(code="35353"), Commune.objects.get(code="35238")
    AddressFactory(person=person, moment=AddressMoment.AFTER, kind=AddressKind.ESTABLISHMENT, commune=vezin, line="CP")
    AddressFactory(
        person=person, moment=AddressMoment.BEFORE, commune=rennes, starts_on="2015-01-01", line="3 rue de la prison"
    )
    SituationFactory(person=person, kind=SituationKind.CUSTODY)
    contact = ContactFactory(person=person, mission_locale=enrolment.mission_locale)
    contact.axes.create(axis="logement")
    redon: Organisation = OrganisationFactory(code="ml-redon", kind=OrganisationKind.MISSION_LOCALE)
    return ask(enrolment, redon, timezone.localdate(), referent, timezone.now())


def words_of(response: HttpResponse) -> str:
    """The words of a PDF."""
    pdf = io.BytesIO(response.content).getvalue()
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_it_is_shown_then_made_and_says_the_same(outside: Handover, referent: User) -> None:
    browser = signed_in(referent)
    shown = browser.get(reverse("cases:handover_document", args=[outside.code])).content.decode()
    made = browser.get(reverse("cases:handover_document_pdf", args=[outside.code]))
    for word in ("Kerdoncuff", "Rennes", "Logement", outside.code, "Ml Redon"):
        assert word in shown
        assert word in words_of(made)
    assert made["Content-Disposition"] == 'attachment; filename="document.pdf"'


def test_each_fact_stands_beside_its_label(outside: Handover, referent: User) -> None:
    person = outside.person
    person.phone = "+3221234567"  # one word, as it is read
    type(person).objects.filter(pk=person.pk).update(phone=person.phone, driving_licence="aucun")
    made = signed_in(referent).get(reverse("cases:handover_document_pdf", args=[outside.code]))
    with pdfplumber.open(io.BytesIO(made.content)) as document:
        words = {word["text"]: word for word in reversed(document.pages[0].extract_words())}
    rows = {
        "Nom": person.first_name,
        "Naissance": person.birth_date.strftime("%d/%m/%Y"),
        "Téléphone": person.phone,
        "Permis": "Sans",
    }
    assert len({round(words[label]["x0"]) for label in rows}) == 1
    assert len({round(words[value]["x0"]) for value in rows.values()}) == 1
    assert all(abs(words[label]["bottom"] - words[value]["bottom"]) < 2 for label, value in rows.items())


def test_whoever_finds_it_learns_nothing(outside: Handover, referent: User) -> None:
    made = signed_in(referent).get(reverse("cases:handover_document_pdf", args=[outside.code]))
    everything = words_of(made) + made.content.decode("latin-1")
    assert [word for word in TELLING if word in everything] == []


def test_there_is_none_for_those_who_answer_here(handover: Handover, referent: User, other_referent: User) -> None:
    for user in (referent, other_referent):
        for page in ("handover_document", "handover_document_pdf"):
            assert signed_in(user).get(reverse(f"cases:{page}", args=[handover.code])).status_code == 404


def test_the_answer_is_typed_by_who_asked(outside: Handover, referent: User) -> None:
    browser = signed_in(referent)
    page = browser.get(outside.get_absolute_url()).content.decode()
    assert "Noter la réponse" in page
    address, today = reverse("cases:handover_answer", args=[outside.code]), timezone.localdate().isoformat()
    assert "Date de la réponse" in browser.get(address).content.decode()
    browser.post(address, {"answer": "accepter", "decided_on": today})
    assert Enrolment.objects.get().left_on == timezone.localdate()
