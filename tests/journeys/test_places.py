"""The places of an agreement: they fill up, two ask for the last one at the same moment, a stay that ends moves the
waiting list up, and the months tell what was and will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from playwright.sync_api import Page, expect

from cases.case_files import refresh
from cases.models import Placement, PlacementState, Programme, YoungPerson
from cases.references import new_reference
from partners.models import Commitment, Membership, Organisation, Role, User
from tests.factories import (
    CommitmentFactory,
    EnrolmentFactory,
    OrganisationFactory,
    PartnerAgreementFactory,
    PlacementFactory,
    YoungPersonFactory,
)
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import HOST, NOW, Ask, Visit
from tests.personas import signed_in

TODAY, YEAR = NOW.date(), date(2026, 1, 1)
# Taken in each month from November 2025 to November 2026, by the stays of `Rooms`; one of November is late.
WERE_TAKEN = ["0", "0", "0", "1", "1", "1", "1", "2", "2", "1", "2", "1", "1"]


@dataclass
class Rooms:
    """Three rooms of a partner. Ewen has the first since September, and was to leave on 1 November; two left in the
    summer. Three more are to come, of whom nobody asked anything yet."""

    stock: Commitment
    ewen: Placement
    nolwenn: YoungPerson
    maiwenn: YoungPerson
    gurvan: YoungPerson

    @property
    def partner(self) -> Organisation:
        return self.stock.agreement.organisation


def somebody(first_name: str) -> YoungPerson:
    """Followed at Rennes."""
    rennes, programme = Organisation.objects.get(code="ml-rennes"), Programme.objects.get(code="dernier-ecrou")
    person: YoungPerson = YoungPersonFactory(code=new_reference(), first_name=first_name, last_name="Quintin-Lesneven")
    EnrolmentFactory(person=person, programme=programme, mission_locale=rennes, entered_on=YEAR)
    refresh([person.pk])
    return person


def rooms() -> Rooms:
    partner = OrganisationFactory(code="residence-des-hetres", name="Résidence des Hêtres")
    agreement = PartnerAgreementFactory(code="hetres-2026", organisation=partner, starts_on=date(2025, 1, 1))
    stock = CommitmentFactory(agreement=agreement, label="Chambres", quantity=3, starts_on=date(2025, 1, 1))

    def stay(first_name: str, place: int, start: date, **more: Any) -> Placement:
        known = {"agreement": agreement, "commitment": stock, "place": place, "reserved_from": start}
        known |= {"mission_locale": Organisation.objects.get(code="ml-rennes"), "starts_on": start}
        made: Placement = PlacementFactory(person=somebody(first_name), **known | more)
        return made

    over = {"state": PlacementState.ENDED}
    stay("Alan", 2, date(2026, 2, 10), ends_on=date(2026, 8, 1), **over)
    stay("Bran", 3, date(2026, 6, 3), ends_on=date(2026, 9, 15), **over)
    late = {"state": PlacementState.STARTED, "expected_end_on": date(2026, 11, 1)}
    return Rooms(
        stock,
        stay("Ewen", 1, date(2026, 9, 1), **late),
        *(somebody(name) for name in ("Nolwenn", "Maïwenn", "Gurvan")),
    )


def colleague() -> dict[str, Any]:
    """What the browser of another referent of Rennes keeps once signed in."""
    user = User.objects.create_user("tifenn@exemple.invalid", first_name="Tifenn", last_name="Le Roux")
    body = Organisation.objects.get(code="ml-rennes")
    Membership.objects.create(user=user, organisation=body, role=Role.REFERENT, starts_on=YEAR)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": signed_in(user).cookies[name].value, "domain": HOST, "path": "/"}


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def ask_from_the_record(page: Page, person: YoungPerson) -> None:
    """Open the form of a request from the record, filled in but not sent."""
    page.goto(person.get_absolute_url())
    link = page.get_by_role("link", name="Demander une place à un partenaire")
    if not link.is_visible():
        page.get_by_text("Plus d’actions").click()
    link.click()
    page.get_by_label("Chez quel partenaire").select_option(label="Résidence des Hêtres : Chambres (3 places)")


def ask_from_the_partner(page: Page, known: Rooms, person: YoungPerson) -> None:
    """The same from the page of the partner."""
    page.goto(f"/partenaires/{known.partner.pk}/")
    page.get_by_role("link", name="Résidence des Hêtres : Chambres").click()
    page.get_by_label("Demander une place pour (nom ou référence du jeune)").fill(person.code)
    press(page, "Demander une place")
    expect(page.get_by_role("heading", level=1, name="Demander une place")).to_be_visible()


def send_together(*pages: Page) -> list[bool]:
    """Press the button of each at the same moment: whether each joined the waiting list, and is told its rank."""
    for page in pages:
        button = page.get_by_role("button", name="Demander la place", exact=True)
        button.evaluate("button => { setTimeout(() => button.click()); }")
    told = [page.locator(".de-alert", has_text="La place n°").or_(waits(page)) for page in pages]
    for line in told:
        expect(line).to_be_visible()
    return [waits(page).count() == 1 for page in pages]


def waits(page: Page) -> Any:
    return page.get_by_text("le jeune est sur la liste d’attente, en position 1.")


def figures(page: Page) -> list[list[str]]:
    """Taken, beyond the expected end, of how many: month by month, as the tables say."""
    for summary in page.locator("summary", has_text="Les chiffres").all():
        summary.click()
    rows = page.locator(".stock-figures tbody tr").all()
    return [row.locator("td").all_inner_texts() for row in rows]


def test_the_places_fill_up_and_the_waiting_list_moves_up(visit: Visit, ask: Ask) -> None:
    known = ask(rooms)
    own, other = visit("/", "referent"), visit("/comptes/login/")
    other.context.add_cookies([ask(colleague)])
    ask_from_the_record(own, known.nolwenn)
    press(own, "Demander la place")
    expect(own.get_by_text("La place n°\N{NO-BREAK SPACE}2 est réservée, à partir du 22/11/2026.")).to_be_visible()

    ask_from_the_record(own, known.maiwenn)
    ask_from_the_partner(other, known, known.gurvan)
    joined = send_together(own, other)
    assert sorted(joined) == [False, True]
    waiting = [known.maiwenn, known.gurvan][joined.index(True)]

    own.goto(ask(known.ewen.get_absolute_url))
    expect(own.get_by_text("au-delà de la fin prévue")).to_be_visible()
    own.goto(f"/places/{known.stock.code}/")
    shown = figures(own)
    has_no_fault(own)
    assert [taken for taken, _, _ in shown[:13]] == WERE_TAKEN
    assert shown[12:] == [["1", "1", "3"]] + [["3", "1", "3"]] * 12

    own.goto(ask(known.ewen.get_absolute_url))
    own.locator("[name=partir-ends_on]").fill(TODAY.isoformat())
    own.locator("[name=partir-result]").select_option("mene_a_terme")
    press(own, "Le séjour est fini")
    expect(own.get_by_text("La liste d’attente a avancé")).to_be_visible()
    other.goto("/")
    other.locator("section", has_text="Places à voir").get_by_role("link", name=str(waiting)).click()
    expect(other.get_by_text("Réservée, à confirmer")).to_be_visible()
    has_no_fault(other)
    press(other, "Garder la place")
    expect(other.get_by_text("C’est enregistré.")).to_be_visible()
    other.goto(f"/places/{known.stock.code}/")
    assert figures(other)[12:] == [["1", "1", "3"]] + [["3", "0", "3"]] * 12
    assert ask(lambda: Placement.objects.get(person=waiting).place) == 1
