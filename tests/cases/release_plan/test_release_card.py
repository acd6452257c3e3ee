"""The card for the pocket: made from the plan, one A5, without a word that tells a stranger where one comes from."""

from __future__ import annotations

import re
from datetime import time
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
import pytest

from cases.models import AccessEntry, Appointment, JusticeMeasure, Permanence, ReleaseNeedType, Site
from partners.models import Organisation, User
from tests.cases.permanences.test_papers import TELLING
from tests.cases.release_plan.given import day, held
from tests.factories import AppointmentFactory, PermanenceFactory, ReleaseNeedFactory, SiteFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(referent: User, cpip: User) -> JusticeMeasure:
    Organisation.objects.filter(code="ml-rennes").update(phone="02 99 00 00 01")
    return held(20, person={"first_name": "Nolwenn", "last_name": "Le Goff"})


def meet(measure: JusticeMeasure, referent: User, **site: Any) -> Appointment:
    """Expected outside the day after the release."""
    known = {"name": "Antenne de Maurepas", "address": "1 rue de Bourgogne, Rennes", "phone": "02 99 00 00 02"} | site
    body = Organisation.objects.get(code="ml-rennes")
    permanence = PermanenceFactory(
        site=SiteFactory(**known), mission_locale=body, planned_on=day(21), starts_at=time(14), referent=referent
    )
    appointment: Appointment = AppointmentFactory(person=measure.person, permanence=permanence, starts_at=time(14, 30))
    return appointment


def card(user: User, measure: JusticeMeasure) -> Any:
    """The context of the page."""
    response = signed_in(user).get(f"/jeunes/{measure.person.code}/carte/")
    assert response.status_code == 200
    return response.context


def printed(user: User, measure: JusticeMeasure, keys: list[str]) -> bytes:
    response = signed_in(user).post(f"/jeunes/{measure.person.code}/carte/imprimer/", {"ligne": keys})
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="carte.pdf"'
    return bytes(response.content)


def text_of(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    return re.sub(r"[\u202f\u00a0]", " ", text)


def test_it_is_made_from_the_plan(referent: User, measure: JusticeMeasure) -> None:
    meet(measure, referent)
    for kind, state in (("carte_identite", "regle"), ("france_travail", "a_faire"), ("fjt", "en_cours")):
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind, state=state)
    shown = card(referent, measure)["shown"]
    assert shown.meeting.when.replace("\xa0", " ") == "jeudi 17 décembre à 14 h 30"
    assert shown.meeting.where == ["Antenne de Maurepas", "1 rue de Bourgogne, Rennes"]
    assert shown.meeting.ask_for == str(referent)
    assert [line.words for line in shown.phones] == [
        "02 99 00 00 01 – Mission Locale",
        "02 99 00 00 02 – le lieu du rendez-vous",
    ]
    assert [line.words for line in shown.papers] == ["Carte d’identité"]
    assert [line.words for line in shown.steps] == [
        "M’inscrire à France Travail",
        "Demander une chambre en foyer de jeunes travailleurs",
    ]
    assert card(referent, measure)["card"].missing == []


def test_whom_to_ask_for_is_written_by_hand_where_nobody_is_known(referent: User, measure: JusticeMeasure) -> None:
    assert re.search(r"^Demander$", text_of(printed(referent, measure, [])), re.MULTILINE)
    appointment = meet(measure, referent)
    assert f"Demander {referent}" in text_of(printed(referent, measure, []))
    Permanence.objects.filter(pk=appointment.permanence_id).update(referent=None)
    assert re.search(r"^Demander$", text_of(printed(referent, measure, [])), re.MULTILINE)


def test_what_is_unticked_is_not_printed(referent: User, measure: JusticeMeasure) -> None:
    meet(measure, referent)
    keys = ["tel:115", "papier:compte_bancaire"]
    page = signed_in(referent).post(f"/jeunes/{measure.person.code}/carte/", {"ligne": keys})
    assert [line.key for line in page.context["shown"].lines] == keys
    text = text_of(printed(referent, measure, keys))
    assert "RIB" in text and "115" in text
    assert "02 99 00 00 01" not in text


