"""Pages of awkward shapes: what is taken for the article, and what they say of themselves."""

from __future__ import annotations

import json

import pytest

from claims.errors import EmptyInput
from claims.read.inputs import read_bytes
from claims.records import Article

MAYOR = (
    "The mayor of Tarnholt, Ines Valdaro, said on Friday that the footbridge had been inspected "
    "in March and was safe."
)
UNION = "Koray Lindqvist, who heads the dockers' union, denied that there had been an inspection."
QUOTE = "“Nobody came, and nobody looked,” he told reporters outside the town hall."
PAPERS = "The council's own records list no visit to the footbridge between January and May."
STORY = (MAYOR, UNION, QUOTE, PAPERS)
TITLE = "<title>Footbridge was safe, mayor says</title>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def page(body: str, head: str = TITLE) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    )


def one(markup: str) -> Article:
    (article,) = read_bytes(markup.encode(), "page.html")
    return article


def story(*parts: str) -> str:
    return page(f"<article><h1>Footbridge was safe, mayor says</h1>{''.join(parts)}</article>")


WHOLE = paragraphs(*STORY)
COMMENT = "<p>The mayor said in 2029 that she would resign, and everyone in town knows it.</p>"
SHAPES = {
    "a request to subscribe": story(
        paragraphs(MAYOR, UNION),
        '<div class="paywall-prompt"><h3>This article is for subscribers</h3><p>Subscribe from '
        "€1 a month. Already a subscriber? Log in.</p><button>Subscribe</button></div>",
        paragraphs(QUOTE, PAPERS),
        '<aside class="newsletter"><p>Sign up for our morning newsletter today.</p></aside>',
    ),
    "text that is called paywall": story(f'<div class="paywall">{WHOLE}</div>'),
    "a cookie banner": page(
        '<div id="onetrust-banner-sdk" class="cookie-consent"><h2>We value your privacy</h2>'
        "<p>We and our 812 partners store cookies on your device.</p><button>Accept all</button>"
        f"</div><div class=content><h1>Footbridge was safe</h1>{WHOLE}</div>"
    ),
    "comments below": page(
        f"<article><h1>Footbridge was safe</h1>{WHOLE}</article><section id=comments "
        f"class=comments><h2>2 comments</h2><div class=comment><b>lad</b>{COMMENT}</div></section>"
    ),
    "comments inside": story(WHOLE, f'<ol class="commentlist"><li class=comment>{COMMENT}</ol>'),
    "related links": story(
        paragraphs(MAYOR),
        "<div class=related><h4>Related</h4><ul><li><a href=/a>Harbour to be dredged, minister "
        "says</a></li></ul></div>",
        paragraphs(UNION, QUOTE, PAPERS),
        "<p class=share>Share this on Facebook</p>",
    ),
    "no paragraphs": page(f"<div id=main><div>{'<br><br>'.join(STORY)}</div></div>"),
    "div for p": page(f"<div class=story>{''.join(f'<div>{text}</div>' for text in STORY)}</div>"),
    "laid out with a table": page(
        "<table><tr><td><a href=/>Home</a><br><a href=/s>Sport</a></td><td><font size=5>"
        f"Footbridge was safe</font>{WHOLE}</td><td>Adverts</td></tr></table>"
    ),
    "a table of figures": story(
        paragraphs(MAYOR, UNION),
        "<table><tr><th>Month</th><th>Visits</th></tr><tr><td>March</td><td>0</td></tr></table>",
        paragraphs(QUOTE, PAPERS),
    ),
    "markup inside sentences": story(
        WHOLE.replace("Ines Valdaro", "<b>Ines <i>Valdaro</i></b>").replace(
            "Koray", '<span class="dropcap">K</span>oray'
        )
    ),
    "AMP": page(
        "<amp-sidebar><ul><li>Home</li></ul></amp-sidebar><article><h1>Footbridge was safe</h1>"
        f"<amp-img src=a.jpg alt='The bridge'></amp-img>{paragraphs(MAYOR, UNION)}"
        f"<amp-ad type=x></amp-ad>{paragraphs(QUOTE, PAPERS)}</article>"
    ),
    "the text in the data alone": page(
        "<div id=root></div>",
        TITLE + data({"@type": "NewsArticle", "articleBody": "\n\n".join(STORY)}),
    ),
    "a piece of a page": WHOLE,
}
FURNITURE = ("ubscribe", "newsletter", "cookies", "resign", "dredged", "Facebook", "Home", "Advert")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_story_and_nothing_else(shape: str) -> None:
    text = one(SHAPES[shape]).text
    assert [part for part in text.split("\n\n") if part in STORY] == list(STORY)
    assert not [word for word in FURNITURE if word in text]


