"""Where people live: communes, their intercommunalities (EPCI), priority quarters (QPV)."""

from __future__ import annotations

import re

from django.db import models

from partners.names import fold

# Any well-formed INSEE code of a département 01-95, 2A, 2B, 971-976 (contract, "Faults").
COMMUNE_CODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|97[1-6]\d{2}", re.ASCII)
# How like a name must be to be proposed for another, out of 100; and how many are.
ALIKE, PROPOSED = 80, 3
# The département whose communes are all known: a code there that the reference lacks is a fault.
KNOWN_DEPARTMENT = "35"


class Epci(models.Model):
    """An intercommunality with at least one commune in Ille-et-Vilaine."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom")

    class Meta:
        ordering = ["name"]
        verbose_name = "EPCI"
        verbose_name_plural = "EPCI"

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    def known(self, code: str) -> bool:
        """Whether the code is a commune one may write: in the reference, or well formed in another département."""
        if self.filter(code=code).exists():
            return True
        return bool(COMMUNE_CODE.fullmatch(code)) and not code.startswith(KNOWN_DEPARTMENT)

    def named(self, text: str) -> Commune | None:
        """The one of that name, however it is written, or of that INSEE code; a current one before a delegated one."""
        wanted = commune_key(text)
        found = [commune for commune in self if commune.code == text or wanted == commune_key(commune.name)]
        current = [commune for commune in found if commune.successor_id is None]
        return next(iter(current or found), None) if wanted else None

    def like(self, text: str) -> list[str]:
        """The names that someone who typed this may have meant, the nearest first."""
        from rapidfuzz import fuzz, process  # a twentieth of a start that seldom needs it

        names = {name: commune_key(name) for name in self.exclude(name="").values_list("name", flat=True)}
        found = process.extract(commune_key(text), names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=PROPOSED)
        return [name for _, _, name in found]


def commune_key(name: str) -> str:
    """The name as one compares it: « St » is « Saint »."""
    full = {"st": "saint", "ste": "sainte"}
    return " ".join(full.get(word, word) for word in fold(name).split())


class Commune(models.Model):
    """A commune by its INSEE code: current, delegated (`successor` is the current one), or outside and nameless."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", blank=True)
    department = models.CharField("département", max_length=3)
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, related_name="communes", verbose_name="EPCI")
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="former", verbose_name="commune actuelle"
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        verbose_name = "commune"

    def __str__(self) -> str:
        return self.name or self.code

    @staticmethod
    def department_of(code: str) -> str:
        """The département of an INSEE code: three characters overseas, else two."""
        return code[:3] if code.startswith("97") else code[:2]


class PriorityQuarter(models.Model):
    """A quartier prioritaire (QPV), whose boundaries hold from one date to another (generations 2015, 2024)."""

    code = models.CharField("code", blank=True)
    name = models.CharField("nom")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="priority_quarters", verbose_name="commune")
    valid_from = models.DateField("valable du")
    valid_to = models.DateField("valable jusqu’au", null=True, blank=True)

    class Meta:
        ordering = ["commune", "name", "valid_from"]
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name", "valid_from"],
                name="priority_quarter_unique",
                violation_error_message="Ce quartier existe déjà pour cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.commune})"


class ReferenceBody(models.Model):
    """A body of the public reference (establishments, SPIP units, courts, Missions Locales) of Ille-et-Vilaine.

    It is a directory to copy from; a body that takes part is an `Organisation`.
    """

    code = models.CharField("code", primary_key=True)
    name = models.CharField("nom")
    kind = models.CharField("type")
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="reference_bodies", verbose_name="commune"
    )
    address = models.CharField("adresse", blank=True)
    parent_code = models.CharField("rattachement", blank=True)
    is_verified = models.BooleanField("vérifié", default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "établissement de référence"
        verbose_name_plural = "établissements de référence"

    def __str__(self) -> str:
        return self.name
