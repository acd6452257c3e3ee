"""The pages of places with partners, tried on Malo: the Mission Locale that asked reads and writes, nobody else."""

from __future__ import annotations

from cases.models import Placement, YoungPerson
from tests.access.accounts import here
from tests.access.answers import Answers, Of, action, form, page

PERSON, PLACEMENT = {"code": Of(YoungPerson)}, {"code": Of(Placement)}
WRITERS, ONLY_READERS = here("referent", "substitute"), here("trainee", "lead")

PAGES: dict[str, Answers] = {
    "cases:placement_create": form(WRITERS, refused=ONLY_READERS, at=PERSON, shows="its person"),
    "cases:placement_detail": page(WRITERS | ONLY_READERS, at=PLACEMENT, shows="its person"),
    "cases:placement_step": action(WRITERS, refused=ONLY_READERS, at=PLACEMENT),
    "cases:placement_edit": form(WRITERS, refused=ONLY_READERS, at=PLACEMENT, shows="its person"),
}
