"""Word documents, made here from their XML."""

from __future__ import annotations

import io
import zipfile

import pytest

from claims.errors import EmptyInput, Malformed, ReadError, TooLarge, UnsupportedFormat
from claims.read import Limits, Options, read_bytes

from .conftest import SECOND, STORY

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Wall to rise</dc:title>'
    "<dc:creator>Una Fairlie</dc:creator>"
    "<dcterms:created>2031-05-02T08:30:00Z</dcterms:created></cp:coreProperties>"
)


def document(body: str, core: str | None = CORE, head: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
        if core:
            archive.writestr("docProps/core.xml", core)
    return out.getvalue()


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def test_paragraphs_and_properties() -> None:
    data = document(paragraph(STORY[:20], STORY[20:]) + "<w:p/>" + paragraph(SECOND))
    for origin in ("release.docx", "release", "release.txt"):
        (article,) = read_bytes(data, origin)
        assert article.text == f"{STORY}\n\n{SECOND}"
        assert article.title == "Wall to rise"
        assert article.author == "Una Fairlie"
        assert article.published == "2031-05-02T08:30:00+00:00"


def test_deleted_words_and_field_codes_are_left_out_tables_and_boxes_kept() -> None:
    body = (
        "<w:p><w:r><w:t>The wall</w:t></w:r><w:del><w:r><w:delText> not</w:delText></w:r></w:del>"
        "<w:r><w:tab/><w:t>is</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:ins><w:r><w:t> safe</w:t></w:r></w:ins></w:p>"
        f"<w:tbl><w:tr><w:tc>{paragraph('In a table.')}</w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><w:t>Around</w:t></w:r><w:r><w:txbxContent>{paragraph('In a box.')}"
        "</w:txbxContent></w:r></w:p>"
    )
    (article,) = read_bytes(document(body), "a.docx")
    assert article.text == "The wall is safe\n\nIn a table.\n\nAround\n\nIn a box."


def test_a_heading_is_the_title_where_the_properties_have_none() -> None:
    core = CORE.replace("Wall to rise", "Document1")
    (article,) = read_bytes(document(paragraph("Wall to rise") + paragraph(STORY), core), "a.docx")
    assert article.title == "Wall to rise"
    (article,) = read_bytes(document(paragraph(STORY), None), "a.docx")
    assert (article.title, article.author, article.published) == (None, None, None)


def test_entities_are_not_expanded() -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(Malformed):
        list(read_bytes(document(paragraph("&b;"), head=head), "a.docx"))


def test_bombs() -> None:
    data = document(paragraph("a" * 30_000_000))
    assert len(data) < 100_000
    with pytest.raises(TooLarge, match="unpacks to more than 1 MB"):
        list(read_bytes(data, "a.docx", Options(limits=Limits(unpacked=1_000_000))))


def test_other_zips_and_broken_ones() -> None:
    with pytest.raises(EmptyInput):
        list(read_bytes(document(""), "a.docx"))
    for name, message in (
        ("xl/workbook.xml", "spreadsheet"),
        ("content.xml", "OpenDocument"),
        ("a", "unpack"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(UnsupportedFormat, match=message):
            list(read_bytes(out.getvalue(), "a.docx"))
    with pytest.raises(UnsupportedFormat, match="cut off"):
        list(read_bytes(b"The wall", "a.docx"))


def test_truncated_and_altered_documents() -> None:
    data = document(paragraph(STORY) * 20)
    for size in range(4, len(data), 29):
        with pytest.raises(ReadError):
            list(read_bytes(data[:size], "a.docx"))
    for position in range(4, len(data), 17):
        altered = data[:position] + b"\xff\x00" + data[position + 2 :]
        try:
            list(read_bytes(altered, "a.docx"))
        except ReadError as error:
            assert "\n" not in str(error)


def test_the_date_of_a_template_is_no_date() -> None:
    core = CORE.replace("2031-05-02T08:30:00Z", "2013-12-23T23:15:00Z")
    core = core.replace("Una Fairlie", "python-docx")
    (article,) = read_bytes(document(paragraph(STORY), core), "release.docx")
    assert (article.published, article.author) == (None, None)