def test_it_asks_for_what_is_missing(referent: User, measure: JusticeMeasure) -> None:
    Organisation.objects.update(phone="")
    missing = [words.replace("\xa0", " ") for words, _ in card(referent, measure)["card"].missing]
    assert missing == [
        "Aucun rendez-vous dehors n’est fixé.",
        "Le téléphone de la Mission Locale n’est pas connu : l’administration le note.",
    ]
    meet(measure, referent, address="")
    assert (
        "L’adresse de «\N{NO-BREAK SPACE}Antenne de Maurepas\N{NO-BREAK SPACE}»"
        in card(referent, measure)["card"].missing[0][0]
    )


def test_everything_at_once_fits_one_a5_and_tells_a_stranger_nothing(referent: User, measure: JusticeMeasure) -> None:
    measure.person.first_name, measure.person.last_name = "Marie-Emmanuelle Anne-Sophie", "Le Bourdonnec-Kerdranvat"
    measure.person.save()
    appointment = meet(measure, referent, address="12 bis allée du Bois de la Motte au Chancelier, bâtiment C, Rennes")
    appointment.permanence.referent.last_name = "Georgeault-Abdallah de Kermadec"
    appointment.permanence.referent.save()
    for kind in ReleaseNeedType.objects.all():
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind.code)
    content = printed(referent, measure, [line.key for line in card(referent, measure)["card"].lines])
    with pikepdf.open(BytesIO(content)) as document:
        assert len(document.pages) == 1
        width, height = (float(side) / 72 * 25.4 for side in document.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (148, 210)
        assert TELLING.findall(str(document.docinfo)) == []
    text = text_of(content)
    assert TELLING.findall(text) == []
    assert "Bourdonnec-Kerdranvat" in text and "Faire ma carte d’identité" in text


def test_with_little_on_it_the_type_is_larger_and_still_on_one_page(referent: User, measure: JusticeMeasure) -> None:
    meet(measure, referent)
    for kind in ("france_travail", "carte_identite", "permis"):
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind)
    keys = [*card(referent, measure)["card"].usual(), "papier:impots", "papier:domiciliation"]
    assert card(referent, measure)["card"].chosen(keys).is_short
    with pikepdf.open(BytesIO(printed(referent, measure, keys))) as document:
        assert len(document.pages) == 1
    assert not card(referent, measure)["card"].is_short


def test_every_word_that_may_be_printed_is_neutral(referent: User, measure: JusticeMeasure) -> None:
    for kind in ReleaseNeedType.objects.all():
        ReleaseNeedFactory(person=measure.person, measure=measure, type_id=kind.code)
    lines = card(referent, measure)["card"].lines
    assert len(lines) > 20
    assert TELLING.findall(" ".join(line.words for line in lines)) == []


def test_a_place_that_tells_is_not_named(referent: User, measure: JusticeMeasure) -> None:
    meet(measure, referent, name="SPIP milieu ouvert", address="2 rue du Bosphore, Rennes")
    text = text_of(printed(referent, measure, []))
    assert "2 rue du Bosphore" in text
    assert TELLING.findall(text) == []
    assert "n’est pas imprimé" in card(referent, measure)["card"].missing[0][0]


def test_an_appointment_before_the_release_is_not_the_first_one(referent: User, measure: JusticeMeasure) -> None:
    appointment = meet(measure, referent)
    appointment.permanence.planned_on = day(19)
    appointment.permanence.save()
    assert card(referent, measure)["card"].meeting is None
    Site.objects.update(is_inside=True)
    assert card(referent, measure)["card"].meeting is None


def test_printing_is_told_to_the_journal(referent: User, measure: JusticeMeasure) -> None:
    printed(referent, measure, [])
    assert AccessEntry.objects.latest("pk").action == "cases:releasecard_print"


def test_it_is_for_those_who_prepare_the_release(
    cpip: User, other_referent: User, lead: User, measure: JusticeMeasure
) -> None:
    address = f"/jeunes/{measure.person.code}/carte/"
    told = {user: signed_in(user).get(address).status_code for user in (cpip, lead, other_referent)}
    assert list(told.values()) == [403, 403, 404]
