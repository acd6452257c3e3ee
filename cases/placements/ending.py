"""What becomes of young people on the places of an agreement that ends: nothing of them is lost, and it is said."""

from __future__ import annotations

from datetime import date

from cases.models import Placement
from cases.placements.steps import BEFORE_ARRIVAL
from partners.models import PartnerAgreement

NOBODY = "Personne n’est sur ses places, n’en garde une ni n’en attend."
STAYING = (
    "1 jeune y est\N{NO-BREAK SPACE}: son séjour va jusqu’à sa propre fin.",
    "{count} jeunes y sont\N{NO-BREAK SPACE}: leurs séjours vont jusqu’à leur propre fin.",
)
KEEPING = (
    "1 place est demandée ou gardée\N{NO-BREAK SPACE}: elle le reste. "
    "Si l’arrivée est prévue après le dernier jour, le référent en est averti sur son accueil.",
    "{count} places sont demandées ou gardées\N{NO-BREAK SPACE}: elles le restent. "
    "Là où l’arrivée est prévue après le dernier jour, le référent en est averti sur son accueil.",
)
WAITING = (
    "1 jeune attend\N{NO-BREAK SPACE}: jusqu’au dernier jour, une place qui se libère lui revient. "
    "Ensuite son référent en est averti, et sa demande reste écrite.",
    "{count} jeunes attendent\N{NO-BREAK SPACE}: jusqu’au dernier jour, une place qui se libère leur revient. "
    "Ensuite leurs référents en sont avertis, et leurs demandes restent écrites.",
)


def words_on_people(agreement: PartnerAgreement, on: date) -> str:
    """How many are there, keep a place or wait that day, and what becomes of them if the agreement ends."""
    known = Placement.objects.filter(agreement=agreement)
    asking = known.filter(state__in=BEFORE_ARRIVAL)
    waiting = known.waiting().count()
    counts = (known.there(on).count(), STAYING), (asking.count() - waiting, KEEPING), (waiting, WAITING)
    return " ".join(said(count, words) for count, words in counts if count) or NOBODY


def said(count: int, words: tuple[str, str]) -> str:
    """The words for one or for more."""
    return words[count > 1].format(count=count)
