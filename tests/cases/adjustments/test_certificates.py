"""The certificate of support: from facts already entered, looked at, made once, kept, downloaded by both sides."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from cases.case_files import refresh
from cases.models import (
    AdjustmentSupply,
    CaseRequest,
    ContactNote,
    JusticeMeasure,
    SentenceAdjustment,
    Situation,
    SupportCertificate,
    YoungPerson,
)
from partners.models import Organisation, User
from tests.cases.adjustments.given import AT, ON, day, send
from tests.factories import (
    AppointmentFactory,
    ContactFactory,
    PermanenceFactory,
    ReleaseNeedFactory,
    SentenceAdjustmentFactory,
    SiteFactory,
    SituationFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(custody: JusticeMeasure, referent: User) -> YoungPerson:
    """Met three times, on his way to a job, with a room and an appointment."""
    malo, rennes = custody.person, Organisation.objects.get(code="ml-rennes")
    for days, axes in ((-60, ["logement", "sante"]), (-30, ["logement"]), (-9, ["acces_emploi"])):
        contact = ContactFactory(person=malo, mission_locale=rennes, held_on=day(days))
        for axis in axes:
            contact.axes.create(axis=axis)
        ContactNote.objects.create(contact=contact, text="Note intime.", author=referent, written_at=AT)
    ContactFactory(person=malo, mission_locale=rennes, held_on=day(-3), kind="telephone")
    SituationFactory(person=malo, kind="cdd", organisation_name="Kerlann Bois", starts_on=day(20))
    SituationFactory(person=malo, kind="incarceration", starts_on=day(-90))
    ReleaseNeedFactory(person=malo, type_id="fjt", state="regle", settled_on=day(-4), opened_on=day(-50))
    permanence = PermanenceFactory(
        site=SiteFactory(name="Antenne de Maurepas"), mission_locale=rennes, planned_on=day(6)
    )
    AppointmentFactory(person=malo, permanence=permanence)
    refresh([malo.pk])
    return malo


def address(person: YoungPerson) -> str:
    return f"/jeunes/{person.code}/attestation/"


def values(certificate: SupportCertificate) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in certificate.facts}


def sign(user: User, person: YoungPerson, **given: Any) -> Any:
    return send(user, address(person), given)


def test_it_is_made_of_what_is_known_in_one_click(path: YoungPerson, referent: User) -> None:
    assert sign(referent, path).status_code == 302
    certificate = SupportCertificate.objects.get()
    assert values(certificate) == {
        "Jeune": "Malo Kerdoncuff, né le 15 juin 1995",
        "Accompagnement": "Depuis le 7 septembre 2026, dans le dispositif Dernier Ecrou",
        "Référent": "Annick Lescop",
        "Entretiens": "3 entretiens, le dernier le 17 novembre 2026",
        "Services proposés": "Accès à l’emploi 1\N{NO-BREAK SPACE}fois, logement 2\N{NO-BREAK SPACE}fois",
        "Situation prévue": "CDD, Kerlann Bois, à partir du 16 décembre 2026",
        "Hébergement": "Foyer de jeunes travailleurs, réglé le 22 novembre 2026",
        "Rendez-vous à venir": "Le 2 décembre 2026, Antenne de Maurepas",
    }
    assert (certificate.signed_by_name, certificate.made_by) == (str(referent), referent)


def test_a_line_is_left_out(path: YoungPerson, referent: User) -> None:
    page = signed_in(referent).get(address(path)).context
    kept = [line.choice for line in page["lines"] if line.label != "Situation prévue"]
    sent = {"lines": kept, "number": "6f1b3b0e-0b6e-4d4b-9a43-8f7a4a4c2f10", "shown": page["form"].mark}
    for _ in range(2):
        assert signed_in(referent).post(address(path), sent).status_code == 302
    assert "Situation prévue" not in values(SupportCertificate.objects.get())


def test_sent_again_otherwise_it_says_that_one_is_signed(
    path: YoungPerson, adjustment: SentenceAdjustment, referent: User
) -> None:
    AdjustmentSupply.objects.create(adjustment=adjustment, kind="attestation", due_on=day(12))
    browser = signed_in(referent)
    page = browser.get(address(path)).context
    kept = [line.choice for line in page["lines"]]
    sent = {"lines": kept, "number": "6f1b3b0e-0b6e-4d4b-9a43-8f7a4a4c2f10", "hearing_on": f"{day(14)}"}
    sent["shown"] = page["form"].mark
    for _ in range(2):
        assert "L’attestation est faite" in browser.post(address(path), sent, follow=True).content.decode()
    other = browser.post(address(path), sent | {"lines": kept[1:]}, follow=True).content.decode()
    assert "elle dit autre chose" in other
    assert f'<a href="{address(path)}">faites-en une autre</a>' in other
    assert SupportCertificate.objects.get().hearing_on == day(14)


def test_it_answers_the_unit_s_request_and_supplies_the_piece(
    path: YoungPerson, adjustment: SentenceAdjustment, referent: User, cpip: User
) -> None:
    signed_in(cpip).post(f"/jeunes/{path.code}/demandes/attestation/", {"concerns_on": f"{day(14)}"})
    AdjustmentSupply.objects.create(adjustment=adjustment, kind="attestation", due_on=day(12))
    assert "/attestation/" in signed_in(referent).get("/demandes/").content.decode()
    assert sign(referent, path).status_code == 302
    certificate, request = SupportCertificate.objects.get(), CaseRequest.objects.get()
    assert (certificate.request, certificate.adjustment, certificate.hearing_on) == (request, adjustment, day(14))
    assert (request.answer, request.answered_by) == ("fait", referent)
    assert adjustment.supplies.get().supplied_on == ON


def test_of_an_adjustment_that_is_granted_already_it_is_that_one_s(
    path: YoungPerson, adjustment: SentenceAdjustment, referent: User
) -> None:
    granted: SentenceAdjustment = SentenceAdjustmentFactory(
        person=path, measure=adjustment.measure, decision="accorde", decided_on=ON
    )
    for one in (adjustment, granted):
        AdjustmentSupply.objects.create(adjustment=one, kind="attestation", due_on=day(12))
    assert send(referent, f"{address(path)}?amenagement={granted.code}", {}).status_code == 302
    assert SupportCertificate.objects.get().adjustment == granted
    assert [one.supplies.get().supplied_on for one in (adjustment, granted)] == [None, ON]


def test_a_hearing_that_is_over_is_refused(path: YoungPerson, referent: User) -> None:
    assert sign(referent, path, hearing_on=day(-1)).status_code == 400
    assert not SupportCertificate.objects.exists()


def test_a_hearing_that_is_over_is_not_proposed(
    path: YoungPerson, adjustment: SentenceAdjustment, referent: User
) -> None:
    SentenceAdjustment.objects.update(hearing_on=day(-1))
    assert sign(referent, path).status_code == 302
    assert SupportCertificate.objects.get().hearing_on is None


def test_both_sides_download_the_page_as_it_was_signed(
    path: YoungPerson, referent: User, cpip: User, other_referent: User
) -> None:
    sign(referent, path, hearing_on=day(14))
    certificate = SupportCertificate.objects.get()
    path.situations.all().delete()
    for user in (referent, cpip):
        assert "Kerlann Bois" in signed_in(user).get(certificate.get_absolute_url()).content.decode()
        response = signed_in(user).get(f"{certificate.get_absolute_url()}attestation.pdf")
        assert response["Content-Disposition"] == 'attachment; filename="attestation.pdf"'
    with pdfplumber.open(BytesIO(response.content)) as document:
        [page] = document.pages
        text = re.sub(r"[\u202f\u00a0]", " ", page.extract_text())
        assert document.metadata["Title"] == "Attestation"
    assert "audience du 10 décembre 2026" in text
    assert "Kerlann Bois" in text
    assert not re.search("Note intime|[Ss]anté|[Ii]ncarc", text)
    assert signed_in(other_referent).get(certificate.get_absolute_url()).status_code == 404


def test_an_employer_s_name_is_one_line_however_it_was_imported(path: YoungPerson, referent: User) -> None:
    Situation.objects.filter(kind="cdd").update(organisation_name="Kerlann Bois " * 40)
    sign(referent, path)
    named = values(SupportCertificate.objects.get())["Situation prévue"]
    assert "Ke…, à partir du" in named and len(named) < 170


def test_as_much_as_there_can_be_is_one_page(path: YoungPerson, referent: User) -> None:
    long = "Association intercommunale des compagnons bâtisseurs de Bretagne et des Pays de la Loire"
    sign(referent, path)
    SupportCertificate.objects.update(facts=[{"label": "Situation en cours", "value": long}] * 17)
    address = f"{SupportCertificate.objects.get().get_absolute_url()}attestation.pdf"
    with pdfplumber.open(BytesIO(signed_in(referent).get(address).content)) as document:
        assert len(document.pages) == 1


def test_an_officer_asks_and_does_not_sign(path: YoungPerson, cpip: User) -> None:
    assert signed_in(cpip).get(address(path)).status_code == 403
