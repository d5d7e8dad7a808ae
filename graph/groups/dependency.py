"""Economic dependency: whose difficulties would become whose, as stated by sources and as shown by guarantees.

A bank connects two clients when funding or repayment difficulties of one would bring the other into difficulties:
EBA/GL/2017/15 and Delegated Regulation (EU) 2024/1728 art. 2, Basel LEX10.13, PRC large-exposure rules of 2018 (annex
1 of 商业银行大额风险暴露管理办法). Of their indicators three can be read from facts: at least half of receipts or
expenditures with one counterparty (also of the production, the funding or the means of repayment: the kinds of
DEPENDS_ON), a guarantee so large that its call would endanger the guarantor, and one source of funding that several
clients share. The last needs no arc of its own: clients that depend on one source for funds are reached from it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.groups.limits import exceeds
from graph.guarantees.amount import guarantee_amount_cny
from graph.ownership.threshold import above, at_least
from graph.regimes.provision import GroupProvision
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64
from graph.snapshot.statements import LatestStatements

FUNDING: Final = "funding"

GUARANTEE: Final = "guarantee"
"""The kind of a dependency that a guarantee shows; the other kinds are those of DEPENDS_ON."""


@dataclass(frozen=True, slots=True)
class DependencyRule:
    """What counts as economic dependency under a regime.

    share_ratio: a stated dependency counts from this share on (0.5: half of receipts, expenditures, production …).
    unstated_connects: one that a source states without a share counts, since in doubt a single risk is assumed
    (recital 1 of (EU) 2024/1728). guarantee_to_net_assets: guarantees for one debtor of more than so many times the
    guarantor's net assets make it depend on the debtor; None: guarantees never do. investigate_above: dependencies
    must be looked for in every client with an exposure of more than this part of tier 1 capital.
    """

    share_ratio: float = 0.5
    unstated_connects: bool = True
    guarantee_to_net_assets: float | None = 1.0
    investigate_above: float = 0.05

    @classmethod
    def of(cls, provision: GroupProvision) -> "DependencyRule":
        """What a regime's provision on connected clients says of it."""
        return cls(share_ratio=provision.dependent_share, investigate_above=provision.investigate_above)


@dataclass(frozen=True, eq=False)
class Dependencies:
    """Who depends on whom, one row per statement or per guarantor and debtor.

    provider, dependent: int32 positions; difficulties pass from the provider to the dependent. kind: text. share:
    float64, the dependent's share of receipts, expenditures … with the provider, or guarantees as a multiple of net
    assets; NaN where not stated. edge: int64, the place among the snapshot's DEPENDS_ON edges, or for guarantees of
    the first one of the pair among GUARANTEES.
    """

    provider: NDArray[np.int32]
    dependent: NDArray[np.int32]
    kind: NDArray[np.object_]
    share: NDArray[np.float64]
    edge: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.provider)

    @classmethod
    def of_arrays(cls, provider: NDArray[np.int32], dependent: NDArray[np.int32]) -> "Dependencies":
        """Dependencies of which only the parties are known."""
        count = len(provider)
        return cls(provider, dependent, np.full(count, "other", dtype=object), np.full(count, np.nan), np.arange(count))

    def rows(self, chosen: NDArray[np.int64]) -> "Dependencies":
        """Some of the rows, in the order given."""
        return Dependencies(
            self.provider[chosen], self.dependent[chosen], self.kind[chosen], self.share[chosen], self.edge[chosen]
        )

    def without(self, left_out: NDArray[np.bool_]) -> "Dependencies":
        """All but some rows: clients that depend on their own bank for funds are not connected by that."""
        return self.rows(np.flatnonzero(~left_out))


def dependencies(snapshot: Snapshot, rule: DependencyRule | None = None) -> Dependencies:
    """The dependencies in force that count under the rule, by provider, dependent and kind."""
    rule = rule or DependencyRule()
    found = [_stated(snapshot, rule)]
    if rule.guarantee_to_net_assets is not None:
        found.append(_by_guarantees(snapshot, rule.guarantee_to_net_assets))
    joined = Dependencies(
        *(
            np.concatenate([getattr(part, name) for part in found])
            for name in ("provider", "dependent", "kind", "share", "edge")
        )
    )
    kinds = np.unique(joined.kind.astype(str), return_inverse=True)[1]
    order = np.lexsort((joined.edge, kinds, joined.dependent, joined.provider))
    return joined.rows(order)


def to_investigate(
    exposure_cny: NDArray[np.float64], tier1_capital_cny: float, rule: DependencyRule | None = None
) -> NDArray[np.int32]:
    """The clients whose dependencies must be looked for, whatever is known: exposure above 5 % of tier 1 capital.

    The largest exposure first. Source: EBA/GL/2017/15, Basel LEX10 and the PRC rules of 2018 have the same threshold.
    """
    rule = rule or DependencyRule()
    large = np.flatnonzero(exceeds(exposure_cny, rule.investigate_above * max(tier1_capital_cny, 0.0)))
    return large[np.lexsort((large, -exposure_cny[large]))].astype(np.int32)


def _stated(snapshot: Snapshot, rule: DependencyRule) -> Dependencies:
    """What sources state: DEPENDS_ON leads from the dependent to the provider."""
    edges = snapshot.edges("DEPENDS_ON")
    share = float64(edges.columns, "share_ratio")
    kind = pc.fill_null(edges.column("kind").cast("string"), "other").to_numpy(zero_copy_only=False)
    counts = np.asarray(at_least(np.nan_to_num(share), rule.share_ratio) & (edges.source != edges.target))
    if rule.unstated_connects:
        counts |= np.isnan(share) & (edges.source != edges.target)
    return Dependencies(
        edges.target, edges.source, np.asarray(kind, dtype=object), share, np.arange(len(edges), dtype=np.int64)
    ).rows(np.flatnonzero(counts))


def _by_guarantees(snapshot: Snapshot, multiple: float) -> Dependencies:
    """Guarantors whom the call of their guarantees for one debtor would endanger: they depend on the debtor.

    Net assets at or below zero count as one 元. Nothing is concluded where net assets or amounts are unknown.
    """
    edges = snapshot.edges("GUARANTEES")
    contract = snapshot.find("Guarantee", edges.column("guarantee_id").combine_chunks())
    amount = np.append(guarantee_amount_cny(snapshot), np.nan)[contract]  # the last one is for a contract not there
    rows = np.flatnonzero((edges.source != edges.target) & ~np.isnan(amount))
    pair = edges.source[rows].astype(np.int64) * snapshot.node_count("Party") + edges.target[rows]
    _, first, which = np.unique(pair, return_index=True, return_inverse=True)
    guaranteed = np.bincount(which, weights=amount[rows], minlength=len(first)).astype(np.float64)
    net_assets = LatestStatements.of(snapshot).amount_cny("net_assets_cny")[edges.source[rows[first]]]
    times = guaranteed / np.maximum(net_assets, 1.0)
    counts = ~np.isnan(times) & above(np.nan_to_num(times), multiple)
    edge = rows[first]
    return Dependencies(
        edges.target[edge], edges.source[edge], np.full(len(edge), GUARANTEE, dtype=object), times, edge
    ).rows(np.flatnonzero(counts))
