"""Ties as reasons: by relation, and the strongest of them with both ends."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gnn.explain.ego import Ego
from gnn.explain.reasons import DIGITS, End, LeftOut, RelationReason, TieReason
from gnn.explain.wording import Counted, conditions, is_symmetric
from gnn.features.table import Floats
from gnn.models.hetero import Prepared
from gnn.network import ENTERPRISE
from gnn.sample import Sample

Places = NDArray[np.int64]

CONDITIONS_TOLD: Final = 2


@dataclass(frozen=True, eq=False)
class Told:
    """An ego network beside the sample that it is of. added: what each of its ties adds, float64; None where the blend
    hears none."""

    sample: Sample
    prepared: Prepared
    ego: Ego
    added: Floats | None

    def ends(self, tie: int) -> tuple[End, End]:
        """Source and target of a tie of the ego network."""
        kind, ties = self.kind(tie), self.ego.ties
        return self._end(kind[0], int(ties.source[tie])), self._end(kind[2], int(ties.target[tie]))

    def kind(self, tie: int) -> tuple[str, str, str]:
        """Kind of the source, relation, kind of the target."""
        return self.ego.relations[int(self.ego.ties.relation[tie])]

    def attributes(self, tie: int) -> dict[str, float | None]:
        """Those of the sample's tie, None where not known."""
        name = self.kind(tie)[1]
        relation = self.sample.network.relation(name)
        values = relation.attributes[int(self.prepared.ties[name][int(self.ego.ties.tie[tie])])]
        known = [None if np.isnan(value) else float(value) for value in values]
        return dict(zip(relation.attribute_names, known, strict=True))

    def rows(self, kind: str, nodes: Places) -> Places:
        """Where nodes of the ego network stand in the sample."""
        return self.prepared.nodes[kind][self.ego.nodes[kind][nodes]]

    def tie(self, tie: int) -> TieReason:
        """A tie of the ego network as evidence."""
        source, target = self.ends(tie)
        added = None if self.added is None else float(self.added[tie])
        name, own = self.kind(tie)[1], bool(self.ego.ties.own[tie])
        return TieReason(name, source, target, self.attributes(tie), own, added)

    def _end(self, kind: str, node: int) -> End:
        place = int(self.rows(kind, np.array([node]))[0])
        return End(kind, place, str(self.sample.ids[place]) if kind == ENTERPRISE else None)


def relation_reasons(told: Told) -> tuple[RelationReason, ...]:
    """Per relation and direction what its ties add, strongest first; all ties of the ego network are counted."""
    ties, found = told.ego.ties, []
    for number, (source_kind, name, target_kind) in enumerate(told.ego.relations):
        here = ties.relation == number
        out = here & (ties.source == 0) & (source_kind == ENTERPRISE)
        into = here & (ties.target == 0) & (target_kind == ENTERPRISE) & ~out
        if is_symmetric(name):
            far = np.where(out, ties.target, ties.source)
            found.append(_reason(told, (name, ""), source_kind, far, out | into))
        else:
            found.append(_reason(told, (name, "out"), target_kind, ties.target, out))
            found.append(_reason(told, (name, "in"), source_kind, ties.source, into))
        found.append(_reason(told, (name, None), "", ties.target, here & ~out & ~into))
    known = [one for one in found if one.ties]
    return tuple(sorted(known, key=_by_size))


def evidence_of(told: Told, shown: int) -> tuple[tuple[TieReason, ...], LeftOut]:
    """The strongest ties, and what the others come to."""
    strength = _gravity(told) if told.added is None else np.round(np.abs(told.added), DIGITS)
    least = np.sort(strength)[::-1][:shown].min(initial=np.inf)
    candidates = np.flatnonzero((strength >= least) & (strength > 0))
    ranked = sorted(((-strength[tie], told.tie(int(tie))) for tie in candidates), key=_by_strength)
    chosen = tuple(one for _, one in ranked[:shown])
    whole = 0.0 if told.added is None else float(told.added.sum())
    return chosen, LeftOut(len(strength) - len(chosen), whole - sum(one.contribution or 0.0 for one in chosen))


def _gravity(told: Told) -> Floats:
    """Of the enterprise's own ties, how grave it is what is known of those at the other ends."""
    found, ties, table = np.zeros(len(told.ego.ties)), told.ego.ties, told.sample.table
    known = [one.feature for one in conditions() if one.feature in table.names]
    for number, (source_kind, _, target_kind) in enumerate(told.ego.relations):
        here = np.flatnonzero(ties.own & (ties.relation == number))
        if (source_kind, target_kind) == (ENTERPRISE, ENTERPRISE) and len(here):
            # One end is the enterprise, at place 0, so that the sum is the other.
            rows = told.rows(ENTERPRISE, ties.source[here] + ties.target[here])
            for grade, name in enumerate(reversed(known), start=1):
                found[here[table.column(name)[rows] > 0]] = grade
    return found


def _by_strength(ranked: tuple[float, TieReason]) -> tuple[Any, ...]:
    """Ties of equal weight stand in the order of what they are."""
    less, one = ranked
    ends = [str(end.enterprise_id) for end in (one.source, one.target)]
    attributes = [(value is None, value or 0.0) for value in one.attributes.values()]
    return less, not one.own, one.relation, attributes, ends


def _by_size(one: RelationReason) -> tuple[float, str, str]:
    return -round(abs(one.contribution or 0.0), DIGITS), one.relation, str(one.direction)


def _reason(
    told: Told, relation: tuple[str, str | None], kind: str, far: Places, chosen: NDArray[np.bool_]
) -> RelationReason:
    others = np.unique(far[chosen])
    counted = _counted(told, others) if kind == ENTERPRISE and relation[1] is not None else ()
    added = None if told.added is None else float(told.added[chosen].sum())
    return RelationReason(relation[0], relation[1], kind, int(chosen.sum()), len(others), counted, added)


def _counted(told: Told, others: Places) -> tuple[Counted, ...]:
    """The gravest conditions that hold for some of the others."""
    table, rows = told.sample.table, told.rows(ENTERPRISE, others)
    found = []
    for condition in conditions():
        if condition.feature in table.names and (count := int((table.column(condition.feature)[rows] > 0).sum())):
            found.append(Counted(condition, count))
    return tuple(found[:CONDITIONS_TOLD])
