"""What stands on a page beside its article: taken away before the text is looked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 500  # characters; "paywall" is also the name of what is behind one
_NAMED = re.compile(
    r"paywall|subscri|newsletter|cookie|consent|gdpr|onetrust|sign-?up|regwall|adblock", re.I
)
_ASKING = re.compile(
    r"\b(?:subscri\w+|log ?in|sign (?:in|up)|register|cookies?|newsletters?|ad ?blocker)\b", re.I
)
_FEW = 5  # links
_HEADLINE = 15  # characters without spaces; what is shorter is a name or "Read more"
_WAITING = re.compile(r"\b(?:enable|requires?|turn on|without) java ?script\b", re.I)
_CONSENT = re.compile(
    r"\b(?:we|our (?:\d+ )?partners|this (?:web)?site)\b[^.]{0,60}\bcookies\b", re.I
)
_ANSWER = re.compile(r"\b(?:accept|reject|agree|consent|choose|manage|continue)\b", re.I)
_BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "ul", "blockquote", "div", "br"))


def clear(tree: HtmlElement) -> None:
    """Take out requests to subscribe, log in or accept cookies, and make blocks of the tables
    that a page is laid out with."""
    for element in list(tree.iter("div", "section", "aside", "form", "dialog", "p")):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if not _NAMED.search(name) or element.getparent() is None:
            continue
        words = " ".join("".join(element.itertext()).split())
        if len(words) <= _LONGEST and _ASKING.search(words):
            element.drop_tree()
    for table in filter(_lays_out, list(tree.iter("table"))):
        for part in table.iter("table", "tbody", "thead", "tr", "td", "th"):
            part.tag = "div"


def placeholder(text: str) -> str | None:
    """Why ``text`` is no article but what stands in its place, and what to do; None if it is
    one."""
    if len(text) < 400 and _WAITING.search(text):
        return "needs JavaScript to show its text; save it from a browser"
    if len(text) < 2_000 and _CONSENT.search(text) and len(_ANSWER.findall(text)) > 1:
        return "is a request for consent, not an article; accept it in a browser and save the page"
    return None


def only_links(tree: HtmlElement, text: str) -> str | None:
    """Why ``text``, found in ``tree``, is no article but a list of them; None if it is one."""
    told = left = "".join(text.split())
    own = {_letters(element) for element in tree.iter("p") if element.find(".//a") is None}
    links = {_letters(link) for link in tree.iter("a")} - own
    count = 0
    for link in sorted(links, key=len, reverse=True):
        if len(link) >= _HEADLINE and link in left:
            count += 1
            left = left.replace(link, "")
    if count >= _FEW and len(left) < 0.3 * len(told):
        return "is a page of links, not an article; name the pages that it links to"
    return None


def _letters(element: HtmlElement) -> str:
    return "".join("".join(element.itertext()).split())


def _lays_out(table: HtmlElement) -> bool:
    """Whether blocks of text stand in its cells, as on pages before there was CSS."""
    return any(
        len("".join(cell.itertext())) > 200
        for cell in table.iter("td", "th")
        if any(child.tag in _BLOCKS for child in cell)
    )
