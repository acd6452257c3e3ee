"""Every list: a filter that cannot be read is told in French, and lists nothing."""

from __future__ import annotations

import re

import pytest

from cases.models import YoungPerson
from partners.models import User
from tests.factories import AnnualReportFactory
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

LONG = "a" * 300
# Who, where, what cannot be read, what is said.
UNREADABLE = [
    ("referent", "/jeunes/?q=%00", "caractère"),
    ("referent", f"/jeunes/?q={LONG}", "au plus 100 caractères"),
    ("referent", "/orientations/?q=%00", "caractère"),
    ("referent", "/orientations/?mois=hier", "valide"),
    ("referent", "/orientations/?etat=ailleurs", "Sélectionnez un choix valide"),
    ("lead", "/journal/?du=pas+une+date", "date valide"),
    ("lead", "/journal/?jeune=%00", "caractère"),
    ("referent", "/journal/mes-consultations/?au=%00", "date valide"),
    ("administrator", "/journal/evenements/?du=%00", "date valide"),
    ("administrator", "/agents/?q=%00", "caractère"),
    ("administrator", "/agents/?organisation=%00", "caractère nul"),
    ("administrator", "/structures/?q=%00", "caractère"),
    ("coordinator", "/bilans/?filtre-year=%00", "nombre"),
    ("referent", "/permanences/?lieu=%00", "caractère nul"),
    ("referent", "/permanences/?mois=hier", "mois valide"),
    ("referent", "/permanences/?vue=%00", "caractère nul"),
]


@pytest.mark.parametrize(("persona", "address", "said"), UNREADABLE)
def test_what_cannot_be_read_lists_nothing(
    persona: str, address: str, said: str, malo: YoungPerson, request: pytest.FixtureRequest
) -> None:
    AnnualReportFactory()
    user: User = request.getfixturevalue(persona)
    browser = signed_in(user)
    refused, whole = browser.get(address), browser.get(address.split("?")[0])
    assert (refused.status_code, whole.status_code) == (400, 200)
    told = re.sub(r"<script.*?</script>", "", refused.content.decode(), flags=re.S)
    assert said in told
    assert "Kerdoncuff" not in told
    assert "data-label=" not in told
    assert signed_in(user).get(address.split("?")[0] + "?page=%00").status_code in {200, 404}
