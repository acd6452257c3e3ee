"""Where an adjustment stands, as the regular meeting reads it: what the record says, and nothing older."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import SentenceAdjustment
from cases.release_plan.reviews import standing
from tests.cases.release_plan.given import ON, day

ASKED = {"requested_on": day(-14)}
GRANTED = ASKED | {"decision": "accorde", "decided_on": day(-2)}


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "en préparation : requête à déposer"),
        (ASKED, "requête déposée le 12 novembre 2026 : date d’audience attendue"),
        (ASKED | {"hearing_on": day(7)}, "en préparation : audience le 3 décembre 2026"),
        (ASKED | {"hearing_on": day(-1)}, "en préparation : décision à noter"),
        (GRANTED, "accordé le 24 novembre 2026 : début à noter"),
        (GRANTED | {"starts_on": day(3)}, "accordé le 24 novembre 2026 : commence le 29 novembre 2026"),
        (GRANTED | {"starts_on": ON}, "commencé le 26 novembre 2026 : fin à noter"),
        (GRANTED | {"starts_on": ON, "ends_on": day(9)}, "commencé le 26 novembre 2026 : finit le 5 décembre 2026"),
    ],
)
def test_it_says_its_state_and_what_comes_next(known: dict[str, date | str], words: str) -> None:
    adjustment = SentenceAdjustment(**({"decision": "en_preparation"} | known))
    assert standing(adjustment, ON).replace("\xa0", " ") == words
