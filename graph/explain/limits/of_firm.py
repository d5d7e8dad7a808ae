"""How a guarantee firm stands to the limits on it, on which contracts and statement that rests, and what it may add."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.explain.answer import Article, PartyName
from graph.explain.day import Day
from graph.explain.exposure.scope import GUARANTEE_FIRMS
from graph.explain.limits.answer import (
    GuaranteeLimitCertainty,
    GuaranteeLimitFacts,
    GuaranteeLimitFound,
    GuaranteeLimitList,
    GuaranteeLimitsAnswer,
    GuaranteeLimitsFound,
    ReliefFound,
    StatementFact,
    WeightedPart,
)
from graph.explain.limits.changes import limit_changes
from graph.explain.naming import article, open_day
from graph.guarantees.book import FEN
from graph.guarantees.limits import GuaranteeUse, RankedUses, Standing, guarantee_limits, limits_for
from graph.guarantees.not_counted import NotCounted
from graph.regimes.provision import Base, Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
OLD_AFTER_DAYS: Final = 550
"""A statement of a year, delivered half a year later, stands for so long."""


def guarantee_firm_limits(
    day: Day, party_id: str, law: Regime, client_id: str | None = None, most: int = SHOWN
) -> GuaranteeLimitsFound:
    """How a firm stands to the limits of a regime, in all or towards one client, at most `most` of each list.

    NotFound for an unknown party or client; UsageError for a natural person as firm, or the firm as its own client. Of
    a party that is no guarantee firm the answer says that nothing limits it.
    """
    firm = day.enterprise(party_id)
    client = None if client_id is None else day.position(client_id)
    if client == firm:
        raise UsageError(
            "Nobody guarantees for himself. Name another client.",
            "不能为自己担保。请指定其他被担保人。",
            party=party_id,
        )
    standing, asked = Standing.of(day, firm, law), day.asked(firm, law.id)
    if client is None:
        ranked = guarantee_limits(standing, most)
    else:
        uses = limits_for(day, firm, [client], law)
        ranked = tuple(RankedUses(use.of, use.limit, (use,), 1, int(use.breach)) for use in uses)
    told = _Told(day, standing, client, ranked, day.responsibilities.beside.of(firm), most)
    return GuaranteeLimitsFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        told.answer(), told.facts(), told.certainty(), limit_changes(day, standing, ranked, client), told.cut,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Told:
    """One firm's answer in the making. client: None for all."""

    day: Day
    standing: Standing
    client: int | None
    ranked: tuple[RankedUses, ...]
    beside: NotCounted
    most: int

    def answer(self) -> GuaranteeLimitsAnswer:
        """The first level."""
        balance, beside = self.standing.balance, self.beside
        limits = tuple(self._list(one) for one in self.ranked)
        own = self.standing.capital.base_cny(Base.NET_ASSETS)
        return GuaranteeLimitsAnswer(
            bool(self.standing.limits), None if self.client is None else self.day.naming.party(self.client),
            balance.total_cny, balance.total_weighted_cny, len(balance.client), own,
            balance.total_weighted_cny / own if own is not None and own > 0 else None, self._relief(),
            sum(one.breaches for one in limits if one.binding), limits,
            beside.counter_cny, len(beside.counter), beside.undrawn_cny,
        )  # fmt: skip

    def facts(self) -> GuaranteeLimitFacts:
        """The second level."""
        naming, most = self.day.naming, self.most
        controllers = self.standing.controllers if self.standing.limits else ()
        counter = self.day.contracts.guarantees(self.beside.counter[:most])
        return GuaranteeLimitFacts(
            self._statement, self._weights(), self.day.contracts.evidence(self._contracts, self._loans, most), counter,
            naming.parties(controllers[:most]), naming.parties(self._related[:most]), tuple(self._articles()),
        )  # fmt: skip

    def certainty(self) -> GuaranteeLimitCertainty:
        """The third level."""
        standing, beside, unclear = self.standing, self.beside, self.standing.balance.unclear
        known = len(standing.balance.client) > 0 or standing.capital.base_cny(Base.NET_ASSETS) is not None
        net_assets = standing.capital.base_cny(Base.NET_ASSETS) is not None
        undetermined = bool(standing.limits) and standing.undetermined
        deducted = self._guarantors_owned()
        return GuaranteeLimitCertainty(
            known=known,
            complete=net_assets and not (
                unclear.any() or (standing.relief is not None and standing.relief.unknown_clients)
                or beside.unknown_amounts or beside.for_guarantees or undetermined or deducted
            ),
            net_assets_known=net_assets,
            unclassified_cny=int(unclear.sum()) / FEN,
            unclassified_clients=int((unclear > 0).sum()),
            unknown_amounts=beside.unknown_amounts,
            secure_nothing=beside.secure_nothing,
            for_guarantees=beside.for_guarantees,
            control_undetermined=undetermined,
            not_deducted=deducted,
            notes=tuple(self._notes(known=known)),
        )  # fmt: skip

    @property
    def cut(self) -> bool:
        """Whether some list is longer than shown."""
        lists = [one.count for one in self.ranked] + [len(use.clients) for one in self.ranked for use in one.uses]
        counts = (len(self._contracts), len(self._loans), len(self.beside.counter), len(self._related))
        return max([*lists, *counts]) > self.most

    def _list(self, one: RankedUses) -> GuaranteeLimitList:
        return GuaranteeLimitList(
            one.of, one.of != "joined", article(self.standing.law.id, one.limit.source), one.limit.ratio,
            tuple(self._use(use) for use in one.uses), one.count, one.breaches,
        )  # fmt: skip

    def _use(self, use: GuaranteeUse) -> GuaranteeLimitFound:
        return GuaranteeLimitFound(
            self.day.naming.parties(self._largest(use.clients)), len(use.clients), use.amount_cny, use.limit_cny,
            use.headroom_cny, use.amount_cny / use.limit_cny if use.limit_cny else None, use.breach,
        )  # fmt: skip

    def _largest(self, clients: Sequence[int]) -> list[int]:
        """The clients of a use, the largest first, as many as are shown."""
        places = self.standing.balance.places(clients)
        amounts = np.append(self.standing.balance.weighted_cny, 0.0)[places]  # the last one is for who is no client
        order = np.lexsort((np.asarray(clients), -amounts))[: self.most]
        return [int(clients[at]) for at in order]

    def _relief(self) -> ReliefFound | None:
        relief = self.standing.relief
        if relief is None or not self.standing.limits:
            return None
        return ReliefFound(
            relief.met, relief.balance_share, relief.provision.balance_share, relief.client_share,
            relief.provision.client_share, relief.unknown_clients,
        )  # fmt: skip

    @cached_property
    def _statement(self) -> StatementFact | None:
        place = int(self.day.responsibilities.statements.edge[self.standing.balance.firm])
        if place < 0:
            return None
        edges = self.day.snapshot.edges("REPORTED")
        told = edges.rows(np.array([place])).to_pylist()[0]
        row = self.day.snapshot.nodes("Statement").take(pa.array([int(edges.target[place])])).to_pylist()[0]
        return StatementFact(
            row["statement_id"], row["period_end"], row["net_assets_cny"], open_day(told["recorded_on"]), told["source"]
        )  # fmt: skip

    def _weights(self) -> tuple[WeightedPart, ...]:
        balance = self.standing.balance
        weights, which = np.unique(balance.weight, return_inverse=True)
        amounts = np.bincount(which, weights=balance.called, minlength=len(weights)) / FEN
        return tuple(
            WeightedPart(float(weight), float(amount), float(weight * amount))
            for weight, amount in zip(weights, amounts, strict=True)
        )

    @cached_property
    def _contracts(self) -> list[int]:
        """The contracts behind the answer."""
        return list(dict.fromkeys(self.standing.balance.contracts[self._pairs].tolist()))

    @cached_property
    def _loans(self) -> list[int]:
        """Their loans."""
        return list(dict.fromkeys(self.standing.balance.loans[self._pairs].tolist()))

    @cached_property
    def _pairs(self) -> NDArray[np.int64]:
        """The pairs of contract and loan, those of the largest client first; of one client those of it and of who
        belongs with it."""
        balance = self.standing.balance
        rows = np.arange(len(balance.pairs))
        if self.client is not None:
            with_it = {one for ranked in self.ranked for use in ranked.uses for one in use.clients} | {self.client}
            rows = np.flatnonzero(np.isin(balance.client_of, balance.places(sorted(with_it))))
        client = balance.client_of[rows]
        keys = (balance.loans[rows], balance.contracts[rows], -balance.called[rows], client)
        return rows[np.lexsort((*keys, -balance.weighted_cny[client]))]

    @cached_property
    def _related(self) -> tuple[int, ...]:
        """Clients related to the firm itself, other than who controls it."""
        if not self.standing.limits:
            return ()
        places = self.standing.relation.places(self.standing.balance.firm)
        clients = self.standing.balance.client[places].tolist()
        return tuple(one for one in clients if one not in self.standing.controllers)

    def _guarantors_owned(self) -> tuple[PartyName, ...]:
        owned = np.unique(self.day.facts.holdings.by_owner.neighbours(self.standing.balance.firm))
        kinds = self.day.snapshot.parties.table.column("kind").take(pa.array(owned)).cast(pa.string())
        own = pc.is_in(kinds, value_set=pa.array(GUARANTEE_FIRMS)).to_numpy()
        return self.day.naming.parties(owned[own].tolist()[: self.most])

    def _articles(self) -> Iterator[Article]:
        law, on = self.standing.law, self.day.snapshot.at.as_of
        if not self.standing.limits:
            return
        sources = [limit.source for limit in self.standing.limits]
        sources += [weight.source for weight in law.weights_on(on)]
        if self.standing.relief is not None:
            sources.append(self.standing.relief.provision.source)
        related = law.related_client(on)
        sources += [related.source, law.control(on, related.control).source]
        for source in sources:
            yield article(law.id, source)

    def _notes(self, *, known: bool) -> Iterator[Wording]:
        party, on = self.day.naming.party(self.standing.balance.firm), self.day.snapshot.at.as_of
        who, law = party.name or party.party_id, self.standing.law.title
        if party.kind != "guarantee_firm":
            yield Wording(
                zh=f"{who}不是融资担保公司，限额只约束融资担保公司；所列金额仅说明其对外保证。",
                en=f"{who} is no financing guarantee company, and the limits bind those only. The amounts say what it "
                "stands for.",
            )  # fmt: skip
        elif not self.standing.limits:
            yield Wording(
                zh=f"{law.zh}在 {on} 没有针对融资担保公司的限额。",
                en=f"{law.en} has no limits on guarantee firms in force on {on}.",
            )
        if not known:
            yield Wording(
                zh=f"截至 {on}，没有{who}的担保或财务报表信息。",
                en=f"No guarantee and no statement of {who} is known on {on}.",
            )
        if self.standing.limits:
            yield from self._notes_on_law()

    def _notes_on_law(self) -> Iterator[Wording]:
        statement, on = self._statement, self.day.snapshot.at.as_of
        if self.standing.capital.base_cny(Base.NET_ASSETS) is None:
            yield Wording(
                zh="净资产未知，只能核对第十七条。", en="Net assets are not known: only art. 17 can be checked."
            )
        elif statement and statement.period_end and (on - statement.period_end).days > OLD_AFTER_DAYS:
            yield Wording(
                zh=f"所用报表期末为 {statement.period_end}，已较旧。",
                en=f"The statement is of {statement.period_end}, and old.",
            )
        if self.standing.relief is None:
            yield Wording(
                zh="该日没有规定何时适用较高倍数，按较低倍数核对。",
                en="No rule in force says when the higher multiple holds: the lower one is used.",
            )
        if len(self.beside.counter):
            yield Wording(
                zh="收到的反担保不减少担保责任余额（计量办法没有扣减规定）。",
                en="Counter-guarantees received lower nothing: the measures on the balance know no deduction.",
            )
        if self.standing.balance.unclear.any():
            yield Wording(
                zh="规模、授信品种、担保品种或评级不详的担保按100%计。",
                en="Guarantees whose size of client, kind, product or rating is not known count in full.",
            )
        if self.standing.undetermined:
            yield Wording(
                zh="未披露的表决权足以决定谁控制该公司，第十七条只按已知的控制人核对。",
                en="Votes that are not disclosed could decide who controls the firm: art. 17 is checked for known "
                "controllers only.",
            )
        if self._related:
            yield Wording(
                zh="为其他关联方提供担保的条件不得优于非关联方（第十七条）；条件须人工比较。",
                en="Other related parties may get no better terms than others (art. 17): compare the terms by hand.",
            )
        if self._guarantors_owned():
            yield Wording(
                zh="对其他担保公司、再担保公司的股权投资应从净资产中扣除（凭记忆）；其金额不在数据中，未扣除。",
                en="Stakes in other guarantee firms are to be deducted from net assets (from memory); their value is "
                "in no fact, and was not.",
            )  # fmt: skip
