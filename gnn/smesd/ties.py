"""Rows of relations and memberships as a typed network; what a row and its reverse both tell is told once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from gnn.smesd.read import PERSON_MARK, Files, Membership, Tie
from gnn.smesd.words import INVESTMENTS, RELATIONS, REVERSES
from graph.errors import FeedError

REVERSE_SUFFIX: Final = "_rev"
Kinds = tuple[str, str]
Places = Mapping[str, Mapping[str, int]]


def forward_ties(ties: Sequence[Tie]) -> tuple[Tie, ...]:
    """One of each row and its reverse. FeedError for a row without the other."""
    told = [(tie, _forward(tie.relation) != tie.relation) for tie in ties]
    ahead = Counter(_key(tie, turned=False) for tie, turned in told if not turned)
    back = Counter(_key(tie, turned=True) for tie, turned in told if turned)
    if ahead != back:
        for tie, turned in told:
            key = _key(tie, turned=turned)
            if ahead[key] != back[key]:
                raise FeedError(
                    f"relations.csv, row {tie.row}, relation: {tie.relation} from {tie.from_id} to {tie.to_id} lacks"
                    " its reverse of the same weight. Add it.",
                    f"relations.csv第{tie.row}行relation:{tie.from_id}到{tie.to_id}的{tie.relation}缺少同权重的反向行。请补充。",
                    file="relations.csv", row=tie.row, field="relation",
                )  # fmt: skip
    return tuple(tie for tie, turned in told if not turned)


def relation_shapes(ties: Sequence[Tie]) -> dict[str, Kinds]:
    """From which kind of party to which each relation leads. FeedError for one that leads now so, now otherwise."""
    shapes: dict[str, Kinds] = {}
    for tie in ties:
        kinds = _kind(tie.from_id), _kind(tie.to_id)
        if shapes.setdefault(tie.relation, kinds) != kinds:
            raise FeedError(
                f"relations.csv, row {tie.row}, relation: {tie.relation} leads from {tie.from_id} to {tie.to_id}, in an"
                f" earlier row from {shapes[tie.relation][0]} to {shapes[tie.relation][1]}. Name the two apart.",
                f"relations.csv第{tie.row}行relation:{tie.relation}由{tie.from_id}指向{tie.to_id},与前文两端类型不同。请分别命名。",
                file="relations.csv", row=tie.row, field="relation",
            )  # fmt: skip
    return dict(sorted(shapes.items()))


def build_network(
    files: Files, ids: Sequence[str], shapes: Mapping[str, Kinds], groups: Mapping[str, Mapping[str, int]]
) -> TypedNetwork:
    """ids: the enterprises, row by row. shapes: every relation has a place, with or without ties.

    groups: kind of membership → group → place. An investment has its amount in 万元 and its share of the registered
    capital of what it is in, NaN where that is not stated; it may exceed 1, since the two are told on different days.
    """
    capital = {company.company_id: company.registered_capital for company in files.companies}
    persons = (end for tie in files.ties for end in (tie.from_id, tie.to_id) if end.startswith(PERSON_MARK))
    places = {
        ENTERPRISE: {company_id: row for row, company_id in enumerate(ids)},
        PERSON: {person: row for row, person in enumerate(dict.fromkeys(persons))},
        **groups,
    }
    by_name: dict[str, list[Tie]] = {name: [] for name in shapes}
    for tie in files.ties:
        by_name[tie.relation].append(tie)
    built = [_relation(by_name[name], (name, *kinds), places, capital) for name, kinds in shapes.items()]
    built += [_membership(kind, files.memberships, places) for kind in groups]
    return TypedNetwork({kind: len(of_kind) for kind, of_kind in places.items()}, tuple(built))


def _relation(
    ties: Sequence[Tie], shape: tuple[str, str, str], places: Places, capital: Mapping[str, float]
) -> Relation:
    name, source_kind, target_kind = shape
    source = _column([places[source_kind][tie.from_id] for tie in ties])
    target = _column([places[target_kind][tie.to_id] for tie in ties])
    weight = np.array([tie.weight for tie in ties], dtype=np.float64)
    names: tuple[str, ...]
    if name in INVESTMENTS:
        whole = np.array([capital.get(tie.to_id, np.nan) for tie in ties], dtype=np.float64)
        share = np.divide(weight, whole, out=np.full(len(ties), np.nan), where=whole > 0)
        values, names = np.column_stack([weight, share]), ("amount", "share_ratio")
    elif name in RELATIONS:
        values, names = np.zeros((len(ties), 0)), ()
    else:
        values, names = weight[:, None], ("weight",)
    return Relation(name, source_kind, target_kind, source, target, values, names)


def _membership(kind: str, memberships: Sequence[Membership], places: Places) -> Relation:
    here = [one for one in memberships if one.kind == kind and one.company_id in places[ENTERPRISE]]
    source = _column([places[ENTERPRISE][one.company_id] for one in here])
    target = _column([places[kind][one.group_id] for one in here])
    return Relation(f"in_{kind}", ENTERPRISE, kind, source, target, np.zeros((len(here), 0)))


def _column(values: Sequence[int]) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


def _forward(relation: str) -> str:
    return REVERSES.get(relation, relation.removesuffix(REVERSE_SUFFIX))


def _kind(party: str) -> str:
    return PERSON if party.startswith(PERSON_MARK) else ENTERPRISE


def _key(tie: Tie, *, turned: bool) -> tuple[str, str, str, str, str]:
    """What a row tells, from its forward end. The weight as text: a missing one equals a missing one."""
    ends = (tie.to_id, tie.from_id) if turned else (tie.from_id, tie.to_id)
    return (tie.split, *ends, _forward(tie.relation), repr(tie.weight))
