"""The history as it stood at a cut-off, with everything taken out that was told later: what samples are made from.

A snapshot hides later relationships, but its nodes are those of today: somebody who looks at them sees events to come,
and terms that were told since, such as the day on which a list let somebody go. Here they are gone, so that no feature
can see past its cut-off, however it is written.

What cannot be undone: nodes are stored as last told, as everywhere in the product. That is so of the principal, kind
and maturity of a loan, the form of a guarantee, amounts of cases and events, the kind and founding day of a firm,
and of which identities are certainly one party. Where a relationship tells the same term, its dated word is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import BEGINNING, FOREVER
from graph.schema import RELATIONSHIPS
from graph.schema.common import PARTY_LABELS
from graph.snapshot import History
from graph.snapshot.columns import float64, int32_days
from graph.snapshot.parties import LABELS, whole

Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]

TOLD_LATER: Final[Mapping[str, tuple[str, ...]]] = {
    "Guarantee": ("claimed_on",),
    "Case": ("closed_on", "result"),
    "Listing": ("removed_on",),
}
"""Terms of which nobody can say when they were told: not known at any cut-off, unless a relationship tells them."""

FIRST_DAYS: Final[Mapping[str, tuple[str, str]]] = {
    "Guarantee": ("starts_on", "GAVE"),
    "Loan": ("drawn_on", "BORROWED"),
    "Case": ("filed_on", "PARTY_TO"),
    "Listing": ("listed_on", "LISTED_ON"),
    "Event": ("occurred_on", "HAD"),
}
LAST_DAYS: Final[Mapping[str, tuple[str, str]]] = {
    "Guarantee": ("ends_on", "GAVE"),
    "Listing": ("removed_on", "LISTED_ON"),
}
"""Terms that the dates of a relationship tell as well, in the version known at the cut-off."""

_EPOCH: Final = date(1970, 1, 1)
_FIRST, _OPEN = (BEGINNING - _EPOCH).days, (FOREVER - _EPOCH).days


def known_by(history: History, cut_off: date) -> History:
    """Only what was recorded by the cut-off, in the version of that day; nodes of which nothing was known are gone.

    Snapshots of it are asked for with the cut-off, or an earlier day, as `as_of`, and with the cut-off as `known_at`.
    """
    kept = {name: _known_rows(history, name, cut_off) for name in history.tables if name in RELATIONSHIPS}
    nodes = {name: _Kept.of(history, name, kept) for name in history.tables if name not in (*RELATIONSHIPS, *LABELS)}
    parties = _Kept.of(history, "Party", kept)
    of_label = {**nodes, **dict.fromkeys(PARTY_LABELS, parties)}
    tables, ends = {}, {}
    for name, rows in kept.items():
        source, target = history.ends(name)
        relationship = RELATIONSHIPS[name]
        ends[name] = (
            of_label[relationship.source].moved(source[rows]),
            of_label[relationship.target].moved(target[rows]),
        )
        tables[name] = _not_superseded(history.table(name).take(pa.array(rows)).combine_chunks())
    tables |= {name: _filtered(history.table(name), one.flags) for name, one in nodes.items()}
    tables |= _parties(history, parties.flags)
    return History(history.version, tables | _terms_then(tables, ends), ends)


@dataclass(frozen=True, eq=False)
class _Kept:
    """Which nodes of a label something was known of. number: int32, where each stands among those."""

    flags: Flags
    number: Positions

    @classmethod
    def of(cls, history: History, label: str, kept: Mapping[str, NDArray[np.int64]]) -> "_Kept":
        party = label in PARTY_LABELS
        flags = np.zeros(len(history.parties.table if party else history.table(label)), dtype=np.bool_)
        for name, rows in kept.items():
            ends = (RELATIONSHIPS[name].source, RELATIONSHIPS[name].target)
            for end, positions in zip(ends, history.ends(name), strict=True):
                if end == label or (party and end in PARTY_LABELS):
                    flags[positions[rows]] = True
        return cls(flags, (np.cumsum(flags) - 1).astype(np.int32))

    def moved(self, positions: Positions) -> Positions:
        """The positions among the nodes that are kept."""
        return np.asarray(self.number[positions])


def _known_rows(history: History, name: str, cut_off: date) -> NDArray[np.int64]:
    table = history.table(name)
    if not RELATIONSHIPS[name].dated:
        return np.arange(len(table), dtype=np.int64)
    day = (cut_off - _EPOCH).days
    return np.flatnonzero((int32_days(table, "recorded_on") <= day) & (day < int32_days(table, "superseded_on")))


def _not_superseded(table: pa.Table) -> pa.Table:
    """Nobody knew yet that they would know better."""
    if "superseded_on" not in table.column_names:
        return table
    return _with(table, "superseded_on", np.full(len(table), _OPEN, dtype=np.int32))


def _parties(history: History, known: Flags) -> dict[str, pa.Table]:
    """The tables of enterprises and persons, every identity of the parties that were known."""
    position, found, first = history.parties.position, {}, 0
    for label in LABELS:
        table = history.table(label)
        found[label] = _filtered(table, known[position[first : first + len(table)]])
        first += len(table)
    return found


def _filtered(table: pa.Table, flags: Flags) -> pa.Table:
    return table.filter(pa.array(flags)).combine_chunks()


def _terms_then(tables: Mapping[str, pa.Table], ends: Mapping[str, tuple[Positions, Positions]]) -> dict[str, pa.Table]:
    """The nodes with their terms as they were known."""
    found = {label: _without(tables[label], terms) for label, terms in TOLD_LATER.items() if label in tables}
    for days, column, beyond in ((FIRST_DAYS, "valid_from", 0), (LAST_DAYS, "valid_to", 1)):
        for label, (term, name) in days.items():
            if label in tables and name in tables:
                table = found.get(label, tables[label])
                known = _latest(len(table), ends[name][1], int32_days(tables[name], column))
                found[label] = _with(table, term, known - beyond, (known <= _FIRST) | (known >= _OPEN))
    if "Guarantee" in found and "GUARANTEES" in tables:
        found["Guarantee"] = _caps_then(found["Guarantee"], tables["GUARANTEES"])
    return found


def _latest(count: int, place: Positions, day: NDArray[np.int32]) -> NDArray[np.int32]:
    """Of several words on one thing, which only different sources can have, the latest day."""
    found = np.full(count, _FIRST, dtype=np.int32)
    np.maximum.at(found, place, day)
    return found


def _caps_then(guarantees: pa.Table, short_cuts: pa.Table) -> pa.Table:
    """Caps as the short cuts from guarantor to debtor tell them: those are versioned, terms of a contract are not."""
    place = pa.compute.index_in(short_cuts["guarantee_id"], value_set=whole(guarantees["guarantee_id"]))
    row = place.fill_null(-1).to_numpy()
    told = np.flatnonzero(row >= 0)
    cap, versioned = float64(guarantees, "cap_cny").copy(), float64(short_cuts, "cap_cny")
    order = told[np.lexsort((versioned[told], row[told]))]
    cap[row[order]] = versioned[order]
    return guarantees.set_column(guarantees.column_names.index("cap_cny"), "cap_cny", pa.array(cap, mask=np.isnan(cap)))


def _without(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    for name in names:
        at = table.column_names.index(name)
        table = table.set_column(at, table.schema.field(at), pa.nulls(len(table), table.schema.field(at).type))
    return table


def _with(table: pa.Table, name: str, days: NDArray[np.int32], missing: Flags | None = None) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, name, pa.array(days.astype(np.int32), mask=missing).view(pa.date32()))
