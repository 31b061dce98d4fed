"""Decoding of token probabilities into spans, on scores made by hand."""

import numpy as np
import pytest

from claims.extract.decode import (
    Scores,
    Settings,
    certain_content,
    certain_source,
    close,
    complete,
    decode,
    find_cues,
    quotations,
    runs,
    smooth,
    snap,
    words,
)
from claims.extract.windows import Breaks, breaks, cut


def tokens(text: str) -> list[tuple[int, int]]:
    """Pieces of at most four characters: words are split, as wordpieces split them."""
    pieces = []
    i = 0
    while i < len(text):
        if text[i].isspace():
            i += 1
            continue
        j = i + 1
        while text[i].isalnum() and j < len(text) and text[j].isalnum() and j - i < 4:
            j += 1
        pieces.append((i, j))
        i = j
    return pieces


def scores(
    text: str, source: str, cue: str, *content: str, sure: float = 0.9, p: float = 0.9
) -> Scores:
    """Scores as a network would give that is sure of these phrases."""
    offsets = tokens(text)

    def marked(*phrases: str) -> np.ndarray:
        out = np.full(len(offsets), 0.02)
        for phrase in filter(None, phrases):
            at = text.index(phrase)
            for i, (start, end) in enumerate(offsets):
                if start < at + len(phrase) and at < end:
                    out[i] = p
        return out

    where = tuple(np.flatnonzero(marked(cue) > 0.5).tolist())
    return Scores(where, sure, 0, marked(source), marked(*content))


def phrases(text: str, spans) -> list[str]:
    return [text[start:end] for start, end in spans]


def one(text: str, *items: Scores, **settings: float):
    found = decode(text, tokens(text), items, Settings(**settings))
    assert len(found) == 1
    return found[0]


def test_parts_come_out_as_characters():
    text = "Mayor Ilse Brandt said the ferry would not sail."
    found = one(text, scores(text, "Mayor Ilse Brandt", "said", "the ferry would not sail"))
    assert phrases(text, found.source) == ["Mayor Ilse Brandt"]
    assert phrases(text, found.cue) == ["said"]
    assert phrases(text, found.content) == ["the ferry would not sail"]
    assert 0.5 < found.score < 0.9  # of cue, source and content together


def test_a_word_is_taken_whole_or_not_at_all():
    text = "Brandt said the international crossing was safe."
    item = scores(text, "Brandt", "said", "the international crossing was safe")
    content = item.content.copy()
    offsets = tokens(text)
    content[[i for i, (s, _) in enumerate(offsets) if text[s:].startswith("nati")]] = 0.05
    found = one(text, Scores(item.cue, 0.9, 0, item.source, content))
    assert phrases(text, found.content) == ["the international crossing was safe"]


def test_a_stray_piece_of_a_word_is_no_source():
    text = "Reykholt residents were told by Brandt that it was safe."
    item = scores(text, "Brandt", "told", "that it was safe")
    source = item.source.copy()
    source[1] = 0.95  # "holt"
    found = one(text, Scores(item.cue, 0.9, 0, source, item.content))
    assert phrases(text, found.source) == ["Brandt"]


@pytest.mark.parametrize("gap", ["the", "by", "of"])
def test_a_hole_of_one_word_is_filled(gap):
    text = f"Brandt said repairs {gap} harbour began early."
    item = scores(text, "Brandt", "said", "repairs", "harbour began early")
    found = one(text, item)
    assert phrases(text, found.content) == [f"repairs {gap} harbour began early"]


def test_content_around_its_cue_stays_in_two_runs():
    text = '"The ferry is old," Brandt said. "It will not sail again."'
    item = scores(text, "Brandt", "said", '"The ferry is old,"', '"It will not sail again."')
    found = one(text, item)
    assert phrases(text, found.content) == ['"The ferry is old,"', '"It will not sail again."']


def test_a_quotation_runs_to_its_closing_mark():
    text = "“We checked the engine and the hull twice,” Brandt said."
    found = one(text, scores(text, "Brandt", "said", "We checked the engine and the hull"))
    assert phrases(text, found.content) == ["“We checked the engine and the hull twice,”"]


def test_a_quotation_left_open_runs_to_the_end_of_its_paragraph():
    text = "Brandt said: “We checked the engine. We checked the hull.\n\nThe ferry is old."
    found = one(text, scores(text, "Brandt", "said", "“We checked the engine. We checked"))
    assert phrases(text, found.content) == ["“We checked the engine. We checked the hull."]


def test_a_mentioned_word_in_quotes_does_not_pull_in_the_rest():
    text = "Brandt called the plan “a joke that nobody would ever laugh about”."
    found = one(text, scores(text, "Brandt", "called", "the plan"))
    assert phrases(text, found.content) == ["the plan"]


