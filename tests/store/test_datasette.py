"""The database in Datasette, started on this machine: tables, views, labels and search."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import bridge

from claims.records import Claim
from claims.store import Store
from claims.store.datasette import metadata

pytest.importorskip("datasette")

Get = Callable[..., Any]


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Claim]:
    with Store(tmp_path_factory.mktemp("datasette") / "claims.db") as store:
        found = bridge(store)
        store.links.judge(store.links.get(["denial"])[0].id, "confirmed", "read both", "ana")
        store.claims.set_about({found["unsafe"].id: found["safe"].id})
        found["path"] = store.path  # type: ignore[assignment]
    return found


@pytest.fixture(scope="module")
def get(claims: Any) -> Iterator[Get]:
    path: Path = claims["path"]
    about = path.with_name("metadata.json")
    about.write_text(json.dumps(metadata()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "datasette", str(path), "-m", str(about), "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def get(page: str, **query: str) -> Any:
        address = f"http://127.0.0.1:{port}/{page}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=20) as answer:
            text = answer.read().decode()
        return json.loads(text) if page.endswith(".json") else text

    deadline = time.monotonic() + 30
    while True:
        try:
            get("-/versions.json")
            break
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield get
    server.terminate()
    server.wait(10)


def test_a_dispute_is_read(get: Get) -> None:
    rows = get("claims/disputes.json", _shape="objects")["rows"]
    assert [row["kind"] for row in rows] == ["denial", "figures"], "the surest first"
    first = rows[0]
    assert (first["said_by"], first["against_by"]) == ("Ministry of Works", "Elena Marsh")
    assert (first["status"], first["note"]) == ("confirmed", "read both")
    assert first["said_quote"] == "The bridge at Ostrava Falls is safe"
    assert "Elena Marsh denies" in first["explanation"]


def test_claims_have_their_context(get: Get, claims: dict[str, Claim]) -> None:
    rows = get("claims/claims_with_context.json", _shape="objects", stance="denies")["rows"]
    assert [row["claim"] for row in rows] == [claims["unsafe"].id]
    assert "Elena Marsh flatly denied that the bridge was safe." in rows[0]["context"]
    assert rows[0]["article_title"] == "Bridge is safe, ministry says"


def test_foreign_keys_have_labels(get: Get, claims: dict[str, Claim]) -> None:
    query = {"_shape": "objects", "_labels": "on", "id": claims["unsafe"].id}
    (row,) = get("claims/claims.json", **query)["rows"]
    assert row["source"]["label"] == "Elena Marsh"
    assert row["article"]["label"] == "Bridge is safe, ministry says"
    assert row["about"]["label"] == "The bridge at Ostrava Falls is safe"
    link = get("claims/links.json", _shape="objects", _labels="on")["rows"][0]
    assert {"value", "label"} <= set(link["a"])


def test_full_text_search(get: Get, claims: dict[str, Claim]) -> None:
    rows = get("claims/claims.json", _shape="objects", _search="inspected")["rows"]
    assert [row["id"] for row in rows] == [claims["march"].id]
    rows = get("claims/articles.json", _shape="objects", _search="dog")["rows"]
    assert [row["outlet"] for row in rows] == ["Harbour Times"]


def test_the_front_page_shows_what_people_look_for(get: Get) -> None:
    database = get("claims.json")
    shown = {table["name"] for table in database["tables"] if not table["hidden"]}
    decided = {"judgements", "corrections", "rulings", "opinions"}
    assert shown == {"articles", "sources", "claims", "links"} | decided
    views = {view["name"] if isinstance(view, dict) else view for view in database["views"]}
    assert views == {"disputes", "claims_with_context"}


@pytest.mark.parametrize(
    "page",
    ["", "claims", "claims/disputes", "claims/claims_with_context", "claims/claims",
     "claims/links", "claims/sources", "claims/articles"],
)  # fmt: skip
def test_every_page_opens(get: Get, page: str) -> None:
    assert "<title>" in get(page)


def test_rows_open(get: Get, claims: dict[str, Claim]) -> None:
    assert "flatly denied" in get(f"claims/claims/{claims['unsafe'].id}")
