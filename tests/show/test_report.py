"""The report: what the file holds, and that it is safe."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from synthetic import HOSTILE, world

from claims.cli import cli
from claims.kinds import KINDS
from claims.records import Claim
from claims.show import words
from claims.show.marks import pieces, printable, web_address
from claims.show.page import embedded
from claims.show.report import render


class Parsed(HTMLParser):
    """Tags with their attributes, and the text of all that are not scripts or styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.raw: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        inside = self.tags[-1][0] if self.tags else ""
        (self.raw if inside in ("script", "style") else self.text).append(data)


def page(made, **changes) -> str:
    return render(made.disputes, made.claims, made.sources, made.links, made.articles, **changes)


@pytest.fixture(scope="module")
def made():
    return world(12)


@pytest.fixture(scope="module")
def html(made):
    return page(made)


# -- the file ---------------------------------------------------------------------------------


def test_every_dispute_is_written_out_with_both_sides(made, html):
    text = " ".join(" ".join(Parsed(html).text).split())
    for dispute in made.disputes:
        assert dispute.topic in text
        assert dispute.explanation in text
        for side in dispute.sides:
            for source in side.sources:
                assert source.name in text and source.role in text


def test_the_quote_cue_and_speaker_are_marked(made, html):
    marks = re.findall(r'<mark class="(\w+)">([^<]*)</mark>', html)
    assert {part for part, _ in marks} == {"speaker", "cue", "quote"}
    assert made.disputes[0].sides[0].claims[0].quote in {text for part, text in marks}


def test_a_role_stands_where_the_article_tells_it(made):
    claim = made.disputes[0].sides[0].claims[0]
    sources = {source.id: source for source in made.sources}
    then = replace(sources[claim.source], role="deputy bridge keeper", affiliation=None)
    shown = page(made, told={(claim.article, claim.source): then}).partition("<script")[0]
    assert set(re.findall(r'<span class="role">(.*?)</span>', shown)) == {"deputy bridge keeper"}
    assert len(re.findall(r'class="role"', page(made).partition("<script")[0])) > 10


def test_an_article_without_a_title_is_called_by_its_first_words(made):
    articles = [replace(article, title=None) for article in made.articles]
    html = render(made.disputes, made.claims, made.sources, made.links, articles)
    assert "Untitled" not in html and "None" not in html[: html.index("<script")]
    assert "The council met again on" in "".join(
        re.findall(r'class="to-article"[^>]*>([^<]*)', html)
    )


def test_a_claim_without_a_date_does_not_say_so_each_time(made):
    dispute = replace(made.disputes[0], first_date=None, last_date=None)
    sides = [
        replace(side, claims=tuple(replace(claim, said_on=None) for claim in side.claims))
        for side in dispute.sides
    ]
    articles = [replace(article, published=None, outlet=None) for article in made.articles]
    html = render([replace(dispute, sides=tuple(sides))], [], made.sources, [], articles)
    assert html[: html.index("<script")].count("no date") == 1


def test_what_is_said_again_in_the_same_words_is_told_once(made):
    dispute = made.disputes[0]
    claim = dispute.sides[0].claims[0]
    again = replace(claim, id="again", article=made.articles[-1].id, quote=claim.quote + ",")
    side = replace(dispute.sides[0], claims=(claim, again))
    html = render(
        [replace(dispute, sides=(side, dispute.sides[1]))],
        [*made.claims, again],
        made.sources,
        made.links,
        made.articles,
    )
    shown = html[: html.index("<script")]
    assert shown.count("In almost these words 1 more time") == 1
    assert f'data-claim="{again.id}"' in shown
    assert shown.count('<figure class="claim') == 2


def test_the_pair_of_the_surest_link_stands_first(made):
    dispute = made.disputes[0]
    others = tuple(
        replace(claim, id=f"other-{n}", quote=f"{n} is another matter of its own, said early")
        for n, claim in enumerate(dispute.sides[0].claims[:1] * 3)
    )
    side = replace(dispute.sides[0], claims=(*others, *dispute.sides[0].claims))
    html = render(
        [replace(dispute, sides=(side, dispute.sides[1]))],
        made.claims,
        made.sources,
        made.links,
        made.articles,
    )
    first = html[html.index('<div class="side"') :]
    best = {dispute.links[0].a, dispute.links[0].b}
    told = re.search(r'data-claim="([^"]+)"', first)
    assert told and told[1] in best


