"""How a guarantee firm stands to the limits of a regime: on all its guarantees, on one client, on a client with whom
is related to it, and none at all for who controls the firm (Regulation on Financing Guarantee Companies art. 15 to 17).

Amounts are responsibility balances (weighted, 元); a limit is breached above it, never at it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
import pyarrow as pa

from graph.groups.limits import Capital, exceeds
from graph.guarantees.responsibility import FirmBalance, Responsibilities
from graph.ownership.facts import OwnershipFacts
from graph.regimes.provision import LimitProvision, Subject
from graph.regimes.regime import Regime
from graph.snapshot import Snapshot

GUARANTEE_FIRM: Final = "guarantee_firm"
SUBJECTS: Final = (
    Subject.ALL_GUARANTEES, Subject.GUARANTEED_CLIENT, Subject.GUARANTEED_CLIENT_AND_RELATED,
    Subject.CONTROLLING_SHAREHOLDER,
)  # fmt: skip


class GuaranteeDay(Protocol):
    """The facts of a day as limits need them; `graph.explain.day.Day` is one."""

    @property
    def snapshot(self) -> Snapshot:
        """The facts."""

    @property
    def facts(self) -> OwnershipFacts:
        """Who holds and who controls."""

    @property
    def responsibilities(self) -> Responsibilities:
        """The responsibility balances."""


@dataclass(frozen=True, slots=True)
class GuaranteeUse:
    """How far an amount (weighted, 元) uses a limit.

    of: all, client, client_and_related, joined or controller. clients: positions of whose amounts it is; empty for all.
    limit: with the multiple that holds for this firm. base_unknown: its net assets are not known, so nothing is said.
    joined is no figure of the law: the same limit beside the clients joined by control or by guarantee circles.
    """

    limit: LimitProvision
    of: str
    clients: tuple[int, ...]
    amount_cny: float
    limit_cny: float | None
    headroom_cny: float | None
    breach: bool
    base_unknown: bool


def limits_for(
    day: GuaranteeDay, firm: int, clients: Sequence[int], law: Regime, added: Mapping[int, float] | None = None
) -> tuple[GuaranteeUse, ...]:
    """The uses that bear on these clients, and of the firm as a whole, with hypothetical weighted amounts (元) added.

    Empty where the regime limits no guarantee firms on the day, or the party is none.
    """
    limits = firm_limits(day, firm, law)
    if not limits:
        return ()
    more = dict(added or {})
    balance, capital = day.responsibilities.of(firm, law), net_assets(day, firm)
    found = []
    for limit in limits:
        if limit.subject is Subject.ALL_GUARANTEES:
            amount = balance.total_weighted_cny + sum(more.values())
            found.append(use_of(multiplied(limit, balance), "all", (), amount, capital))
        elif limit.subject is Subject.GUARANTEED_CLIENT:
            for client in dict.fromkeys(clients):
                amount = amount_of(balance, (client,)) + more.get(client, 0.0)
                found.append(use_of(limit, "client", (client,), amount, capital))
    return tuple(found)


def weight_of(
    day: GuaranteeDay, client: int, product: str | None, loan_kind: str | None, law: Regime, *, balance_cny: float = 0.0
) -> float:  # fmt: skip
    """The part of a guarantee that counts. balance_cny: what the firm then has in guarantee for the client in all: some
    weights end at an amount."""
    on = day.snapshot.at.as_of
    balance = np.array([round(balance_cny * 100)], dtype=np.int64)
    found = day.responsibilities.weigh(
        law.weights_on(on), np.array([client], dtype=np.int32), balance, pa.array([loan_kind], pa.string()),
        pa.array([product], pa.string()),
    )  # fmt: skip
    return float(found.weight[0])


def firm_limits(day: GuaranteeDay, firm: int, law: Regime) -> tuple[LimitProvision, ...]:
    """The limits that bind a party as a guarantee firm; none where it is not one."""
    if not day.snapshot.parties.of_kind(GUARANTEE_FIRM)[firm]:
        return ()
    return tuple(one for one in law.limits_on(day.snapshot.at.as_of, SUBJECTS) if one.institution == GUARANTEE_FIRM)


def net_assets(day: GuaranteeDay, firm: int) -> Capital:
    """The firm's net assets by its latest statement."""
    amount = float(day.responsibilities.net_assets_cny[firm])
    return Capital(net_assets_cny=None if np.isnan(amount) else amount)


def multiplied(limit: LimitProvision, balance: FirmBalance) -> LimitProvision:
    """The limit with the multiple that holds for the firm: relaxed where it mainly serves whom the law names."""
    relief = balance.relief
    if limit.relaxed is None or relief is None or relief.provision.limit != limit.source.id or not relief.met:
        return limit
    return replace(limit, ratio=limit.relaxed)


def amount_of(balance: FirmBalance, parties: Sequence[int]) -> float:
    """What is weighed of some parties (元), each once."""
    places = balance.places(parties)
    return float(balance.weighted_cny[places[places >= 0]].sum())


def use_of(
    limit: LimitProvision, of: str, clients: tuple[int, ...], amount_cny: float, capital: Capital
) -> GuaranteeUse:  # fmt: skip
    """An amount beside a limit; a limit of nothing needs no net assets."""
    if limit.ratio == 0:
        allowed = 0.0
    elif capital.base_cny(limit.base) is None:
        return GuaranteeUse(limit, of, clients, amount_cny, None, None, breach=False, base_unknown=True)
    else:
        allowed = capital.limit_cny(limit)
    breach = bool(exceeds(np.array([amount_cny]), allowed)[0])
    return GuaranteeUse(limit, of, clients, amount_cny, allowed, allowed - amount_cny, breach, base_unknown=False)
