"""How a guarantee firm stands to the limits of a regime: on all its guarantees, on one client, on a client with whom
is related to it, and none at all for who controls the firm (Regulation on Financing Guarantee Companies art. 15 to 17).

Amounts are responsibility balances (weighted, 元); a limit is breached above it, never at it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from graph.guarantees.book import FEN
from graph.guarantees.firm_standing import GuaranteeDay, GuaranteeUse, RankedUses, Standing
from graph.regimes.provision import Subject
from graph.regimes.regime import Regime

__all__ = ["GuaranteeDay", "GuaranteeUse", "RankedUses", "Standing", "guarantee_limits", "limits_for", "weight_of"]


def limits_for(
    day: GuaranteeDay, firm: int, clients: Sequence[int], law: Regime, added: Mapping[int, float] | None = None
) -> tuple[GuaranteeUse, ...]:
    """The uses that bear on these clients, and of the firm as a whole, with hypothetical weighted amounts (元) added.

    Empty where the regime limits no guarantee firms on the day, or the party is none.
    """
    found: list[GuaranteeUse] = []
    standing = Standing.of(day, firm, law, added)
    for limit in standing.limits:
        if limit.subject is Subject.ALL_GUARANTEES:
            found.append(standing.whole(limit))
        for client in dict.fromkeys(map(int, clients)):
            if limit.subject is Subject.GUARANTEED_CLIENT:
                found.append(standing.use(limit, "client", (client,)))
            elif limit.subject is Subject.GUARANTEED_CLIENT_AND_RELATED:
                found.append(standing.use(limit, "client_and_related", standing.related(client)))
                found.append(standing.use(limit, "joined", standing.joined(client)))
            elif limit.subject is Subject.CONTROLLING_SHAREHOLDER and client in standing.controllers:
                found.append(standing.use(limit, "controller", (client,)))
    return tuple(found)


def weight_of(
    day: GuaranteeDay, client: int, product: str | None, loan_kind: str | None, law: Regime, *, balance_cny: float = 0.0
) -> float:  # fmt: skip
    """The part of a guarantee that counts. balance_cny: what the firm then has in guarantee for the client in all: some
    weights end at an amount."""
    on = day.snapshot.at.as_of
    balance = np.array([round(balance_cny * FEN)], dtype=np.int64)
    found = day.responsibilities.weights.weigh(
        law.weights_on(on), np.array([client], dtype=np.int32), balance, pa.array([loan_kind], pa.string()),
        pa.array([product], pa.string()),
    )  # fmt: skip
    return float(found.weight[0])


def guarantee_limits(standing: Standing, most: int) -> tuple[RankedUses, ...]:
    """How a firm stands to each limit on it, at most so many uses of each."""
    found: list[RankedUses] = []
    for limit in standing.limits:
        if limit.subject is Subject.ALL_GUARANTEES:
            whole = standing.whole(limit)
            found.append(RankedUses("all", whole.limit, (whole,), 1, int(whole.breach)))
        elif limit.subject is Subject.GUARANTEED_CLIENT:
            found.append(standing.ranked(limit, "client", most))
        elif limit.subject is Subject.GUARANTEED_CLIENT_AND_RELATED:
            found += [standing.ranked(limit, of, most) for of in ("client_and_related", "joined")]
        else:
            uses = tuple(standing.use(limit, "controller", (one,)) for one in standing.controllers)
            uses = tuple(sorted(uses, key=lambda use: -use.amount_cny))
            found.append(RankedUses("controller", limit, uses[:most], len(uses), sum(use.breach for use in uses)))
    return tuple(found)
