"""Which party a text means, and how questions refuse what they cannot answer; on both databases."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.as_of import AsOf
from graph.ask import NameIndex, ask, name_index, names, resolve_party
from graph.errors import Ambiguous, NotFound, UsageError
from graph.store import EmbeddedOptions, Store, connect
from tests.conformance.facts import Row, edge, party, write_facts
from tests.conformance.world import create, world
from tests.conftest import empty

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


@pytest.fixture(autouse=True)
def _nothing_in_memory() -> None:
    """The store of the run is the same object in every test, and so may be the ledger."""
    names._kept.clear()


def found(store: Store, text: str, folder: Path | None) -> list[str]:
    """The ids of the enterprises that a search finds."""
    rows = ask(store, "enterprise/search", {"text": text}, at=AT, cache_dir=folder).rows
    return [row["party_id"] for row in rows]


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def deliver(store: Store, batch_id: str, *party_ids: str) -> None:
    """Enterprises and what identifies them, with the batch's row in the ledger."""
    facts: dict[str, Sequence[Row]] = {
        "Enterprise": [party(party_id) for party_id in party_ids],
        "Identifier": [{"identifier_id": party_id} for party_id in party_ids],
        "IDENTIFIES": [edge(party_id, party_id) for party_id in party_ids],
    }
    write_facts(store, "enterprises", batch_id, facts)


def renewed(store: Store, folder: Path) -> NameIndex:
    """The index as another process has it: nothing of it in memory."""
    names._kept.pop(store, None)
    return name_index(store, folder)


def test_name_index_follows_the_store(store: Store, tmp_path: Path) -> None:
    create(store, world(WORLD))
    first = name_index(store, tmp_path)
    assert name_index(store, tmp_path) is first
    assert files(tmp_path) == []  # without a ledger nothing may be concluded, so nothing is written
    create(store, world("company own:4 新公司"))
    assert found(store, "新", tmp_path) == ["own:4"]


def test_name_index_on_disk_follows_the_ledger(store: Store, tmp_path: Path) -> None:
    deliver(store, "b1", "own:1")
    first = name_index(store, tmp_path)
    (kept,) = files(tmp_path)
    assert kept.stat().st_mode & 0o077 == 0
    deliver(store, "b2", "own:2")
    assert found(store, "own:2", tmp_path) == ["own:2"]
    assert name_index(store, tmp_path) is not first
    assert len(files(tmp_path)) == 1
    assert not kept.exists()


def test_name_index_stays_where_no_batch_touched_parties(store: Store, tmp_path: Path) -> None:
    write_facts(store, "enterprises", "b1", {"Enterprise": [party("own:1"), party("own:2")]})
    write_facts(store, "persons", "b2", {"Person": [party("own:3")]})
    first = name_index(store, tmp_path)
    write_facts(store, "stakes", "b3", {"OWNS": [edge("own:1", "own:2", stake_id="s", share_ratio=0.5)]})
    assert name_index(store, tmp_path) is first
    (kept,) = files(tmp_path)
    written = kept.stat().st_mtime_ns
    assert renewed(store, tmp_path).named("名称 own:3") == ["own:3"]
    assert kept.stat().st_mtime_ns == written


def test_database_emptied_and_filled_anew(store: Store, tmp_path: Path) -> None:
    deliver(store, "b1", "own:1")
    assert name_index(store, tmp_path).named("名称 own:1") == ["own:1"]
    empty(store)
    deliver(store, "b2", "own:9")  # the same version, the same number of parties
    assert name_index(store, tmp_path).named("名称 own:9") == ["own:9"]
    assert renewed(store, tmp_path).named("名称 own:1") == []


def test_database_filled_anew_by_the_same_last_batch(store: Store, tmp_path: Path) -> None:
    """The same version, the same batches, the same day of loading: only what the first of them brought differs."""
    for party_id in ("own:1", "own:9"):
        empty(store)
        deliver(store, "b1", party_id)
        write_facts(store, "stakes", "b2", {"OWNS": [edge(party_id, party_id, stake_id="s")]})
        assert name_index(store, tmp_path).named(f"名称 {party_id}") == [party_id]
        assert renewed(store, tmp_path).named(f"名称 {party_id}") == [party_id]


def test_damaged_name_index_is_made_again(store: Store, tmp_path: Path) -> None:
    deliver(store, "b1", "own:1")
    name_index(store, tmp_path)
    (kept,) = files(tmp_path)
    good = kept.read_bytes()
    half = len(good) // 2
    turned = bytes(255 - byte for byte in good[64:-64])
    for damaged in (b"", b"x", good[:half], good[:-3], good[:64] + turned + good[-64:]):
        kept.write_bytes(damaged)
        assert renewed(store, tmp_path).named("名称 own:1") == ["own:1"]
        assert kept.stat().st_mode & 0o077 == 0
        assert len(files(tmp_path)) == 1


def test_databases_that_share_a_cache_folder(embedded_store: Store, data_folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    with connect(f"embedded:{data_folder}", embedded=EmbeddedOptions(heap="256m", idle_stop_s=60)) as other:
        other.migrate()
        deliver(embedded_store, "b1", "own:1")
        deliver(other, "b9", "own:9")
        assert embedded_store.version() == other.version()
        assert found(embedded_store, "own:1", cache) == ["own:1"]
        assert found(other, "own:9", cache) == ["own:9"]
        assert found(other, "own:1", cache) == []
        assert len(files(cache)) == 2
        assert renewed(embedded_store, cache).named("名称 own:9") == []
