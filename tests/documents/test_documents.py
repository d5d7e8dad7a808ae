"""What the documents say of the code is what the code says of itself."""

import re
from pathlib import Path

import pytest

from api.settings import settings_table
from cypher import QUERIES
from cypher.document import queries_markdown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def between(name: str) -> str:
    """The part of the README between its markers of that name."""
    found = re.search(rf"<!-- {name}:begin -->\n(.*)<!-- {name}:end -->", README, re.DOTALL)
    assert found, f"README.md has no markers {name}:begin and {name}:end"
    return found[1]


def test_the_list_of_queries_is_fresh() -> None:
    assert (ROOT / "docs" / "queries.md").read_text(encoding="utf-8") == queries_markdown(), (
        "docs/queries.md is stale: run `python -m cypher.document docs/queries.md`"
    )


def test_the_readme_has_the_settings_of_the_program() -> None:
    assert between("settings").strip() == settings_table().strip()


@pytest.mark.parametrize("name", re.findall(r"ringfence query ([a-z_]+/[a-z_]+)", README) or ["none"])
def test_the_readme_asks_queries_that_exist(name: str) -> None:
    assert QUERIES[name].askable


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_within_the_repository_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if not t.startswith("http")]
    assert [t for t in targets if not (ROOT / t).exists()] == []
