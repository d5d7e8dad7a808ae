import pytest

from graph.signals.level import FLOORS, HIGHEST, PROBABILITY_NAMES, TABLE, grade


def test_neither_more_probability_nor_more_loss_lowers_a_level() -> None:
    for row in TABLE:
        assert list(row) == sorted(row)
    for column in zip(*TABLE, strict=True):
        assert list(column) == sorted(column)
    assert {level for row in TABLE for level in row} == set(range(1, HIGHEST + 1))


@pytest.mark.parametrize(
    ("probability", "loss_cny", "facts", "level"),
    [
        ("low", 0.0, [], 1),
        ("low", 999_999.99, [], 1),
        ("low", 1e6, [], 2),
        ("medium", 5e7, [], 4),
        ("very_high", 1e8, [], 8),
        ("low", 0.0, ["dishonest_debtor"], 6),
        ("low", 0.0, ["limit_breach", "default"], 7),
        ("very_high", 1e9, ["dishonest_debtor"], 8),
    ],
)
def test_level_by_bands_and_floors(probability: str, loss_cny: float, facts: list[str], level: int) -> None:
    assert grade(probability, loss_cny, facts).level == level


def test_a_level_says_why() -> None:
    found = grade("high", 2e7, ["dishonest_debtor"])
    assert found.en == (
        "probability high × loss CNY 10 to 100 million → level 6; on the list of dishonest debtors → at least 6"
    )
    assert found.zh == "概率高 × 损失1000万至1亿元 → 6级；列入失信被执行人名单 → 不低于6级"


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        grade("certain", 0.0, [])
    with pytest.raises(KeyError):
        grade("low", 0.0, ["rumour"])
    assert set(PROBABILITY_NAMES) == {"low", "medium", "high", "very_high"}
    assert all(1 <= floor.level <= HIGHEST for floor in FLOORS.values())
