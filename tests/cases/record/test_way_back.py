"""Whoever corrects a fact finds the place again, and whoever leaves a record the list they came from, as it was."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Contact, ContactNote, JusticeMeasure, YoungPerson
from partners.models import Organisation, User
from tests.factories import ContactFactory, JusticeMeasureFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LONG = "\n".join(
    ["Vient au rendez-vous.", *(f"Ligne {number} de ce qui s’est dit." for number in range(12)), "La fin."]
)


@pytest.fixture
def browser(referent: User) -> Client:
    return signed_in(referent)


@pytest.fixture
def interview(malo: YoungPerson) -> Contact:
    """In an old window of a long path."""
    rennes = Organisation.objects.get(code="ml-rennes")
    contact: Contact = ContactFactory(
        person=malo, mission_locale=rennes, held_on=date(2024, 3, 1), duration_minutes=20
    )
    return contact


def links(browser: Client, address: str, label: str) -> list[str]:
    """Where the links of that name lead, on that page."""
    page = browser.get(address).content.decode()
    return [unescape(found) for found in re.findall(rf'<a href="([^"]*)">{label}', page)]


def saved(browser: Client, address: str) -> str:
    """Where the form at that address leads once it is saved as it is."""
    form = browser.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    answer = browser.post(address, {name: value for name, value in values.items() if value is not None})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.headers["location"]


def test_a_fact_that_is_corrected_is_found_again(browser: Client, malo: YoungPerson, interview: Contact) -> None:
    record = f"{malo.get_absolute_url()}?genre=contact&jusque=2025"
    [edit] = [url for url in links(browser, record, "Modifier<span") if "fait=" in url]
    anchor = f"contact-{interview.pk}-held_on"
    assert f'id="{anchor}"' in browser.get(record).content.decode()
    assert saved(browser, edit) == f"{record}#{anchor}"
    assert f'href="{record}#{anchor}"'.replace("&", "&amp;") in browser.get(edit).content.decode()


def test_a_measure_too(browser: Client, malo: YoungPerson) -> None:
    vezin = Organisation.objects.get(code="spip-35-vezin")
    measure: JusticeMeasure = JusticeMeasureFactory(
        person=malo, organisation=vezin, starts_on=date(2024, 1, 5), planned_end_on=date(2027, 1, 5)
    )
    record = f"{malo.get_absolute_url()}?genre=justice"
    [edit] = [url for url in links(browser, record, "Modifier<span") if "fait=" in url]
    assert saved(browser, edit) == f"{record}#mesure-{measure.pk}-starts_on"
    assert saved(browser, f"/mesures/{measure.code}/modifier/") == f"{malo.get_absolute_url()}#mesures"


def test_one_that_is_deleted_leaves_the_filter(browser: Client, malo: YoungPerson, interview: Contact) -> None:
    record = f"{malo.get_absolute_url()}?genre=contact"
    [delete] = links(browser, record, "Supprimer")
    assert browser.post(delete).headers["location"] == f"{record}#suppressions"


@pytest.mark.parametrize("fact", ["//ailleurs.example", "contact-1-held on", "%0d%0aSet-Cookie:x"])
def test_an_address_made_up_leads_to_the_record(
    browser: Client, malo: YoungPerson, interview: Contact, fact: str
) -> None:
    address = f"/contacts/{interview.code}/modifier/?fait={fact}&next=//ailleurs.example"
    assert saved(browser, address) == malo.get_absolute_url()


def test_the_list_one_came_from_is_led_back_to(browser: Client, malo: YoungPerson, interview: Contact) -> None:
    def back(referer: str) -> dict[str, str]:
        found: dict[str, str] = browser.get(malo.get_absolute_url(), headers={"referer": referer}).context["back"]
        return found

    assert back("") == {"label": "Tous les jeunes", "url": "/jeunes/"}
    released = {"label": "Sorties de détention", "url": "/sorties/?fenetre=7&qui=moi"}
    assert back("http://testserver/sorties/?fenetre=7&qui=moi") == released
    assert back(f"http://testserver/contacts/{interview.code}/modifier/") == released
    for other in ("http://ailleurs.example/jeunes/", "http://[", "http://testserver:x/jeunes/"):
        assert back(other) == released
    assert back("http://testserver/jeunes/?page=2") == {"label": "Tous les jeunes", "url": "/jeunes/?page=2"}
    assert back("http://testserver/jeunes/?q=malo") == {"label": "Les jeunes trouvés", "url": "/jeunes/?q=malo"}


def test_what_is_shown_of_the_path_is_printed(browser: Client, malo: YoungPerson, interview: Contact) -> None:
    record = f"{malo.get_absolute_url()}?genre=contact&de=&jusque=2025&page=1"
    [print_it] = links(browser, record, "Imprimer avec ces seuls faits")
    assert print_it == f"{malo.get_absolute_url()}imprimer/?genre=contact&jusque=2025"
    paper = browser.get(print_it)
    assert "Contacts, jusqu’en 2025" in paper.content.decode()
    assert paper.context["back"]["url"] == f"{malo.get_absolute_url()}?genre=contact&jusque=2025"


def test_a_long_note_is_read_where_it_stands(
    browser: Client, malo: YoungPerson, interview: Contact, cpip: User
) -> None:
    ContactNote.objects.create(contact=interview, text=LONG, written_at=timezone.now())
    page = unescape(browser.get(malo.get_absolute_url()).content.decode())
    assert f">{LONG}</p>" in page
    assert "Lire toute la note</span>" in page
    assert "La fin." not in signed_in(cpip).get(malo.get_absolute_url()).content.decode()


def test_a_short_one_is_all_there(browser: Client, malo: YoungPerson, interview: Contact) -> None:
    ContactNote.objects.create(contact=interview, text="Vu.\nÀ rappeler.", written_at=timezone.now())
    page = browser.get(malo.get_absolute_url()).content.decode()
    assert ">Vu.\nÀ rappeler.</p>" in page
    assert "Lire toute la note" not in page
