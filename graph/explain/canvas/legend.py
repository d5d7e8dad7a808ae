"""What nodes, ties, words and levels of a canvas are called: read from the schema, nothing is said twice."""

from dataclasses import dataclass

from graph.canvas.kinds import CONTROLLING, KINDS
from graph.schema import NODES, RELATIONSHIPS, DataType
from graph.schema.common import PARTY_LABELS
from graph.schema.model import Property
from graph.signals.level import HIGHEST, level_name


@dataclass(frozen=True, slots=True)
class Named:
    """A value as answers hold it, and as officers read it."""

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node, None where it is not known of an enterprise. label: in the schema."""

    value: str | None
    label: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class TieKindNamed:
    """A kind of tie, which reads as a sentence from source to target (labels of the schema).

    measure: by what its ties are compared: amount, share or count. words: as what one may hold. from_source,
    from_target: how far a reader follows it either way, beside the other kinds.
    """

    value: str
    zh: str
    en: str
    source: str
    target: str
    measure: str
    words: tuple[Named, ...]
    from_source: float
    from_target: float


@dataclass(frozen=True, slots=True)
class LevelNamed:
    """A level of warning, 8 the gravest."""

    level: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The kinds in the order in which they are shown. lists: on which a party may stand. controlling: how far stakes
    that control are followed instead."""

    nodes: tuple[NodeKind, ...]
    ties: tuple[TieKindNamed, ...]
    lists: tuple[Named, ...]
    levels: tuple[LevelNamed, ...]
    controlling: float


def legend() -> Legend:
    """The words of the schema."""
    enterprise, person = NODES["Enterprise"], NODES["Person"]
    nodes = tuple(
        NodeKind(one.value, enterprise.label, one.zh, one.en) for one in _choices(enterprise.properties, "kind")
    )
    unknown = NodeKind(None, enterprise.label, enterprise.zh, enterprise.en)
    levels = tuple(LevelNamed(one, level_name(one).zh, level_name(one).en) for one in range(1, HIGHEST + 1))
    return Legend(
        (*nodes, NodeKind("person", person.label, person.zh, person.en), unknown), tuple(map(_tie, range(len(KINDS)))),
        _choices(NODES["Listing"].properties, "list"), levels, CONTROLLING,
    )  # fmt: skip


def _tie(number: int) -> TieKindNamed:
    kind, relationship = KINDS[number], RELATIONSHIPS[KINDS[number].name]
    words = _choices(relationship.properties, kind.word) if kind.word else ()
    target = relationship.target if relationship.target in PARTY_LABELS else "Party"  # a loan leads to its borrower
    return TieKindNamed(
        kind.name, relationship.zh, relationship.en, relationship.source, target, kind.measure.value, words,
        kind.from_source, kind.from_target,
    )  # fmt: skip


def _choices(properties: tuple[Property, ...], name: str) -> tuple[Named, ...]:
    return tuple(
        Named(choice.value, choice.zh, choice.en)
        for one in properties if one.name == name and one.type is DataType.CHOICE
        for choice in one.choices
    )  # fmt: skip
