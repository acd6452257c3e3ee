"""« À reporter dans i-milo »: each fact once, ticked, compared by month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.case_files import refresh
from cases.contacts.imilo import Month, months_to_type
from cases.homes.referent import referent_to_do
from cases.homes.to_do import Block
from cases.models import Contact, ContactNote, ImiloEntry, Situation, YoungPerson
from partners.models import Organisation, OrganisationKind, Role, User
from tests.factories import ContactFactory, EnrolmentFactory, OrganisationFactory, SituationFactory
from tests.personas import member, signed_in

pytestmark = pytest.mark.django_db

NOVEMBER = "/i-milo/?mois=2026-11"
TYPED = f"{NOVEMBER}&etat=saisies"


@pytest.fixture
def interview(malo: YoungPerson, referent: User) -> Contact:
    rennes = Organisation.objects.get(code="ml-rennes")
    contact: Contact = ContactFactory(
        person=malo, mission_locale=rennes, held_on=date(2026, 11, 20), referent_name="Yann Kerbellec"
    )
    contact.axes.create(axis="logement")
    ContactNote.objects.create(contact=contact, text="Secret.", author=referent, written_at="2026-11-20T12:00Z")
    ContactFactory(person=malo, mission_locale=rennes, held_on=date(2026, 10, 31))
    return contact


def lines(user: User, address: str = NOVEMBER) -> list[str]:
    return [line.text for line in signed_in(user).get(address).context["lines"]]


def test_a_line_says_what_is_to_be_typed_and_never_the_note(interview: Contact, referent: User) -> None:
    assert lines(referent) == ["20/11/2026 ; Entretien ; Logement ; Yann Kerbellec"]
    assert "Secret." not in signed_in(referent).get(NOVEMBER).content.decode()


def test_a_situation_is_a_line_too(malo: YoungPerson, referent: User) -> None:
    SituationFactory(person=malo, kind="cdd", organisation_name="Kerlann Bois", starts_on=date(2026, 11, 3))
    assert lines(referent) == ["du 03/11/2026 ; CDD ; Kerlann Bois"]


def keys(user: User, address: str = NOVEMBER) -> list[str]:
    return [line.key for line in signed_in(user).get(address).context["lines"]]


def post(user: User, **given: Any) -> int:
    return signed_in(user).post("/i-milo/", {"mois": "2026-11"} | given).status_code


def test_ticked_it_goes_and_comes_back_when_that_was_a_slip(interview: Contact, referent: User) -> None:
    [key] = keys(referent)
    for _ in range(2):
        assert post(referent, ligne=key) == 302
    assert ImiloEntry.objects.get().typed_by == referent
    assert lines(referent) == []
    assert signed_in(referent).get(NOVEMBER).context["differences"] == [
        {"label": "Entretien", "here": 1, "there": 1, "to_correct": 0, "missing": 0}
    ]
    assert lines(referent, TYPED) == ["20/11/2026 ; Entretien ; Logement ; Yann Kerbellec"]
    assert keys(referent, TYPED) == [key]
    assert post(referent, ligne=key, annuler="1") == 302
    assert len(lines(referent)) == 1
    assert lines(referent, TYPED) == []


def test_what_another_holds_is_not_ticked(interview: Contact, referent: User, other_referent: User) -> None:
    [key] = keys(referent)
    for sent in (key, f"contact-{interview.pk}", "contact-x", "contact-x-y", "situation-9" * 9):
        assert post(other_referent, ligne=sent) == 302
    assert not ImiloEntry.objects.exists()
    assert lines(other_referent) == []


def test_what_another_mission_locale_typed_is_its_own_to_tell_and_to_take_back(
    course: Situation, malo: YoungPerson, referent: User
) -> None:
    fougeres = OrganisationFactory(code="ml-fougeres", kind=OrganisationKind.MISSION_LOCALE)
    EnrolmentFactory(person=malo, mission_locale=fougeres, entered_on=date(2026, 11, 2))
    refresh([malo.pk])
    colleague = member(Role.REFERENT, "ml-fougeres")
    [key] = keys(colleague)
    assert post(colleague, ligne=key) == 302
    assert keys(referent, TYPED) == [key]
    assert str(colleague) not in signed_in(referent).get(TYPED).content.decode()
    assert post(referent, ligne=key, annuler="1") == 302
    assert ImiloEntry.objects.get().typed_by == colleague
    assert str(colleague) in signed_in(colleague).get(TYPED).content.decode()
    assert post(colleague, ligne=key, annuler="1") == 302
    assert not ImiloEntry.objects.exists()


@pytest.fixture
def course(malo: YoungPerson) -> Situation:
    situation: Situation = SituationFactory(person=malo, kind="mobilisation", starts_on=date(2026, 11, 4))
    return situation


def test_an_end_that_comes_after_the_tick_is_to_be_corrected_there(course: Situation, referent: User) -> None:
    assert post(referent, ligne=keys(referent)) == 302
    course.ends_on, course.end_reason, course.obtained = date(2026, 11, 25), "abandon", "CACES 1"
    course.save()
    page = signed_in(referent).get(NOVEMBER)
    [line] = page.context["lines"]
    assert line.text == "du 04/11/2026 au 25/11/2026 ; Mobilisation ; Abandon ; CACES 1"
    assert (line.is_correction, line.entry.text) == (True, "du 04/11/2026 ; Mobilisation")
    assert "Dans i-milo\N{NO-BREAK SPACE}: du 04/11/2026 ; Mobilisation." in page.content.decode()
    assert page.context["differences"] == [
        {"label": "Entrées en situation", "here": 1, "there": 0, "to_correct": 1, "missing": 0}
    ]
    assert post(referent, ligne=line.key) == 302
    assert lines(referent) == []
    assert [entry.text for entry in ImiloEntry.objects.order_by("pk")] == ["du 04/11/2026 ; Mobilisation", line.text]


def test_a_correction_taken_back_leaves_what_was_typed_before(course: Situation, referent: User) -> None:
    assert post(referent, ligne=keys(referent)) == 302
    Situation.objects.update(ends_on=date(2026, 11, 25))
    [corrected] = keys(referent)
    assert post(referent, ligne=corrected) == 302
    for _ in range(2):
        assert post(referent, ligne=corrected, annuler="1") == 302
    [line] = signed_in(referent).get(NOVEMBER).context["lines"]
    assert line.is_correction
    Situation.objects.update(ends_on=None)  # it said so already
    assert lines(referent) == []


@pytest.mark.parametrize(
    "changed",
    [{"held_on": date(2026, 11, 19)}, {"kind": "visite"}, {"duration_minutes": 45}, {"referent_name": "Yoan"}],
)
def test_each_part_of_a_contact_is_compared(interview: Contact, referent: User, changed: dict[str, Any]) -> None:
    assert post(referent, ligne=keys(referent)) == 302
    Contact.objects.filter(pk=interview.pk).update(**changed)
    assert len(lines(referent)) == 1


def test_its_axes_are_compared_too(interview: Contact, referent: User) -> None:
    interview.axes.create(axis="sante")
    assert post(referent, ligne=keys(referent)) == 302
    interview.axes.filter(axis="sante").update(axis="citoyennete")
    assert len(lines(referent)) == 1


def test_what_changed_since_it_was_shown_is_not_noted_as_typed(interview: Contact, referent: User) -> None:
    [shown] = keys(referent)
    Contact.objects.update(duration_minutes=45)
    answer = signed_in(referent).post("/i-milo/", {"mois": "2026-11", "ligne": shown}, follow=True)
    assert "20/11/2026 ; Entretien ; Logement ; Yann Kerbellec ; 45 min" in answer.content.decode()
    assert "a changé pendant que vous l’aviez sous les yeux" in answer.content.decode()
    assert not ImiloEntry.objects.exists()


def test_one_s_own_lines_are_told_from_those_of_colleagues(interview: Contact, malo: YoungPerson) -> None:
    colleague = member(Role.REFERENT, "ml-rennes")
    ContactFactory(
        person=malo, mission_locale=interview.mission_locale, held_on=date(2026, 11, 21), entered_by=colleague
    )
    EnrolmentFactory(person=malo, mission_locale=interview.mission_locale, referent_name=str(colleague))
    SituationFactory(person=malo, kind="cdd", starts_on=date(2026, 11, 22))
    assert [line[:13] for line in lines(colleague)] == ["20/11/2026 ; ", "21/11/2026 ; ", "du 22/11/2026"]
    assert [line[:13] for line in lines(colleague, f"{NOVEMBER}&qui=moi")] == ["21/11/2026 ; ", "du 22/11/2026"]
    months = months_to_type(colleague, datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert [(one.first.month, one.lines, one.own) for one in months] == [(11, 3, 2), (10, 1, 0)]


def test_the_home_page_announces_the_months_before_and_leads_there(interview: Contact, referent: User) -> None:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False):
        block = imilo_block(referent)
        assert [(line.title, line.url) for line in block.lines] == [
            ("2 lignes d’avant ce mois, depuis octobre 2026", "/i-milo/?mois=2026-10")
        ]
        shown = signed_in(referent).get("/i-milo/").context
        assert [(one["first"], one["lines"]) for one in shown["months"]] == [
            (date(2026, 11, 1), 1),
            (date(2026, 10, 1), 1),
        ]


def test_with_all_reported_the_home_page_leads_there_still(malo: YoungPerson, referent: User) -> None:
    block = imilo_block(referent)
    assert (list(block.lines), block.more) == ([], ("Ouvrir la page", "/i-milo/"))


def imilo_block(user: User) -> Block:
    at = timezone.now()
    return next(block for block in referent_to_do(user, at).blocks if block.id == "imilo")


def test_what_was_ticked_before_entries_kept_it_says_what_stands_now(
    interview: Contact, course: Situation, referent: User
) -> None:
    assert post(referent, ligne=keys(referent)) == 302
    ImiloEntry.objects.update(facts="")
    assert len(lines(referent)) == 2
    migration = import_module("cases.migrations.0035_imilo_entries_say_what_was_typed")
    migration.remember_what_was_typed(apps, SimpleNamespace(connection=connection))
    assert lines(referent) == []


def test_a_month_of_many_lines_asks_no_more_of_the_database(interview: Contact, referent: User) -> None:
    counts = []
    for more in (1, 20):
        for day in range(more):
            ContactFactory(
                person=interview.person, mission_locale=interview.mission_locale, held_on=date(2026, 11, 1 + day)
            )
        browser = signed_in(referent)
        with CaptureQueriesContext(connection) as queries:
            browser.get(NOVEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("first", "before", "following"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2026, 6, 1), date(2026, 5, 1), date(2026, 7, 1)),
    ],
)
def test_months_follow_one_another(first: date, before: date, following: date) -> None:
    assert (Month(first).before, Month(first).following) == (before, following)


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "x", "%00", ""])
def test_a_month_that_is_none_is_this_one(referent: User, month: str) -> None:
    response = signed_in(referent).get(f"/i-milo/?mois={month}")
    assert response.status_code == 200
    assert response.context["following"] is None
