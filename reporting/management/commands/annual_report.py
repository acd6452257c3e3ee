"""Writes the annual report to a file: arguments in, exit code out."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.safestring import SafeString

from cases.models import Programme
from partners.models import Organisation
from partners.paper import PdfUnavailable
from reporting.document import Document, build_document, render_html_page
from reporting.pdf import write_pdf
from reporting.report import annual_report
from reporting.report_context import report_context
from reporting.xlsx import write_workbook

YEARS = range(1900, 3000)
AUDIENCES = ("internal", "public")
# The style sheets of the document, put inside an HTML file that stands alone.
STYLES = ("css/tokens.css", "css/report.css")
PUBLIC_LATER = (
    "Le bilan public (--audience public) n’existe pas encore\u00a0: les petits effectifs doivent d’abord y être "
    "masqués. Demandez le bilan interne (--audience internal)."
)


def as_json(document: Document) -> bytes:
    """The report as the contract's JSON, keys in its order, ending with a line feed."""
    return (json.dumps(document.report.as_data(), ensure_ascii=False, indent=1) + "\n").encode()


def as_html(document: Document) -> bytes:
    """The report as one HTML file, its style inside. Our own style sheets: nothing in them is escaped."""
    styles = "\n".join(Path(finders.find(name) or "").read_text(encoding="utf-8") for name in STYLES)
    return render_html_page(document, styles=SafeString(styles)).encode()


RENDERERS: dict[str, Callable[[Document], bytes]] = {
    "json": as_json,
    "html": as_html,
    "pdf": write_pdf,
    "xlsx": write_workbook,
}


def year(text: str) -> int:
    """A year of the command line. Raises ArgumentTypeError when it is none that a report can have."""
    if not text.isdecimal() or int(text) not in YEARS:
        raise ArgumentTypeError(f"«\u00a0{text}\u00a0» n’est pas une année (quatre chiffres, comme 2016).")
    return int(text)


def day(text: str) -> date:
    """A day of the command line. Raises ArgumentTypeError when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"«\u00a0{text}\u00a0» n’est pas une date (année-mois-jour, comme 2017-03-01)."
        ) from None


class Command(BaseCommand):
    help = "Écrit le bilan d’activité d’un ou plusieurs dispositifs pour une année, en JSON, HTML, PDF ou classeur."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--programme",
            metavar="CODE",
            action="append",
            required=True,
            help="code d’un dispositif\u202f; à répéter pour en réunir plusieurs",
        )
        parser.add_argument("--year", metavar="AAAA", type=year, required=True, help="année du bilan")
        parser.add_argument("--organisation", metavar="CODE", help="code d’une Mission Locale (toutes par défaut)")
        parser.add_argument("--as-of", metavar="DATE", type=day, help="jour du bilan (aujourd’hui par défaut)")
        parser.add_argument("--audience", choices=AUDIENCES, default="internal", help="à qui le bilan est destiné")
        parser.add_argument("--format", choices=list(RENDERERS), required=True, help="format du fichier")
        parser.add_argument("--output", metavar="FICHIER", required=True, help="fichier à écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file. Exits with 1, and a message in French, when something named is unknown or the year has not
        begun."""
        as_of = options["as_of"] or timezone.localdate()
        refuse_what_is_not_there(options["audience"], options["year"], as_of)
        programmes = programmes_named(options["programme"])
        organisation = mission_locale_named(options["organisation"]) if options["organisation"] else None
        report = annual_report(
            programmes=programmes,
            year=options["year"],
            as_of=as_of,
            organisation=organisation,
        )
        document = build_document(report, report_context(programmes, options["year"], organisation))
        try:
            Path(options["output"]).write_bytes(RENDERERS[options["format"]](document))
        except PdfUnavailable as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Le bilan n’a pas pu être écrit\u00a0: {error}") from error


def refuse_what_is_not_there(audience: str, year: int, as_of: date) -> None:
    """Raises CommandError for the public report, and for a year that has not begun on the day of the report."""
    if audience == "public":
        raise CommandError(PUBLIC_LATER)
    if year > as_of.year:
        raise CommandError(f"L’année {year} n’est pas commencée au {as_of:%d/%m/%Y}, jour du bilan.")


def programmes_named(codes: list[str]) -> list[Programme]:
    """The programmes with these codes, each once, in their order. Raises CommandError for an unknown one."""
    known = {programme.code: programme for programme in Programme.objects.filter(code__in=codes)}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise CommandError(f"Aucun dispositif n’a le code «\u00a0{unknown[0]}\u00a0».")
    return [known[code] for code in dict.fromkeys(codes)]


def mission_locale_named(code: str) -> Organisation:
    """The Mission Locale with that code. Raises CommandError when there is none."""
    organisation = Organisation.objects.missions_locales().filter(code=code).first()
    if organisation is None:
        raise CommandError(f"Aucune Mission Locale n’a le code «\u00a0{code}\u00a0».")
    return organisation
