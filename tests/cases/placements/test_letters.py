"""What a partner is sent: shown first, kept as it was sent, and nothing of justice in it, whatever was typed."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import CharField, Model, TextField
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from cases.merging.rows import models_of_a_person
from cases.models import AddressMoment, Placement, PlacementLetter, PlacementState, YoungPerson
from cases.telling import names_of_custody, told_in
from partners.models import Organisation, PartnerFunction, User
from tests.access.forms import fields_of
from tests.cases.placements.given import AT, flats, placed, send
from tests.directory_factories import PartnerContactFactory
from tests.factories import (
    AddressFactory,
    ContactFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    OrganisationFactory,
    SentenceAdjustmentFactory,
    SituationFactory,
)
from tests.pathways import walk_a_path
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

TYPED = "Écroué à la prison de Vezin, placement à l’extérieur, SPIP, condamné : http://ecrou.invalid"


@pytest.fixture(autouse=True)
def on_that_day() -> object:
    with travel(AT, tick=False):
        yield


def fill(rows: list[Model]) -> int:
    """Write such words into every text that somebody may type of these rows; how many texts."""
    filled = 0
    for row in rows:
        typed = {
            field.name: TYPED[: field.max_length or 200]
            for field in row._meta.concrete_fields
            if isinstance(field, CharField | TextField) and not field.choices and field.name not in {"code", "name"}
        }
        if isinstance(row, YoungPerson):
            typed = {name: text for name, text in typed.items() if name not in {"first_name", "last_name"}}
        filled += len(typed)
        type(row)._default_manager.filter(pk=row.pk).update(**typed)
    return filled


def words_of(response: HttpResponse) -> str:
    """The words of a PDF, and what is written in the file around them."""
    pdf = io.BytesIO(response.content).getvalue()
    read = {"capture_output": True, "check": True}
    text: bytes = subprocess.run(["pdftotext", "-", "-"], input=pdf, **read).stdout  # type: ignore[call-overload]
    facts: bytes = subprocess.run(["pdfinfo", "-"], input=pdf, **read).stdout  # type: ignore[call-overload]
    return (text + facts).decode()


def make(user: User, placement: Any) -> PlacementLetter:
    send(user, reverse("cases:placementletter_create", args=[placement.code]), {})
    letter: PlacementLetter = placement.letters.latest("pk")
    return letter


def test_it_is_shown_then_kept_as_it_was_sent(referent: User, malo: YoungPerson) -> None:
    placement = placed(malo, flats(9), place=1)
    address = reverse("cases:placementletter_create", args=[placement.code])
    shown = signed_in(referent).get(address).content.decode()
    letter = make(referent, placement)
    YoungPerson.objects.filter(pk=malo.pk).update(last_name="Autrement")
    made = signed_in(referent).get(reverse("cases:placementletter_pdf", args=[letter.code]))
    for words in ("IBEP", "Malo Kerdoncuff", "1er janvier 2026", "6 mois au moins", "Annick Lescop"):
        assert words in shown
        assert words in words_of(made)
    assert (letter.sent_at, letter.sent_by, letter.mail_subject) == (AT, referent, "Demande de place")
    assert made["Content-Disposition"] == 'attachment; filename="demande.pdf"'


def test_the_partner_learns_nothing_whatever_was_typed(referent: User, malo: YoungPerson) -> None:
    rennes, unit = OrganisationFactory(code="ml-rennes"), Organisation.objects.get(code="spip-35-vezin")
    known = {"person": malo, "mission_locale": rennes}
    EnrolmentFactory(**known)
    ContactFactory(**known)
    prison = OrganisationFactory(code="cp-vezin", prison=True)
    JusticeMeasureFactory(person=malo, organisation=prison)
    SentenceAdjustmentFactory(person=malo)
    SituationFactory(person=malo)
    AddressFactory(person=malo, moment=AddressMoment.AFTER, line="Rue")
    walk_a_path(malo, rennes, unit, referent, timezone.now())
    studios = flats(9)
    placement = placed(malo, studios, place=1)
    rows = [row for model in models_of_a_person() for row in model._default_manager.filter(person=malo)]
    assert fill([malo, *rows, studios, studios.agreement]) > 10
    letter = make(referent, placement)
    made = signed_in(referent).get(reverse("cases:placementletter_pdf", args=[letter.code]))
    everything = "\n".join([words_of(made), letter.mail_subject, letter.mail_text, made["Content-Disposition"]])
    assert "Malo Kerdoncuff" in everything
    assert told_in(everything, names_of_custody()) == []
    assert told_in(TYPED)


def test_a_partner_whose_name_tells_what_it_is_is_not_named(referent: User, malo: YoungPerson) -> None:
    studios = flats(2)
    Organisation.objects.filter(pk=studios.agreement.organisation_id).update(name="Centre éducatif fermé de Gévezé")
    letter = make(referent, placed(malo, studios, place=1))
    assert "Gévezé" not in str(letter.facts)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("person__first_name", "Malo (détenu à Vezin, écrou 1234)", "détenu» dit la justice, dans le prénom du jeune"),
        (
            "mission_locale__name",
            "Mission Locale, sortants incarcérés",
            "incarcérés» dit la justice, dans le nom de la",
        ),
        ("sender__last_name", "Lescop, référente P.J.J.", "P.J.J» dit la justice, dans votre nom"),
        ("person__last_name", "Kerdoncuff semi-liberté", "semi-liberté» dit la justice, dans le nom du jeune"),
    ],
)
def test_a_name_that_tells_of_justice_keeps_it_from_going_out(
    referent: User, malo: YoungPerson, field: str, typed: str, words: str
) -> None:
    placement = placed(malo, flats(1), place=1)
    owner, _, name = field.partition("__")
    row: Any = referent if owner == "sender" else getattr(placement, owner)
    type(row)._default_manager.filter(pk=row.pk).update(**{name: typed})
    address = reverse("cases:placementletter_create", args=[placement.code])
    browser = signed_in(referent)
    shown = browser.get(address).content.decode()
    answer = browser.post(address, fields_of(shown))
    for page in (shown, answer.content.decode()):
        assert words in page.replace("\N{NO-BREAK SPACE}", "")
        assert "Garder la demande" not in page
    assert answer.status_code == 400
    assert not PlacementLetter.objects.exists()


def test_a_surname_of_one_word_is_a_name(referent: User, malo: YoungPerson) -> None:
    YoungPerson.objects.filter(pk=malo.pk).update(last_name="Prison")
    assert "Malo Prison" in str(make(referent, placed(malo, flats(1), place=1)).facts)


def test_sent_twice_it_is_kept_once(referent: User, malo: YoungPerson) -> None:
    placement = placed(malo, flats(9), place=1)
    address, browser = reverse("cases:placementletter_create", args=[placement.code]), signed_in(referent)
    shown = fields_of(browser.get(address).content.decode())
    for _ in range(2):
        browser.post(address, shown)
    make(referent, placement)
    assert placement.letters.count() == 1
    with travel(AT + timedelta(days=1), tick=False):
        make(referent, placement)
    assert placement.letters.count() == 2


def test_what_changed_since_it_was_shown_is_read_again_before_it_is_kept(referent: User, malo: YoungPerson) -> None:
    placement = placed(malo, flats(2), place=1)
    address = reverse("cases:placementletter_create", args=[placement.code])
    browser = signed_in(referent)
    shown = fields_of(browser.get(address).content.decode())
    Placement.objects.filter(pk=placement.pk).update(reserved_from=AT.date())
    answer = browser.post(address, shown)
    assert answer.status_code == 400
    assert not PlacementLetter.objects.exists()
    assert browser.post(address, fields_of(answer.content.decode())).status_code == 302
    assert "26 novembre 2026" in str(PlacementLetter.objects.get().facts)


@pytest.mark.parametrize("state", [PlacementState.STARTED, PlacementState.REFUSED, PlacementState.ENDED])
def test_nobody_asks_for_who_is_there_or_was_refused(referent: User, malo: YoungPerson, state: str) -> None:
    placement = placed(malo, flats(2), place=1)
    Placement.objects.filter(pk=placement.pk).update(state=state, place=None if state == PlacementState.REFUSED else 1)
    address = reverse("cases:placementletter_create", args=[placement.code])
    assert signed_in(referent).get(address).status_code == 403


def test_it_says_to_whom_it_goes(referent: User, malo: YoungPerson) -> None:
    placement = placed(malo, flats(1), place=1)
    letter, browser = make(referent, placement), signed_in(referent)
    assert "Pas de contact connu" in browser.get(letter.get_absolute_url()).content.decode()
    known = {"organisation": placement.agreement.organisation, "email": "places@partenaire.invalid"}
    PartnerContactFactory(name="Soazig Morvan", **known)
    PartnerContactFactory(name="Yuna Le Goff", function=PartnerFunction.DESK, **known)
    shown = browser.get(letter.get_absolute_url()).content.decode()
    assert "Soazig Morvan, demandes de place" in shown
    assert 'href="mailto:places@partenaire.invalid?subject=Demande%20de%20place"' in shown
    assert "Yuna Le Goff" not in shown
