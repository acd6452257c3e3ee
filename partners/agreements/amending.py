"""Whether an amendment can change its agreement as it says: asked when it is written, and again when it is signed, for
the agreement may have been corrected meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from partners.french import day_words
from partners.models import Amendment, Commitment, Renewal

NOT_BEGUN = "La convention n’a pas encore commencé ce jour-là."
NEEDS_AN_END = "Une reconduction tacite se compte depuis une fin\N{NO-BREAK SPACE}: indiquez-la."
OVER_BEFORE = "La convention serait finie avant que l’avenant prenne effet."


def faults(amendment: Amendment, ended: Collection[Commitment]) -> dict[str, str]:
    """What is wrong, by field, with an amendment that has a day of effect and ends these commitments; empty where
    nothing is."""
    effect, starts_on = amendment.takes_effect_on, amendment.agreement.starts_on
    told = {
        "takes_effect_on": NOT_BEGUN if starts_on and effect < starts_on else "",
        "ends_on": wrong_end(amendment),
        "ended_commitments": " ".join(filter(None, (wrong_ended(one, amendment) for one in ended))),
    }
    return {name: fault for name, fault in told.items() if fault}


def wrong_end(amendment: Amendment) -> str:
    """What is wrong with the end that the agreement would have; nothing where it can be."""
    agreement = amendment.agreement
    end = amendment.ends_on if amendment.changes_end else agreement.ends_on
    if (amendment.renewal or agreement.renewal) == Renewal.TACIT:
        return NEEDS_AN_END if end is None else OVER_BEFORE if end < (agreement.starts_on or end) else ""
    return OVER_BEFORE if end and end < amendment.takes_effect_on else ""


def wrong_ended(commitment: Commitment, amendment: Amendment) -> str:
    """What is wrong with a commitment that it ends."""
    name = f"«\N{NO-BREAK SPACE}{commitment}\N{NO-BREAK SPACE}»"
    if commitment.starts_on >= amendment.takes_effect_on:
        return f"{name} ne commence qu’ensuite."
    return f"{name} prend déjà fin le {day_words(commitment.ends_on)}." if commitment.ends_on else ""
