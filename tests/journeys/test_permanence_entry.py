"""Back at the office: twelve people, three absences, one walk-in, typed with the keyboard alone and counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from cases.case_files import refresh
from cases.models import (
    Appointment,
    Attendance,
    Axis,
    Contact,
    ContactNote,
    Draft,
    Enrolment,
    Permanence,
    Programme,
    Situation,
    SituationKind,
)
from partners.models import Organisation, User
from reporting.demonstration.accounts import account_for
from tests.factories import AppointmentFactory, PermanenceFactory, ReferralFactory, SiteFactory, YoungPersonFactory
from tests.journeys.axe import faults, has_no_fault
from tests.journeys.conftest import Ask, Visit, enter
from tests.journeys.keyboard import Keyboard

HELD_ON = date(2026, 11, 20)
LONG_NAME = "Le Guillou de Kerouartz-Penhoët de Lannuzel"
# What the issue asks for at most, for someone present with two axes and no note.
MOST_STROKES = 15


def referent() -> User:
    account = account_for("referent")
    assert account is not None
    return User.objects.get(email=account.email)


def mission_locale() -> Organisation:
    return referent().memberships.get().organisation


@pytest.fixture
def sheet(ask: Ask) -> Permanence:
    """A permanence of twelve people inside, and the next one at the same site; the second name is very long."""
    kept: Permanence = ask(make_sheet)
    return kept


def make_sheet() -> Permanence:
    held = {"site": SiteFactory(is_inside=True), "mission_locale": mission_locale(), "referent": referent()}
    permanence: Permanence = PermanenceFactory(**held, planned_on=HELD_ON, slots=12)
    PermanenceFactory(**held, planned_on=HELD_ON + timedelta(days=7), slots=12)
    for position in range(1, 13):
        name = LONG_NAME if position == 2 else f"Jeune{permanence.pk}x{position}"
        expected(permanence, position, name)
    return permanence


def expected(permanence: Permanence, position: int, name: str) -> None:
    """Someone referred a month before, on the sheet when they have a position."""
    person = YoungPersonFactory(last_name=name, first_name="Malo", code=f"P{permanence.pk}-{position}")
    referral = ReferralFactory(
        person=person,
        mission_locale=permanence.mission_locale,
        programme=Programme.objects.running(HELD_ON)[0],
        referred_by=Organisation.objects.referring_bodies()[0],
        referred_on=HELD_ON - timedelta(days=30),
    )
    if position:
        AppointmentFactory(permanence=permanence, person=person, referral=referral, position=position)
    refresh([person.pk])


def address(permanence: Permanence) -> str:
    return f"/permanences/{permanence.code}/saisie/"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent"))


def attendances(permanence: Permanence) -> list[str]:
    """In the order of the sheet."""
    return list(Appointment.objects.filter(permanence=permanence).values_list("attendance", flat=True))


def interviews(permanence: Permanence) -> int:
    return Contact.objects.filter(appointment__permanence=permanence).count()


def test_twelve_people_with_the_keyboard_alone(
    visit: Visit, ask: Ask, sheet: Permanence, say: Callable[[str], None]
) -> None:
    ask(lambda: expected(sheet, 0, "Promeneur"))
    page = visit(address(sheet), "referent")
    keys, began = Keyboard(page), time.monotonic()
    assert focused(page) == "was_held"
    keys.roll("Space", "Enter")
    person = keys.since(lambda: keys.press("p", "1", "4", "Enter"))
    admitted = keys.since(lambda: admit(keys, note="Cherche un logement."))
    admit(keys)
    for cause in ("n", "l", "t"):
        keys.press(cause, "r", "Enter")
    keys.press("p", "2", "s", "c", "d", "d", "Enter")
    keys.press("p")
    keys.press_azerty("&", 1)
    keys.press_azerty("5", 5, is_shifted=True)
    keys.press("Enter")
    for _ in range(4):
        keys.press("p", "2", "5", "Enter")
    expect(page.get_by_role("button", name="Enregistrer et clore")).to_be_focused()
    walk_in(keys)
    keys.press("p", "3", "6", "Enter")
    expect(page.get_by_role("button", name="Enregistrer et clore")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("Saisie close", exact=True)).to_be_visible()
    seconds = time.monotonic() - began
    say(
        f"batch entry: {person} keys for someone present with two axes, {admitted} with a note and an admission, "
        f"{keys.strokes} keys and {seconds:.0f} s for 13 people"
    )
    assert person <= MOST_STROKES
    ask(lambda: check(sheet))


def admit(keys: Keyboard, note: str = "") -> None:
    """Present, two axes, perhaps a note, and admitted with the young person's agreement."""
    keys.press("p", "1", "6")
    if note:
        keys.press("c", *note, "Escape")
    keys.press("d", "ArrowDown")
    keys.until("Tab", "[name$='-consented']")
    keys.roll("Space", "Enter")