def test_the_file_is_the_same_on_every_run(made, html):
    assert page(made) == html


def test_nothing_is_loaded_from_anywhere(html):
    parsed = Parsed(html)
    for tag, attributes in parsed.tags:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base")
        assert not attributes.get("src")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|innerHTML|\beval\b", html)


def test_the_policy_allows_only_our_own_style_and_script(html):
    policy = next(
        a["content"] for t, a in Parsed(html).tags if a.get("http-equiv") and a.get("content")
    )
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert policy.count("sha256-") == 2


def test_text_of_articles_cannot_become_markup(made):
    dispute = made.disputes[0]
    claim = replace(dispute.sides[0].claims[0], speaker=HOSTILE, cue=HOSTILE, quote=HOSTILE)
    text = f"Before. {HOSTILE} after."
    article = replace(
        next(a for a in made.articles if a.id == claim.article),
        text=text,
        title=HOSTILE,
        outlet=HOSTILE,
        author=HOSTILE,
        url="javascript:alert(3)",
    )
    spot = ((8, 8 + len(HOSTILE)),)
    claim = replace(
        claim, article=article.id, quote_spans=spot, cue_spans=spot, speaker_spans=((0, 6),)
    )
    source = replace(dispute.sides[0].sources[0], id=claim.source, name=HOSTILE, role=HOSTILE)
    side = replace(dispute.sides[0], claims=(claim,), sources=(source,))
    hostile = replace(
        dispute,
        topic=HOSTILE,
        explanation=HOSTILE,
        reasons=(HOSTILE,),
        outlets=(HOSTILE,),
        sides=(side, dispute.sides[1]),
    )
    html = render(
        [hostile], [claim], [source], dispute.links, [article, *made.articles], title=HOSTILE
    )
    tags = Parsed(html).tags
    assert not [tag for tag, _ in tags if tag == "img"]
    assert len([tag for tag, _ in tags if tag == "script"]) == 2
    assert not [a for _, a in tags if (a.get("href") or "").startswith("javascript")]
    assert "\u202e" not in html and "\x00" not in html


def test_embedded_data_comes_back_as_it_was_and_ends_nothing_early():
    data = {"text": "</script><!--<script>]]>&amp;\u2028\u2029", "list": [1, None, True]}
    text = embedded(data)
    assert json.loads(text) == data
    assert not set("<>&\u2028\u2029") & set(text)


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("https://news.example/a?b=1&c=2", True),
        ("http://news.example/", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        (" https://news.example", False),
        ("https://[", False),
        ("https:", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, result):
    assert (web_address(url) is not None) == result


def test_a_claim_whose_article_is_missing_is_still_shown(made):
    dispute = made.disputes[0]
    html = render([dispute], [], [], [], [])
    assert dispute.sides[0].claims[0].quote in html


def test_a_reversal_is_told_in_the_order_of_its_dates(made):
    dispute = next(d for d in made.disputes if d.kind == "reversal")
    html = render([dispute], [], [], [], made.articles)
    days = re.findall(r'<time datetime="([^"]+)"', html)
    assert days == sorted(days) and len(set(days)) > 1


def test_an_empty_database_says_so():
    html = render([], [], [], [], [])
    assert "There are no disputes to show." in html


def test_articles_in_dispute_are_never_left_out(made):
    quiet = [replace(made.articles[0], text=f"Nothing was said {n}.", url=None) for n in range(9)]
    made = replace(made, articles=[*quiet, *made.articles])
    html = page(made, most_articles=3)
    assert "9 articles without disputes left out" in html
    for dispute in made.disputes:
        assert all(f'href="#article-{article}"' in html for article in dispute.articles)


def test_offsets_after_wide_letters_are_those_of_a_browser(made):
    claim = made.claims[0]
    article = next(a for a in made.articles if a.id == claim.article)
    wide = replace(article, text="\U0001f30d" + article.text)
    moved = replace(
        claim,
        article=wide.id,
        quote_spans=tuple((start + 1, end + 1) for start, end in claim.quote_spans),
    )
    html = render([], [moved], made.sources, [], [wide])
    data = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html)[1])
    [[start, end]] = data["articles"][0]["claims"][0]["spans"][2]
    units = data["articles"][0]["text"].encode("utf-16-le")
    assert units[2 * start : 2 * end].decode("utf-16-le") == claim.quote


