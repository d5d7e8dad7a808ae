"""What the documents say of the code is what the code says of itself."""

import re
from pathlib import Path

import pytest

from cypher import QUERIES
from cypher.document import queries_markdown, questions_table
from graph.measures.document import measures_markdown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_list_of_queries_is_fresh() -> None:
    assert (ROOT / "docs" / "queries.md").read_text(encoding="utf-8") == queries_markdown(), (
        "docs/queries.md is stale: run `python -m cypher.document docs/queries.md`"
    )


def test_the_list_of_measures_is_fresh() -> None:
    assert (ROOT / "docs" / "measures.md").read_text(encoding="utf-8") == measures_markdown(), (
        "docs/measures.md is stale: run `python -m graph.measures.document docs/measures.md`"
    )


def test_the_readme_lists_every_question() -> None:
    begin, end = "<!-- queries:begin -->", "<!-- queries:end -->"
    assert README.partition(begin)[2].partition(end)[0].strip() == questions_table()


@pytest.mark.parametrize("name", re.findall(r"ringfence query ([a-z_]+/[a-z_]+)", README) or ["none"])
def test_the_readme_asks_queries_that_exist(name: str) -> None:
    assert QUERIES[name].askable


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_within_the_repository_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if not t.startswith("http")]
    assert [t for t in targets if not (ROOT / t).exists()] == []