def walk_in(keys: Keyboard) -> None:
    """Found by name; what was typed before is written by the way."""
    keys.until("Shift+Tab", "[name='q']")
    keys.press(*"promen", "Enter")
    button = keys.page.get_by_role("button", name="Ajouter Promeneur Malo")
    expect(button).to_be_focused()
    keys.press("Enter")
    expect(keys.page.get_by_text("est ajouté à la feuille")).to_be_visible()


def check(sheet: Permanence) -> None:
    """What the records say afterwards."""
    sheet.refresh_from_db()
    present, absent = Attendance.PRESENT, [Attendance.DECLINED, Attendance.TRANSFERRED, Attendance.LOCKED_DOWN]
    assert attendances(sheet) == [present] * 3 + [*absent] + [present] * 7
    assert (sheet.was_held, sheet.entered_by) == (True, referent())
    contacts = Contact.objects.filter(appointment__permanence=sheet)
    assert {(one.held_on, one.referent_name, one.duration_minutes) for one in contacts} == {
        (HELD_ON, str(referent()), 30)
    }
    first = contacts.order_by("appointment__position").first()
    assert first is not None
    assert set(first.axes.values_list("axis", flat=True)) == {Axis.CAREER_PLAN, Axis.HOUSING}
    azerty = contacts.order_by("appointment__position")[4]
    assert set(azerty.axes.values_list("axis", flat=True)) == {Axis.values[0], Axis.values[4]}
    assert ContactNote.objects.get(contact__in=contacts).text == "Cherche un logement."
    assert Enrolment.objects.filter(referral__appointments__permanence=sheet).count() == 2
    again = Appointment.objects.filter(permanence__site=sheet.site, permanence__planned_on__gt=HELD_ON)
    assert again.count() == 2, "nobody is expected where they are no longer"
    assert [one.kind for one in Situation.objects.filter(appointments__permanence=sheet)] == [
        SituationKind.FIXED_TERM_JOB
    ]


def test_without_javascript_within_the_same_number_of_keys(
    visit: Visit, ask: Ask, sheet: Permanence, say: Callable[[str], None]
) -> None:
    page = visit(address(sheet), "referent", javascript=False)
    keys = Keyboard(page)
    keys.press("Space")
    keys.until("Tab", "[name$='-attendance']")

    def person() -> None:
        keys.press("p", "Tab", "Space", "Tab", "Tab", "Tab", "Space")
        keys.until("Tab", "li:nth-child(2) [name$='-attendance']")

    strokes = keys.since(person)
    say(f"batch entry without JavaScript: {strokes} keys for someone present with two axes")
    keys.press("n", "Tab")
    keys.until("Tab", "[name='close']")
    keys.press("Shift+Tab")
    page.locator("[name='save']").first.focus()
    keys.press("Enter")
    expect(page.get_by_text("Lignes réglées\N{NO-BREAK SPACE}: 2 sur 12.")).to_be_visible()
    assert strokes <= MOST_STROKES
    assert ask(lambda: attendances(sheet))[:3] == [Attendance.PRESENT, Attendance.DECLINED, ""]


