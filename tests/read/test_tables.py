"""JSON, JSON lines, CSV and TSV: columns, big fields, tables that break off."""

from __future__ import annotations

import csv
import gzip
import io
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from claims.errors import EmptyInput, Malformed, ReadError, TooLarge
from claims.read import Failure, Limits, Options, read, read_bytes
from claims.records import Article

from .conftest import SECOND, STORY

SHARED = Path(__file__).parents[3] / "shared" / "data" / "fnc1_train_bodies.csv"


def many(data: bytes | str, origin: str, **options: Any) -> list[Article]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_bytes(raw, origin, Options(**options)))


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def test_usual_columns_are_found() -> None:
    data = table(
        [
            ["id", "Headline", "article_body", "pub_date", "source", "link", "byline"],
            [
                "7",
                "Wall to rise",
                STORY,
                "2031-05-02",
                "Selby Courier",
                "https://c.example/1",
                "U F",
            ],
            ["8", "No money", SECOND, "3 May 2031", "Daily Post", "not a link", ""],
        ]
    )
    first, second = many(data, "table.csv")
    assert first == Article(
        text=STORY,
        title="Wall to rise",
        url="https://c.example/1",
        outlet="Selby Courier",
        author="U F",
        published="2031-05-02",
        language="en",
        origin="table.csv#7",
    )
    assert (second.url, second.author, second.published) == (None, None, "2031-05-03")


def test_columns_can_be_named() -> None:
    data = table([["a", "b"], [STORY, "Wall"], [SECOND, "Money"]])
    articles = many(data, "t.csv", columns={"text": "A", "title": "b"})
    assert [article.title for article in articles] == ["Wall", "Money"]
    assert articles[0].origin == "t.csv#1"


def test_a_table_without_a_text_column_names_those_it_has() -> None:
    with pytest.raises(Malformed, match=r"'a', 'b'; say --column text=NAME"):
        many(table([["a", "b"], ["1", "2"]]), "t.csv")
    with pytest.raises(Malformed, match="has no column 'c' for text"):
        many(table([["a", "b"], ["1", "2"]]), "t.csv", columns={"text": "c"})


@pytest.mark.parametrize(("delimiter", "name"), [(";", "t.csv"), ("\t", "t.tsv"), ("\t", "t.csv")])
def test_delimiters(delimiter: str, name: str) -> None:
    (article,) = many(table([["title", "text"], ["Wall, high", STORY]], delimiter), name)
    assert (article.title, article.text) == ("Wall, high", STORY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_tables(encoding: str) -> None:
    data = table([["text"], [f"“{STORY}” – é"]]).encode(encoding)
    (article,) = many(data, "t.csv")
    assert article.text == f"“{STORY}” – é"


def test_fields_far_over_the_limit_of_the_csv_module() -> None:
    text = f"{STORY}\n\n" * 3_000
    (article,) = many(table([["text"], [text]]), "t.csv")
    assert article.text == text.strip()


def test_a_table_that_breaks_off_gives_the_rows_before() -> None:
    data = table([["n", "text"], ["1", STORY + "\n"], ["2", SECOND + "\n\nMore."]])
    cut = data[: data.rindex("More")]
    with pytest.raises(Malformed, match=r"row 2 never ends.*cut off"):
        many(cut, "t.csv")
    found = list(read_as_file(cut.encode(), "t.csv"))
    assert [isinstance(result, Failure) for result in found] == [False, True]


def read_as_file(data: bytes, name: str) -> list[Article | Failure]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return list(read([path]))


def test_rows_without_text_are_told_together() -> None:
    data = table([["n", "text"], ["1", STORY], ["2", ""], ["3", " "], ["4", SECOND]])
    results = read_as_file(data.encode(), "t.csv")
    assert [type(result) for result in results] == [Article, Article, Failure]
    assert "2 of 4 records have no text (first: 2)" in str(results[2])


@pytest.mark.parametrize(
    "document",
    [
        [{"text": STORY}, {"text": SECOND}],
        {"articles": [{"content": STORY}, {"content": SECOND}]},
        {
            "response": {
                "results": [{"fields": {"bodyText": STORY}}, {"fields": {"bodyText": SECOND}}]
            }
        },
        {"items": [{"content_text": STORY}, {"content_html": f"<p>{SECOND}</p>"}]},
    ],
)
def test_shapes_of_json(document: Any) -> None:
    assert [a.text for a in many(json.dumps(document), "d.json")] == [STORY, SECOND]


def test_one_json_object_and_nested_names() -> None:
    record = {
        "webTitle": "Wall to rise",
        "text": STORY,
        "source": {"id": 3, "name": "Selby Courier"},
        "authors": [{"name": "Una Fairlie"}, "Bo Lind"],
        "publishedAt": "2031-05-02T08:30:00Z",
        "webUrl": "https://c.example/1",
    }
    (article,) = many(json.dumps(record), "d.json")
    assert article.outlet == "Selby Courier"
    assert article.author == "Una Fairlie, Bo Lind"
    assert article.published == "2031-05-02T08:30:00+00:00"
    assert article.url == "https://c.example/1"
    (again,) = many(json.dumps({"a": {"b": [STORY, SECOND]}}), "d.json", columns={"text": "a.b"})
    assert again.text == f"{STORY}\n\n{SECOND}"


def test_json_lines_and_lone_surrogates() -> None:
    lines = f'{{"text": "{STORY} \\ud800 \\ud83d\\ude00 \\u0000"}}\n\n{{"text": "{SECOND}"}}\n'
    first, second = many(lines, "d.jsonl")
    assert first.text == f"{STORY}  😀"
    assert second.text == SECOND
    assert len(many(lines, "d.json")) == 2
    assert len(many(lines, "-")) == 2


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ('{"text": "abc', "d.json", "is not JSON"),
        ('[{"text": "abc"}, ', "d.json", "cut off"),
        ("[1, 2]", "d.json", "no record with text"),
        ('"text"', "d.json", "list of objects"),
        ("[" * 200_000, "d.json", "nested too deeply|not JSON"),
        ('{"a":' * 100_000, "d.jsonl", "nested too deeply|not JSON"),
        ('{"text": "The wall"}\n{"text": "The', "d.jsonl", "line 2 is not JSON"),
        ('{"text": "The wall"}\n[1]\n', "d.jsonl", "line 2 is not a JSON object"),
        ('{"a": 1}\n', "d.jsonl", "no record with text"),
        ("text\n", "t.csv", "no record with text"),
        ("\n\n", "t.csv", "empty"),
    ],
)
def test_broken_tables_say_what_is_wrong(data: str, name: str, message: str) -> None:
    with pytest.raises(ReadError, match=message) as raised:
        many(data, name)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_lines_over_the_limit_are_refused_without_reading_them_whole() -> None:
    limits = Limits(size=1_000)
    with pytest.raises(Malformed, match="1,000 bytes"):
        many(json.dumps({"text": STORY * 50}) + "\n", "d.jsonl", limits=limits)
    with pytest.raises(TooLarge):
        many(table([["text"], [STORY * 50]]), "t.csv", limits=limits)


