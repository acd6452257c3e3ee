"""Le point, line by line: a step is decided under the line of someone, and the meeting goes on from there."""

from __future__ import annotations

import re

import pytest

from cases.models import JusticeMeasure, NextStep, UnitReview
from partners.models import User
from tests.cases.release_plan.given import held
from tests.personas import signed_in

pytestmark = pytest.mark.django_db


def key(measure: JusticeMeasure) -> str:
    return f"sortie:{measure.person.code}"


def test_one_decides_under_the_line_and_comes_back_to_it(referent: User, review: UnitReview) -> None:
    held(10)
    measure, browser, address = held(20), signed_in(referent), review.get_absolute_url()
    opened = browser.post(f"{address}cocher/", {"decider": key(measure)})["Location"]
    # No fragment: a browser that goes to one gives no field the focus.
    assert opened == f"{address}?ligne=sortie%3A{measure.person.code}"
    [line] = re.findall(r'<li class="review-line">(.*?)</li>', browser.get(opened).content.decode(), re.S)[1:]
    assert f'<option value="{measure.person_id}" selected>' in line
    assert len(re.findall(r'<select name="kind"[^>]* autofocus', line)) == 1
    data = {"person": measure.person_id, "kind": "hebergement", "side": "spip", "ligne": key(measure)}
    refused = browser.post(f"{address}etapes/", data | {"kind": ""})
    assert (refused.status_code, refused.context["line"].person) == (400, measure.person)
    back = browser.post(f"{address}etapes/", data)["Location"]
    assert back == f"{address}#decider-sortie-{measure.person.code}"
    shown = browser.get(address).content.decode()
    assert f'id="decider-sortie-{measure.person.code}"' in shown
    assert shown.count("Décidé\xa0: Chercher un hébergement, SPIP") == 1


def test_what_is_typed_for_one_is_stored_before_one_decides_for_the_next(referent: User, review: UnitReview) -> None:
    first, second = held(10), held(20)
    data = {"person": first.person_id, "kind": "hebergement", "side": "spip", "ligne": key(first)}
    sent = signed_in(referent).post(f"{review.get_absolute_url()}cocher/", data | {"decider": key(second)})
    assert NextStep.objects.get().person == first.person
    assert sent["Location"].endswith(f"?ligne=sortie%3A{second.person.code}")
