"""Who is likeliest to fail on a day, of itself or by calls, when defaults are a matter of chance: in four levels."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from graph.contagion.guarantee_calls import Allocation
from graph.contagion.monte_carlo import Ended, Sampling
from graph.contagion.scenario import Chance
from graph.contagion.vulnerable import TopK, VulnerableParties, most_vulnerable
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.explain.exposure.weighted_call import Scores
from graph.explain.stress.answer import StressChange
from graph.explain.stress.at_stake import at_stake, without_lender
from graph.explain.stress.by_calls import ONLY_CALLS
from graph.explain.stress.counter_guarantees import of_the_day_note
from graph.explain.stress.drawn import Drawn
from graph.explain.stress.own_probabilities import OwnFrom
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.setting import Setting
from graph.explain.stress.top_answer import (
    VulnerableAnswer,
    VulnerableCertainty,
    VulnerableFacts,
    VulnerableFound,
    VulnerableParty,
)
from graph.explain.stress.top_asked import TopAsked
from graph.regimes.provision import Wording

CONFIDENCE: Final = 0.95
TOLERANCE: Final = 0.001
"""Probabilities of default that differ by a tenth of a percent are told apart by no trials worth their time."""


def vulnerable(
    day: Day, asked: TopAsked, scores: Scores, on_progress: OnProgress = lambda _what, _done, _total: None
) -> VulnerableFound:  # fmt: skip
    """The first by probability of default. UsageError where the own probability of a party that matters is not
    known."""
    chance, at = asked.draws.chance, day.snapshot.at
    drawn = Drawn.of(Setting.of(day, asked.scenario, lambda text: text), chance, scores, asked.draws.pd)
    wanted = TopK(asked.most, CONFIDENCE, TOLERANCE)
    found = most_vulnerable(
        drawn.cascade, drawn.copula, wanted, Sampling(chance.seed, chance.trials, threads=asked.threads),
        on_progress,
    )  # fmt: skip
    answer = _answer(drawn, found, asked)
    facts = _facts(drawn, found, asked, chance)
    sure, evidence = _certainty(drawn, found, wanted), facts.evidence
    counts = (
        answer.party_count, answer.contender_count, evidence.guarantee_count, evidence.loan_count, sure.insolvent_count,
    )  # fmt: skip
    return VulnerableFound(
        at.as_of, at.known_at, day.snapshot.version, asked.scenario.model.value, answer, facts,
        sure, tuple(_changes(drawn, found)), max(counts) > asked.most,
    )  # fmt: skip


def _answer(drawn: Drawn, found: VulnerableParties, asked: TopAsked) -> VulnerableAnswer:
    naming = drawn.setting.day.naming
    able = np.flatnonzero(found.high > 0).tolist()
    return VulnerableAnswer(
        asked.by.value, tuple(_party(drawn, found, at) for at in able), found.able,
        naming.parties(found.contenders[: asked.most].tolist()), len(found.contenders),
    )  # fmt: skip


def _party(drawn: Drawn, found: VulnerableParties, at: int) -> VulnerableParty:
    party = int(found.party[at])
    buffer = float(drawn.setting.buffer[party])
    return VulnerableParty(
        drawn.setting.day.naming.party(party), float(drawn.own.pd[party]),
        OwnFrom(int(drawn.own.origin[party])).name.lower(), float(found.low[at]), float(found.high[at]),
        bool(found.certain[at]), float(drawn.guaranteed[party]), buffer if math.isfinite(buffer) else None,
    )  # fmt: skip


def _facts(drawn: Drawn, found: VulnerableParties, asked: TopAsked, chance: Chance) -> VulnerableFacts:
    setting = drawn.setting
    some = bool(found.high.any())
    evidence = Evidence((), 0, (), 0)
    if some:
        evidence = at_stake(setting.day, setting.layers, int(found.party[0]), asked.most, owed=False)
    return VulnerableFacts(asked.settings(), tuple(drawn.own.told(chance.probability)), evidence)


def _certainty(drawn: Drawn, found: VulnerableParties, wanted: TopK) -> VulnerableCertainty:
    setting, convergence = drawn.setting, found.convergence
    sheets, naming = setting.sheets, setting.day.naming
    filling = sheets.filling(setting.layers.at_stake_cny(sheets))
    return VulnerableCertainty(
        wanted.confidence, wanted.tolerance, found.sampled, found.ended.value, convergence.iterations,
        convergence.residual, convergence.converged, sheets.policy.value, filling.parties, filling.missing_share,
        filling.missing_at_stake_share, {source.name.lower(): count for source, count in filling.filled.items()},
        without_lender(setting.layers), naming.parties(sheets.insolvent[: wanted.k].tolist()), len(sheets.insolvent),
        tuple(_notes(drawn, found)),
    )  # fmt: skip


def _notes(drawn: Drawn, found: VulnerableParties) -> Iterator[Wording]:
    if not found.high.any():
        yield Wording(zh="按所给概率，当日没有主体可能违约。", en="By these probabilities nobody can fail on the day.")
    if found.ended is not Ended.PRECISION:
        yield Wording(
            zh=f"{found.convergence.iterations:,} 次试验仍未能区分：{len(found.contenders)} 个其他主体可能应列入。",
            en=f"{found.convergence.iterations:,} trials did not part them: {len(found.contenders)} others may belong "
            "among the first.",
        )
    if filled := drawn.own.count(OwnFrom.FILLED):
        yield Wording(
            zh=f"{filled} 个主体没有评分，按给定的 {drawn.own.filled:g} 计。",
            en=f"{filled} parties have no score; they are given {drawn.own.filled:g}, as asked.",
        )
    yield ONLY_CALLS
    yield from of_the_day_note(drawn.setting.day.portfolio)


def _changes(drawn: Drawn, found: VulnerableParties) -> Iterator[StressChange]:
    """With what more to pay with no failure of others could bring one of the first down: what it is called for if all
    others fail, and it alone stands for what several guarantee."""
    cascade = drawn.cascade
    if cascade.allocation is Allocation.SURVIVORS:
        cascade = replace(cascade, allocation=Allocation.FULL)
    worst = cascade.run(np.arange(cascade.book.party_count, dtype=np.int32))
    if not worst.convergence.converged:
        return
    lacked = worst.calls - cascade.buffer
    for at in np.flatnonzero(found.high > 0).tolist():
        party = int(found.party[at])
        if lacked[party] <= 0 or not drawn.own.pd[party] < found.high[at]:
            continue
        who, amount = drawn.setting.day.naming.party(party), float(lacked[party])
        name, own = who.name or who.party_id, float(drawn.own.pd[party])
        yield StressChange(
            "call_proof",
            Wording(
                zh=f"{name}若多有 {amount:,.2f} 元可代偿，则任何其他主体违约都不会使其违约，"
                f"违约概率仅为自身的 {own:.4g}。",
                en=f"With {amount:,.2f} 元 more to pay with, no failure of others brings {name} down: only its own "
                f"probability of {own:.4g} is left.",
            ),
            who, amount,
        )  # fmt: skip