# -- context ----------------------------------------------------------------------------------


def claim_at(text: str, quote: str, **parts: str) -> Claim:
    def span(part: str | None):
        return ((text.index(part), text.index(part) + len(part)),) if part else ()

    return Claim(
        id="c",
        article="a",
        source="s",
        speaker=parts.get("speaker", ""),
        cue=parts.get("cue", ""),
        cue_lemma="say",
        stance="asserts",
        force="fact",
        quotation="indirect",
        quote=quote,
        wording=quote,
        speaker_spans=span(parts.get("speaker")),
        cue_spans=span(parts.get("cue")),
        quote_spans=span(quote),
    )


def test_context_is_whole_sentences():
    text = "It rained. " * 40 + "Ada Quill said the weir had burst. " + "Then it stopped. " * 40
    claim = claim_at(text, "the weir had burst", speaker="Ada Quill", cue="said")
    shown = pieces(text, claim, 60)
    assert [p.text for p in shown if p.part in ("speaker", "cue", "quote")] == [
        "Ada Quill",
        "said",
        "the weir had burst",
    ]
    assert "".join(p.text for p in shown).startswith("… It rained. ")
    assert "".join(p.text for p in shown).endswith("Then it stopped. …")


def test_parts_that_stand_far_apart_leave_a_gap():
    text = "Ada Quill spoke for an hour. " + "It rained. " * 90 + "The weir had burst, she said."
    claim = claim_at(text, "The weir had burst", speaker="Ada Quill", cue="said")
    shown = pieces(text, claim, 20)
    assert [p.part for p in shown if p.part] == ["speaker", "gap", "quote", "cue"]


@pytest.mark.parametrize("spans", [((5, 3),), ((0, 10_000),), ((-5, 2),), ()])
def test_spans_that_do_not_fit_give_the_quote_alone(spans):
    claim = replace(claim_at("Short text.", "Short"), quote_spans=spans)
    assert "Short" in "".join(piece.text for piece in pieces("Short text.", claim))


def test_what_is_shown_is_as_long_as_what_was_read():
    text = "a\x00b\u202ec\ud800d"
    assert len(printable(text)) == len(text) and printable(text) == "a\ufffdb\ufffdc\ufffdd"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2031-05-03", "2031-05-09", "3–9 May 2031"),
        ("2031-05-03", "2031-06-09", "3 May – 9 Jun 2031"),
        ("2031-05-03", "2032-05-03", "3 May 2031 – 3 May 2032"),
        ("2031-05-03", "2031-05-03T10:00", "3 May 2031"),
        (None, "2031-05-03", "3 May 2031"),
        (None, None, "no date"),
        ("spring", "2031-05-03", "spring – 3 May 2031"),
    ],
)
def test_a_range_of_dates_is_told_without_repetition(first, last, told):
    assert words.span(first, last) == told


@pytest.mark.parametrize(
    ("name", "parts", "told"),
    [
        ("Ada Quill", ("mayor", "Kessel"), "mayor, Kessel"),
        ("Kessel Council", ("council", None), ""),
        ("A senior Kessel official", ("senior official", "Kessel"), ""),
        ("Ada Quill", ("mayor", "mayor"), "mayor"),
    ],
)
def test_a_role_that_the_name_tells_is_not_told_again(name, parts, told):
    assert words.beside(name, *parts) == told


def test_every_reason_is_told_in_words():
    from claims.compare import decide

    codes = {decide.POINTS, decide.WITHIN_ONE, decide.OF_TWO}
    assert codes | {kind.reason for kind in KINDS.values()} == set(words.REASONS)


def test_an_unknown_reason_is_told_in_its_own_words():
    assert words.reason("new-sort_of") == "New sort of."


# -- the command ------------------------------------------------------------------------------


def test_a_missing_database_is_an_error_of_one_line(tmp_path):
    result = CliRunner().invoke(
        cli, ["report", str(tmp_path / "out.html"), "-d", str(tmp_path / "none.db")]
    )
    assert result.exit_code == 1 and result.stderr.startswith("Error: ")
    assert not (tmp_path / "out.html").exists()
