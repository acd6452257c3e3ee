"""Terms, commitments and amendments in plain French."""

from __future__ import annotations

from datetime import date

from partners.french import NO_BREAK, day_words, number_words
from partners.models import Amendment, Commitment, CommitmentKind, NoticeUnit, Renewal
from partners.models.agreements import Terms

UNITS = {
    CommitmentKind.PLACES: ("place", "places"),
    CommitmentKind.PEOPLE_A_YEAR: ("jeune par an", "jeunes par an"),
    CommitmentKind.DAYS: ("jour par an", "jours par an"),
    CommitmentKind.STAFF: ("ETP", "ETP"),
}


def renewal_words(terms: Terms) -> str:
    """« tacite, par périodes de 12 mois, préavis de 3 mois », « expresse », « aucune »."""
    said = [terms.get_renewal_display().lower()]
    if terms.renewal != Renewal.NONE and terms.renewal_months:
        said.append(f"par périodes de {terms.renewal_months}{NO_BREAK}mois")
    if terms.renewal == Renewal.TACIT and terms.notice_length:
        said.append(f"préavis de {notice_words(terms)}")
    return ", ".join(said)


def notice_words(terms: Terms) -> str:
    """« 3 mois », « 15 jours », « 1 jour »."""
    is_day = terms.notice_unit == NoticeUnit.DAYS
    unit = ("jour" if terms.notice_length == 1 else "jours") if is_day else "mois"
    return f"{terms.notice_length}{NO_BREAK}{unit}"


def quantity_words(commitment: Commitment) -> str:
    """« 6 places, six mois au moins », « 12 jeunes par an », « 0,5 ETP »."""
    unit = UNITS[CommitmentKind(commitment.kind)][commitment.quantity >= 2]
    said = f"{number_words(commitment.quantity)}{NO_BREAK}{unit}"
    if commitment.minimum_months:
        said += f", {commitment.minimum_months}{NO_BREAK}mois au moins"
    return said


def period_words(starts_on: date | None, ends_on: date | None) -> str:
    """« du 1er janvier 2017 au 31 décembre 2017 », « depuis le… », « jusqu’au… », or nothing."""
    if starts_on and ends_on:
        return f"du {day_words(starts_on)} au {day_words(ends_on)}"
    if starts_on:
        return f"depuis le {day_words(starts_on)}"
    return f"jusqu’au {day_words(ends_on)}" if ends_on else ""


def changes_in_words(amendment: Amendment) -> list[str]:
    """What an amendment changes, one line a change; its rows are prefetched."""
    said = []
    if amendment.changes_end:
        said.append(f"Fin\N{NO-BREAK SPACE}: {day_words(amendment.ends_on) or 'sans date de fin'}")
    if amendment.renewal:
        said.append(f"Reconduction\N{NO-BREAK SPACE}: {renewal_words(amendment)}")
    for ended in amendment.ended_commitments.all():
        said.append(f"Prend fin\N{NO-BREAK SPACE}: {ended} ({quantity_words(ended)})")
    for begun in amendment.commitments.all():
        said.append(f"Commence\N{NO-BREAK SPACE}: {begun} ({quantity_words(begun)})")
    for amount in amendment.amounts.all():
        said.append(f"Montant\N{NO-BREAK SPACE}: {amount}")
    return said
