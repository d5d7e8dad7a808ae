"""Systemic importance on a day: each party as the only one that fails, the first by a measure, in four levels."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import FilledFrom
from graph.contagion.debtrank import Variant
from graph.contagion.guarantee_calls import Allocation, CallCascade, CallOutcome
from graph.explain.answer import PartyName
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.explain.stress.alone import Alone, Network, alone
from graph.explain.stress.answer import StressChange
from graph.explain.stress.at_stake import at_stake, without_lender
from graph.explain.stress.counter_guarantees import of_the_day_note
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.top_answer import (
    Bearer,
    ImportanceAnswer,
    ImportanceCertainty,
    ImportanceFacts,
    ImportanceFound,
    ImportantParty,
)
from graph.explain.stress.top_asked import By, TopAsked
from graph.guarantees.exposure import concentration
from graph.regimes.provision import Wording

MODEL: Final = "debtrank, guarantee_calls"
VALUE: Final = "total_assets"
CHANGES: Final = 5
"""So many guarantors are tried with more to pay."""


def importance(
    day: Day, asked: TopAsked, on_progress: OnProgress = lambda _what, _done, _total: None
) -> ImportanceFound:  # fmt: skip
    """The first parties by any measure but default_probability. LimitExceeded as of `alone`."""
    found = alone(Network.of(day, asked, on_progress), on_progress)
    answer, facts, sure, at = _answer(found), _facts(found), _certainty(found), day.snapshot.at
    evidence = facts.evidence
    counts = (
        answer.party_count, facts.borne_count, evidence.guarantee_count, evidence.loan_count, sure.insolvent_count,
    )  # fmt: skip
    return ImportanceFound(
        at.as_of, at.known_at, day.snapshot.version, MODEL, answer, facts, sure, tuple(_changes(found)),
        max(counts) > asked.most,
    )  # fmt: skip


def _answer(found: Alone) -> ImportanceAnswer:
    network = found.network
    members = np.bincount(network.day.network.component)[network.day.network.component]
    return ImportanceAnswer(
        network.asked.by.value, tuple(_party(found, at, members) for at in range(len(found.order))), found.count,
        float(network.layers.book.due.sum()), float(network.sheets.value.sum()),
    )  # fmt: skip


def _party(found: Alone, at: int, members: NDArray[np.int64]) -> ImportantParty:
    network, party = found.network, int(found.order[at])
    sheets, book, calls = network.sheets, network.layers.book, found.calls
    equity, hhi = float(network.setting.equity[party]), _guarantor_hhi(network, party)
    return ImportantParty(
        network.day.naming.party(party), float(found.debtrank[at]), float(book.due[book.borrower == party].sum()),
        float(calls.lender_loss[party]), float(calls.paid[party]), int(calls.induced[party]),
        int(found.wiped_out[at]), None if found.vulnerability is None else float(found.vulnerability[party]),
        None if math.isnan(hhi) else hhi, int(members[party]) if members[party] > 1 else 0,
        equity if math.isfinite(equity) else None, FilledFrom(int(sheets.filled_from[party])).name.lower(),
    )  # fmt: skip


def _guarantor_hhi(network: Network, party: int) -> float:
    """How what is called for a party's loans is spread over its guarantors; NaN without any."""
    called = network.borne.by_guarantors
    return concentration(called.amount[called.by_debtor.edges_of(party)])[0]


def _facts(found: Alone) -> ImportanceFacts:
    network, asked, order = found.network, found.network.asked, found.order
    exposures = network.model.exposures
    owed = asked.by is not By.VULNERABILITY
    bearers = list(_bearers(network, int(order[0]))) if owed and len(order) else []
    evidence = (
        at_stake(network.day, network.layers, int(order[0]), asked.most, owed=owed)
        if len(order)
        else Evidence((), 0, (), 0)
    )
    return ImportanceFacts(
        asked.settings(), VALUE, int((exposures.amount > 0).sum()), float(exposures.amount.sum()),
        tuple(bearers[: asked.most]), len(bearers), evidence,
    )  # fmt: skip


