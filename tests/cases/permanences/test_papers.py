"""The papers of a permanence: what they say, what they do not, that they are known to have left."""

from __future__ import annotations

import re
import subprocess
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.entry.forms import LineForm
from cases.models import (
    AccessedPerson,
    Axis,
    Contact,
    ContactNote,
    EligibilityLine,
    Permanence,
    PermanencePrinting,
    ReleaseNeedType,
    ServiceAxis,
    YoungPerson,
)
from cases.permanences.booking import move
from cases.permanences.sheets import causes
from cases.referrals.decision_forms import DecisionAnswer
from partners.models import User
from tests.cases.permanences.given import THURSDAY, filled, tuesday
from tests.factories import ContactFactory, JusticeMeasureFactory, ReleaseNeedFactory
from tests.personas import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]

# What would tell a stranger where these people are.
TELLING = re.compile(
    r"prison|détenu|détention|écrou|incarcér|pénitentiaire|justice|judiciaire|juge|peine|condamn|prévenu|libér|spip|pjj|"
    r"parloir|cellule|maison d.arrêt|vezin|surveillan|sortie|cpu|probation|sursis",
    re.IGNORECASE,
)
SHEETS = [{"document": "feuille", "forme": "complete"}, {"document": "feuille", "forme": "liste"}]
MOVEMENTS, SLIPS = {"document": "mouvements"}, {"document": "convocations"}
ALL = [*SHEETS, MOVEMENTS, SLIPS]


@pytest.fixture
def thursday() -> Any:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def permanence(referent: User, cpip: User) -> Permanence:
    return tuesday(slots=30)


def printed(user: User, permanence: Permanence, document: dict[str, str]) -> bytes:
    response = signed_in(user).post(f"{permanence.get_absolute_url()}imprimer/", document)
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="seance-\d+-[a-z]+\.pdf"', response["Content-Disposition"])
    return bytes(response.content)


