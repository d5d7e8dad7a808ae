"""What each party has to lose and to pay with on a day: from its statement, and where there is none by a rule told.

Most parties of a guarantee network file no statement with whoever analyses it. What stands in its place decides the
answer, so it is chosen (`MissingPolicy`), and every answer says how many parties and how much of the amount at stake it
concerns (`Filling`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from graph.contagion.peers import peer_medians
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64
from graph.snapshot.statements import LatestStatements

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class MissingPolicy(StrEnum):
    """What stands for the equity of a party of which no net assets are known."""

    ZERO = "zero"  # cannot pay; the first loss makes it fail
    INFINITE = "infinite"  # never fails, pays every call
    REGISTERED_CAPITAL = "registered_capital"  # as registered; nothing where nothing is
    PEER_MEDIAN = "peer_median"  # of parties like it; nothing where nobody like it files


class BufferOf(StrEnum):
    """What a party can pay calls with."""

    NET_ASSETS = "net_assets"
    LIQUID_ASSETS = "liquid_assets"  # net assets where they are not stated


class FilledFrom(IntEnum):
    """Where a party's equity comes from."""

    STATEMENT = 0
    REGISTERED_CAPITAL = 1
    PEERS = 2
    RULE = 3  # zero or infinite: the policy's word, or what is left where its source has none


@dataclass(frozen=True)
class Filling:
    """How much rests on statements and how much on the policy, among the parties that have something at stake.

    parties: those with something at stake; missing: those of them without known net assets. at_stake_cny,
    missing_at_stake_cny: their amounts in 元. filled: how many each source stands for, statements included.
    """

    policy: MissingPolicy
    buffer_of: BufferOf
    parties: int
    missing: int
    at_stake_cny: float
    missing_at_stake_cny: float
    filled: Mapping[FilledFrom, int]

    @property
    def missing_share(self) -> float:
        """Part of the parties; 0 where nobody has anything at stake."""
        return self.missing / self.parties if self.parties else 0.0

    @property
    def missing_at_stake_share(self) -> float:
        """Part of the amount; 0 where nothing is at stake."""
        return self.missing_at_stake_cny / self.at_stake_cny if self.at_stake_cny > 0 else 0.0


@dataclass(frozen=True, eq=False)
class BalanceSheets:
    """Per party, in 元 (float64, never NaN).

    equity: net assets; may be below zero, infinite by policy. buffer: what it can pay under calls, never below zero.
    value: total assets, by which parties are weighed; 0 where unknown, always finite. filled_from: int8, `FilledFrom`.
    liquid: whether the buffer is what the party states as liquid assets.
    """

    equity: Floats
    buffer: Floats
    value: Floats
    filled_from: NDArray[np.int8]
    liquid: Flags
    policy: MissingPolicy
    buffer_of: BufferOf

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        policy: MissingPolicy = MissingPolicy.ZERO,
        buffer_of: BufferOf = BufferOf.NET_ASSETS,
    ) -> "BalanceSheets":
        """By the latest statement in force on the snapshot's day; what it lacks by the policy."""
        statements = LatestStatements.of(snapshot)
        net, total, liquid = (
            statements.amount_cny(name) for name in ("net_assets_cny", "total_assets_cny", "liquid_assets_cny")
        )
        filled_from = np.where(np.isnan(net), FilledFrom.RULE, FilledFrom.STATEMENT).astype(np.int8)
        equity, value = net.copy(), total.copy()
        if policy is MissingPolicy.REGISTERED_CAPITAL:
            capital = registered_capital_cny(snapshot)
            _fill(equity, capital, filled_from, FilledFrom.REGISTERED_CAPITAL)
            value = np.where(np.isnan(value), capital, value)
        elif policy is MissingPolicy.PEER_MEDIAN:
            _fill(equity, peer_medians(snapshot, net), filled_from, FilledFrom.PEERS)
            value = np.where(np.isnan(value), peer_medians(snapshot, total), value)
        left = np.inf if policy is MissingPolicy.INFINITE else 0.0
        equity[np.isnan(equity)] = left
        states = ~np.isnan(liquid) & (buffer_of is BufferOf.LIQUID_ASSETS)
        buffer = np.maximum(np.where(states, liquid, equity), 0.0)
        return cls(equity, buffer, np.maximum(np.nan_to_num(value), 0.0), filled_from, states, policy, buffer_of)

    @property
    def missing(self) -> Flags:
        """The parties of which no net assets are known."""
        return np.asarray(self.filled_from != FilledFrom.STATEMENT)

    @property
    def insolvent(self) -> NDArray[np.int32]:
        """The parties whose net assets are below zero, ascending: over-indebted by their own books."""
        return np.flatnonzero(self.equity < 0).astype(np.int32)

    def filling(self, at_stake_cny: Floats) -> Filling:
        """What the policy stood for among the parties with something at stake (per party, 元)."""
        concerned, missing = at_stake_cny > 0, self.missing
        counts = np.bincount(self.filled_from[concerned], minlength=len(FilledFrom))
        return Filling(
            self.policy, self.buffer_of, int(concerned.sum()), int((concerned & missing).sum()),
            float(at_stake_cny[concerned].sum()), float(at_stake_cny[concerned & missing].sum()),
            {source: int(counts[source]) for source in FilledFrom if counts[source]},
        )  # fmt: skip


def registered_capital_cny(snapshot: Snapshot) -> Floats:
    """Per party its registered capital (元); NaN where none is registered."""
    described = snapshot.edges("DESCRIBED_BY")
    found = np.full(snapshot.node_count("Party"), np.nan)
    found[described.source] = float64(snapshot.nodes("Record"), "registered_capital_cny")[described.target]
    return found


def _fill(equity: Floats, given: Floats, filled_from: NDArray[np.int8], source: FilledFrom) -> None:
    """Put what is given where nothing is known."""
    here = np.isnan(equity) & ~np.isnan(given)
    equity[here] = given[here]
    filled_from[here] = source
