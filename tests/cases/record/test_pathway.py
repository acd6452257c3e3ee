"""The pathway of a person: all that is dated, the last first, filtered, printed; each role its own."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import ContactNote, NeedState, YoungPerson
from partners.models import Organisation, User
from tests.factories import (
    ContactFactory,
    EnrolmentFactory,
    JusticeMeasureFactory,
    ReleaseNeedFactory,
    SituationFactory,
)
from tests.factories import SentenceAdjustmentFactory as Adjustment
from tests.pathways import walk_a_path
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(malo: YoungPerson, referent: User) -> YoungPerson:
    """Malo, in custody in 2024 and followed since."""
    rennes, vezin = (Organisation.objects.get(code=code) for code in ("ml-rennes", "spip-35-vezin"))
    EnrolmentFactory(person=malo, mission_locale=rennes, entered_on=date(2024, 2, 1))
    contact = ContactFactory(person=malo, mission_locale=rennes, held_on=date(2024, 3, 1))
    ContactNote.objects.create(contact=contact, text="Veut passer le permis.", written_at=timezone.now())
    JusticeMeasureFactory(person=malo, organisation=vezin, starts_on=date(2024, 1, 5))
    SituationFactory(person=malo, starts_on=date(2025, 6, 1))
    Adjustment(person=malo)
    walk_a_path(malo, rennes, vezin, referent, timezone.now())
    return malo


def page(user: User, person: YoungPerson, query: str = "", more: str = "") -> str:
    return signed_in(user).get(f"{person.get_absolute_url()}{more}{query}").content.decode()


def test_the_referent_reads_every_kind_of_fact(path: YoungPerson, referent: User) -> None:
    shown = page(referent, path)
    for words in (
        "Orientation",
        "Entrée dans le dispositif",
        "Écrou",
        "Date de sortie changée",
        "Permission de sortir",
        "Entrée en situation",
        "Atelier CV",
        "sans réponse",
        "Attestation d’accompagnement",
        "Veut passer le permis.",
    ):
        assert words in shown, words


def test_an_officer_reads_no_contact_but_their_number(path: YoungPerson, cpip: User) -> None:
    shown = page(cpip, path)
    assert "Écrou" in shown
    assert "Permission de sortir" in shown
    assert "Le 1er mars 2024" in shown
    for words in ("Veut passer le permis.", "Atelier CV", "sans réponse", "Entrée en situation", "RQTH", "i-milo"):
        assert words not in shown, words


def test_it_is_filtered_by_kind_and_years(path: YoungPerson, referent: User) -> None:
    events = 'class="de-event__kind"'
    assert "Écrou" in page(referent, path, "?genre=justice&jusque=2024")
    assert "Entrée en situation" not in page(referent, path, "?genre=justice&jusque=2024")
    assert page(referent, path, "?de=2025&jusque=2025").count(events) == 1
    assert "Rien de tel dans ce parcours" in page(referent, path, "?de=1960&jusque=1961")


def test_a_filter_that_cannot_be_read_is_told(path: YoungPerson, referent: User) -> None:
    answer = signed_in(referent).get(f"{path.get_absolute_url()}?genre=crime&de=hier")
    assert answer.status_code == 400
    assert "crime n’en fait pas partie" in answer.content.decode()


def test_the_last_window_comes_first_and_the_rest_is_a_page_away(path: YoungPerson, referent: User) -> None:
    rennes = Organisation.objects.get(code="ml-rennes")
    for days in range(100):
        ContactFactory(person=path, mission_locale=rennes, held_on=date(2023, 1, 1) - timedelta(days=days))
    events = 'class="de-event__kind"'
    assert page(referent, path).count(events) == 40
    assert page(referent, path, "?page=2").count(events) == 40
    assert "1er janv. 2023" not in page(referent, path, "?page=3")
    assert 'href="?page=2#parcours" rel="next"' in page(referent, path)


def test_a_need_is_deleted_whole_from_one_place_and_changed_in_its_own(malo: YoungPerson, referent: User) -> None:
    """Opened and settled, it is two events of one row: only the first offers to delete, and says both go."""
    need = ReleaseNeedFactory(
        person=malo, state=NeedState.SETTLED, opened_on=date(2024, 2, 1), settled_on=date(2024, 3, 1)
    )
    shown = page(referent, malo, "?genre=besoin")
    deletion = f"/jeunes/{malo.code}/parcours/besoin/{need.pk}/supprimer/"
    assert (shown.count("Besoin réglé"), shown.count(deletion), shown.count("Supprimer en entier")) == (2, 1, 1)
    asked = signed_in(referent).get(deletion).content.decode()
    assert "Besoin à la sortie, le 1er février 2024" in asked
    assert "Besoin réglé, le 1er mars 2024" in asked
    assert f'href="/jeunes/{malo.code}/besoins/#besoin-{need.pk}"' in shown
    assert f'id="besoin-{need.pk}"' in page(referent, malo, more="besoins/")


def test_on_paper_there_is_all_of_it_and_no_note(path: YoungPerson, referent: User) -> None:
    ContactFactory.create_batch(60, person=path, mission_locale=Organisation.objects.get(code="ml-rennes"))
    shown = page(referent, path, more="imprimer/")
    assert shown.count('class="de-event__kind"') > 60
    assert "Veut passer le permis." not in shown
    assert "Modifier<" not in shown.partition('id="parcours"')[2]


def test_on_paper_no_command_is_left(path: YoungPerson, referent: User) -> None:
    shown = page(referent, path, more="imprimer/")
    commands = re.findall(
        r"(?:<\w+[^>]*>\s*)?<a [^>]*>(?:Reporter|Modifier|Fixer les axes|Sortie du dispositif)<", shown
    )
    assert len(commands) >= 4
    assert [command for command in commands if "de-noprint" not in command] == []
