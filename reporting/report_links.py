"""Where one goes from a report: to its files, its proof, and what its coordinator writes of it."""

from __future__ import annotations

from types import SimpleNamespace

from django.urls import reverse

from cases.models import Programme
from partners.models import Organisation
from reporting.control import PRINTED
from reporting.models import ReferenceFigure
from reporting.reference_figures.bodies import whose_are_shown
from reporting.reference_figures.shares import missing
from reporting.report_context import texts
from reporting.scope import years_of

SEVERAL = "Plusieurs Missions Locales ont leurs parts pour cette année\N{NO-BREAK SPACE}: ce bilan n’en montre aucune."
WRITTEN = {"context": "Contexte", "circuit": "Circuit", "partnerships": "Partenariats"}


def scope_links(programmes: list[Programme], year: int, organisation: Organisation | None) -> SimpleNamespace:
    """Where the same report is as a PDF, a workbook and a proof (`actions`), where its words are written and which are
    missing (`words`, None where none are written there), where the shares of the whole Mission Locale are typed and
    what is missing of them (`shares`, None before the first year), what its files are called (`filename`)."""
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
    shares = None
    if year >= min(programme.starts_on.year for programme in programmes):
        shares = shares_of(year, organisation)
        actions.append({"label": "Ensemble Mission Locale", "url": shares["url"], "secondary": True})
    parts = [*codes, *([organisation.code] if organisation else []), str(year)]
    return SimpleNamespace(actions=actions, words=words, shares=shares, filename="bilan-" + "-".join(parts))


def words_of(programmes: list[Programme], year: int) -> dict[str, str]:
    """Where the words of a report are written, and the names of those that are missing."""
    written = texts(programmes, year)
    return {
        "url": reverse("reporting:annualreport_edit", args=[[programme.code for programme in programmes], year]),
        "missing": ", ".join(label for name, label in WRITTEN.items() if name not in written),
    }


def shares_of(year: int, organisation: Organisation | None) -> dict[str, str]:
    """Where the shares of everyone whom the Mission Locale follows are typed, and in words what this report lacks."""
    whose = whose_are_shown(year, organisation)
    known = ReferenceFigure.objects.filter(year=year, mission_locale__in=whose).values_list("table", "row")
    page, args = ("edit", [organisation.pk, year]) if organisation else ("list", [year])
    tables = ", ".join(missing(known))
    lacking = f"Sans parts de l’ensemble de la Mission Locale\N{NO-BREAK SPACE}: {tables}." if tables else ""
    return {
        "url": reverse(f"reporting:referencefigure_{page}", args=args),
        "lacking": SEVERAL if len(whose) > 1 else lacking,
    }
