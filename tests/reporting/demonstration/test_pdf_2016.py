"""The PDF of 2016, made by the command: its text holds each figure that the report of 2016 printed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from reporting.control import printed_report

pytestmark = pytest.mark.django_db

PRINTED: dict[str, Any] = printed_report("dernier-ecrou", 2016)
MISPRINT = ("education_level", "III+")


@pytest.fixture(scope="module")
def text(
    demonstration: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The text of the PDF, line by line as it is laid out, every run of spaces made one."""
    pdf = tmp_path_factory.mktemp("pdf") / "bilan.pdf"
    with django_db_blocker.unblock():
        arguments = ["--programme", "dernier-ecrou", "--year", "2016", "--as-of", "2017-03-01"]
        call_command("annual_report", *arguments, "--format", "pdf", "--output", str(pdf))
    laid_out = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True)
    Path(pdf).unlink()
    return re.sub(r"[^\S\n]+", " ", laid_out.stdout)


def by_plie() -> list[tuple[str, str]]:
    """Each row of the tables that set PLIE beside hors PLIE: its label, its numbers as they follow one another."""
    rows = []
    for table in ("sex", "age", "education_level"):
        for row in PRINTED[table]["rows"]:
            percent = 1 if (table, row["code"]) == MISPRINT else row["percent"]
            total = row["plie"] + row["other"]
            rows.append((row["label"], f"{row['plie']} {row['other']} {total} {percent} % {row['reference']} %"))
    return rows


def counted() -> list[tuple[str, str]]:
    """Each row of the tables with one count: its label, its number and share."""
    years = [(year, f"{count} ") for year, count in PRINTED["new_entries"]["counts"].items()]
    contacts = [(row["label"], f"{row['count']} {row['percent']} %") for row in PRINTED["contacts"]["rows"]]
    situations = [
        (label, str(count)) for family in PRINTED["situations"]["families"] for label, count in family["rows"]
    ]
    families = [(family["label"], str(family["total"])) for family in PRINTED["situations"]["families"]]
    destinations = [
        (label.replace("'", "’"), f"{count} ") for label, count in PRINTED["sentence_adjustments"]["destinations"]
    ]
    return years + contacts + situations + families + destinations


@pytest.mark.parametrize(("label", "numbers"), by_plie() + counted(), ids=str)
def test_a_row_of_a_table(text: str, label: str, numbers: str) -> None:
    assert re.search(rf"(?m)\b{re.escape(label)} {re.escape(numbers).replace(' %', ' ?%')}", text), numbers


@pytest.mark.parametrize("row", PRINTED["services"]["rows"], ids=lambda row: row["code"])
def test_a_service(text: str, row: dict[str, Any]) -> None:
    last_word = row["label"].split()[-1].replace("'", "’")
    first_word = row["label"].split()[0]
    assert re.search(
        rf"({first_word}|{last_word}) \d+ {row['percent']} ?% {row['reference']} ?%", text.replace("'", "’")
    )


@pytest.mark.parametrize(
    "sentence",
    [
        r"147 jeunes ont été accompagnés en 2016, 70 dans le PLIE et 77 hors PLIE",
        r"Depuis 2012, cela fait 227 jeunes accompagnés et 4[89]\d vus",
        r"781 contacts en 2016",
        r"60 entrées en situation en 2016, 28 sans compter les incarcérations",
        r"27 jeunes ont obtenu un aménagement de peine en 2016\. 3 autres aménagements sont en préparation",
        r"37 jeunes accompagnés sont connus pour habiter, ou avoir habité",
        r"Sortie positive 5 ",
        r"Retour en détention 3 ",
        r"Placement à l’extérieur 3 ",
        r"Nouvelles entrées 80 88",
        r"Nouvelles entrées ?: femmes 10 ",
        r"quartiers 30 37|prioritaires 30 37|Jeunes accompagnés des quartiers 30 37",
    ],
)
def test_what_is_said_in_words(text: str, sentence: str) -> None:
    assert re.search(sentence, text)
