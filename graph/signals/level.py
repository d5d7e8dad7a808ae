"""How grave a finding is, 1 to 8: probability band by loss band, never below what hard facts ask for."""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graph.text import Text

HIGHEST: Final = 8


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a scale, as officers read it."""

    name: str
    zh: str
    en: str


PROBABILITY: Final = (
    Band("low", "低", "low"),
    Band("medium", "中", "medium"),
    Band("high", "高", "high"),
    Band("very_high", "很高", "very high"),
)
PROBABILITY_NAMES: Final = tuple(band.name for band in PROBABILITY)

LOSS_STEPS_CNY: Final = (1e6, 1e7, 1e8)
LOSS: Final = (
    Band("below_1m", "不足100万元", "below CNY 1 million"),
    Band("below_10m", "100万至1000万元", "CNY 1 to 10 million"),
    Band("below_100m", "1000万至1亿元", "CNY 10 to 100 million"),
    Band("above_100m", "1亿元及以上", "CNY 100 million and more"),
)

TABLE: Final = (
    (1, 2, 3, 4),
    (2, 3, 4, 5),
    (3, 4, 6, 7),
    (4, 5, 7, 8),
)
"""Level by probability band (row) and loss band (column); neither a higher probability nor a higher loss lowers it."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A hard fact and the level below which no signal about it may stay."""

    level: int
    zh: str
    en: str


FLOORS: Final[Mapping[str, Floor]] = MappingProxyType(
    {
        "limit_breach": Floor(5, "突破监管限额", "a regulatory limit is breached"),
        "dishonest_debtor": Floor(6, "列入失信被执行人名单", "on the list of dishonest debtors"),
        "compensation": Floor(6, "已发生代偿", "a guarantee has been called"),
        "default": Floor(7, "已违约或破产受理", "in default or in bankruptcy"),
    }
)


@dataclass(frozen=True, slots=True)
class Level:
    """A level from 1 to 8 and why it is that, in both languages. loss: the place of its band. floor: the hard fact that
    holds it up, if one does."""

    level: int
    zh: str
    en: str
    loss: int = 0
    floor: Floor | None = None


def level_name(level: int) -> Text:
    """A level as officers read it."""
    return Text(f"{level}级", f"level {level}")


def grade(probability: str, loss_cny: float, hard_facts: Collection[str]) -> Level:
    """The level of a finding with that probability band and loss (元), given hard facts (names of `FLOORS`).

    ValueError for an unknown band, KeyError for an unknown fact.
    """
    row, column = PROBABILITY_NAMES.index(probability), bisect_right(LOSS_STEPS_CNY, loss_cny)
    level, held_by = TABLE[row][column], None
    zh = [f"概率{PROBABILITY[row].zh} × 损失{LOSS[column].zh} → {level_name(level).zh}"]
    en = [f"probability {PROBABILITY[row].en} × loss {LOSS[column].en} → {level_name(level).en}"]
    for fact in sorted(hard_facts, key=lambda name: (FLOORS[name].level, name)):
        floor = FLOORS[fact]
        zh.append(f"{floor.zh} → 不低于{floor.level}级")
        en.append(f"{floor.en} → at least {floor.level}")
        if floor.level > level:
            level, held_by = floor.level, floor
    return Level(level, "；".join(zh), "; ".join(en), column, held_by)
