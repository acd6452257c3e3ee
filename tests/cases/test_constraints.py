"""What the database itself refuses: the faults that the contract lists, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests import factories

pytestmark = pytest.mark.django_db

DAY, EVE = date(2016, 3, 1), date(2016, 2, 29)

REFUSED: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (factories.OrganisationFactory, {"kind": "ministere"}),
    (factories.ProgrammeFactory, {"starts_on": DAY, "ends_on": EVE}),
    (factories.YoungPersonFactory, {"sex": "X"}),
    (factories.YoungPersonFactory, {"education_level": "VII"}),
    (factories.YoungPersonFactory, {"housing": "inconnu"}),
    (factories.JusticeMeasureFactory, {"starts_on": DAY, "ends_on": EVE}),
    (factories.JusticeMeasureFactory, {"starts_on": DAY, "planned_end_on": EVE}),
    (factories.JusticeMeasureFactory, {"status": "innocent"}),
    (factories.ReferralFactory, {"decision": "non_admis", "decided_on": None}),
    (factories.EnrolmentFactory, {"entered_on": DAY, "left_on": EVE}),
    (factories.EnrolmentFactory, {"plie_left_on": DAY}),
    (factories.EnrolmentFactory, {"plie_entered_on": DAY, "plie_left_on": EVE}),
    (factories.SituationFactory, {"starts_on": DAY, "ends_on": EVE}),
    (factories.SentenceAdjustmentFactory, {"starts_on": DAY, "ends_on": EVE}),
    (factories.ContactFactory, {"kind": "fax"}),
    (factories.TargetFactory, {"indicator": "bonheur"}),
    (factories.ReferenceFigureFactory, {"percent": 101}),
]

ACCEPTED: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (factories.EnrolmentFactory, {"entered_on": DAY, "left_on": DAY}),
    (factories.EnrolmentFactory, {"entered_on": DAY, "plie_entered_on": EVE}),
    (factories.ContactFactory, {"held_on": date(2999, 1, 1), "duration_minutes": -5}),
    (factories.YoungPersonFactory, {"birth_date": date(1900, 1, 1)}),
    (factories.JusticeMeasureFactory, {"sentence_months": 0, "sentence_days": 400}),
    (factories.SentenceAdjustmentFactory, {"starts_on": None, "ends_on": DAY}),
    (factories.ReferralFactory, {"decision": "admis", "decided_on": EVE, "referred_on": DAY}),
    (factories.TargetFactory, {"value": -1}),
]


@pytest.mark.parametrize(("factory", "values"), REFUSED)
def test_a_fault_is_refused(factory: Callable[..., Any], values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**values)


@pytest.mark.parametrize(("factory", "values"), ACCEPTED)
def test_what_is_only_odd_is_accepted(factory: Callable[..., Any], values: dict[str, Any]) -> None:
    assert factory(**values).pk


def test_a_target_is_set_once_for_a_whole_programme() -> None:
    factories.TargetFactory(mission_locale=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.TargetFactory(mission_locale=None)


def test_every_constraint_says_in_french_what_is_wrong() -> None:
    ours = [model for app in ("partners", "cases", "reporting") for model in apps.get_app_config(app).get_models()]
    constraints = [constraint for model in ours for constraint in model._meta.constraints]
    silent = [
        constraint.name
        for constraint in constraints
        if constraint.violation_error_message == models.BaseConstraint.default_violation_error_message
    ]
    assert constraints
    assert silent == []
