"""What may be lost when defaults are a matter of chance: the distribution over trials, told in four levels."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.loss_distribution import Losses, TailRisk
from graph.contagion.monte_carlo import Sampling, Simulation, simulate
from graph.contagion.scenario import Chance, Scenario
from graph.errors import UsageError
from graph.explain.day import Day
from graph.explain.exposure.weighted_call import Scores
from graph.explain.stress.drawn import Drawn
from graph.explain.stress.losses_answer import (
    DefaultFound,
    FirmLosses,
    HistogramFound,
    LenderLosses,
    LossesAnswer,
    LossesFacts,
    LossesFound,
    TailFound,
)
from graph.explain.stress.losses_certainty import losses_certainty
from graph.explain.stress.losses_changes import losses_changes
from graph.explain.stress.own_probabilities import OwnFrom
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.run import SHOWN
from graph.explain.stress.selected import PartyId
from graph.explain.stress.setting import Setting

Positions = NDArray[np.int32]

TRIALS: Final = "trials"
RANKED_BY: Final = 1
"""The place of the level (99 %) by whose expected shortfall holders are ordered."""


@dataclass(frozen=True, eq=False)
class LossesAsked:
    """scores: of parties, by party_id. pd: what stands for those without one; None: that is refused. most: of each
    list. threads: the answer is the same for any number."""

    scores: Scores
    pd: float | None = None
    most: int = SHOWN
    threads: int = 1


def losses(
    day: Day,
    scenario: Scenario,
    party_id: PartyId,
    asked: LossesAsked,
    on_progress: OnProgress = lambda _what, _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> LossesFound:
    """The distribution of losses of the scenario on the day. What it states (defaults, shocks) counts in every trial.

    Once cancelled, what was found until then is the answer, and says so. NotFound or Ambiguous where the scenario names
    parties or circles that the day does not have; UsageError for a scenario without chance, or where the probability of
    a party is not known; LimitExceeded where there are too many losses to be kept.
    """
    chance = chance_of(scenario)
    drawn = Drawn.of(Setting.of(day, scenario, party_id), chance, asked.scores, asked.pd)
    found = simulate(
        drawn.cascade, drawn.copula, Sampling(chance.seed, chance.trials, chance.precision, threads=asked.threads),
        np.concatenate([drawn.lenders, drawn.firms]), lambda done, total: on_progress(TRIALS, done, total), cancelled,
    )  # fmt: skip
    changes = () if cancelled() else tuple(losses_changes(drawn, found, on_progress, cancelled))
    answer, at = _answer(drawn, found, asked.most), day.snapshot.at
    sure = losses_certainty(drawn, found, asked.most)
    longest = max(answer.lender_count, answer.firm_count, answer.likeliest_count, sure.insolvent_count)
    return LossesFound(
        at.as_of, at.known_at, day.snapshot.version, scenario.model.value, answer,
        LossesFacts(scenario.document(), tuple(drawn.own.told(chance.probability))),
        sure, changes, drawn.not_watched > 0 or longest > asked.most,
    )  # fmt: skip


def chance_of(scenario: Scenario) -> Chance:
    """How the scenario draws. UsageError where it does not."""
    if scenario.chance is None:
        raise UsageError(
            f"The scenario {scenario.id} draws nothing by chance, so its losses have no distribution. Play it instead, "
            "or give it a table chance.",
            f"情景 {scenario.id} 没有随机违约，因而没有损失分布。请直接推演，或为其增加 chance 表。",
            scenario=scenario.id,
        )
    return scenario.chance


def _answer(drawn: Drawn, found: Simulation, most: int) -> LossesAnswer:
    setting, histogram = drawn.setting, found.distribution.histogram()
    lost, paid = _Tails.of(found.lender_losses, drawn.lenders), _Tails.of(found.payments, drawn.firms)
    likeliest = _likeliest(drawn, found)
    return LossesAnswer(
        found.trials, found.sampling.trials, found.ended.value, float(drawn.book.due.sum()), found.expected_loss,
        found.loss_error, _Tails.of(found.distribution, np.full(1, -1, dtype=np.int32)).told(-1),
        HistogramFound(tuple(histogram.edges.tolist()), tuple(histogram.counts.tolist())),
        drawn.own.count(OwnFrom.STATED), len(setting.shocked), setting.shock_cny,
        tuple(_lender(drawn, found, lost, one) for one in lost.order[:most].tolist()), drawn.lender_count,
        tuple(_firm(drawn, found, paid, one) for one in paid.order[:most].tolist()), drawn.firm_count,
        tuple(_default(drawn, found, one) for one in likeliest[:most].tolist()), len(likeliest),
    )  # fmt: skip


def _lender(drawn: Drawn, found: Simulation, lost: "_Tails", party: int) -> LenderLosses:
    expected = found.lender_loss
    return LenderLosses(
        drawn.setting.day.naming.party(party), float(drawn.lent[party]), float(expected.mean[party]),
        float(expected.standard_error[party]), lost.told(party),
    )  # fmt: skip


def _firm(drawn: Drawn, found: Simulation, paid: "_Tails", party: int) -> FirmLosses:
    buffer = float(drawn.setting.buffer[party])
    return FirmLosses(
        drawn.setting.day.naming.party(party), float(drawn.guaranteed[party]), buffer if np.isfinite(buffer) else None,
        float(found.call.mean[party]), float(found.call.standard_error[party]), float(found.payment.mean[party]),
        float(found.payment.standard_error[party]), paid.told(party), _default(drawn, found, party),
    )  # fmt: skip


def _default(drawn: Drawn, found: Simulation, party: int) -> DefaultFound:
    return DefaultFound(
        drawn.setting.day.naming.party(party), float(drawn.own.pd[party]),
        OwnFrom(int(drawn.own.origin[party])).name.lower(), float(found.pd_total.mean[party]),
        float(found.pd_total.standard_error[party]),
    )  # fmt: skip


def _likeliest(drawn: Drawn, found: Simulation) -> Positions:
    """Who can fail, by the total probability; of equals the one that stands first. Who is stated to is not among
    them."""
    total = found.pd_total.mean[: len(drawn.setting.buffer)]
    able = np.flatnonzero((total > 0) & (drawn.own.origin[: len(total)] != OwnFrom.STATED))
    return able[np.lexsort((able, -total[able]))].astype(np.int32)


@dataclass(frozen=True, eq=False)
class _Tails:
    """The tails of some holders at the usual levels. holder: positions, ascending, as in the tails. order: the holders
    by expected shortfall, the largest first."""

    holder: Positions
    tails: Sequence[TailRisk]
    order: Positions

    @classmethod
    def of(cls, losses: Losses, holders: Positions) -> "_Tails":
        """Of those holders among whose losses were kept."""
        tails = losses.tails()
        chosen = np.flatnonzero(np.isin(losses.holder, holders))
        by = chosen[np.lexsort((losses.holder[chosen], -tails[RANKED_BY].expected_shortfall[chosen]))]
        return cls(losses.holder, tails, losses.holder[by])

    def told(self, holder: int) -> tuple[TailFound, ...]:
        """Those of one holder."""
        return tuple(self._each(int(np.searchsorted(self.holder, holder))))

    def _each(self, at: int) -> Iterator[TailFound]:
        for one in self.tails:
            yield TailFound(
                one.level, float(one.value_at_risk[at]), float(one.low[at]),
                float(one.high[at]) if one.high_known else None, float(one.expected_shortfall[at]),
                float(one.shortfall_error[at]),
            )  # fmt: skip
