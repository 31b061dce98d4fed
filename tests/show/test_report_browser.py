"""The report in a browser: filters, keys, views, paper, and articles that mean harm."""

from __future__ import annotations

import base64
import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from browser import chromium, problems, visit
from synthetic import HOSTILE, world

from claims.show.report import render

COUNT = 60


def page(made) -> str:
    return render(made.disputes, made.claims, made.sources, made.links, made.articles)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(world(COUNT)), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser, report):
    visit(browser, report.as_uri())
    yield browser
    assert problems(browser) == []


def visible(browser) -> int:
    return browser.execute_script(
        "return [...document.querySelectorAll('.dispute')].filter((d) => !d.hidden).length"
    )


def until(browser, script: str, seconds: float = 15.0):
    deadline = time.monotonic() + seconds
    while not (result := browser.execute_script(f"return {script}")):
        assert time.monotonic() < deadline, f"never true: {script}"
        time.sleep(0.02)
    return result


def choose(browser, name: str, value: str) -> None:
    browser.execute_script(
        "const field = document.querySelector(`#filters [name=${arguments[0]}]`);"
        "field.value = arguments[1];"
        "field.dispatchEvent(new Event('input', { bubbles: true }));",
        name,
        value,
    )


def milliseconds_to_narrow(browser, kind: str) -> float:
    return browser.execute_script(
        "const form = document.getElementById('filters'), start = performance.now();"
        "form.elements.kind.value = arguments[0];"
        "form.dispatchEvent(new Event('submit', { cancelable: true }));"
        "document.body.offsetHeight;"  # waits for style and layout
        "return performance.now() - start",
        kind,
    )


def test_five_hundred_disputes_stay_quick(browser, tmp_path):
    path = tmp_path / "large.html"
    path.write_text(page(world(500)), encoding="utf-8")
    start = time.perf_counter()
    visit(browser, path.as_uri())
    assert visible(browser) == 500
    choose(browser, "kind", "figures")
    until(browser, "document.getElementById('count').textContent === '100 of 500 disputes'")
    assert milliseconds_to_narrow(browser, "denial") < 1500  # 20 to 150 on a busy machine
    for view in ("graph", "timeline", "articles"):
        browser.execute_script(f"location.hash = '#{view}'")
        until(browser, f"!document.getElementById('{view}').hidden")
    assert time.perf_counter() - start < 20  # a few on a machine that does nothing else
    assert problems(browser) == []


@pytest.mark.parametrize("name", ["kind", "status", "source", "outlet"])
def test_a_choice_narrows_the_list_to_the_number_that_it_names(opened, name):
    value, label = opened.execute_script(
        "const o = document.querySelector(`#filters [name=${arguments[0]}]`).options[2];"
        "return [o.value, o.text]",
        name,
    )
    choose(opened, name, value)
    number = int(re.search(r"\((\d+)\)$", label)[1])
    until(opened, f"document.getElementById('count').textContent.startsWith('{number} of {COUNT}')")
    assert visible(opened) == number < COUNT


def test_words_and_dates_narrow_the_list_together(opened):
    choose(opened, "words", "ferry PILOT")
    until(opened, f"document.getElementById('count').textContent.includes('of {COUNT}')")
    words_alone = visible(opened)
    assert 0 < words_alone < COUNT
    choose(opened, "since", "2032-01-01")
    until(
        opened, "document.querySelectorAll('.dispute:not([hidden])').length < " + str(words_alone)
    )
    opened.execute_script("document.querySelector('#filters [type=reset]').click()")
    until(opened, "document.getElementById('count').textContent === '60 disputes'")


def test_filters_that_nothing_fits_say_so(opened):
    choose(opened, "words", "zzzzz")
    until(opened, "!document.getElementById('nothing').hidden")
    assert visible(opened) == 0


def keys(browser, *typed: str) -> None:
    from selenium.webdriver import ActionChains

    chain = ActionChains(browser)
    for key in typed:
        chain.send_keys(key)
    chain.perform()


def focused(browser) -> str:
    return browser.execute_script(
        "const e = document.activeElement; return e.id || e.name || e.getAttribute('href')"
    )


def test_the_tab_key_reaches_everything_in_order(opened):
    from selenium.webdriver.common.keys import Keys

    seen = []
    for _ in range(16):
        keys(opened, Keys.TAB)
        seen.append(focused(opened))
    assert seen[:7] == [
        "#main",
        "#disputes",
        "#graph",
        "#timeline",
        "#articles",
        "theme",
        "words",
    ]
    assert seen[7:11] == ["source", "outlet", "kind", "status"]


