"""The report's document: every table and figure of the contract, its words, what is empty."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection

from reporting.document import Document, build_document, render_html_fragment, render_html_page
from reporting.document.blocks import Prose, Topic
from reporting.document.definitions import DEFINITIONS
from reporting.document.french import counted, day, enumeration, number, percent, typeset
from reporting.document.prose import as_html
from reporting.document.sections import PLANS, figure_of, topic_of
from reporting.document.summaries import summary_of
from reporting.structure import FIGURE_LABELS, Assessed, Row, Table
from tests.reporting.sample_report import (
    empty_report,
    extreme_report,
    sample_context,
    sample_document,
    sample_report,
    whole_report,
)
from tests.reporting.sample_rows import TABLES

SECTIONS = [
    "Contexte",
    "Éligibilité",
    "Circuit, de l’orientation à l’entrée",
    "Les jeunes accompagnés",
    "Contacts et services",
    "Entrées en situation",
    "Aménagements de peine",
    "Quartiers prioritaires",
    "Sorties de détention",
    "Partenariats et conventions",
    "Objectifs et réalisations",
    "Méthode",
]


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document()


@pytest.fixture(scope="module")
def html(document: Document) -> str:
    return render_html_fragment(document)


def test_sections_come_in_order(document: Document) -> None:
    assert [section.title for section in document.sections] == SECTIONS
    assert [section.number for section in document.sections] == list(range(1, 13))


def test_what_was_thought_of_the_year_comes_before_the_method() -> None:
    trial = Assessed(
        "essai-cef", "Essai au CEF", "adapter", "À continuer, autrement", "Oui, *mais*.", date(2018, 1, 16)
    )
    report = replace(sample_report(), assessments=(trial, replace(trial, name="Dernier Écrou", label="À arrêter")))
    document = build_document(report, sample_context())
    assert [section.title for section in document.sections] == [*SECTIONS[:-1], "Appréciation", "Méthode"]
    html = render_html_page(document, for_paper=True)
    assert "Dernier Écrou\N{NO-BREAK SPACE}: à arrêter." in html and "Oui, <em>mais</em>." in html


def test_every_table_of_the_contract_is_shown_once(document: Document) -> None:
    shown = [topic.exhibit.id for topic in document.topics()]
    assert sorted(shown) == sorted({*TABLES, "agreements"} - {"placements_followed"})


def test_what_followed_a_place_is_told_where_one_began() -> None:
    shown = [topic.exhibit.id for topic in build_document(whole_report(), sample_context()).topics()]
    assert shown.index("placements_followed") == shown.index("placements") + 1


def test_an_unforeseen_table_is_not_lost() -> None:
    table = Table("new", "Nouveau tableau", ("total",), (Row("a", "Ligne", {"total": 3}),))
    report = replace(sample_report(), tables=(*sample_report().tables, table))
    [topic] = [topic for topic in build_document(report, sample_context()).topics() if topic.exhibit.id == "new"]
    assert topic.title == "Nouveau tableau"


def test_it_asks_the_database_nothing(document: Document) -> None:
    with connection.execute_wrapper(lambda *args: pytest.fail("a query")):
        render_html_fragment(build_document(sample_report(), sample_context()))


def test_headings_and_anchors(html: str, document: Document) -> None:
    anchors = re.findall(r' id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert {link.removeprefix("#") for link in re.findall(r'href="([^"]+)"', html)} <= set(anchors)
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_printed_number_is_in_french(html: str) -> None:
    assert "60\u202f%" in html
    assert not re.search(r">\s*\d+\.\d+\s*<", html)
    assert not re.search(r"\d [%;!?]", html)


def test_a_share_of_nothing_is_a_dash() -> None:
    table = Table("services", "Services", ("total", "percent"), (Row("x", "X", {"total": 4, "percent": None}),))
    [topic] = [
        topic
        for topic in build_document(replace(sample_report(), tables=(table,)), sample_context()).topics()
        if topic.exhibit.id == "services"
    ]
    assert [cell.text for cell in topic.exhibit.lines[0].cells] == ["4", "–"]


def test_an_empty_report_says_so_in_every_table() -> None:
    document = build_document(empty_report(), sample_context(texts={}, agreements=(), funders=()))
    assert all(topic.exhibit.lines == () for topic in document.topics() if topic.exhibit.id != "releases")
    html = render_html_fragment(document)
    assert html.count("Non renseigné<") == len(list(document.topics()))
    assert html.count("Texte non renseigné.") == 3
    assert "0\u202f%" not in re.sub(r"jamais 0\u202f%", "", html)
    assert document.funders_in_words == "non renseigné"


def test_written_sections_that_are_missing_say_so() -> None:
    sections = sample_document(texts={}).sections
    missing = [section.id for section in sections for block in section.blocks if isinstance(block, Prose)]
    assert missing == [plan.id for plan in PLANS if plan.written] == ["context", "circuit", "partnerships"]


def test_texts_cannot_bring_in_markup() -> None:
    text = "# Titre\n\n<img src=x onerror=alert(1)> [lien](javascript:1) ![i](file:///etc/passwd)\n\n**gras**"
    html = as_html(text)
    assert not re.search(r"<(?!/?(p|strong|em|ul|ol|li|br|blockquote)\b)", html)
    assert "<strong>gras</strong>" in html


def test_the_mark_of_the_demonstration() -> None:
    assert "Démonstration" in render_html_page(sample_document())
    assert "Démonstration" not in render_html_page(sample_document(demonstration=False))


def test_the_words_of_the_law_of_the_day() -> None:
    past, present = (
        render_html_fragment(build_document(replace(sample_report(), year=year), sample_context(texts={})))
        for year in (2019, 2024)
    )
    assert "(PSE)" in past and "DDSE" not in past and "Pôle emploi" in past
    assert "(DDSE)" in present and "France Travail" in present and "Pôle emploi" not in present


def test_every_figure_and_table_has_a_definition(document: Document) -> None:
    defined = {identifier for entry in DEFINITIONS for identifier in entry.ids}
    assert set(FIGURE_LABELS) | set(TABLES) <= defined
    assert not [
        entry.term
        for entry in DEFINITIONS
        if "{" in entry.text.format(year=1, ddse="", a_ddse="", employment_service="")
    ]


def test_the_method_says_what_must_be_said(html: str) -> None:
    for said in (
        "99 ou 101",
        "sinon ceux du jour",
        "1er\u00a0mars\u00a02017",
        "39\u00a0jeunes",
        "2\u00a0doublons possibles",
    ):
        assert said in html, said


def test_reincarceration_carries_its_warning(html: str) -> None:
    assert "ce n’est pas la récidive. Les deux groupes ne sont pas comparables" in html
    assert "au plus 10,5\u202f%" in html


def test_situations_have_their_subtotals(document: Document) -> None:
    [topic] = [topic for topic in document.topics() if topic.exhibit.id == "situations"]
    families = {line.label: line.cells[0].value for line in topic.exhibit.lines if line.kind == "family"}
    totals = {line.label: line.cells[0].value for line in topic.exhibit.lines if line.kind == "total"}
    assert list(families.values()) == [8, 15, 5, 32]
    assert totals == {"Total": 60, "Total sans les incarcérations": 28}


def test_long_tables_may_be_cut_between_pages() -> None:
    topics = {topic.exhibit.id: topic for topic in build_document(extreme_report(), sample_context()).topics()}
    assert topics["referrals"].exhibit.is_long
    assert not topics["sex"].exhibit.is_long


def test_a_report_of_one_mission_locale_says_so() -> None:
    document = sample_document(organisation="We Ker")
    assert document.full_title == "Dernier Écrou\u00a0: bilan d’activité 2016, We Ker"
    assert document.scope_in_words == "We Ker"


def test_titled_blocks_are_the_second_level(document: Document) -> None:
    releases = document.sections[8]
    assert [block.title for block in releases.titled if isinstance(block, Topic)][-1] == "Retours en détention"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(1234567), "1\u202f234\u202f567"),
        (number(2.5), "2,5"),
        (number(8.0), "8"),
        (number(None), "–"),
        (number(2.25, 1), "2,3"),
        (percent(60), "60\u202f%"),
        (day(date(2017, 3, 1)), "1er\u00a0mars\u00a02017"),
        (counted(1, "jeune", "jeunes"), "1\u00a0jeune"),
        (counted(0, "jeune", "jeunes"), "0\u00a0jeune"),
        (counted(1.5, "jour", "jours"), "1,5\u00a0jour"),
        (enumeration(["a", "b", "c"]), "a, b et c"),
        (enumeration([]), ""),
        (typeset("« a » : 5 % ; b ?"), "«\u00a0a\u00a0»\u00a0: 5\u202f%\u202f; b\u202f?"),
    ],
)
def test_french_typography(written: str, expected: str) -> None:
    assert written == expected


def test_a_year_that_is_not_over_says_so() -> None:
    document = build_document(sample_report(2026, date(2026, 11, 22)), sample_context())
    said = "Année en cours\u00a0: chiffres provisoires, arrêtés au 22\u00a0novembre\u00a02026"
    assert document.provisional_in_words == said
    assert render_html_page(document, for_paper=True).count(said) == 2, "on the cover and in the method"
    assert "Année en cours" not in render_html_page(sample_document())


def test_what_was_not_written_is_left_out_of_the_paper() -> None:
    paper = sample_document(texts={}).on_paper()
    assert [(section.number, section.title) for section in paper.sections] == list(enumerate(SECTIONS, start=1))
    missing = render_html_page(sample_document(texts={}), for_paper=True).count("Texte non renseigné")
    assert missing == 1, "that of the section that would be empty"


def test_places_agreed_are_no_placements() -> None:
    values = {"started": 0, "used": 0, "agreed": 9}
    table = Table("placements", "Places", tuple(values), (Row("a", "IBEP", values),), values)
    topic = topic_of(sample_report(), table)
    assert topic.exhibit.lines == () and topic.chart is None


def test_a_column_of_unknown_values_is_left_out() -> None:
    values = {"target": None, "reached": 4}
    rows = (Row("a", "Entrées", values), Row("b", "Femmes", values))
    report = replace(sample_report(), tables=(Table("targets", "Objectifs", ("target", "reached"), rows),))
    topic = topic_of(report, report.tables[0])
    assert [head.code for head in topic.exhibit.heads] == ["reached"]
    assert topic.title == "Réalisations" and topic.chart is None
    assert summary_of("targets", report) == "Aucun objectif fixé pour 2016."


def test_entries_by_handover_are_told() -> None:
    report = sample_report()
    assert topic_of(report, report.table("entry_year")).exhibit.notes == ()
    fewer = replace(report, figures=report.figures | {"new_entries": 87})
    [note] = topic_of(fewer, fewer.table("entry_year")).exhibit.notes
    assert note == "2016\u00a0: dont 1\u00a0entrée par relais, qui ne compte pas dans les nouvelles entrées."
    assert figure_of(fewer, "new_entries").note == "59\u202f% des jeunes accompagnés"


def test_a_page_ends_within_long_tables_alone_below_what_stands_beside_their_chart(document: Document) -> None:
    topics = {topic.exhibit.id: topic for topic in document.topics()}
    for name in ("situations", "referrals_month"):
        topic = topics[name]
        assert topic.is_parted and 4 <= topic.lines_kept <= len(topic.exhibit.lines) - 4
    kept = sum(max(topic.lines_kept - 1, 0) for topic in topics.values())
    assert render_html_fragment(document).count(" is-joined") == kept
    assert not topics["sex"].is_parted and topics["sex"].lines_kept == 0
    assert not topics["referrals"].is_parted