def test_packed_tables() -> None:
    data = gzip.compress(table([["text"], [STORY]]).encode())
    (article,) = many(data, "t.csv.gz")
    assert article.text == STORY


def test_a_line_that_is_no_record_does_not_keep_out_the_others() -> None:
    lines = "\n".join([json.dumps({"text": STORY}), "oops", "[1]", json.dumps({"text": SECOND})])
    first, second, failure = read_as_file(lines.encode(), "d.jsonl")
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.text, second.text) == (STORY, SECOND)
    assert "line 2 is not JSON" in str(failure) and "and 1 more like it; the rest was read" in str(
        failure
    )
    with pytest.raises(Malformed, match="line 1 is not JSON"):
        many("one\ntwo\n", "d.jsonl")


def test_json_of_bare_texts_and_of_records_by_id() -> None:
    assert [a.text for a in many(json.dumps([STORY, SECOND]), "d.json")] == [STORY, SECOND]
    by_id = {"x1": {"headline": "Wall", "body": STORY}, "x2": {"body": SECOND}}
    first, second = many(json.dumps(by_id), "d.json")
    assert (first.title, first.origin, second.text) == ("Wall", "d.json#x1", SECOND)


def test_json_without_text_names_the_columns_it_has() -> None:
    with pytest.raises(EmptyInput, match=r"there is 'kop', 'lichaam'\): --column text=NAME"):
        many('{"kop": "a", "lichaam": "b"}\n', "d.jsonl", columns={"text": "inhoud"})


def test_tables_for_excel_and_with_a_column_twice() -> None:
    data = "sep=;\r\ntitle;text\r\nWall, high;" + STORY + "\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (article,) = many(data.encode(encoding), "t.csv")
        assert (article.title, article.text) == ("Wall, high", STORY)
    (article,) = many(table([["text", "title", "text"], [STORY, "Wall", ""]]), "t.csv")
    assert article.text == STORY


def test_empty_json_list() -> None:
    with pytest.raises(EmptyInput):
        many("[]", "d.json")


@pytest.mark.skipif(not SHARED.exists(), reason="the data set is not here")
def test_the_fnc1_bodies_work_as_they_are() -> None:
    results = list(islice(read([SHARED]), 200))
    articles = [result for result in results if isinstance(result, Article)]
    assert len(articles) == 200
    assert articles[0].origin == f"{SHARED}#0"
    assert sum(article.language == "en" for article in articles) > 195


@pytest.mark.parametrize("odd", ["-", "...", "404"])
def test_a_record_without_words_does_not_stop_the_rest(tmp_path: Path, odd: str) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in (STORY, odd, SECOND)))
    found = list(read([str(path)], Options()))
    assert [item.text for item in found if isinstance(item, Article)] == [STORY, SECOND]


def test_a_line_of_no_text_is_told_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    rows = [json.dumps({"text": STORY}).encode(), b'{"text": "a\x00\x01\x02b"}\xff\x00\x00']
    path.write_bytes(b"\n".join([*rows, json.dumps({"text": SECOND}).encode()]))
    found = list(read([str(path)], Options()))
    assert [item.text for item in found if isinstance(item, Article)] == [STORY, SECOND]