def test_j_and_k_move_through_the_list(opened):
    first = opened.execute_script(
        "const a = document.querySelector('.dispute h3 a'); a.focus(); return a.hash"
    )
    keys(opened, "j")
    second = focused(opened)
    assert second != first and second.startswith("#dispute-")
    keys(opened, "k")
    assert focused(opened) == first


def test_the_colours_can_be_switched(opened):
    paper = "getComputedStyle(document.body.parentElement).backgroundColor"
    seen = {opened.execute_script(f"return {paper}")}
    for _ in range(2):
        opened.execute_script("document.getElementById('theme').click()")
        seen.add(opened.execute_script(f"return {paper}"))
    assert len(seen) == 2
    assert "Dark" in opened.execute_script(
        "return document.getElementById('theme').getAttribute('aria-label')"
    )
    opened.execute_script("document.getElementById('theme').click()")


def test_the_graph_shows_one_source_and_one_dispute(opened):
    opened.execute_script("location.hash = '#graph'")
    until(opened, "document.querySelector('#graph canvas') !== null")
    for name in ("graph-source", "graph-dispute"):
        told = opened.execute_script(
            "const s = document.querySelector(`[name=${arguments[0]}]`); s.selectedIndex = 1;"
            "s.dispatchEvent(new Event('change')); return s.options[1].text",
            name,
        )
        assert until(opened, "document.querySelector('.panel h3').textContent") == told
    shades = (
        "new Set(new Uint32Array(document.querySelector('#graph canvas').getContext('2d')"
        ".getImageData(0, 0, 600, 300).data.buffer)).size > 3"
    )
    until(opened, shades)


def test_a_dispute_of_many_claims_shows_the_surest(browser, tmp_path):
    made = world(1)
    (dispute,) = made.disputes
    said, denied = (side.claims[0] for side in dispute.sides)
    many = [
        replace(said, id=f"many{n}", quote=f"the mill at weir {n // 2} is to close")
        for n in range(30)
    ]
    links = [
        replace(dispute.links[0], a=denied.id, b=claim.id, score=0.9 - n / 100)
        for n, claim in enumerate([said, *many])
    ]
    sides = (
        replace(dispute.sides[0], claims=(said, *many)),
        replace(dispute.sides[1], claims=(denied,)),
    )
    large = replace(dispute, sides=sides, links=tuple(links))
    path = tmp_path / "large.html"
    html = render([large], [*made.claims, *many], made.sources, links, made.articles)
    path.write_text(html, encoding="utf-8")
    visit(browser, f"{path.as_uri()}#graph-dispute-{dispute.id}")
    told = until(browser, "document.querySelector('.panel').textContent")
    assert "The surest 7 of its 32 claims." in told
    assert "weir 4" in told and "weir 5" not in told  # each wording once, six of a side
    browser.execute_script(f"location.hash = '#graph-source-{denied.source}'")
    until(browser, "document.querySelector('.panel').textContent.includes('the surest 30 of')")
    assert browser.execute_script("return document.querySelectorAll('.panel li').length") == 30
    assert problems(browser) == []


def test_both_words_of_a_source_that_turned_are_seen(opened):
    opened.execute_script("location.hash = '#graph'")
    until(opened, "document.querySelector('#graph canvas') !== null")
    choose(opened, "kind", "reversal")
    until(opened, "document.querySelector('[name=graph-dispute]').options.length === 13")
    opened.execute_script(
        "window.drawn = []; const rect = CanvasRenderingContext2D.prototype.rect;"
        "CanvasRenderingContext2D.prototype.rect = function (...at) {"
        " window.drawn.push(at.join()); rect.apply(this, at); };"
        "const s = document.querySelector('[name=graph-source]'); s.selectedIndex = 1;"
        "s.dispatchEvent(new Event('change'));"
    )
    until(opened, "window.drawn.length >= 2")
    assert opened.execute_script("return new Set(window.drawn).size") >= 2
    choose(opened, "kind", "")


def settled(browser, expression):
    """The value of ``expression`` once it stays the same, as a drawing does when all is drawn."""
    until(
        browser,
        f"(window.was = window.now, window.now = {expression}, window.was === window.now)",
    )
    return browser.execute_script("return window.now")


def test_the_graph_obeys_the_keyboard(opened):
    from selenium.webdriver.common.keys import Keys

    opened.execute_script("location.hash = '#graph'")
    canvas = "document.querySelector('#graph canvas')"
    until(opened, f"{canvas} !== null")
    until(opened, f"({canvas}.focus(), document.activeElement === {canvas})")
    before = settled(opened, f"{canvas}.toDataURL()")
    keys(opened, "+", Keys.ARROW_LEFT)
    until(
        opened, f"{canvas}.toDataURL() !== arguments[0]".replace("arguments[0]", json.dumps(before))
    )
    keys(opened, "0", Keys.ESCAPE)
    until(opened, f"{canvas}.toDataURL() === {json.dumps(before)}")


