"""The pages of places with partners, tried on Malo: the Mission Locale that asked reads and writes, nobody else."""

from __future__ import annotations

from cases.models import Placement, PlacementLetter, YoungPerson
from partners.models import Commitment, PartnerAgreement
from tests.access.accounts import OFFICERS, READERS_OF_PEOPLE, anywhere, here
from tests.access.answers import Answers, Of, action, form, page
from tests.access.world import SET_UP

PERSON, PLACEMENT = {"code": Of(YoungPerson)}, {"code": Of(Placement)}
WRITERS, ONLY_READERS = here("referent", "substitute"), here("trainee", "lead")
LETTER = {"code": Of(PlacementLetter)}
STOCK = {"code": Of(Commitment, owner=SET_UP)}
COUNTING = anywhere(*READERS_OF_PEOPLE, "coordinator")

PAGES: dict[str, Answers] = {
    "cases:stock_list": page(COUNTING),
    "cases:stock_detail": page(COUNTING, at=STOCK, also=("jeune=7K3M-2P",), shows="some"),
    "cases:placement_list": page(
        COUNTING, at={"pk": Of(PartnerAgreement, "pk", owner=SET_UP)}, also=("jeune=7K3M-2P",)
    ),
    "cases:stock_serve": action(
        anywhere("referent", "substitute", "coordinator"), refused=anywhere(*OFFICERS, "trainee", "lead"), at=STOCK
    ),
    "cases:placement_create": form(WRITERS, refused=ONLY_READERS, at=PERSON, shows="its person"),
    "cases:placement_detail": page(WRITERS | ONLY_READERS, at=PLACEMENT, shows="its person"),
    "cases:placement_step": action(WRITERS, refused=ONLY_READERS, at=PLACEMENT),
    "cases:placement_edit": form(WRITERS, refused=ONLY_READERS, at=PLACEMENT, shows="its person"),
    "cases:placementletter_create": form(WRITERS, refused=ONLY_READERS, at=PLACEMENT, shows="its person"),
    "cases:placementletter_detail": page(WRITERS | ONLY_READERS, at=LETTER, shows="its person"),
    "cases:placementletter_pdf": page(WRITERS | ONLY_READERS, at=LETTER, shows="its person"),
}
