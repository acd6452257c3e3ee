"""An alert leads to the page where it is acted on; the list is narrowed by kind and to one's own people."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.models import AlertKind, YoungPerson
from cases.release_plan.alert_acts import acts, tone_of
from cases.release_plan.alerts import Alert
from partners.models import User
from tests.cases.release_plan.given import ON, held
from tests.factories import YoungPersonFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def urls(kind: AlertKind, person: YoungPerson, *missing: str) -> list[str]:
    return [act.url for act in acts(Alert(kind, ON, "", missing), person)]


def test_each_kind_leads_to_its_act() -> None:
    person = YoungPersonFactory()
    record, edit = person.get_absolute_url(), reverse("cases:youngperson_edit", args=[person.code])
    contact = reverse("cases:contact_create", args=[person.code])
    for kind in (AlertKind.NO_CONTACT, AlertKind.RELEASE_NEAR, AlertKind.AFTER_RELEASE):
        assert urls(kind, person) == [contact]
    assert urls(AlertKind.MISSING_FIELD, person, "RQTH") == [edit]
    assert urls(AlertKind.MISSING_FIELD, person, "QPV") == [f"{record}#adresses"]
    assert urls(AlertKind.MISSING_FIELD, person, "RQTH", "QPV") == [edit, f"{record}#adresses"]
    assert urls(AlertKind.ADJUSTMENT_ENDING, person) == [f"{record}#mesures"]
    assert all(urls(kind, person, "niveau") for kind in AlertKind)


def test_a_release_is_told_louder_than_a_field() -> None:
    tones = [tone_of(Alert(kind, ON, "")) for kind in (AlertKind.AFTER_RELEASE, AlertKind.MISSING_FIELD)]
    assert tones == ["bad", "neutral"]


def test_the_list_is_narrowed(referent: User) -> None:
    held(10, person={"first_name": "Loïc", "education_level": ""})
    own = held(20, person={"first_name": "Nina", "education_level": ""})
    own.person.enrolments.update(referent_name=str(referent))
    browser = signed_in(referent)

    def told(query: str) -> set[tuple[str, str]]:
        page = browser.get(f"/alertes/?{query}").context["page_obj"]
        return {(one.person.first_name, one.alert.kind.value) for one in page}

    near, missing = AlertKind.RELEASE_NEAR.value, AlertKind.MISSING_FIELD.value
    assert told("") == {(name, kind) for name in ("Loïc", "Nina") for kind in (near, missing)}
    assert told("qui=moi") == {("Nina", near), ("Nina", missing)}
    assert told(f"genre={missing}&qui=moi") == {("Nina", missing)}
    assert told("genre=fin_situation") == set()
    assert browser.get("/alertes/?genre=rien").status_code == 400
    assert "Aucune alerte ne correspond" in browser.get("/alertes/?liste=reportees&qui=moi").content.decode()
    page = browser.get("/alertes/").content.decode()
    assert reverse("cases:youngperson_edit", args=[own.person.code]) in page
