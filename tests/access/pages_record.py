"""The record of a young person and what is corrected there, tried on Malo, who is followed at Rennes."""

from __future__ import annotations

from cases.models import Address, Contact, Snapshot, YoungPerson
from tests.access.accounts import READERS_OF_PEOPLE, here
from tests.access.answers import Answers, Of, action, form, page

PERSON = {"code": Of(YoungPerson)}
FACT = PERSON | {"source": "contact", "pk": Of(Contact, "pk")}
READERS_HERE = here(*READERS_OF_PEOPLE)
DECIDING, NOT_DECIDING = here("referent", "substitute"), here("trainee", "lead")

PAGES: dict[str, Answers] = {
    "cases:youngperson_detail": page(
        READERS_HERE, at=PERSON, shows="its person", also=("genre=contact&de=2016", "page=9")
    ),
    "cases:youngperson_print": page(READERS_HERE, at=PERSON, shows="its person"),
    "cases:youngperson_edit": form(DECIDING, refused=NOT_DECIDING, at=PERSON, shows="its person"),
    "cases:address_create": form(DECIDING, refused=NOT_DECIDING, at=PERSON, shows="its person"),
    "cases:address_edit": form(DECIDING, refused=NOT_DECIDING, at={"pk": Of(Address, "pk")}, shows="its person"),
    "cases:fact_delete": form(DECIDING, refused=NOT_DECIDING, at=FACT, shows="its person"),
    "cases:snapshot_restore": action(DECIDING, refused=NOT_DECIDING, at={"code": Of(Snapshot)}),
}
