"""What a release is judged by, in the report as on the pages: the contacts that meet someone again, the needs that ask
for a roof."""

from __future__ import annotations

from cases.models import ContactKind

# The kinds of contact by which someone is really met again, outside.
MEETINGS: frozenset[str] = frozenset(
    {
        ContactKind.INTERVIEW,
        ContactKind.VISIT,
        ContactKind.MEDIATION,
        ContactKind.WORKSHOP,
        ContactKind.INFORMATION_MEETING,
        ContactKind.PHONE,
    }
)
# The needs of the catalogue that ask for a roof; a domiciliation is an address for the post.
HOUSING_NEEDS = frozenset({"hebergement_urgence", "hebergement_transition", "fjt", "logement_social"})
# Those that give someone papers: one of them is enough.
PAPER_NEEDS = frozenset({"carte_identite", "titre_sejour"})
HEALTH_NEEDS = frozenset({"assurance_maladie"})