def test_commas_at_the_edge_belong_to_nobody():
    text = "The ferry is old, Brandt, the mayor, said."
    found = one(text, scores(text, "Brandt, the mayor,", "said", "The ferry is old,"))
    assert phrases(text, found.content) == ["The ferry is old"]
    assert phrases(text, found.source) == ["Brandt, the mayor"]


def test_one_content_has_one_cue():
    text = "Brandt announced in a statement that the ferry was old."
    first = scores(text, "Brandt", "announced", "that the ferry was old", sure=0.95)
    second = scores(text, "Brandt", "statement", "that the ferry was old", sure=0.8)
    assert phrases(text, one(text, second, first).cue) == ["announced"]


def test_a_statement_inside_another_is_kept():
    text = "Brandt said that Odd Moen had told her that the ferry was old."
    outer = scores(text, "Brandt", "said", "that Odd Moen had told her that the ferry was old")
    inner = scores(text, "Odd Moen", "told", "that the ferry was old", sure=0.85)
    found = decode(text, tokens(text), [inner, outer], Settings())
    assert [phrases(text, a.source) for a in found] == [["Brandt"], ["Odd Moen"]]


def test_a_relayed_statement_and_who_relayed_it_are_both_kept():
    text = "According to the port, Brandt told Moen that the ferry was old."
    outer = scores(text, "the port", "According to", "Brandt told Moen that the ferry was old")
    inner = scores(text, "Brandt", "told", "that the ferry was old", sure=0.8)
    found = decode(text, tokens(text), [inner, outer], Settings())
    assert [phrases(text, a.source) for a in found] == [["the port"], ["Brandt"]]


def test_a_source_is_one_phrase():
    text = "The port closed. Odd Moen, the mayor, said it was old."
    item = scores(text, "Odd Moen, the mayor", "said", "it was old")
    source = item.source.copy()
    source[:2] = 0.6  # "The port"
    found = one(text, Scores(item.cue, 0.9, 0, source, item.content))
    assert phrases(text, found.source) == ["Odd Moen, the mayor"]


def test_a_source_never_crosses_a_blank_line():
    text = "Ferry news\n\nOdd Moen said it was old."
    item = scores(text, "Ferry news\n\nOdd Moen", "said", "it was old")
    source = item.source.copy()
    source[:3] = 0.8
    found = one(text, Scores(item.cue, 0.9, 0, source, item.content))
    assert phrases(text, found.source) == ["Odd Moen"]


def test_what_is_reported_stays_in_the_paragraph_of_its_cue():
    text = "Brandt said that it was old\n\nThe mayor Odd Moen left."
    found = one(text, scores(text, "Brandt", "said", "that it was old", "The mayor Odd Moen"))
    assert phrases(text, found.content) == ["that it was old"]


def test_what_is_quoted_may_go_on_in_the_next_paragraph():
    text = "Brandt said: “It is old.\n\n“It sails.”"
    found = one(text, scores(text, "Brandt", "said", "“It is old.", "“It sails.”"))
    assert "It sails.”" in phrases(text, found.content)[-1]


def test_a_word_at_the_end_of_a_window_is_made_whole():
    text = "“It is old,” said Brandtmann today."
    item = scores(text, "Brandtmann", "said", "“It is old,”")
    seen = 8  # tokens up to "Bran"
    assert text[tokens(text)[seen - 1][0] :].startswith("Bran")
    cut_off = Scores(item.cue, 0.9, 0, item.source[:seen], item.content[:seen])
    assert phrases(text, one(text, cut_off).source) == ["Brandtmann"]


def test_order_is_that_of_the_text_and_nothing_gives_nothing():
    text = "Brandt said yes. Moen said no."
    second = scores(text, "Moen", "said no", "no")
    first = scores(text, "Brandt", "said yes", "yes", sure=0.8)
    found = decode(text, tokens(text), [second, first], Settings())
    assert [a.cue[0][0] for a in found] == sorted(a.cue[0][0] for a in found)
    assert decode("", [], [], Settings()) == []
    assert decode(text, tokens(text), [scores(text, "Brandt", "said")], Settings()) == []


def tags(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows)


OUT, FIRST, INSIDE = (0.98, 0.01, 0.01), (0.1, 0.85, 0.05), (0.1, 0.05, 0.85)


def test_cues_begin_where_the_network_begins_them():
    found = find_cues(tags(OUT, FIRST, INSIDE, OUT, FIRST, FIRST, OUT), Settings())
    assert [cue.tokens for cue in found] == [(1, 2), (4,), (5,)]


def test_the_inside_of_a_cue_that_never_began_is_none():
    assert find_cues(tags(OUT, INSIDE, INSIDE, OUT), Settings()) == []


