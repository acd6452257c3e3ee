"""A correction ends where the steps could have led: in no other state, with no other days."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms.models import model_to_dict

from cases.adjustments.adjustment_forms import CorrectionForm
from cases.models import SentenceAdjustment
from partners.models import User
from tests.cases.adjustments.given import ON, day, send

pytestmark = pytest.mark.django_db

REQUESTED = {"requested_on": day(-9)}
HEARD = REQUESTED | {"hearing_on": day(-5)}
GRANTED = HEARD | {"decision": "accorde", "decided_on": day(-5)}
STARTED = GRANTED | {"starts_on": day(-4), "ends_on": day(60), "outcome": "en_cours"}
BROKEN_OFF = STARTED | {
    "ends_on": day(-1),
    "outcome": "retour_detention",
    "withdrawn_on": day(-1),
    "return_cause": "inconnue",
}
MADE_BY_STEPS: list[dict[str, Any]] = [
    {},
    REQUESTED,
    HEARD,
    HEARD | {"decision": "refuse", "decided_on": day(-5)},
    GRANTED,
    GRANTED | {"ends_on": day(60)},
    STARTED,
    STARTED | {"starts_on": day(3)},
    STARTED | {"ends_on": day(-1)},
    STARTED | {"ends_on": None},
    STARTED | {"ends_on": ON, "outcome": "sortie_positive"},
    STARTED | {"ends_on": day(-1), "outcome": "autre"},
    BROKEN_OFF,
]


def corrected(stored: SentenceAdjustment, **given: Any) -> CorrectionForm:
    """Everything sent as it is stored, but for what is given."""
    fields = CorrectionForm.Meta.fields
    shown = CorrectionForm(instance=stored, on=ON)
    sent = model_to_dict(stored, fields) | {"measure": "", "seen": shown.initial["seen"]} | given
    return CorrectionForm({name: value or "" for name, value in sent.items()}, instance=stored, on=ON)


@pytest.fixture
def plain(adjustment: SentenceAdjustment) -> SentenceAdjustment:
    """In preparation, without a day."""
    SentenceAdjustment.objects.update(measure=None, starts_on=None, ends_on=None, decided_on=None, outcome="")
    adjustment.refresh_from_db()
    return adjustment


@pytest.mark.parametrize("facts", MADE_BY_STEPS)
def test_what_the_steps_made_is_corrected_into_itself(facts: dict[str, Any], plain: SentenceAdjustment) -> None:
    SentenceAdjustment.objects.update(**facts)
    plain.refresh_from_db()
    assert corrected(plain).errors == {}


@pytest.mark.parametrize("facts", MADE_BY_STEPS)
def test_from_any_state_to_any_other(facts: dict[str, Any], plain: SentenceAdjustment) -> None:
    """In one go: a step that was skipped is made up for."""
    SentenceAdjustment.objects.update(**BROKEN_OFF)
    plain.refresh_from_db()
    empty = dict.fromkeys([*BROKEN_OFF, "decision"], "") | {"decision": "en_preparation"}
    assert corrected(plain, **empty | facts).errors == {}


@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"decided_on": day(-5)}, "decided_on", "un aménagement en préparation n’en a pas"),
        ({"starts_on": day(5)}, "starts_on", "un aménagement en préparation n’en a pas"),
        ({"outcome": "en_cours"}, "outcome", "un aménagement en préparation n’en a pas"),
        ({"withdrawn_on": day(-1)}, "withdrawn_on", "un aménagement en préparation n’en a pas"),
        ({"decision": "refuse"}, "decided_on", "À remplir pour un aménagement refusé"),
        ({"decision": "refuse", "decided_on": day(-5), "ends_on": day(5)}, "ends_on", "refusé n’en a pas"),
        ({"decision": "refuse", "decided_on": day(-5), "outcome": "autre"}, "outcome", "refusé n’en a pas"),
        (GRANTED | {"decided_on": None}, "decided_on", "À remplir"),
        (GRANTED | {"outcome": "en_cours"}, "starts_on", "À remplir pour un aménagement en cours"),
        (STARTED | {"outcome": "sortie_positive"}, "ends_on", "n’est pas encore arrivé"),
        (STARTED | {"outcome": "autre", "ends_on": None}, "ends_on", "À remplir pour un aménagement terminé"),
        (STARTED | {"withdrawn_on": day(-1)}, "withdrawn_on", "choisissez-la, ou videz ce champ"),
        (STARTED | {"return_cause": "inconnue"}, "return_cause", "choisissez-la, ou videz ce champ"),
        (BROKEN_OFF | {"return_cause": ""}, "return_cause", "À remplir pour un aménagement retiré"),
        (BROKEN_OFF | {"withdrawn_on": None}, "withdrawn_on", "À remplir pour un aménagement retiré"),
        (BROKEN_OFF | {"ends_on": day(60)}, "ends_on", "finit le jour du retrait"),
    ],
)
def test_what_no_step_makes_is_said(facts: dict[str, Any], field: str, said: str, plain: SentenceAdjustment) -> None:
    form = corrected(plain, **facts)
    assert said in " ".join(form.errors[field])


def test_what_is_granted_runs_from_its_start_on(plain: SentenceAdjustment) -> None:
    form = corrected(plain, **STARTED | {"outcome": ""})
    assert form.is_valid() and form.save().outcome == "en_cours"


@pytest.mark.parametrize(
    "imported",
    [
        {"decision": "accorde"},
        {"decision": "accorde", "starts_on": day(-9), "ends_on": day(-1)},
        {"decision": "accorde", "starts_on": day(-9), "outcome": "retour_detention"},
        {"decision": "refuse"},
    ],
)
def test_what_an_import_did_not_know_may_stay_unknown(imported: dict[str, Any], plain: SentenceAdjustment) -> None:
    SentenceAdjustment.objects.update(**imported)
    plain.refresh_from_db()
    form = corrected(plain, destination="emploi")
    assert form.errors == {}
    assert form.save().outcome == imported.get("outcome", "")


def test_the_page_says_it_beside_the_field(adjustment: SentenceAdjustment, referent: User) -> None:
    address = f"{adjustment.get_absolute_url()}modifier/"
    refused = {"decision": "refuse", "decided_on": day(-1), "starts_on": "", "ends_on": "", "outcome": ""}
    response = send(referent, address, refused | {"starts_on": day(1)})
    assert response.status_code == 400
    assert "un aménagement refusé n’en a pas" in response.content.decode()
    assert send(referent, address, refused).status_code == 302