def _bearers(network: Network, party: int) -> Iterator[Bearer]:
    """Who bears a party's failure if it alone fails, the largest part first."""
    exposures, equity = network.model.exposures, network.setting.equity
    rows = exposures.by_debtor.edges_of(party)
    borne = np.bincount(exposures.creditor[rows], exposures.amount[rows], exposures.party_count)
    some = np.flatnonzero(borne > 0)
    for one in some[np.lexsort((some, -borne[some]))].tolist():
        has = float(equity[one])
        yield Bearer(network.day.naming.party(one), float(borne[one]), has if math.isfinite(has) else None)


def _certainty(found: Alone) -> ImportanceCertainty:
    network, distress = found.network, found.distress.convergence
    sheets, layers, naming = network.sheets, network.layers, network.day.naming
    stake = layers.at_stake_cny(sheets)
    filling = sheets.filling(stake)
    return ImportanceCertainty(
        found.seeds, found.tried, found.proven, found.distress.bound or None, distress.iterations, distress.residual,
        distress.converged, found.distress.rounds_allowed, found.distress.open_seeds,
        found.calls.convergence.converged, _saturates(network), sheets.policy.value,
        filling.parties, filling.missing_share, filling.missing_at_stake_share,
        {source.name.lower(): count for source, count in filling.filled.items()},
        int(((stake > 0) & (sheets.value <= 0)).sum()), without_lender(layers),
        naming.parties(network.from_start[: network.asked.most].tolist()), len(network.from_start),
        network.wiped_out_before, tuple(_notes(found)),
    )  # fmt: skip


def _saturates(network: Network) -> bool:
    return network.model.variant is Variant.BARDOSCIA_2015 and network.model.leverage.radius.reaches_one


def _notes(found: Alone) -> Iterator[Wording]:
    network, asked = found.network, found.network.asked
    if not network.sheets.value.any():
        yield Wording(
            zh="没有任何主体的总资产已知，DebtRank 无从加权，均为零。请改按 loss 或 induced 查询。",
            en="Nobody's total assets are known, so DebtRank has nothing to weigh and is zero. Ask by loss or induced.",
        )
    elif not len(found.order):
        yield Wording(
            zh="按该指标，当日没有任何主体的单独违约有影响。",
            en="By this measure nobody's failure alone matters on the day.",
        )
    yield Wording(
        zh="此处 DebtRank 按债务人单独违约时各出借人与保证人所承担的金额传导；"
        "debtrank 模型的情景只计贷款，数值因而不同。",
        en="DebtRank runs here over what each lender and guarantor bears if a debtor fails alone; scenarios of the "
        "model debtrank count loans only, so their figures differ.",
    )
    if found.vulnerability is None:
        yield Wording(
            zh=f"有 {found.seeds:,} 个债务主体，多于逐一冲击的上限 {asked.all_seeds:,}：脆弱性未计算。",
            en=f"{found.seeds:,} debtors are more than the {asked.all_seeds:,} that are all tried: vulnerability is "
            "not worked out.",
        )
    if not found.proven:
        yield Wording(
            zh=f"已尝试 {found.tried:,} 个主体；未尝试者的 DebtRank 不超过 {found.distress.bound:.6g}，"
            "故所列未证明为最重要。",
            en=f"After {found.tried:,} parties: none of the others has a DebtRank above {found.distress.bound:.6g}; "
            "that those listed are the first is not proven.",
        )
    if len(network.from_start):
        insolvent, before = len(network.from_start), network.wiped_out_before
        yield Wording(
            zh=f"{insolvent} 个主体自报净资产不为正，按 DebtRank 定义自始违约，其违约不再增加损失；"
            f"由此另有 {before} 个主体净资产耗尽。DebtRank 只计此外新增的部分。",
            en=f"{insolvent} parties state no equity: in default from the start by DebtRank's definition, so their "
            f"failure adds nothing to it; {before} others are wiped out by that. DebtRank counts what comes on top.",
        )
    yield from _not_converged(found)
    yield from _not_counted(found)
    if asked.allocation is Allocation.FULL:
        yield Wording(
            zh="每个保证人按全额承担，各敞口之和可能大于到期债务。",
            en="Each guarantor stands for the whole, so exposures may come to more than is due.",
        )


