"""What every fact carries: its dates, its source, and the batch that brought it."""

from graph.schema.model import Choice, Column, DataType, Privacy, Property, Unit

VALID_FROM = Property("valid_from", DataType.DATE, "生效日", "First day in force")
VALID_TO = Property("valid_to", DataType.DATE, "失效日", "First day no longer in force")
RECORDED_ON = Property("recorded_on", DataType.DATE, "知悉日", "Day we knew it")
SUPERSEDED_ON = Property("superseded_on", DataType.DATE, "更正日", "Day we knew better")
SOURCE = Property("source", DataType.TEXT, "来源", "Source")
BATCH = Property("batch", DataType.TEXT, "批次", "Batch that brought it")
OUTRANKED_BY = Property("outranked_by", DataType.TEXT, "优先来源", "Source that takes precedence")
RECORDED_BY_LOAD = Property("recorded_by_load", DataType.BOOLEAN, "知悉日取装载日", "Recorded on the load date")

DATED: tuple[Property, ...] = (VALID_FROM, VALID_TO, RECORDED_ON, SUPERSEDED_ON)
"""The rectangle valid × known of every dated relationship; never null in the store."""

PROVENANCE: tuple[Property, ...] = (SOURCE, BATCH, OUTRANKED_BY, RECORDED_BY_LOAD)
"""Who said it; the last two are absent unless they apply."""

STATED: tuple[Property, ...] = (
    Property("stated_from", DataType.DATE, "原始生效日", "Valid from as stated"),
    Property("stated_to", DataType.DATE, "原始失效日", "Valid to as stated"),
    Property("stated_on", DataType.DATE, "原始知悉日", "Recorded on as stated"),
)
"""Only where a rectangle is a part of what the source said: the dates it gave, from which the loader recovers the
assertion. Bookkeeping, outside the digest."""

STATED_DATES: tuple[tuple[str, str], ...] = tuple(
    zip((p.name for p in STATED), ("valid_from", "valid_to", "recorded_on"), strict=True)
)
"""Each stated date, and the date of the rectangle that it explains."""

DESCRIBED_ON = Property("described_on", DataType.TEXT, "描述版本", "Which description won")
"""On a node: "valid_from|recorded_on" of the description in force, or the reverse where the table is described by
recorded_on; a later one replaces its properties."""

CURRENCY = Property("currency", DataType.TEXT, "币种", "Currency")

VALID_FROM_COLUMN = Column(
    "valid_from", DataType.DATE, "生效日期", "Valid from", "2021-03-01",
    note_zh="该情况自何日起成立；空白表示一直如此", note_en="since when this holds; blank: always",
)  # fmt: skip
VALID_TO_COLUMN = Column(
    "valid_to", DataType.DATE, "截止日期", "Valid to", "",
    note_zh="最后有效日（含当日）；空白表示仍有效", note_en="last day it holds, included; blank: still holds",
)  # fmt: skip
RECORDED_ON_COLUMN = Column(
    "recorded_on", DataType.DATE, "知悉日期", "Recorded on", "",
    note_zh="贵方何日获知；空白取装载日", note_en="when you learned of it; blank: the day of loading",
)  # fmt: skip
CURRENCY_COLUMN = Column(
    "currency", DataType.TEXT, "币种", "Currency", "CNY",
    note_zh="三位代码；空白为人民币", note_en="three-letter code; blank: CNY",
)  # fmt: skip


def text(name: str, zh: str, en: str, privacy: Privacy = Privacy.INTERNAL) -> Property:
    """A text property."""
    return Property(name, DataType.TEXT, zh, en, privacy=privacy)


def day(name: str, zh: str, en: str) -> Property:
    """A date property."""
    return Property(name, DataType.DATE, zh, en)


def cny(name: str, zh: str, en: str, privacy: Privacy = Privacy.INTERNAL) -> Property:
    """An amount in 元, at the rate of the load's rate table."""
    return Property(name, DataType.MONEY, zh, en, Unit.CNY, privacy)


def amount(name: str, zh: str, en: str) -> Property:
    """An amount as given, in whole units of the row's own currency; stored beside it: ``<name>_cny``."""
    return Property(name, DataType.MONEY, zh, en, Unit.CURRENCY)


def ratio(name: str, zh: str, en: str, privacy: Privacy = Privacy.INTERNAL) -> Property:
    """A share of one."""
    return Property(name, DataType.RATIO, zh, en, Unit.RATIO, privacy)


def choice(name: str, zh: str, en: str, *values: tuple[str, str, str]) -> Property:
    """One of a few stored values, each with its Chinese and English title."""
    return Property(name, DataType.CHOICE, zh, en, choices=tuple(Choice(*value) for value in values))


def reference(  # noqa: PLR0913 - a column is what it is
    name: str, zh: str, en: str, target: str, example: str, *, required: bool = True, many: bool = False,
    note: tuple[str, str] = ("", ""),
) -> Column:  # fmt: skip
    """A column that names a node of label `target` (a party by party_id, USCC or identity number)."""
    kind = DataType.PARTY if target in PARTY_LABELS else DataType.REFERENCES if many else DataType.REFERENCE
    return Column(
        name, kind, zh, en, example, required=required, target=target, note_zh=note[0], note_en=note[1],
        privacy=Privacy.PERSONAL if target in PARTY_LABELS else Privacy.INTERNAL,
    )  # fmt: skip


PARTY_LABELS = ("Party", "Enterprise", "Person")
