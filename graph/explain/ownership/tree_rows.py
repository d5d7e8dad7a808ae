"""The rows of an equity tree by position: which stakes they stand for, and who in them controls whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.errors import StoreConflict
from graph.explain.day import Day
from graph.ownership.control import Control

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Whole = TypeVar("Whole", np.int32, np.int64)


class TreeControl(NamedTuple):
    """Per row: whether the owner controls the owned, whether the party controls the root (down: the root it), and
    whether undisclosed votes could decide who controls the owned."""

    direct: Flags
    root: Flags
    undetermined: Flags


@dataclass(frozen=True, eq=False)
class TreeRows:
    """Rows of a tree, parents before children; `up` towards the owners.

    party: int32 position per row. parent: the place of the row above, 0 at the root.
    """

    day: Day
    up: bool
    party: Ints
    parent: NDArray[np.int64]

    @classmethod
    def of(cls, day: Day, rows: Sequence[Mapping[str, Any]], *, up: bool) -> "TreeRows":
        """The rows that the question `ownership/tree` answers. StoreConflict where the day does not have a party."""
        party = day.snapshot.find("Party", [row["party_id"] for row in rows])
        if not len(party) or (party < 0).any():
            raise StoreConflict(
                "The tree names a party that is not among the facts of the day. Ask again.",
                "股权树中的主体不在当日数据中。请重新查询。",
            )
        return cls(day, up, party, np.array([row["parent_row"] or 0 for row in rows], dtype=np.int64))

    @property
    def root(self) -> int:
        """Whose tree it is."""
        return int(self.party[0])

    @property
    def owner(self) -> Ints:
        """Who holds, row by row; at the root the root."""
        return self.party if self.up else self.party[self.parent]

    @property
    def owned(self) -> Ints:
        """Who is held, row by row; at the root the root."""
        return self.party[self.parent] if self.up else self.party

    @cached_property
    def enterprises(self) -> Ints:
        """The enterprises whose owners matter, in the order of the rows: up all shown, down those held."""
        some = distinct(self.party if self.up else self.party[1:])
        return some[~self.day.facts.is_person[some]]

    def stakes(self) -> NDArray[np.int64]:
        """The places of the registered stakes that the rows add up, each once, in the order of the rows."""
        holdings = self.day.facts.holdings
        rows = holdings.by_owned.edges_of_all(np.unique(self.owned[1:]))  # ascending by owned, then owner
        keys = _keys(holdings.owned[rows], holdings.owner[rows], holdings.party_count)
        wanted = distinct(_keys(self.owned[1:], self.owner[1:], holdings.party_count))
        return holdings.stakes_of_all(rows[np.searchsorted(keys, wanted[np.isin(wanted, keys)])])

    def concerts(self) -> NDArray[np.int64]:
        """The places of the declarations of concert that make the groups of parties shown."""
        group_of = self.day.facts.concerts.group_of
        groups = np.unique(group_of[self.party])
        return np.flatnonzero(np.isin(group_of[self.day.snapshot.edges("ACTS_WITH").source], groups[groups >= 0]))

    def control(self, control: Control) -> TreeControl:
        """Who in the rows controls whom, alone, through others or in concert; nobody controls himself."""
        holders, count = control.concerts.holders, control.holdings.party_count
        pairs = _keys(*control.pairs_into(np.unique(self.party)), count)
        root = np.full_like(self.party, self.root)
        ends = (self.party, root) if self.up else (root, self.party)
        direct, of_root = (
            np.isin(_keys(holders[above], below, count), pairs) & (above != below)
            for above, below in ((self.owner, self.owned), ends)
        )
        return TreeControl(direct, of_root, control.undetermined[self.owned])


def distinct(values: NDArray[Whole]) -> NDArray[Whole]:
    """Each value once, in the order in which they first come."""
    return values[np.sort(np.unique(values, return_index=True)[1])]


def _keys(first: NDArray[np.integer], second: NDArray[np.integer], count: int) -> NDArray[np.int64]:
    """One number for each pair of positions; `second` is below `count`."""
    return first.astype(np.int64) * count + second