def text_of(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def words_of(content: bytes) -> str:
    # Quick for many pages, and less careful with narrow spaces.
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


def pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def known(person: YoungPerson) -> None:
    """Everything that the record may hold on someone."""
    JusticeMeasureFactory(person=person, starts_on=date(2026, 6, 1), planned_end_on=date(2027, 3, 12))
    contact = ContactFactory(person=person, mission_locale=person.referrals.get().mission_locale)
    ServiceAxis.objects.create(contact=contact, axis=Axis.HOUSING)
    ContactNote.objects.create(contact=contact, text="MOTS DE LA NOTE", written_at="2026-11-20T08:00Z")
    for criterion, answer in (("peine", "a_verifier"), ("residence", "non_rempli"), ("age", "rempli")):
        EligibilityLine.objects.create(referral=person.referrals.get(), criterion=criterion, answer=answer, words="x")
    ReleaseNeedFactory(person=person)


@pytest.mark.parametrize("document", ALL, ids=lambda given: "-".join(given.values()))
@pytest.mark.parametrize("count", [0, 1, 12, 30])
def test_everyone_is_on_it(permanence: Permanence, referent: User, document: dict[str, str], count: int) -> None:
    people = filled(permanence, count)
    text = " ".join(words_of(printed(referent, permanence, document)).split())
    for person in people:
        assert re.search(rf"{person.last_name.split()[-2]}\b.*\b{person.last_name.split()[-1]}\b", text)
    assert ("Personne n’est inscrit" in text) is (count == 0)


@pytest.mark.parametrize(("document", "length"), [(SHEETS[0], 12), (SLIPS, 3), (MOVEMENTS, 1)])
def test_how_many_pages_twelve_people_take(
    permanence: Permanence, referent: User, document: dict[str, str], length: int
) -> None:
    filled(permanence, 12)
    assert pages(printed(referent, permanence, document)) == length


def test_one_page_a_person_however_much_is_known(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    YoungPerson.objects.update(last_name="Kermarrec-Le Guennec de La Villemarqué du Plessis-Bardoul")
    JusticeMeasureFactory(person=person, starts_on=date(2026, 6, 1), planned_end_on=date(2027, 3, 12))
    for _ in range(3):
        contact = ContactFactory(person=person, mission_locale=person.referrals.get().mission_locale)
        ServiceAxis.objects.bulk_create([ServiceAxis(contact=contact, axis=axis) for axis in Axis.values])
    for need in ReleaseNeedType.objects.all()[:10]:
        ReleaseNeedFactory(person=person, type=need)
    assert pages(printed(referent, permanence, SHEETS[0])) == 1


def test_the_sheet_says_what_is_useful_and_nothing_that_tells(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    known(person)
    for sheet in SHEETS:
        content = printed(referent, permanence, sheet)
        text = text_of(content)
        for said in (
            f"n° {permanence.pk}",
            "À détruire après saisie",
            "Imprimée le 26 novembre 2026",
            person.code,
            "31 ans",
            "Orientation du 02/11/2026",
            "12/03/2027",
            "durée, résidence",
            "01/03/2016 Entretien (logement)",
            "Carte",
            "N’a pas souhaité venir",
            "Tout bloqué",
            "Service civique",
            "depuis le",
            "À revoir avant de décider",
            "Projet professionnel",
            "Revoir à",
        ):
            assert said in text, said
        assert TELLING.findall(text) == []
        assert "MOTS DE LA NOTE" not in text
        with pikepdf.open(BytesIO(content)) as document, document.open_metadata() as metadata:
            assert metadata["dc:title"] == f"Séance n° {permanence.pk}"
            assert TELLING.findall(str(metadata)) == []


def test_contacts_of_another_mission_locale_stay_there(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    ContactFactory(person=person)
    assert Contact.objects.count() == 1
    assert "Entretien" not in text_of(printed(referent, permanence, SHEETS[0]))


def test_slips_name_no_place_of_custody_and_leave_room_to_write(permanence: Permanence, referent: User) -> None:
    filled(permanence, 1)
    text = text_of(printed(referent, permanence, SLIPS))
    assert "mardi 1er décembre 2026 à 9 h" in text
    assert "Lieu :" in text and "Bât." in text
    assert TELLING.findall(text) == []


def test_outside_custody_the_slip_names_the_place_and_there_is_no_list(referent: User) -> None:
    outside = tuesday(inside=False)
    filled(outside, 1)
    text = text_of(printed(referent, outside, SLIPS))
    assert "Antenne de Maurepas" in text and "Bât." not in text
    assert signed_in(referent).post(f"{outside.get_absolute_url()}imprimer/", MOVEMENTS).status_code == 404


def test_the_list_is_what_the_prison_needs(permanence: Permanence, referent: User) -> None:
    [person] = filled(permanence, 1)
    text = text_of(printed(referent, permanence, MOVEMENTS))
    for said in ("Liste des mouvements", "9 h Kerdoncuff", "N° d’écrou", "Bâtiment", permanence.site.name):
        assert said in text
    assert person.code not in text


def test_an_officer_prints_the_own_unit_s_people_and_no_sheet(permanence: Permanence, cpip: User) -> None:
    [own], [other] = filled(permanence, 1), filled(permanence, 1, "spip-22")
    YoungPerson.objects.filter(pk=other.pk).update(last_name="Quiniou")
    for document in (MOVEMENTS, SLIPS):
        text = text_of(printed(cpip, permanence, document))
        assert own.last_name in text and "Quiniou" not in text
    assert signed_in(cpip).post(f"{permanence.get_absolute_url()}imprimer/", SHEETS[0]).status_code == 404
    assert {printing.unit.code for printing in PermanencePrinting.objects.all() if printing.unit} == {"spip-35-vezin"}


def test_a_printing_is_known_and_so_is_each_person_on_it(permanence: Permanence, referent: User) -> None:
    people = filled(permanence, 2)
    printed(referent, permanence, SHEETS[0])
    printing = PermanencePrinting.objects.get()
    assert (printing.kind, printing.printed_by, printing.unit) == ("feuille", referent, None)
    assert {row.person_key for row in AccessedPerson.objects.all()} == {person.journal_key for person in people}


def test_another_order_makes_what_was_printed_stale(permanence: Permanence, referent: User) -> None:
    first, _ = filled(permanence, 2)
    printed(referent, permanence, SLIPS)
    page = permanence.get_absolute_url()
    assert "à réimprimer" not in signed_in(referent).get(page).content.decode()
    move(first.appointments.get(), earlier=False)
    shown = signed_in(referent).get(page).content.decode()
    assert "à réimprimer" in shown
    assert "Imprimées le 26 novembre 2026" in shown and "Jamais imprimée\n" in shown
    with time_machine.travel("2026-12-02 09:00"):
        assert "à réimprimer" not in signed_in(referent).get(page).content.decode()


def test_paper_and_form_have_the_same_boxes_in_the_same_order(permanence: Permanence, referent: User) -> None:
    """The word of the paper begins the choice of the form; one types the situations that one ticks."""
    on = permanence.planned_on
    form = LineForm(following=[], on=on)
    causes_typed = [label for _, group in form.fields["attendance"].choices[1:] for _, label in group]  # type: ignore[attr-defined]
    assert [typed.partition(" (")[0] for typed in causes_typed] == [said.partition(" (")[0] for said in causes()]
    assert not {said[0].lower() for said in causes()} & set("cdrs"), "keys of the line"
    filled(permanence, 1)
    text = text_of(printed(referent, permanence, SHEETS[0]))
    typed = [label for name in ("situation", "axes") for _, label in form.fields[name].choices if label]  # type: ignore[attr-defined]
    assert [label for label in typed if label not in text] == ["Rien de nouveau"]
    assert {str(answer.label) for answer in DecisionAnswer if str(answer.label) not in text} == set()


def test_a_printed_permanence_that_nobody_enters_is_late(permanence: Permanence, referent: User) -> None:
    printed(referent, permanence, SHEETS[0])
    with time_machine.travel("2026-12-02 09:00"):
        page = signed_in(referent).get(permanence.get_absolute_url()).content.decode()
    assert "n’est pas saisie" in page and "Imprimée le 26 novembre 2026" in page


def test_the_list_that_the_prison_waits_for_is_announced(permanence: Permanence, referent: User) -> None:
    """Due on Friday 27 November, two working days before Tuesday 1 December."""
    filled(permanence, 1)
    assert "Liste à envoyer" not in signed_in(referent).get("/permanences/").content.decode()
    assert "au plus tard le 27/11/2026" in signed_in(referent).get(permanence.get_absolute_url()).content.decode()
    with time_machine.travel("2026-11-27 09:00"):
        assert "Liste à envoyer" in signed_in(referent).get("/permanences/").content.decode()
        printed(referent, permanence, MOVEMENTS)
        assert "Liste à envoyer" not in signed_in(referent).get("/permanences/").content.decode()


def test_an_hour_stands_on_one_line(permanence: Permanence, referent: User, tmp_path: Path) -> None:
    filled(permanence, 4)
    permanence.appointments.update(starts_at=time(10, 10))
    for document in ALL:
        with pdfplumber.open(BytesIO(printed(referent, permanence, document))) as opened:
            lines = "\n".join(page.extract_text() for page in opened.pages).replace("\N{NO-BREAK SPACE}", " ")
        assert lines.count("10 h 10") == 4, document


def test_a_cancelled_one_is_not_printed(permanence: Permanence, referent: User) -> None:
    Permanence.objects.update(cancelled_at="2026-11-25T08:00Z")
    response = signed_in(referent).post(f"{permanence.get_absolute_url()}imprimer/", SHEETS[0])
    assert response.status_code == 302 and not PermanencePrinting.objects.exists()


@pytest.mark.parametrize("document", ALL, ids=lambda given: "-".join(given.values()))
def test_it_is_tagged_black_and_its_fonts_are_embedded(
    permanence: Permanence, referent: User, document: dict[str, str], tmp_path: Path
) -> None:
    filled(permanence, 4)
    content = printed(referent, permanence, document)
    with pikepdf.open(BytesIO(content)) as opened:
        assert str(opened.Root.Lang) == "fr" and bool(opened.Root.MarkInfo.Marked)
        assert [float(side) for side in opened.pages[0].MediaBox][2:] == pytest.approx([595.28, 841.89], abs=0.1)
    with pdfplumber.open(BytesIO(content)) as opened:
        for page in opened.pages:
            assert all(word["x0"] >= 0 and word["x1"] <= page.width for word in page.extract_words())
            colours = {tuple(mark["non_stroking_color"] or ()) for mark in [*page.chars, *page.rects]}
            assert all(len(set(colour)) <= 1 for colour in colours)
    (tmp_path / "x.pdf").write_bytes(content)
    fonts = subprocess.run(["pdffonts", tmp_path / "x.pdf"], capture_output=True, text=True, check=True).stdout
    assert all(re.search(r"\byes yes yes\b", line) for line in fonts.splitlines()[2:])


def test_as_many_queries_for_many_people(permanence: Permanence, referent: User) -> None:
    counts = []
    for person in filled(permanence, 1):
        known(person)
    for _ in range(2):
        client = signed_in(referent)
        with CaptureQueriesContext(connection) as queries:
            client.post(f"{permanence.get_absolute_url()}imprimer/", SHEETS[0])
        counts.append(len(queries))
        for person in filled(permanence, 5):
            known(person)
    assert counts[0] == counts[1]
