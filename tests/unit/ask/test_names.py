"""The index over names: whole names, beginnings, parts, codes; also the single characters that databases miss."""

import random

import pyarrow as pa
import pytest

from graph.ask.names import NameIndex, normalised

NAMES = {
    "own:1": "临江",
    "own:2": "临江担保（集团）有限公司",
    "own:3": "大临江实业",
    "own:4": "江临江 ABC",
    "cn.uscc:91330106MA2CFM2X58": "杭州机械",
    "own:6": "𠮷野家",
}


def index(names: dict[str, str], persons: frozenset[str] = frozenset()) -> NameIndex:
    """The index over those names, as it is read from the store."""
    rows = sorted((normalised(name), party_id) for party_id, name in names.items())
    columns = {
        "key": pa.array([key for key, _ in rows], pa.large_string()),
        "party_id": pa.array([party_id for _, party_id in rows], pa.large_string()),
        "code": pa.array([party_id.removeprefix("cn.uscc:").upper() for _, party_id in rows], pa.large_string()),
        "person": pa.array([party_id in persons for _, party_id in rows]),
    }
    return NameIndex(pa.table(columns))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("临江", ["own:1", "own:2", "own:3", "own:4"]),
        ("江", ["own:4", "own:1", "own:2", "own:3"]),
        ("（集团）", ["own:2"]),
        ("(集团)", ["own:2"]),
        ("ａｂｃ", ["own:4"]),
        ("江  abc", ["own:4"]),
        ("91330106ma", ["cn.uscc:91330106MA2CFM2X58"]),
        ("33010", []),
        ("𠮷", ["own:6"]),
        ("野", ["own:6"]),
        ("  ", []),
        ("临江\n杭州", []),
        ("司", ["own:2"]),
    ],
)
def test_search(text: str, found: list[str]) -> None:
    assert list(index(NAMES).enterprises(text)) == found


def test_persons_are_named_but_not_searched() -> None:
    names = index(NAMES, frozenset({"own:1"}))
    assert list(names.enterprises("临江")) == ["own:2", "own:3", "own:4"]
    assert names.named("临江") == ["own:1"]
    assert names.named("临") == []


def test_empty_index() -> None:
    assert list(index({}).enterprises("临")) == []
    assert index({}).named("临") == []


def test_every_part_of_every_name_is_found() -> None:
    source = random.Random(3)  # noqa: S311 - a repeatable case
    names = {f"own:{i:03}": "".join(source.choices("江临杭机械a（", k=source.randint(1, 6))) for i in range(300)}
    built = index(names)
    for _ in range(300):
        wanted = "".join(source.choices("江临杭机械a（", k=source.randint(1, 3)))
        expected = {p for p, name in names.items() if normalised(wanted) in normalised(name)}
        assert set(built.enterprises(wanted)) == expected


@pytest.mark.parametrize(
    ("text", "found"), [("临江", ["own:1", "own:2"]), ("江", ["own:4"]), ("集团", []), ("91330106ma", []), ("", [])]
)
def test_beginnings_alone(text: str, found: list[str]) -> None:
    assert list(index(NAMES).enterprises(text, parts=False)) == found
