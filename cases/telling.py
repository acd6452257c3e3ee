"""The words that tell of justice, which nothing that leaves for a stranger bears: one vocabulary for reminders, cards
and letters, with the names of the places where one is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from partners.models import Organisation, OrganisationKind
from partners.names import fold

# A word, or several that follow one another, of which the last one may go on: « incarcéré », « détenus ».
STEMS = {
    "amenagement de peine", "arret", "bracelet", "carceral", "cef", "centre educatif", "condamn", "conseiller penit",
    "cpip", "date de liberation", "dedans dehors", "delinquan", "delit", "detention", "detenu", "ecrou", "extra muros",
    "ferme", "http", "incarc", "infraction", "intra muros", "judici", "juge", "justice", "justici", "liberation antic",
    "liberation cond", "liberation sous", "libere", "mesure", "milieu ouvert", "mise en liberte", "parloir", "peine",
    "penal", "penitentiaire", "permission", "pjj", "placement", "prevenu", "prison", "probation", "quartier",
    "reclusion", "semi lib", "sortant", "sortie de det", "sous main de", "spip", "sursis", "surveill", "tribunal",
    # The establishments of the reference, as one calls them.
    "marquisat", "vezin",
}  # fmt: skip
# What is written in capitals, with points or without, and begins other words.
ACRONYMS = {"ddse", "dpip", "epm", "jap", "pse", "qsl", "stei", "stemo", "tig", "ueaj", "ueat", "uehc", "uemo"}
SPELLED = {"cef", "cpip", "pjj", "spip"} | ACRONYMS
LONGEST = 8


def told_in(text: str, names: Iterable[str] = (), but: Collection[str] = ()) -> list[str]:
    """The words of a text that tell of justice, as it writes them, or that name one of these places; `but`: words,
    folded, that are somebody's surname."""
    whole = {f"{word} " for word in ACRONYMS} | {f"{' '.join(word)} " for word in SPELLED}
    phrases = STEMS | whole | {f"{fold(name)} " for name in names if fold(name)}
    words = [(word, token) for token in text.split() for word in fold(token).split()]
    found = []
    for index, (word, _) in enumerate(words):
        rest = " ".join(word for word, _ in words[index : index + LONGEST]) + " "
        phrase = next((one for one in phrases if rest.startswith(one)), "")
        if phrase and word not in but:
            tokens = [token for _, token in words[index : index + len(phrase.split())]]
            found.append(" ".join(dict.fromkeys(token.strip('().,;:«»"!?') for token in tokens)))
    return list(dict.fromkeys(found))


def is_neutral(text: str) -> bool:
    """Whether it bears no word of justice."""
    return not told_in(text)


def names_of_custody() -> list[str]:
    """The places where one is held, and the bodies that refer: as this database calls them."""
    kinds = {*OrganisationKind.places_of_custody(), *OrganisationKind.referring_bodies()}
    told = kinds - {OrganisationKind.ASSOCIATION}
    return list(Organisation.objects.filter(kind__in=told).order_by("name").values_list("name", flat=True))
