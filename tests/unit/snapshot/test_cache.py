import stat
from pathlib import Path

import pyarrow as pa

from graph.snapshot.cache import Cache
from graph.snapshot.freshness import fact_names, stated_by

TABLE = pa.table({"key": ["a", "b"], "kind": pa.array(["x", None]).dictionary_encode()})


def test_a_table_comes_back_under_its_own_mark_only(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "neo4j://one")
    cache.put("Loan", "m1", TABLE)
    found = cache.get("Loan", "m1")
    assert found is not None
    assert found.equals(TABLE)
    assert cache.get("Loan", "m2") is None
    assert cache.get("LoanOther", "m1") is None
    assert Cache(tmp_path, "neo4j://two").get("Loan", "m1") is None


def test_only_the_latest_is_kept_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", "neo4j://one")
    cache.put("Loan", "m1", TABLE)
    mapped = cache.get("Loan", "m1")
    cache.put("Loan", "m2", TABLE.slice(0, 1))
    (path,) = cache.folder.iterdir()
    assert path.name == "Loan.m2.arrow"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert mapped is not None
    assert mapped.to_pylist() == TABLE.to_pylist()  # still mapped, though its file is gone


def test_without_a_mark_nothing_is_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "neo4j://one")
    cache.put("Loan", "", TABLE)
    assert cache.get("Loan", "") is None
    assert list(cache.folder.iterdir()) == []


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "neo4j://one")
    cache.put("Loan", "m1", TABLE)
    (path,) = cache.folder.iterdir()
    path.write_bytes(path.read_bytes()[:40])
    assert cache.get("Loan", "m1") is None


def test_what_a_table_may_change() -> None:
    assert stated_by("balances") == {"Balance", "STOOD_AT"}
    assert {"Guarantee", "GUARANTEES", "SECURES_LOAN"} <= stated_by("guarantees")
    assert stated_by("a table of a later version") == set(fact_names())
