"""The page of the graph: the disputes it opens on, what it keeps behind them, and how it looks."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import making
import networkx as nx
import pytest
from browser import chromium, problems, visit
from conftest import Run
from synthetic import world

from claims.disputes import graph as claim_graph
from claims.records import Claim, Judgement, Link, Source
from claims.show.drawing import page, payload
from claims.store import Store


def claim(source: str, words: str, stance: str = "asserts", at: int = 0) -> Claim:
    id = f"{source}-{words.replace(' ', '-')}"
    cue = "denied" if stance == "denies" else "said"
    spans = ((at, at + len(words)),)
    given = {"article": "a", "cue": cue, "cue_lemma": cue, "stance": stance, "quote_spans": spans}
    return making.claim(id, source, words, **given)


MILL = [
    claim("ana", "the mill burned down"),
    claim("ben", "the mill burned to the ground"),
    claim("cid", "the mill burned down", "denies"),
]
TOLL = [claim("dan", "that 12 were hurt"), claim("eva", "30 were hurt", at=50)]
REST = [claim("fay", "it rained"), claim("gus", "it rained"), claim("ana", "the sun rose")]
LINKS = [
    Link(MILL[2].id, MILL[0].id, "denial", 0.6),
    Link(MILL[2].id, MILL[1].id, "denial", 0.5),
    Link(TOLL[1].id, TOLL[0].id, "figures", 0.9),
    Link(REST[0].id, REST[1].id, "echo", 0.8),
]


def small(judgements: dict[str, Judgement] | None = None) -> nx.MultiGraph:
    claims = [*MILL, *TOLL, *REST]
    sources = [Source(name, name.title(), "person") for name in {c.source for c in claims}]
    return claim_graph.build(claims, sources, LINKS, (), judgements)


def names(data: dict[str, Any], numbers: list[int]) -> list[str]:
    return [data["nodes"][i]["name"] for i in numbers]


def test_each_dispute_is_titled_by_what_is_disputed_and_its_two_sides() -> None:
    data = payload(small())
    told = [(d["title"], [names(data, who) for who in d["who"]]) for d in data["disputes"]]
    assert told == [
        ("“the mill burned down”", [["Ana", "Ben"], ["Cid"]]),
        ("“12 were hurt”", [["Dan"], ["Eva"]]),
    ], "the most disputed first, however sure"
    mill = data["disputes"][0]
    assert (mill["kind"], mill["score"], mill["status"]) == ("denial", 0.6, "open")
    assert mill["pairs"] == 2
    ids = [[data["nodes"][i]["id"] for i in side] for side in mill["sides"]]
    assert ids == [[MILL[0].id, MILL[1].id], [MILL[2].id]]
    assert [data["nodes"][i]["id"] for i in mill["best"]] == [MILL[2].id, MILL[0].id]


def test_a_title_does_not_begin_in_the_middle() -> None:
    hangs = replace(
        claim("ana", "Cid of arson", at=8), cue="accused", cue_lemma="accuse", cue_spans=((0, 7),)
    )
    denial = claim("cid", "the charge", "denies", at=40)
    sources = [Source(name, name.title(), "person") for name in ("ana", "cid")]
    links = [Link(denial.id, hangs.id, "denial", 0.9)]
    (told,) = payload(claim_graph.build([hangs, denial], sources, links, ()))["disputes"]
    assert told["title"] == "“accused Cid of arson”"


def test_what_was_dismissed_is_no_dispute_and_what_was_confirmed_says_so() -> None:
    toll, mill = LINKS[2].id, LINKS[1].id
    data = payload(small({toll: Judgement(toll, "dismissed"), mill: Judgement(mill, "confirmed")}))
    assert [d["title"] for d in data["disputes"]] == ["“the mill burned to the ground”"]
    assert data["disputes"][0]["status"] == "confirmed"


def test_the_rest_is_behind_them_echoes_first() -> None:
    alone = payload(small())
    assert (alone["rest"], alone["left"]) == ([], 3)
    assert {node["type"] for node in alone["nodes"]} == {"claim", "source"}
    assert len(alone["nodes"]) == 10
    data = payload(small(), rest=2)
    shown = [data["nodes"][i] for i, _, _ in data["rest"]]
    assert sorted(node["id"] for node in shown) == sorted(["fay", "gus", REST[0].id, REST[1].id]), (
        "what echoes is there before what stands alone"
    )
    assert data["left"] == 1
    assert all(node.get("rest") for node in shown) and data["nodes"][:10] == alone["nodes"]
    whole = payload(small(), rest=9)
    again = [node["id"] for node in whole["nodes"] if node["id"] == "ana"]
    assert again == ["ana"], "one node for whoever disputes one thing and says another"
    assert {edge["kind"] for edge in whole["edges"]} == {"said", "denial", "figures", "echo"}


def test_the_same_graph_is_the_same_page() -> None:
    assert page(small()) == page(small())


def test_another_process_draws_the_same() -> None:
    program = (
        "from claims.disputes.graph import build\nfrom claims.disputes.layout import layout\n"
        "from claims.show.drawing import payload\nfrom synthetic import world\n"
        "made = world(40)\ngraph = build(made.claims, made.sources, made.links[:9])\n"
        "print(payload(graph), layout(graph))"
    )
    path = os.pathsep.join(filter(None, (*sys.path, os.environ.get("PYTHONPATH"))))
    drawn = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_without_a_dispute_the_page_has_the_rest(filled: Any, run: Run) -> None:
    store: Store = filled[0]
    for link in store.links.get():
        store.links.judge(link.id, "dismissed")
    told = run("graph", "-f", "html").stdout
    assert "No claims are in dispute here." in told and "Elena Marsh" in told
    assert "Elena Marsh" not in run("graph", "-f", "html", "--disputed").stdout


# -- in a browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = world(40)
    graph = claim_graph.build(made.claims, made.sources, made.links, made.articles)
    path = tmp_path_factory.mktemp("page") / "graph.html"
    path.write_text(page(graph), encoding="utf-8")
    return path


def show(browser: Any, path: Path, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    visit(browser, path.as_uri())


def seen(browser: Any, selector: str) -> bool:
    script = "const e = document.querySelector(arguments[0]); return !!(e && e.offsetHeight)"
    return bool(browser.execute_script(script, selector))


def press(browser: Any, words: str) -> None:
    browser.execute_script(
        "[...document.querySelectorAll('button')].find((b) => b.textContent === arguments[0])"
        ".click()",
        words,
    )


@pytest.mark.parametrize("width", [400, 1400])
def test_it_opens_on_the_disputes(browser: Any, many: Path, width: int) -> None:
    show(browser, many, width)
    assert seen(browser, ".stage canvas") == (width == 1400), "a narrow page begins with the list"
    titles = browser.execute_script(
        "return [...document.querySelectorAll('ol.disputed li')].map((li) => li.textContent)"
    )
    assert len(titles) == 40 and all(" against " in title for title in titles)
    press(browser, browser.execute_script("return document.querySelector('.disputed button').text"
                                          "Content"))  # fmt: skip
    assert seen(browser, ".stage canvas") and seen(browser, ".panel .against")
    for words in ("Who against whom", "Disputes"):
        press(browser, words)
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert browser.execute_script(f"return {over}") <= 0, words
    assert seen(browser, ".disputed") and problems(browser) == []


#: Notes what is written on a canvas, and the cards there.
NOTE = """
window.written = []; window.cards = [];
const pen = CanvasRenderingContext2D.prototype;
const note = (name, act) => {
  const was = pen[name];
  pen[name] = function (...given) { act(this, ...given); return was.apply(this, given); };
};
note("fillText", (p, text, x, y) => written.push([text, x, x + p.measureText(text).width, y]));
note("strokeRect", (p, x, y, w, h) => cards.push([x, y, x + w, y + h]));
"""


@pytest.mark.parametrize("width", [400, 1400])
def test_a_long_name_stays_in_its_card(browser: Any, tmp_path: Path, width: int) -> None:
    made = small()
    for _, node in made.nodes(data=True):
        if node["type"] == "source":
            node["name"] = "WMMMW GOMWMOQGMWOQ MMWWMMWWM Department"
    path = tmp_path / "long.html"
    path.write_text(page(made), encoding="utf-8")
    show(browser, path, width)
    browser.execute_script(NOTE)
    press(browser, "“the mill burned down”")
    browser.execute_async_script("setTimeout(arguments[0], 300)")
    written, cards = browser.execute_script("return [written, cards]")
    names = [each for each in written if each[0].startswith("WMM")]
    assert names
    for _, left, right, y in names:
        assert any(c[0] < left < right < c[2] and c[1] < y < c[3] for c in cards)


def test_a_click_on_a_dispute_in_the_picture_opens_it(browser: Any, many: Path) -> None:
    from selenium.webdriver import ActionChains

    show(browser, many, 1400)
    first = browser.execute_script("return document.querySelector('.disputed button').textContent")
    canvas = browser.find_element("css selector", ".stage canvas")
    high, wide = canvas.size["height"], canvas.size["width"]
    ActionChains(browser).move_to_element_with_offset(
        canvas, 60 - wide // 2, 60 - high // 2
    ).click().perform()
    assert browser.execute_script("return document.querySelector('.panel h3').textContent") == first
    assert problems(browser) == []


def test_the_rest_is_told_on_demand(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "small.html"
    path.write_text(page(small()), encoding="utf-8")
    show(browser, path, 400)
    assert "rain" not in browser.execute_script("return document.querySelector('main').textContent")
    press(browser, "The rest")
    told = browser.execute_script("return document.querySelector('.panel').textContent")
    assert "3 claims that nothing here stands against, of 3 sources" in told
    assert "2 of them echo another" in told and "it rained" in told
    press(browser, "Fay")
    told = browser.execute_script("return document.querySelector('.panel').textContent")
    assert "1 claim in no dispute" in told and seen(browser, ".stage canvas")
    assert problems(browser) == []