def test_filters_narrow_the_graph_too(opened):
    opened.execute_script("location.hash = '#graph'")
    until(opened, "document.querySelector('[name=graph-dispute]') !== null")
    choose(opened, "kind", "reversal")
    until(opened, "document.querySelector('[name=graph-dispute]').options.length === 13")
    choose(opened, "kind", "")


def test_the_timeline_follows_the_filters(opened):
    opened.execute_script("location.hash = '#timeline'")
    said = until(opened, "document.querySelectorAll('.days q').length")
    source = opened.execute_script(
        "return document.querySelector('#filters [name=source]').options[1]"
    )
    choose(opened, "source", source.get_attribute("value"))
    until(opened, "document.querySelectorAll('.days q').length < " + str(said))
    names = opened.execute_script(
        "return [...new Set([...document.querySelectorAll('.days b')].map((b) => b.textContent))]"
    )
    assert len(names) == 1 and source.text.startswith(names[0])


def test_a_link_opens_the_article_at_the_claim(opened):
    opened.execute_script("document.querySelector('a.to-article').click()")
    until(opened, "!document.getElementById('articles').hidden")
    lit = until(opened, "document.querySelector('.said.lit')?.textContent")
    assert lit in opened.execute_script(
        "return document.querySelector('.article .text').textContent"
    )
    tip = until(
        opened,
        "document.getElementById('tip').hidden ? '' : document.getElementById('tip').textContent",
    )
    assert "Disputed" in tip


def test_the_back_key_returns_to_the_disputes(opened):
    opened.execute_script("document.querySelector('.dispute a.to-graph').click()")
    until(opened, "!document.getElementById('graph').hidden")
    opened.back()
    until(opened, "!document.getElementById('disputes').hidden")


def test_hostile_articles_run_nothing(browser, tmp_path):
    hostile = world(3)
    hostile.articles = [replace(a, title=HOSTILE, outlet=HOSTILE) for a in hostile.articles]
    hostile.sources = [replace(s, name=s.name + HOSTILE, role=HOSTILE) for s in hostile.sources]
    path = tmp_path / "hostile.html"
    path.write_text(page(hostile), encoding="utf-8")
    visit(browser, path.as_uri())
    for view in ("graph", "timeline", "articles"):
        browser.execute_script(f"location.hash = '#{view}'")
        until(browser, f"!document.getElementById('{view}').hidden")
    assert browser.execute_script("return document.images.length") == 0
    assert browser.execute_script("return document.querySelectorAll('script').length") == 2
    assert problems(browser) == []


def test_it_prints_every_side_and_no_controls(browser, tmp_path):
    path = tmp_path / "small.html"
    path.write_text(page(world(6)), encoding="utf-8")
    visit(browser, path.as_uri())
    assert base64.b64decode(browser.print_page()).startswith(b"%PDF")
    hidden = browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert hidden == {}
    for selector in (".filters", ".views", ".skip"):
        assert (
            browser.execute_script(
                "return getComputedStyle(document.querySelector(arguments[0])).display", selector
            )
            == "none"
        )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_an_address_opens_a_view_from_its_top(browser, report):
    for view in ("disputes", "graph", "timeline", "articles"):
        visit(browser, f"{report.as_uri()}#{view}")
        until(
            browser,
            f"document.readyState === 'complete' && !document.getElementById('{view}').hidden",
        )
        assert browser.execute_script("return scrollY") == 0


def test_a_narrow_window_needs_no_sideways_scrolling(browser, report):
    visit(browser, report.as_uri())
    browser.set_window_size(500, 900)
    try:
        for view in ("disputes", "graph", "timeline", "articles"):
            browser.execute_script(f"location.hash = '#{view}'")
            until(browser, f"!document.getElementById('{view}').hidden")
            over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert browser.execute_script(f"return {over}") <= 0, view
    finally:
        browser.set_window_size(1280, 900)


def test_every_control_has_a_name(opened):
    nameless = opened.execute_script(
        "return [...document.querySelectorAll('button, input, select, canvas')].filter((e) =>"
        " !e.getAttribute('aria-label') && !e.closest('label') && !e.textContent.trim())"
        ".map((e) => e.outerHTML)"
    )
    assert nameless == []
