"""Where one goes from a report: to its files, its proof, and what its coordinator writes of it."""

from __future__ import annotations

from types import SimpleNamespace

from django.urls import reverse

from cases.models import Programme
from partners.models import Organisation
from reporting.control import PRINTED
from reporting.report_context import texts
from reporting.scope import years_of

WRITTEN = {"context": "Contexte", "circuit": "Circuit", "partnerships": "Partenariats"}


def scope_links(programmes: list[Programme], year: int, organisation: Organisation | None) -> SimpleNamespace:
    """Where the same report is as a PDF, a workbook and a proof (`actions`), where its words are written and which are
    missing (`words`, None where none are written there), and what its files are called (`filename`)."""
    codes = [programme.code for programme in programmes]
    query = {"structure": organisation.code} if organisation else None
    pages = {"pdf": "Télécharger le PDF", "xlsx": "Télécharger le classeur"}
    if len(codes) == 1 and (codes[0], year) in PRINTED and organisation is None:
        pages["control"] = "Contrôler"
    actions = [
        {
            "label": label,
            "url": reverse(f"reporting:annualreport_{page}", args=[codes, year], query=query),
            "secondary": page != "pdf",
        }
        for page, label in pages.items()
    ]
    words = None
    if len(codes) == 1 and organisation is None and year in years_of(programmes[0]):
        words = words_of(programmes, year)
        address = reverse("reporting:assessment_edit", args=[codes, year])
        actions += [
            {"label": "Textes", "url": words["url"], "secondary": True},
            {"label": "Appréciation", "url": address, "secondary": True},
        ]
    parts = [*codes, *([organisation.code] if organisation else []), str(year)]
    return SimpleNamespace(actions=actions, words=words, filename="bilan-" + "-".join(parts))


def words_of(programmes: list[Programme], year: int) -> dict[str, str]:
    """Where the words of a report are written, and the names of those that are missing."""
    written = texts(programmes, year)
    return {
        "url": reverse("reporting:annualreport_edit", args=[[programme.code for programme in programmes], year]),
        "missing": ", ".join(label for name, label in WRITTEN.items() if name not in written),
    }
