"""« Outside », asked of the database for many and of one adjustment: the same for both."""

from __future__ import annotations

from itertools import product

import pytest
from django.db.models import Exists

from cases.models import AdjustmentKind, ConstraintModality, SentenceAdjustment, YoungPerson
from cases.releases import is_outside
from cases.whereabouts import carried_out_outside
from tests.factories import YoungPersonFactory

pytestmark = pytest.mark.django_db


def test_carried_out_outside_is_the_same_for_one_and_for_many() -> None:
    """Every kind with every modality and without one; a refusal never."""
    carried_out = {}
    for kind, modality in product(AdjustmentKind.values, ["", *ConstraintModality.values]):
        for decision in ("accorde", "refuse", "en_preparation"):
            person = YoungPersonFactory()
            SentenceAdjustment.objects.create(person=person, kind=kind, modality=modality, decision=decision)
            carried_out[person.pk] = decision == "accorde" and is_outside(kind, modality)
    outside = set(YoungPerson.objects.filter(Exists(carried_out_outside())).values_list("pk", flat=True))
    assert outside == {pk for pk, is_so in carried_out.items() if is_so}
    assert 0 < len(outside) < len(carried_out)
