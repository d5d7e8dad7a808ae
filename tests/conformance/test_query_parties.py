"""Which party a text means, and how questions refuse what they cannot answer; on both databases."""

from pathlib import Path

import pytest

from graph.as_of import AsOf
from graph.ask import ask, name_index, resolve_party
from graph.errors import Ambiguous, NotFound, UsageError
from graph.store import Store
from tests.conformance.world import create, world

AT = AsOf.at()
WORLD = """
company cn.uscc:91330106MA2CFM2X58 杭州临江机械有限公司
company own:1 同名公司
company own:2 同名公司
person  own:3 王建国
"""


def test_party_by_id_code_and_name(store: Store) -> None:
    create(store, world(WORLD))
    for text in ("cn.uscc:91330106MA2CFM2X58", "91330106MA2CFM2X58", "91330106ma2cfm2x58", "杭州临江机械有限公司"):
        assert resolve_party(store, text) == "cn.uscc:91330106MA2CFM2X58"
    assert resolve_party(store, " 王建国 ") == "own:3"


def test_unknown_and_ambiguous_party(store: Store) -> None:
    create(store, world(WORLD))
    with pytest.raises(NotFound, match="没有主体"):
        resolve_party(store, "杭州临江")
    with pytest.raises(NotFound) as private:
        resolve_party(store, "11010519491231002X")
    assert "19491231" not in f"{private.value} {private.value.details}"
    with pytest.raises(Ambiguous) as several:
        resolve_party(store, "同名公司")
    assert several.value.details["candidates"] == ["own:1", "own:2"]
    with pytest.raises(NotFound):
        ask(store, "guarantee/chain_total", {"party": "own:9"}, at=AT)


def test_paths_refuse_what_they_cannot_answer(store: Store) -> None:
    create(store, world(WORLD))
    with pytest.raises(UsageError, match="two different"):
        ask(store, "path/all", {"party": "own:1", "other": "own:1"}, at=AT)
    with pytest.raises(UsageError, match="maximum_length"):
        ask(store, "path/all", {"party": "own:1", "other": "own:2", "maximum_length": "31"}, at=AT)
    with pytest.raises(UsageError, match="limit"):
        ask(store, "path/all", {"party": "own:1", "other": "own:2"}, at=AT, limit=0)


def test_name_index_follows_the_store(store: Store, tmp_path: Path) -> None:
    create(store, world(WORLD))
    first = name_index(store, tmp_path)
    assert name_index(store, tmp_path) is first
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    create(store, world("company own:4 新公司"))
    assert [
        row["party_id"] for row in ask(store, "enterprise/search", {"text": "新"}, at=AT, cache_dir=tmp_path).rows
    ] == ["own:4"]
    assert kept not in set(tmp_path.iterdir())