def _not_converged(found: Alone) -> Iterator[Wording]:
    distress = found.distress
    if distress.open_seeds:
        yield Wording(
            zh=f"为使计算量有界，DebtRank 每个债务主体至多推演 {distress.rounds_allowed:,} 轮；"
            f"其中 {distress.open_seeds:,} 个届时未收敛（最大残差 {distress.convergence.residual:.3g}），"
            "其 DebtRank 及由此得出的数值为下限。",
            en=f"To bound the work DebtRank follows each debtor for at most {distress.rounds_allowed:,} rounds; "
            f"{distress.open_seeds:,} had not converged by then (largest residual "
            f"{distress.convergence.residual:.3g}): their DebtRank, and what rests on it, is a lower bound.",
        )
    elif not distress.convergence.converged:
        yield Wording(
            zh="无初始违约时的 DebtRank 推演在轮数上限内未收敛，各主体新增的损失为近似值。",
            en="What DebtRank comes to without any failure did not converge in the rounds allowed: what each adds is "
            "approximate.",
        )
    if not found.calls.convergence.converged:
        yield Wording(
            zh="部分代偿推演在轮数上限内未收敛，数值为下限。",
            en="In some cascades of calls the rounds allowed were not enough: the figures are lower bounds.",
        )


def _not_counted(found: Alone) -> Iterator[Wording]:
    """Guarantors that were not tried with more to pay with, and counter-guarantees."""
    network = found.network
    fell = int(found.calls.induced[found.order[0]]) if len(found.order) else 0
    if fell > CHANGES and network.asked.by is not By.VULNERABILITY:
        yield Wording(
            zh=f"首位主体单独违约会使 {fell} 个担保人违约，变化条件只试算其中最先违约、代偿要求最大的 {CHANGES} 个。",
            en=f"The first one's failure brings {fell} guarantors down by calls; only {CHANGES} of them, the first to "
            "fall and called for most, are tried with more to pay with.",
        )
    yield from of_the_day_note(network.day.portfolio)


def _changes(found: Alone) -> Iterator[StressChange]:
    """What more to pay with would keep standing a guarantor that the first party's failure brings down, and what is
    lost then: each tried by itself. Only where it then stands: of survivors more may be called."""
    network = found.network
    if not len(found.order) or network.asked.by is By.VULNERABILITY:
        return
    seed, cascade = found.order[:1], network.cascade
    before = cascade.run(seed)
    fell = np.flatnonzero(before.default_round > 0)
    for party in fell[np.lexsort((fell, -before.calls[fell], before.default_round[fell]))][:CHANGES].tolist():
        buffer = cascade.buffer.copy()
        buffer[party] = max(float(before.calls[party]), 0.0)
        after = CallCascade(cascade.book, buffer, cascade.allocation).run(seed)
        if after.default_round[party] < 0:
            lacked = float(buffer[party] - max(cascade.buffer[party], 0.0))
            yield _saved(network.day.naming.party(party), lacked, before, after)


def _saved(who: PartyName, lacked: float, before: CallOutcome, after: CallOutcome) -> StressChange:
    name = who.name or who.party_id
    lost, then = float(before.loss.sum()), float(after.loss.sum())
    fewer = int((before.default_round > 0).sum() - (after.default_round > 0).sum())
    return StressChange(
        "saved_by",
        Wording(
            zh=f"{name}若多有 {lacked:,.2f} 元可代偿，则不违约：贷款损失由 {lost:,.2f} 元降为 {then:,.2f} 元，"
            f"传染违约减少 {fewer} 个。",
            en=f"With {lacked:,.2f} 元 more to pay with, {name} would stand: lenders lose {then:,.2f} 元 instead of "
            f"{lost:,.2f} 元, and {fewer} fewer fall by calls.",
        ),
        who, lacked,
    )  # fmt: skip
