"""How our pages reach WeasyPrint: read as XML, with style sheets that are parsed once, words that are shaped once."""

from __future__ import annotations

import re
import subprocess
import zlib
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import pikepdf
import pydyf
import pytest
import tinyhtml5
import weasyprint
from pydyf import PDF, Array, Dictionary, Stream, String
from weasyprint.layout import inline, preferred
from weasyprint.svg import Node
from weasyprint.text import line_break

from partners import shaping
from partners.paper import pdf_of
from partners.printing import Page, styles_of, take_links, with_values
from reporting.document import build_document, render_html_page
from tests.reporting.sample_report import extreme_report, sample_context

TEXTS = {"context": "Un **mot**\n\n- et\\\nun autre\u00a0!\n- « suite »"}


def page() -> str:
    return render_html_page(build_document(extreme_report(), sample_context(texts=TEXTS)), for_paper=True)


def bare(tree: Element) -> bytes:
    """The tree without what only one reading leaves: space between elements, style sheets' links, name spaces."""
    take_links(tree)
    for element in tree.iter():
        element.attrib = {name: value for name, value in sorted(element.attrib.items()) if "xmlns" not in name}
        element.text, element.tail = (element.text or "").strip(), (element.tail or "").strip()
    return tostring(tree)


def test_a_page_is_the_same_as_xml_and_as_html() -> None:
    read = Page(page())
    assert len(read.linked) == 3
    assert bare(read.etree_element) == bare(tinyhtml5.parse(page(), namespace_html_elements=False))


def test_space_between_cells_is_dropped_and_no_other() -> None:
    cells = "<td> a <b>b</b> <i>c</i> </td> <td>\u00a0</td>"
    text = f"<html><table> <tr>\n{cells}</tr>\n\u00a0</table><p> <b>d</b> </p></html>"
    whole = tostring(Page(text).etree_element, encoding="unicode")
    assert whole == text.replace("<table> <tr>\n<td>", "<table><tr><td>").replace("</td> <td>", "</td><td>")


def test_a_page_that_is_no_xml_is_read_as_html() -> None:
    assert Page("<html lang=fr><title>x</title><p>a\x0bb<p>c").etree_element.tag == "html"


def test_style_sheets_are_parsed_once_until_they_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }")
    monkeypatch.setattr("partners.printing.static_path", lambda url: str(sheet))
    first = styles_of(("https://static.invalid/css/a.css",))
    assert styles_of(("https://static.invalid/css/a.css",)) is first
    sheet.touch()
    assert styles_of(("https://static.invalid/css/a.css",)) is not first


def test_variables_give_their_value() -> None:
    text = ":root { --ink: #123; --line: 1px solid var(--ink); } p { border: var(--line); }"
    assert with_values(text).endswith("p { border: 1px solid #123; }")


@pytest.fixture
def plain_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint with its own parts."""
    monkeypatch.setattr(line_break, "Layout", shaping.KeptLayout.__mro__[1])
    for module in (line_break, inline, preferred):
        monkeypatch.setattr(module, "split_first_line", shaping._split_first_line)
    monkeypatch.setattr(Node, "text", property(shaping._text_of_node))
    monkeypatch.setattr(
        PDF, "page_references", property(lambda pdf: [b"%d 0 R" % kid for kid in pdf.pages["Kids"][::3]])
    )


def test_weasyprint_is_the_version_that_our_parts_were_made_for() -> None:
    assert weasyprint.VERSION == shaping.MADE_FOR
    assert line_break.Layout is shaping.KeptLayout


def test_our_parts_print_the_same_page(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    wordless_charts = re.sub("<text.*?</text>", "", page())  # WeasyPrint sets their words letter by letter, unkerned
    ours = pictures(pdf_of(wordless_charts), tmp_path / "ours")
    request.getfixturevalue("plain_weasyprint")
    theirs = pictures(pdf_of(wordless_charts), tmp_path / "theirs")
    assert len(ours) == len(theirs) > 10
    assert [number for number, pair in enumerate(zip(ours, theirs, strict=True), 1) if pair[0] != pair[1]] == []


def test_what_a_pdf_is_made_of_is_written_as_by_itself() -> None:
    for item in (b"q", "Q", 1, 2.5, 3.0, Array([1, "2"]), Dictionary({"A": String("b")})):
        assert shaping.to_bytes(item) == shaping._to_bytes(item)
    assert pydyf._to_bytes is shaping.to_bytes


def test_words_of_a_chart_are_words_in_the_pdf() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text y="9">Total</text></svg>'
    content = pdf_of(f'<html lang="fr"><head><title>x</title></head><body>{drawing}</body></html>')
    with pikepdf.open(BytesIO(content)) as document:
        assert document.pages[0].Contents.read_bytes().count(b"TJ") == 1


def test_a_pdf_is_compressed_but_not_at_any_price() -> None:
    stream = Stream([b"0 0 m 9 9 l S " * 99, *(b"%d 0 l" % (number**3) for number in range(999))], compress=True)
    written = stream.data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
    assert written == zlib.compress(zlib.decompress(written), shaping.LEVEL)
    assert written != zlib.compress(zlib.decompress(written), 9)
    assert len(written) < len(zlib.decompress(written)) / 2


def pictures(content: bytes, folder: Path) -> list[bytes]:
    """Every page of a PDF as a picture."""
    folder.mkdir()
    (folder / "x.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "40", "-gray", str(folder / "x.pdf"), str(folder / "page")], check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.pgm"))]
