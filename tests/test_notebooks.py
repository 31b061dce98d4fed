"""The notebooks run from top to bottom, and what they show works without a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from browser import chromium, problems, visit
from synthetic import HOSTILE, world

from claims.disputes import graph as claim_graph
from claims.show import notebook as show

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def made():
    return world(12)


@pytest.fixture(scope="module")
def graph(made):
    return claim_graph.build(made.claims, made.sources, made.links, made.articles)


# -- the notebooks ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_with_its_outputs(path):
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    if not outputs:
        pytest.skip(f"run: jupyter-execute --inplace notebooks/{path.name}")
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [each for each in outputs if each.output_type == "error" or _is_stderr(each)]
    assert str(Path.home()) not in path.read_text("utf-8")


def _is_stderr(output):
    return output.get("name") == "stderr"


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, sample, monkeypatch):
    """The first finds the corpus ingested: it would be busy with that for half a minute."""
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    search = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", search)
    book = nbformat.read(path, as_version=4)
    new = 'Path(workplace.name) / "claims.db", create=True'
    for cell in book.cells:
        cell.source = cell.source.replace(
            new, f"__import__('shutil').copy({str(sample)!r}, workplace.name)"
        )
    place = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(book, timeout=900, kernel_name="python3", resources=place).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    pages = [output["data"]["text/html"] for output in outputs if "text/html" in _data(output)]
    assert pages
    for page in pages:
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)


def _data(output):
    return output.get("data", {})


# -- what they call ---------------------------------------------------------------------------


def test_frames_have_a_row_for_each_record(made):
    pytest.importorskip("pandas")
    for rows in (made.disputes, made.claims, made.sources, made.links):
        assert list(show.frame(rows).index) == [row.id for row in rows]
    assert show.frame(made.disputes)["score"].max() <= 1
    assert show.frame([]).empty
    with pytest.raises(TypeError):
        show.frame([*made.claims, *made.sources])


def test_the_matrix_counts_each_link_on_both_sides(made, graph):
    pytest.importorskip("pandas")
    matrix = show.matrix(graph, most=100)
    assert (matrix.values == matrix.values.T).all()
    against = claim_graph.between(graph)
    total = sum(data["weight"] * (1 if a == b else 2) for a, b, data in against.edges(data=True))
    assert matrix.values.sum() == total


def test_records_show_themselves_escaped(made):
    from dataclasses import replace

    dispute = replace(made.disputes[0], topic=HOSTILE, explanation=HOSTILE, outlets=(HOSTILE,))
    source = replace(made.sources[0], name=HOSTILE, role=HOSTILE)
    article = replace(made.articles[0], title=HOSTILE, text=made.articles[0].text + HOSTILE)
    claim = replace(made.claims[0], speaker=HOSTILE, cue=HOSTILE, article=article.id)
    for shown in (
        show.dispute(dispute, made.articles).text,
        show.claim(claim, source, article).text,
        show.article(article, [claim], [source]).text,
        show.table([dispute]),
        show.table([source]),
    ):
        assert shown and "<script" not in shown and "<img" not in shown and "\u202e" not in shown


def test_an_article_shows_every_attribution_in_it(made):
    claim = made.claims[0]
    article = next(a for a in made.articles if a.id == claim.article)
    shown = show.article(article, made.claims, made.sources).text
    assert f">{claim.quote}</span>" in shown
    assert article.text in re.sub(r"<[^>]+>", "", shown)


def test_lists_of_other_things_are_left_alone():
    assert show.table([1, 2]) is None
    assert show.table([]) is None
    assert show.table(["a", 1]) is None


def test_ipython_is_told_how_to_show_records(made):
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    assert show.register(shell)
    html = shell.display_formatter.format
    assert made.disputes[0].topic in html(made.disputes[0])[0]["text/html"]
    assert "<table>" in html(made.claims)[0]["text/html"]
    assert "text/html" not in html([1, 2])[0]


def test_a_dispute_of_many_claims_stays_short(made):
    dispute = made.disputes[0]
    claim = dispute.sides[0].claims[0]
    many = tuple(
        replace(claim, id=f"many{n}", quote=f"the weir at mill {n} is to close") for n in range(30)
    )
    same = replace(claim, id="same", article="other")
    side = replace(dispute.sides[0], claims=(claim, same, *many))
    told = show.dispute(replace(dispute, sides=(side, dispute.sides[1]))).text
    assert "1 more time" in told and "27 more statements" in told
    assert told.count("the weir at mill") == 3


def test_a_long_cell_is_cut_in_a_table_and_whole_in_a_frame(made):
    claim = replace(made.claims[0], quote="a long story " * 60)
    assert "…" in (show.table([claim]) or "")
    assert show.frame([claim])["quote"].iloc[0] == claim.quote


def test_the_picture_names_the_busiest_sources(graph):
    pytest.importorskip("matplotlib")
    from claims.show.picture import draw, png

    texts = {text.get_text() for text in draw(graph).texts}
    busy = max(
        (data["disputed"], data["name"]) for _, data in graph.nodes(data=True) if "name" in data
    )
    assert busy[1] in texts
    assert png(graph, dpi=40).startswith(b"\x89PNG")


def test_no_name_in_the_picture_covers_another(graph):
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    from claims.show.picture import draw

    small = Figure(figsize=(7, 5), layout="constrained")
    names = draw(graph, small.subplots()).texts
    small.draw_without_rendering()
    boxes = [name.get_window_extent() for name in names]
    assert boxes
    for n, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:n])


def test_the_widget_draws_in_a_frame_of_its_own(graph, tmp_path):
    path = tmp_path / "widget.html"
    path.write_text(f"<!doctype html>{show.explore(graph)._repr_html_()}", encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        visit(browser, path.as_uri())
        browser.switch_to.frame(0)
        names = browser.execute_script(
            "return [...document.querySelectorAll('[name=graph-source] option')].length"
        )
        against = claim_graph.between(graph)
        assert names == len(against) + 1
        assert browser.execute_script("return document.querySelector('canvas').width") > 300
        assert problems(browser) == []


def test_a_tracker_makes_itself_at_home_in_ipython(tmp_path, made, monkeypatch):
    """Without a call to ``register``: the tracker, what it gives, and lists of that."""
    testing = pytest.importorskip("IPython.testing.globalipapp")
    shell = testing.get_ipython() or testing.start_ipython()
    from claims.tracker import Tracker

    formatter = shell.display_formatter.formatters["text/html"]
    monkeypatch.setattr(formatter, "enabled", True)  # as in a notebook; in a terminal it is not
    with Tracker(tmp_path / "claims.db", create=True) as tracker:
        assert "0 articles" in formatter(tracker)
        assert "<table" in formatter(made.disputes)
        assert made.claims[0].quote in formatter(made.claims[0])
        assert formatter([1, 2]) is None


def test_outside_of_ipython_a_tracker_loads_nothing(tmp_path):
    code = (
        "import sys\nfrom claims.tracker import Tracker\n"
        "Tracker(sys.argv[1], create=True).close()\n"
        "assert not {'IPython', 'claims.show.notebook'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "c.db")], check=True, cwd=ROOT)
