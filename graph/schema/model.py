"""The words in which the schema is written: properties, nodes, relationships and the tables of a feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class DataType(StrEnum):
    """What a value is; each type has one form in files, in columns and in the database."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"  # float64 in the unit of the header, stored in whole currency units (元)
    RATIO = "ratio"  # 0 to 1; a header with % is divided by 100
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    CHOICE = "choice"  # one of `choices`
    PARTY = "party"  # a reference to a party: party_id, USCC or identity number
    REFERENCE = "reference"  # a reference to another keyed node
    REFERENCES = "references"  # several, separated by ";"


class Unit(StrEnum):
    """The unit in which a stored number counts."""

    NONE = ""
    CNY = "元"
    CURRENCY = "currency"  # whole units of the row's own currency
    RATIO = "1"
    DAYS = "day"


class Privacy(StrEnum):
    """Who may read a value without a special right; masking and logs follow it."""

    PUBLIC = "public"  # open registers
    INTERNAL = "internal"  # the bank's own business data
    PERSONAL = "personal"  # says something of a natural person
    SECRET = "secret"  # noqa: S105 - a privacy class; never stored as given, only as a keyed hash


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: as stored, and as an officer reads it."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Property:
    """A typed, titled value on a node or relationship."""

    name: str
    type: DataType
    zh: str
    en: str
    unit: Unit = Unit.NONE
    privacy: Privacy = Privacy.INTERNAL
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A kind of node. Its last label is its own; `key` identifies it among all nodes of that label."""

    labels: tuple[str, ...]
    key: str
    properties: tuple[Property, ...]
    zh: str
    en: str
    bookkeeping: bool = False  # written by the product, not a fact of the world: outside the digest

    @property
    def label(self) -> str:
        """The label that names this kind."""
        return self.labels[-1]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A kind of relationship; it reads as a sentence from `source` to `target`.

    Every relationship is dated unless `dated` is false. `natural_key` names what makes two versions the same fact:
    "source", "target" or a property. `anchor` is the end with few relationships of this kind, from which the loader
    looks up the versions already stored.

    `restated_by`, a part of the natural key, names what a source states anew as a whole (the lenders of a loan): what
    it last said of that is in force, whatever its dates. Empty: versions follow each other by `valid_from`.

    `carried_by` names a relationship that every row states: a word known by it that says nothing of these leaves what
    was stated of the group before, for the days of that word.
    """

    type: str
    source: str
    target: str
    zh: str
    en: str
    properties: tuple[Property, ...] = ()
    natural_key: tuple[str, ...] = ("source", "target")
    restated_by: tuple[str, ...] = ()
    carried_by: str = ""
    anchor: str = "target"
    dated: bool = True
    derived: bool = False  # follows from other relationships; written by the loader with them
    bookkeeping: bool = False
    name: str = ""  # tells apart two kinds of one type (SECURES a loan, SECURES a guarantee); the type if not given

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.type)

    @property
    def group_key(self) -> tuple[str, ...]:
        """What a source states as a whole: the restated group, else the natural key."""
        return self.restated_by or self.natural_key


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a feed table: a property with its headers, or a reference to a node."""

    name: str
    type: DataType
    zh: str
    en: str
    example: str
    required: bool = False
    unit: Unit = Unit.NONE
    privacy: Privacy = Privacy.INTERNAL
    choices: tuple[Choice, ...] = ()
    target: str = ""  # for references: the label referred to
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """Each row of the table states a node: `values` maps property → column, `key` is the key's column.

    `when` names a column that must be filled for the node to exist.
    """

    label: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    when: str = ""


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """Each row of the table states a relationship, by its name, between the nodes named by two columns.

    `values` maps property → column; `when` names a column that must be filled. Dates come from the table's
    `valid_from`, `valid_to` and `recorded_on` columns.
    """

    name: str
    source: str
    target: str
    values: Mapping[str, str] = field(default_factory=dict)
    when: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a feed: its columns in order, and what each row states.

    `valid_from`/`valid_to` name the columns that date the row's facts (`valid_to` is the last day, as files give it).
    `key` names the columns that make two rows of one delivery the same statement. `described_by` says which description
    of a node wins: the one that holds from the later day ("valid_from"), or the one recorded later ("recorded_on"), for
    contracts and cases, whose first day is itself a term that gets corrected.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    states: tuple[NodeRow | RelationshipRow, ...]
    key: tuple[str, ...]
    valid_from: str = "valid_from"
    valid_to: str = "valid_to"
    described_by: Literal["valid_from", "recorded_on"] = "valid_from"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def from_property(
    prop: Property,
    example: str,
    *,
    required: bool = False,
    name: str = "",
    note_zh: str = "",
    note_en: str = "",
) -> Column:
    """The column that fills a property: same type, unit, privacy, choices and titles."""
    return Column(
        name=name or prop.name,
        type=prop.type,
        zh=prop.zh,
        en=prop.en,
        example=example,
        required=required,
        unit=prop.unit,
        privacy=prop.privacy,
        choices=prop.choices,
        note_zh=note_zh,
        note_en=note_en,
    )