@pytest.mark.parametrize(
    "body",
    [
        "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
        "<div id=x><p>Please enable JavaScript to continue to the Tarnholt Courier.</p></div>",
        "<div id=x><h1>Before you continue</h1><p>We use cookies and data to deliver and maintain "
        "our services. If you choose to accept all, we also use cookies to measure advertising "
        "and to improve what we offer to you and to others. You may reject them.</p></div>",
    ],
)
def test_what_stands_in_place_of_an_article_is_none(body: str) -> None:
    with pytest.raises(EmptyInput):
        one(page(body))


def test_a_story_about_cookies_is_one() -> None:
    about = "The regulator said on Friday that shops must not use cookies before visitors agree."
    assert about in one(story(paragraphs(about, *STORY))).text


def test_the_article_is_told_from_the_site_that_it_stands_on() -> None:
    graph = [
        {"@type": "WebSite", "name": "Elsewhere", "datePublished": "2019-01-01"},
        {"@type": "BreadcrumbList", "itemListElement": []},
        {
            "@type": ["NewsArticle"],
            "headline": "Footbridge was safe",
            "datePublished": "2031-05-03",
            "dateModified": "2031-06-01",
            "publisher": {"name": "Tarnholt Courier"},
            "mainEntityOfPage": {"@id": "https://courier.example/footbridge"},
        },
    ]
    article = one(page(f"<article>{WHOLE}</article>", TITLE + data([{"@graph": graph}])))
    assert article.published == "2031-05-03"
    assert article.outlet == "Tarnholt Courier"
    assert article.url == "https://courier.example/footbridge"


@pytest.mark.parametrize(
    "head",
    [
        "<p>Published <time datetime='2031-05-03'>3 May</time>, updated "
        "<time datetime='2031-06-01'>1 June</time></p>",
        "<p>Updated: <time datetime='2031-06-01'>1 June</time> Published: "
        "<time datetime='2031-05-03'>3 May</time></p>",
        "<time class='modified' datetime='2031-06-01'>1 June</time>"
        "<time datetime='2031-05-03T09:00'>3 May</time>",
    ],
)
def test_of_several_dates_that_of_publication(head: str) -> None:
    beside = "<aside><time datetime='2030-01-02'>2 Jan</time> Harbour closed</aside>"
    markup = story(head, WHOLE).replace("</article>", "</article>" + beside)
    markup = markup.replace("<body>", "<body><div>Tuesday, 9 September 2031</div>")
    assert one(markup).date == "2031-05-03"


def test_a_date_in_the_text_is_not_that_of_publication() -> None:
    assert one(
        story(WHOLE, "<p>It opened on <time datetime='1987-08-04'>4 August</time>.")
    ).date != ("1987-08-04")


def test_a_live_page_keeps_its_own_title_and_every_post() -> None:
    posts = "".join(
        f'<article class="post"><time datetime="2031-05-03T{hour}:00">{hour}</time><p>{text}</p>'
        "</article>"
        for hour, text in zip((15, 14, 13, 11), reversed(STORY), strict=True)
    )
    live = {
        "@type": "LiveBlogPosting",
        "headline": "Live: the footbridge",
        "datePublished": "2031-05-03T06:00:00Z",
        "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "No visit", "articleBody": PAPERS}],
    }
    article = one(page(f"<main><h1>Live: the footbridge</h1>{posts}</main>", data(live)))
    assert article.title == "Live: the footbridge"
    assert article.published == "2031-05-03T06:00:00+00:00"
    assert all(text in article.text for text in STORY)


@pytest.mark.parametrize(
    "broken", ['{"@type": "NewsArticle", "datePub', "[" * 5000, "null", "[1, 2]"]
)
def test_data_that_cannot_be_parsed_is_passed_over(broken: str) -> None:
    script = f'<script type="application/ld+json">{broken}</script>'
    assert MAYOR in one(page(f"<article>{WHOLE}</article>", TITLE + script)).text


def test_a_page_of_links_is_no_article() -> None:
    heads = [f"The wall at Port Selby is to rise by {n} metres, the mayor says" for n in range(9)]
    links = "".join(f"<li><a href='/{n}'>{head}</a></li>" for n, head in enumerate(heads))
    with pytest.raises(EmptyInput, match="page of links"):
        one(page(f"<ul>{links}</ul>"))
    article = one(page(f"<article>{paragraphs(*heads)}</article><ul>{links}</ul>"))
    assert "by 8 metres" in article.text
