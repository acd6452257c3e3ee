"""The report's document for any year, for several programmes, for one Mission Locale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reporting.document import Agreement, Document, Rules, build_document, render_html_fragment, render_html_page
from reporting.document.sections import topic_of
from reporting.structure import Row, Table
from tests.reporting.sample_report import empty_report, sample_context, sample_document, sample_report


def test_nothing_is_said_of_the_months_to_come() -> None:
    report = sample_report(2026, date(2026, 11, 27))
    *earlier, december = report.table("referrals_month").rows
    months = replace(report.table("referrals_month"), rows=(*earlier, replace(december, values={"total": 0})))
    during = replace(report, tables=tuple(months if table.id == months.id else table for table in report.tables))
    after = replace(during, as_of=date(2027, 1, 2))
    told = [topic_of(report, months).exhibit for report in (during, after)]
    assert [len(exhibit.lines) for exhibit in told] == [12, 13], "with the total"
    said = [render_html_fragment(build_document(report, sample_context())) for report in (during, after)]
    assert ["attente au 31\u00a0décembre" in html for html in said] == [False, True]
    assert ["leurs suites au 31\u00a0décembre" in html for html in said] == [False, True]


def test_nothing_is_counted_before_the_first_year_of_the_count() -> None:
    report = replace(sample_report(2011), figures=sample_report().figures | {"since": 2012})
    html = render_html_page(build_document(report, sample_context()))
    assert "epuis 2012" not in html and ">227<" not in html


def test_shares_that_nobody_handed_in_are_not_defined() -> None:
    def is_defined(document: Document) -> bool:
        return "telles qu’elle les a transmises" in render_html_fragment(document)

    assert is_defined(sample_document())
    assert not is_defined(build_document(empty_report(), sample_context()))


def test_partners_come_in_the_order_of_their_names() -> None:
    names = ["Zoé", "ALFADI", "Écoles", "Agir ABCD", "FJT"]
    document = sample_document(agreements=tuple(Agreement(name, "Logement") for name in names))
    [topic] = [topic for topic in document.topics() if topic.exhibit.id == "agreements"]
    assert [line.label for line in topic.exhibit.lines] == ["Agir ABCD", "ALFADI", "Écoles", "FJT", "Zoé"]


def test_several_programmes_are_said_to_be() -> None:
    several = sample_document(programmes=(Rules("Dernier Écrou"), Rules("Dedans-Dehors")))
    assert several.scope_in_words == "toutes les Missions Locales des dispositifs"
    assert several.funders_label == "Financeurs"
    assert sample_document(organisation="We Ker").funders_label == "Financeurs du dispositif"


def test_one_person_is_observed_in_the_singular() -> None:
    rows = (Row("all", "Ensemble", {"at_6_months": {"value": 9, "at_risk": 1}}),)
    topic = topic_of(sample_report(), Table("reincarceration", "Retours", ("at_6_months",), rows))
    assert topic.exhibit.lines[0].cells[0].detail == "1\u00a0observé"
