"""PDF files, made here line by line."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from claims.errors import EmptyInput, Malformed, ReadError, TooLarge, UnsupportedFormat
from claims.read import Limits, Options, read_bytes

from .conftest import STORY

INFO = "/Title (Wall to rise again) /Author (Una Fairlie) /CreationDate (D:20310502083000+01'00')"


def pdf(pages: Sequence[Sequence[str]], info: str = INFO) -> bytes:
    """A PDF with these lines on its pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(
            "(" + line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ") Tj T*"
            for line in lines
        )
        stream = f"BT /F1 11 Tf 14 TL 50 750 Td {shown} ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< {info} >>")
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    start = out.tell()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size "
        f"{len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
        f"startxref\n{start}\n%%EOF".encode()
    )
    return out.getvalue()


LINES = [
    "The harbour wall at Port Selby will be raised by two metres, Mayor Ines",
    "Calder said on Monday. The work begins in May and will take three years and the coun-",
    "cil of the town is sure of the money.",
    "Councillor Bram Otley denied that the money had been found. He said that there",
    "was “not one coin” for it in the budget of the year.",
]


def test_lines_become_paragraphs_and_hyphens_go() -> None:
    (article,) = read_bytes(pdf([LINES]), "release.pdf")
    assert article.text == (
        "The harbour wall at Port Selby will be raised by two metres, Mayor Ines Calder said on "
        "Monday. The work begins in May and will take three years and the council of the town is "
        "sure of the money.\n\n"
        "Councillor Bram Otley denied that the money had been found. He said that there was “not "
        "one coin” for it in the budget of the year."
    )
    assert article.title == "Wall to rise again"
    assert article.author == "Una Fairlie"
    assert article.published == "2031-05-02"


def test_compounds_keep_their_hyphen_if_it_is_seen_elsewhere() -> None:
    lines = [
        "The long-term plan of the council was settled in the evening of the same day, the long-",
        "term cost of the wall was not, Mayor Ines Calder said to the whole coun-",
        "cil.",
    ]
    (article,) = read_bytes(pdf([lines]), "a.pdf")
    assert "the long-term cost" in article.text
    assert article.text.endswith("the whole council.")


def test_a_sentence_runs_over_the_page_without_heads_and_numbers() -> None:
    head = "Selby Courier, 2 May 2031"
    pages = [
        [head, *LINES[:2], f"Page {1} of 3"],
        [head, *LINES[2:4], f"Page {2} of 3"],
        [head, *LINES[4:], f"Page {3} of 3"],
    ]
    (article,) = read_bytes(pdf(pages), "release.pdf")
    assert "Courier" not in article.text
    assert "Page" not in article.text
    assert "the council of the town" in article.text
    assert "He said that there was “not one coin”" in article.text


@pytest.mark.parametrize(
    ("info", "published", "title"),
    [
        ("/Producer (Skia/PDF m120) /CreationDate (D:20310502)", None, None),
        ("/Title (Microsoft Word - release.doc)", None, None),
        ("/Title (release_final.pdf)", None, None),
        ("/CreationDate (yesterday)", None, None),
        ("/CreationDate (D:20319999)", None, None),
    ],
)
def test_properties_that_tell_nothing(info: str, published: str | None, title: str | None) -> None:
    (article,) = read_bytes(pdf([LINES], info), "release.pdf")
    assert (article.published, article.title) == (published, title)


def test_limits_on_pages() -> None:
    with pytest.raises(TooLarge, match="more than 2 pages"):
        list(read_bytes(pdf([LINES] * 3), "a.pdf", Options(limits=Limits(pages=2))))


def test_scans_say_what_to_do() -> None:
    with pytest.raises(EmptyInput, match="OCR"):
        list(read_bytes(pdf([[]]), "scan.pdf"))


@pytest.mark.parametrize("password", ["", "secret"])
def test_encrypted_files(password: str) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([LINES]))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    if password:
        with pytest.raises(Malformed, match="encrypted; save it without its password"):
            list(read_bytes(out.getvalue(), "a.pdf"))
    else:
        assert next(read_bytes(out.getvalue(), "a.pdf")).text.startswith("The harbour wall")


def test_truncated_and_altered_files() -> None:
    data = pdf([LINES, LINES])
    for size in range(5, len(data), 53):
        try:
            for article in read_bytes(data[:size], "a.pdf"):
                assert article.text
        except ReadError as error:
            assert "\n" not in str(error)
    for position in range(5, len(data), 31):
        altered = data[:position] + b"9)" + data[position + 2 :]
        try:
            list(read_bytes(altered, "a.pdf"))
        except ReadError as error:
            assert "\n" not in str(error)


def test_pages_in_a_circle_end() -> None:
    data = pdf([LINES]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(ReadError):
        list(read_bytes(data, "a.pdf"))


def test_what_is_only_called_pdf() -> None:
    with pytest.raises(UnsupportedFormat, match="cut off"):
        list(read_bytes(STORY.encode(), "a.pdf"))


def test_running_heads_of_two_pages() -> None:
    head = "SELBY COURIER - Special report"
    lines = [f"The wall is one of {word} that the town has," for word in ("two", "six", "ten")]
    data = pdf([[head, "", *lines, "a clerk said."], [head, "", *lines, "a mayor said."]])
    (article,) = read_bytes(data, "a.pdf")
    assert head not in article.text
    assert article.text.count("The wall is one of six") == 2


def test_a_program_is_no_author() -> None:
    data = pdf([[STORY]], "/Author (\\(anonymous\\)) /Title (untitled)")
    (article,) = read_bytes(data, "a.pdf")
    assert (article.author, article.title) == (None, None)