def first_of(sheet: Permanence) -> str:
    """The code of the first line."""
    return Appointment.objects.filter(permanence=sheet).values_list("code", flat=True)[0]


def test_two_browsers_at_once(visit: Visit, ask: Ask, sheet: Permanence) -> None:
    one, other = visit(address(sheet), "referent"), visit(address(sheet), "referent")
    for page, key in ((one, "p"), (other, "t")):
        page.get_by_label("Oui").check()
        page.get_by_label("Présence").first.focus()
        page.keyboard.press(key)
    one.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(one.get_by_text("Lignes réglées\N{NO-BREAK SPACE}: 1 sur 12.")).to_be_visible()
    other.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(other.get_by_text("Cette ligne a été saisie entre-temps")).to_be_visible()
    expect(other.get_by_label("Garder ce que j’ai saisi")).to_be_focused()
    assert other.get_by_role("link", name="Ligne 1").get_attribute("href") == f"#ligne-{ask(lambda: first_of(sheet))}"
    assert ask(lambda: attendances(sheet))[0] == Attendance.PRESENT
    assert faults(other) == ""
    other.get_by_label("Garder ce qui est enregistré").check()
    other.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(other.get_by_text("Lignes réglées\N{NO-BREAK SPACE}: 1 sur 12.")).to_be_visible()
    assert ask(lambda: interviews(sheet)) == 1


def test_a_double_click_enters_once(visit: Visit, ask: Ask, sheet: Permanence) -> None:
    page = visit(address(sheet), "referent")
    page.get_by_label("Oui").check()
    for label in page.get_by_label("Présence").all():
        label.select_option("present")
    page.get_by_role("button", name="Enregistrer et clore").dblclick()
    expect(page.get_by_text("Saisie close", exact=True)).to_be_visible()
    assert ask(lambda: interviews(sheet)) == 12


def sign_out(context: BrowserContext) -> None:
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def test_signed_out_in_the_middle_everything_typed_comes_back(visit: Visit, ask: Ask, sheet: Permanence) -> None:
    page = visit(address(sheet), "referent")
    page.get_by_label("Oui").check()
    page.get_by_label("Présence").first.select_option("present")
    page.get_by_label("Note", exact=True).first.fill("Dit vouloir reprendre l’école.")
    sign_out(page.context)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Ce que vous avez écrit n’est pas perdu")).to_be_visible()
    assert ask(lambda: attendances(sheet))[0] == ""
    enter(page, "referent")
    page.goto(address(sheet))
    expect(page.get_by_label("Note", exact=True).first).to_have_value("Dit vouloir reprendre l’école.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Lignes réglées\N{NO-BREAK SPACE}: 1 sur 12.")).to_be_visible()
    note = ask(lambda: ContactNote.objects.get(contact__appointment__permanence=sheet))
    assert note.text == "Dit vouloir reprendre l’école."
    assert not ask(Draft.objects.filter(subject=sheet.code).exists)


def test_no_fault_in_any_state(visit: Visit, sheet: Permanence) -> None:
    page = visit(address(sheet), "referent")
    has_no_fault(page)
    page.get_by_text("Saisir au clavier").click()
    page.get_by_text("Un nouveau jeune").click()
    page.locator("[data-de-decision] summary").first.click()
    page.get_by_label("Admettre", exact=True).first.check()
    has_no_fault(page)
    page.get_by_label("Plus tard").first.check()
    page.get_by_role("button", name="Ajouter ce jeune").click()
    expect(page.get_by_text("obligatoire").first).to_be_visible()
    has_no_fault(page)
    page.get_by_label("Non", exact=True).check()
    page.get_by_label("Pourquoi elle n’a pas eu lieu").select_option("lieu_ferme")
    has_no_fault(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La permanence n’a pas eu lieu", exact=False).first).to_be_visible()
    has_no_fault(page)
