"""One guarantee firm beside the limits on it: how much of each it uses, by clients and by those who belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.groups.limits import Capital, LimitUse, exceeds
from graph.guarantees.book import Positions
from graph.guarantees.calls import Floats
from graph.guarantees.firm_balance import FirmBalance, Relief
from graph.guarantees.portfolio import Flags
from graph.guarantees.responsibility import Responsibilities
from graph.guarantees.together import RelatedClients, Together
from graph.ownership.control_rule import ControlRule
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

    def together(self, law: Regime) -> Together:
        """Which clients belong together by the law of the day."""


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


@dataclass(frozen=True, slots=True)
class RankedUses:
    """The uses of one limit by clients or their groups, the largest first, so breaches before the others.

    of: as of a use. count, breaches: how many there are and are breached, shown or not; of clients with others only
    groups of two or more and breaches are told.
    """

    of: str
    limit: LimitProvision
    uses: tuple[GuaranteeUse, ...]
    count: int
    breaches: int


@dataclass(frozen=True, eq=False)
class Standing:
    """How one firm stands to the limits on it. added: weighted amounts (元) per party, as if they were in guarantee."""

    day: GuaranteeDay
    law: Regime
    limits: tuple[LimitProvision, ...]
    balance: FirmBalance
    capital: Capital
    added: Mapping[int, float]

    @classmethod
    def of(
        cls, day: GuaranteeDay, firm: int, law: Regime, added: Mapping[int, float] | None = None
    ) -> "Standing":  # fmt: skip
        """By the law of the day; without limits where the party is no guarantee firm."""
        own = float(day.responsibilities.net_assets_cny[firm])
        capital = Capital(net_assets_cny=None if np.isnan(own) else own)
        balance = day.responsibilities.of(firm, law)
        return cls(day, law, firm_limits(day, firm, law), balance, capital, dict(added or {}))

    @cached_property
    def controllers(self) -> tuple[int, ...]:
        """Who controls the firm, by votes or as registered; the members of a concert group one by one."""
        concerts, firm = self.day.facts.concerts, self.balance.firm
        holders = self.day.together(self.law).controllers.neighbours(firm).tolist()
        found = {int(one) for holder in holders for one in concerts.members_of(holder).tolist()}
        found.update(self.day.facts.registered_controllers(firm))
        return tuple(sorted(found - {firm}))

    @property
    def undetermined(self) -> bool:
        """Whether undisclosed votes could make somebody the controller of the firm."""
        return bool(self.day.facts.control(self._test).undetermined[self.balance.firm])

    @property
    def relation(self) -> RelatedClients:
        """Who is related among the clients."""
        return self.day.together(self.law).related(self.balance)

    def related(self, party: int) -> tuple[int, ...]:
        """A party and the clients related to it, those to be added among them."""
        together = self.day.together(self.law)
        more = [one for one in self.added if together.are_related(party, one)]
        return self._parties(party, self.relation.places(party), more)

    def joined(self, party: int) -> tuple[int, ...]:
        """A party and the clients joined with it, directly or through others, those to be added among them."""
        joined = self.day.together(self.law).joined
        more = [one for one in self.added if joined[one] == joined[party]]
        return self._parties(party, self.relation.joined_places(party), more)

    def whole(self, limit: LimitProvision) -> GuaranteeUse:
        """The use by all that is in guarantee."""
        amount = self.balance.total_weighted_cny + sum(self.added.values())
        return self._beside(self.multiplied(limit), "all", (), amount)

    def use(self, limit: LimitProvision, of: str, parties: tuple[int, ...]) -> GuaranteeUse:
        """The use by some parties, each once."""
        amount = self.balance.amount_cny(parties) + sum(self.added.get(one, 0.0) for one in parties)
        return self._beside(limit, of, parties, amount)

    def ranked(self, limit: LimitProvision, of: str, most: int) -> RankedUses:
        """The uses by clients, by them with those related to them, or by those joined; one set of clients once."""
        amounts, key, told = self._sums(of)
        order = np.lexsort((np.arange(len(amounts)), -amounts))
        order = order[np.sort(np.unique(key[order], return_index=True)[1])]
        breached = self._breached(limit, amounts[order])
        chosen = told[order] | breached
        order, breached = order[chosen], breached[chosen]
        sets = dict.fromkeys(self._set(of, client) for client in self.balance.client[order[: 2 * most]].tolist())
        uses = sorted((self.use(limit, of, one) for one in sets), key=lambda use: -use.amount_cny)
        # Amounts added up may be too much where clients share a pool: those looked at are exact.
        breaches = sum(use.breach for use in uses) + int(breached[2 * most :].sum())
        count = len(uses) + max(0, len(order) - 2 * most)
        return RankedUses(of, limit, tuple(uses[:most]), count, breaches)

    def _sums(self, of: str) -> tuple[Floats, NDArray[np.int64], Flags]:
        """Per client the amounts of it and those with it; the number of that set; whether it has two or more."""
        own = self.balance.weighted_cny
        if of == "client":
            return own, np.arange(len(own)), np.ones(len(own), dtype=np.bool_)
        one, relation = np.ones(len(own)), self.relation
        if of == "joined":
            return relation.joined_sums(own), relation.joined_keys, relation.joined_sums(one) > 1
        return relation.sums(own), relation.keys, relation.sums(one) > 1

    def _set(self, of: str, client: int) -> tuple[int, ...]:
        if of == "client":
            return (client,)
        return self.related(client) if of == "client_and_related" else self.joined(client)

    def _breached(self, limit: LimitProvision, amounts: Floats) -> Flags:
        if self.capital.base_cny(limit.base) is None:
            return np.zeros(len(amounts), dtype=np.bool_)
        return LimitUse.of(limit, self.capital, amounts).breach

    def multiplied(self, limit: LimitProvision) -> LimitProvision:
        """The limit with the multiple that holds for the firm: relaxed where it mainly serves whom the law names."""
        relief = self.relief
        if limit.relaxed is None or relief is None or relief.provision.limit != limit.source.id or not relief.met:
            return limit
        return replace(limit, ratio=limit.relaxed)

    @cached_property
    def relief(self) -> Relief | None:
        """Whether the firm mainly serves whom the law names, with what is added at its weighted amounts."""
        found = self.balance.relief
        if found is None or not self.added:
            return found
        on = self.day.snapshot.at.as_of
        parties: Positions = np.array(list(self.added), dtype=np.int32)
        product = pa.nulls(len(parties), pa.string())
        places = self.balance.places(list(self.added))
        served, _ = self.day.responsibilities.weights.serves(
            found.provision, self.law.weights_on(on), parties, product
        )  # fmt: skip
        served = served | np.append(found.served, False)[places]  # the last one is for who is no client yet
        amount, new = np.array(list(self.added.values())), places < 0
        return replace(
            found, served_cny=found.served_cny + float(amount[served].sum()),
            whole_cny=found.whole_cny + float(amount.sum()),
            served_clients=found.served_clients + int((served & new).sum()), clients=found.clients + int(new.sum()),
        )  # fmt: skip

    def _beside(self, limit: LimitProvision, of: str, parties: tuple[int, ...], amount_cny: float) -> GuaranteeUse:
        """An amount beside a limit; a limit of nothing needs no net assets."""
        allowed = 0.0
        if limit.ratio > 0:
            if self.capital.base_cny(limit.base) is None:
                return GuaranteeUse(limit, of, parties, amount_cny, None, None, breach=False, base_unknown=True)
            allowed = self.capital.limit_cny(limit)
        breach = bool(exceeds(np.array([amount_cny]), allowed)[0])
        return GuaranteeUse(limit, of, parties, amount_cny, allowed, allowed - amount_cny, breach, base_unknown=False)

    def _parties(self, party: int, places: NDArray[np.int64], more: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted({party, *self.balance.client[places].tolist(), *more}))

    @property
    def _test(self) -> ControlRule:
        on = self.day.snapshot.at.as_of
        return self.law.control(on, self.law.related_client(on).control).rule


def firm_limits(day: GuaranteeDay, firm: int, law: Regime) -> tuple[LimitProvision, ...]:
    """The limits that bind a party as a guarantee firm; none where it is not one."""
    if day.snapshot.parties.table.column("kind")[firm].as_py() != GUARANTEE_FIRM:
        return ()
    return tuple(one for one in law.limits_on(day.snapshot.at.as_of, SUBJECTS) if one.institution == GUARANTEE_FIRM)
