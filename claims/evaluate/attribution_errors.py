"""What kinds of errors an extraction of attributions makes, counted by what can be seen.

Every gold attribution that was not found, every one found that is not in the gold, and
every pair of the two that does not count as right end to end falls into one class, by:

    what went wrong   missed, invented, content too long or too short and at which side,
                      source missing, wrong or invented
    where it stands   beside one found ("another content of a cue"), inside the content of
                      another, or with nothing near
    what it looks like   quoted or not, a content of at most five words, the cue a verb, a
                      noun or another word

The lemmas of the cues say which words a class is about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from claims.evaluate.matching import GoldArticle, characters, hits, match, part
from claims.extract.parse import parse
from claims.records import Attribution, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Contents of so many words at most are short: topics and attitudes, mostly.
SHORT = 5
#: Characters by which a content's end may be off before that side is called wrong.
NEAR = 2
#: Classes and lemmas that are printed.
CLASSES, LEMMAS = 20, 8


def tabulate(
    gold: Sequence[GoldArticle], predicted: Sequence[Sequence[Attribution]]
) -> list[dict[str, Any]]:
    """The errors of ``predicted[i]`` against ``gold[i]``: for each class its name, the count, and
    the commonest lemmas of the cues with their counts; the largest first."""
    lemmas: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, lemma in errors(gold, predicted):
        lemmas[kind][lemma] += 1
    classes = [
        {"name": kind, "count": count.total(), "lemmas": count.most_common(LEMMAS)}
        for kind, count in lemmas.items()
    ]
    return sorted(classes, key=lambda found: (-found["count"], found["name"]))


def print_errors(classes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The lines that tell the largest ``classes`` of `tabulate`."""
    total = sum(found["count"] for found in classes)
    yield f"{total} errors in {len(classes)} classes; the largest:"
    for found in classes[:CLASSES]:
        lemmas = ", ".join(f"{lemma} {count}" for lemma, count in found["lemmas"])
        yield f"{found['count']:5}  {found['name']} ({lemmas})"


def errors(
    gold: Sequence[GoldArticle], predicted: Sequence[Sequence[Attribution]]
) -> Iterator[tuple[str, str]]:
    """Each error, in the order of the articles: its class, and the lemma of its cue."""
    docs = parse(article.text for article in gold)
    for article, told, doc in zip(gold, predicted, docs, strict=True):
        text = article.text
        ours, found, matches = match(article.attributions, told)
        for j, (i, overlap) in matches.items():
            if not hits(ours[i], found[j], overlap)["e2e"]:
                kind = (_content if overlap < 0.5 else _source)(ours[i], found[j])
                yield f"{kind}; {part(text, ours[i])}", _cue(ours[i].cue, doc)[0]
        taken = {i for i, _ in matches.values()}
        for what, some, known, others in (
            ("missed", ours, taken, found),
            ("invented", found, matches, ours),
        ):
            for n, own in enumerate(some):
                if n not in known:
                    lemma, word = _cue(own.cue, doc)
                    yield f"{what}: {_lone(text, own, word, others)}", lemma


def _lone(text: str, own: Attribution, word: str, others: Sequence[Attribution]) -> str:
    """The class of one that has no counterpart among ``others`` and whose cue is a ``word``."""
    cue, content = characters(own.cue), characters(own.content)
    if any(cue & characters(other.cue) for other in others):
        return f"another content of a cue that both have; {part(text, own)}"
    inside = any(2 * len(content & characters(other.content)) > len(content) for other in others)
    place = "inside the content of another" if inside else "nothing near"
    words = sum(len(text[start:end].split()) for start, end in own.content)
    size = f"at most {SHORT} words" if words <= SHORT else "longer"
    source = "" if own.source else "; without source"
    return f"{place}; {part(text, own)}, {size}; cue {word}{source}"


def _cue(spans: Spans, doc: Doc) -> tuple[str, str]:
    """The lemma of a cue's first verb, or noun, or word, and which of these it is."""
    inside = [
        token
        for start, end in spans
        for token in doc.char_span(start, end, alignment_mode="expand") or ()
        if not token.is_space
    ]
    for name in ("VERB", "NOUN"):
        for token in inside:
            if token.pos_ == name:
                return token.lemma_.lower(), name.lower()
    return (inside[0].lemma_.lower() if inside else "none"), "other"


def _content(gold: Attribution, found: Attribution) -> str:
    """Which ends of the content are off, and to which side."""
    begins = found.content[0][0] - gold.content[0][0]
    ends = found.content[-1][1] - gold.content[-1][1]
    sides = []
    if abs(begins) > NEAR:
        sides.append("begins too early" if begins < 0 else "begins too late")
    if abs(ends) > NEAR:
        sides.append("ends too early" if ends < 0 else "ends too late")
    return f"content {' and '.join(sides) or 'has other words between'}"


def _source(gold: Attribution, found: Attribution) -> str:
    if not found.source:
        return "source missing"
    return "source wrong" if gold.source else "source invented"