def test_a_cue_counts_by_its_surest_token():
    weak = (0.55, 0.4, 0.05)
    assert [c.tokens for c in find_cues(tags(weak, INSIDE), Settings(cue=0.8))] == [(0, 1)]
    assert find_cues(tags(weak, OUT), Settings(cue=0.8)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. officials", ["U.S.", "officials"]),
        ("Al-Sayed's", ["Al-Sayed", "'s"]),
        ("didn’t go", ["didn’t", "go"]),
        ("1,200 boats, he", ["1,200", "boats", ",", "he"]),
        ("“yes”", ["“", "yes", "”"]),
    ],
)
def test_words(text, expected):
    offsets = tokens(text)
    number = words(text, offsets)
    seen = {}
    for n, (start, end) in zip(number.tolist(), offsets, strict=True):
        seen[n] = (seen.get(n, (start, end))[0], end)
    assert [text[s:e] for s, e in seen.values()] == expected


def test_snap_is_the_mean_of_a_word():
    assert snap(np.array([0.2, 0.4, 1.0]), np.array([1, 1, 2])).tolist() == pytest.approx(
        [0.3, 0.3, 1.0]
    )


def test_smoothing_drops_specks_and_fills_dents():
    odds = np.array([3.0, 3.0, -0.4, 3.0, -3.0, -3.0, 0.4, -3.0])
    assert smooth(odds, 1.0).tolist() == [True] * 4 + [False] * 4
    assert smooth(odds, 0.0).tolist() == (odds > 0).tolist()


def test_small_helpers():
    chosen = np.array([True, False, True, False, False, True])
    assert close(chosen, 1).tolist() == [True, True, True, False, False, True]
    assert runs(chosen) == [(0, 1), (2, 3), (5, 6)]
    assert runs(np.zeros(3, dtype=bool)) == []
    text = "a “b c” d"
    quoted = quotations(text, tokens(text))
    assert quoted.tolist() == [-1, 0, 0, 0, 0, -1]
    half = np.array([False, True, True, False, False, True])
    assert complete(half, quoted, 0.5).tolist() == [False, True, True, True, True, True]
    assert complete(half, quoted, 0.6).tolist() == half.tolist()


@pytest.mark.parametrize("count", [0, 1, 50, 51, 99, 100, 101, 1234])
@pytest.mark.parametrize("places", [[], [30, 45, 70], list(range(0, 1300, 7))])
def test_windows_own_every_token_once(count, places):
    windows = list(cut(3, count, Breaks(places, []), width=50, margin=5))
    owned = [i for w in windows for i in range(w.first, w.last)]
    assert owned == list(range(count))
    for w in windows:
        assert w.end - w.start <= 50
        assert max(0, w.first - 5) == w.start
        assert w.end == min(count, w.last + 5)


def test_cuts_fall_between_paragraphs_then_sentences():
    windows = list(cut(0, 100, Breaks([40], [44]), width=50, margin=2))
    assert windows[0].last == 40
    windows = list(cut(0, 100, Breaks([10], [44]), width=50, margin=2))
    assert windows[0].last == 44


def test_breaks_are_found_by_marks():
    text = "It sails. She left.\n\n“No.” He stayed at 3.5 knots"
    where = breaks(text, tokens(text))
    starts = [tokens(text)[i][0] for i in where.paragraphs]
    assert [text[i] for i in starts] == ["“"]
    starts = [tokens(text)[i][0] for i in where.sentences]
    assert [text[i : i + 2] for i in starts] == ["Sh", "“N", "He"]


@pytest.mark.parametrize(("first", "second"), [("“", "”"), ('"', '"')])
def test_no_cut_inside_a_quotation_of_several_paragraphs(first, second):
    text = f"Brandt said: {first}It sails.\n\n{first}It is old.{second}\n\nShe left."
    offsets = tokens(text)
    assert [text[offsets[i][0] :] for i in breaks(text, offsets).paragraphs] == ["She left."]


def test_a_cue_without_a_sure_content_is_left_out():
    text = "The ferry has sailed, Moen said on the radio at noon."
    clear = scores(text, "Moen", "said", "The ferry has sailed")
    vague = scores(text, "Moen", "said", "The ferry has sailed", p=0.6)
    settings = Settings(content=0.5, sure=0.45)
    assert len(decode(text, tokens(text), [clear], settings)) == 1
    assert decode(text, tokens(text), [vague], settings) == []
    assert len(decode(text, tokens(text), [vague], Settings(content=0.5))) == 1


def test_how_sure_a_source_and_a_content_are():
    likely = np.array([0.9, 0.8, 0.1, 0.3])
    chosen = np.array([True, True, False, False])
    assert certain_source(likely, chosen) == 0.9
    assert certain_source(likely, np.zeros(4, bool)) == pytest.approx(0.1)
    assert certain_content(likely, chosen) == pytest.approx(1.7 / 2.4)
    assert certain_content(np.array([1.0, 1, 0, 0]), chosen) == 1.0
