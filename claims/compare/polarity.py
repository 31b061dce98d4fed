"""Negation and antonyms, by rule: each gives the decision a reason that can be shown.

A word list alone misleads: a prefix is part of its word ("non-exhaustive" is not
"exhaustive"), "always" and "never" oppose each other only about the same act, and a
negated antonym agrees ("was not open" and "was closed").
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from claims.compare.wordforms import Token, forms, tokens, wordset

#: Phrases that hold a negator and do not negate, in lower case.
_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least|to mention|surprisingly|unlike)"
    r"|no (?:doubt|wonder|matter|less|fewer|more than|later than|sooner)"
    r"|whether or not|or not|nothing (?:but|short of)|no\.? ?\d+|if not|why not"
    r"|not long (?:ago|after)"
    r"|none other than|last but not least|like never before"
    r"|(?:no one|nobody|nothing|no \w+)(?: is|['’]s| was| can be)? (?:more|better|greater|bigger)"
    r"|no (?:better|greater|bigger|stronger) \w+ than)\b"
)
_TAG = re.compile(r",\s*(?:\w+n['’]t|\w+ not)\s+\w+\s*\?")
_INTERJECTION = re.compile(r"^[\s\"“”'‘’]*no\s*[,.;:!–—-]+\s*", re.IGNORECASE)
_CONTRAST = re.compile(
    r",?\s*\bnot\b [^,.;]{1,60}?\bbut\b|, (?:and )?not (?:a|an|the|by|in|of)\b[^,.;]*"
)

_JOINING = frozenset({"and", "or", "but", "nor", ";"})
_NEGATORS = wordset(
    "not never no nobody nothing none neither nor cannot nowhere hardly scarcely barely"
)
#: Verbs that negate the clause after them ("failed to open", "denies opening").
_NEGATIVE_VERBS = frozenset(
    form for base in ("fail", "refuse", "decline", "deny", "lack") for form in forms(base)
)
#: Words that begin a clause within the main one.
_SUBORDINATE = wordset("""
    because although though if unless while whereas when whenever after before since until
    till once who whom whose which where why lest
    """)
_RELATIVE = wordset("who whom whose which where")


@lru_cache(maxsize=8192)
def polarity(text: str) -> bool:
    """Whether the main clause of ``text`` is negated: "did not open", "no one opened it",
    "failed to open". Two negations cancel each other.

    A subordinate clause does not count, nor do "not only", "no doubt", a tag question, an
    answering "No," or "not X but Y".
    """
    return _negations(main_clause(text)) % 2 == 1


def main_clause(text: str) -> str:
    """``text`` in lower case without its subordinate clauses, as far as words show them."""
    lower = text.replace("’", "'").lower().replace("no-one", "no one")
    lower = _INTERJECTION.sub("", lower)
    lower = _TAG.sub("", lower)
    lower = _CONTRAST.sub(" ", lower)
    lower = _HARMLESS.sub(" ", lower)
    found = tokens(lower)
    kept: list[Token] = []
    index = 0
    while index < len(found):
        word = found[index].text
        if word in _SUBORDINATE and not _asks(word, index):
            comma = _comma(found, index)
            aside = index == 0 or found[index - 1].text in (",", "(")
            if comma is None or not (aside or word in _RELATIVE):
                break
            index = comma + 1
            continue
        kept.append(found[index])
        index += 1
    return " ".join(token.text for token in kept)


def _asks(word: str, index: int) -> bool:
    return index == 0 and word in ("who", "where", "why", "which")


def _comma(found: list[Token], index: int) -> int | None:
    """The comma that closes the clause that begins at ``index``."""
    for at in range(index + 1, len(found)):
        if found[at].text in (",", ")"):
            return at
        if found[at].text in (".", ";", "?", "!"):
            return None
    return None


def _negations(clause: str) -> int:
    words = clause.split()
    count = 0
    last = 0
    for index, word in enumerate(words):
        if word in _NEGATORS or word.endswith("n't"):
            # "nor" and "neither" go together, "no, not" is one negation said twice, and two
            # that stand beside each other do not cancel: "no fire and no smoke".
            twice = index and (words[index - 1] in _NEGATORS or word == "nor")
            beside = not _JOINING.isdisjoint(words[last:index])
            count += 0 if (twice or beside) and count else 1
            last = index
        elif word in _NEGATIVE_VERBS:
            after = words[index + 1 : index + 2]
            if word in forms("fail") | forms("refuse") | forms("decline"):
                count += after == ["to"]
            elif word in forms("lack") or word.startswith("den"):
                count += 1
    return count


def opposites(a: str, b: str) -> tuple[str, str] | None:
    """A word of ``a`` and one of ``b`` that oppose each other, as written, or None.

    None too where one of the two clauses is negated (then they agree), and where either
    text holds words of both sides.
    """
    if polarity(a) != polarity(b):
        return None
    one, two = _words(a), _words(b)
    for left, right in _table():
        a_left, a_right = one.keys() & left, one.keys() & right
        b_left, b_right = two.keys() & left, two.keys() & right
        if a_left and b_right and not a_right and not b_left:
            return one[min(a_left)], two[min(b_right)]
        if a_right and b_left and not a_left and not b_right:
            return one[min(a_right)], two[min(b_left)]
    return _prefixed(one, two)


_PREFIXES = ("non-", "un", "in", "im", "ir", "il", "dis")
#: Words that look prefixed and are not, or whose prefix does not negate.
_UNPREFIXED = wordset("""
    invaluable inflammable infamous unless until undone indifferent instance inform income
    increase inside impress impart imports import dispatch display discover disclose distinct
    disease dispose disposed imposed impose invested involved industry intended inbound
    ingrained indeed invent insure
    """)
_ADJECTIVAL = (
    "able", "ible", "al", "ic", "ive", "ous", "ful", "ed", "ent", "ant", "ly", "ing", "ary",
    "fair", "true", "safe", "clear", "likely", "legal", "lawful", "known", "harmed", "aware",
    "wise", "happy", "sure", "ready", "holy", "easy", "armed", "named", "just", "fit", "well",
    "certain", "popular", "familiar", "complete", "correct", "secure", "honest", "possible",
    "exact", "direct", "sane", "human", "perfect", "proper", "pure", "mature", "proved", "proven",
)  # fmt: skip


def _prefixed(one: dict[str, str], two: dict[str, str]) -> tuple[str, str] | None:
    for word in sorted(one.keys() | two.keys()):
        if word in _UNPREFIXED:
            continue
        for prefix in _PREFIXES:
            root = word.removeprefix(prefix)
            if root == word or len(root) < 3 or not root.endswith(_ADJECTIVAL):
                continue
            if word in one and root in two and root not in one and word not in two:
                return one[word], two[root]
            if word in two and root in one and root not in two and word not in one:
                return one[root], two[word]
    return None


@lru_cache(maxsize=8192)
def _words(text: str) -> dict[str, str]:
    """Lower-case words of the main clause, each with its first form in the text."""
    found: dict[str, str] = {}
    kept = set(main_clause(text).split())
    for token in tokens(text):
        if token.word and token.lower in kept:
            found.setdefault(token.lower, token.text)
    return found


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The antonyms of antonyms.txt, every word with its forms."""
    text = files("claims.compare").joinpath("antonyms.txt").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((_side(left), _side(right)) for left, right in rows)


def _side(words: str) -> frozenset[str]:
    found: set[str] = set()
    for word in words.split():
        # An adjective marked with "=" has one form: "right=" has no "righted".
        found |= {word[:-1]} if word.endswith("=") else forms(word)
    return frozenset(found - {""})
