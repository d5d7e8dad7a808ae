"""What would lower the losses of a scenario with draws by chance: the same trials once more, with one thing changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import sqrt
from typing import Final

import numpy as np

from graph.contagion.monte_carlo import Sampling, Simulation, simulate
from graph.explain.stress.drawn import Drawn, Positions
from graph.explain.stress.losses_answer import LossesChange
from graph.regimes.provision import Wording

TRIED: Final = 3
"""So many guarantors: those who leave most unpaid on average."""
TRIALS: Final = 2_000
"""So many of the trials are made again for each."""
CHANGES: Final = "changes"


def losses_changes(
    drawn: Drawn, found: Simulation, on_progress: Callable[[str, int, int], None], cancelled: Callable[[], bool]
) -> Iterator[LossesChange]:  # fmt: skip
    """By how much the expected loss would be less if a guarantor could pay all that it is called for, the most first.

    Draws are the same, so each trial is compared with itself; none where cancelled.
    """
    trials, lowered = min(TRIALS, found.trials), []
    unpaid = _unpaid_by(drawn, found)[:TRIED]
    for done, party in enumerate(unpaid.tolist()):
        on_progress(CHANGES, done, len(unpaid))
        buffer = drawn.cascade.buffer.copy()
        buffer[party] = np.inf
        then = simulate(
            replace(drawn.cascade, buffer=buffer), drawn.copula,
            Sampling(found.sampling.seed, trials, threads=found.sampling.threads), cancelled=cancelled,
        )  # fmt: skip
        if then.trials < trials:
            return
        less = found.loss[:trials] - then.loss
        lowered.append((float(less.mean()), float(less.std(ddof=1)) / sqrt(trials), party))
    for amount, error, party in sorted(lowered, key=lambda one: (-one[0], one[2])):
        if amount > 0:
            yield _told(drawn, party, amount, error, trials)


def left_untried(drawn: Drawn, found: Simulation) -> Iterator[Wording]:
    """Whether there are more such guarantors than are tried."""
    unpaid = len(_unpaid_by(drawn, found))
    if unpaid > TRIED:
        yield Wording(
            zh=f"平均未能足额代偿的担保人有 {unpaid:,} 个，至多试算其中未付最多的 {TRIED} 个足额代偿的效果。",
            en=f"Of {unpaid:,} guarantors that leave calls unpaid on average at most {TRIED}, those that leave most, "
            "are tried: what the loss would be if they could pay all.",
        )


def _unpaid_by(drawn: Drawn, found: Simulation) -> Positions:
    """The parties that leave something of what they are called for unpaid on average, the most first."""
    parties = len(drawn.setting.buffer)
    unpaid = (found.call.mean - found.payment.mean)[:parties]
    some = np.flatnonzero((unpaid > 0) & np.isfinite(drawn.setting.buffer))
    return some[np.lexsort((some, -unpaid[some]))].astype(np.int32)


def _told(drawn: Drawn, party: int, amount: float, error: float, trials: int) -> LossesChange:
    who = drawn.setting.day.naming.party(party)
    name = who.name or who.party_id
    return LossesChange(
        "pays_all",
        Wording(
            zh=f"{name}若能足额代偿，预期损失减少 {amount:,.2f} 元"
            f"（标准误 {error:,.2f} 元，同一组 {trials:,} 次试验）。",
            en=f"If {name} could pay all that it is called for, the expected loss would be {amount:,.2f} 元 less "
            f"(standard error {error:,.2f} 元, over the same {trials:,} trials).",
        ),
        who, amount, error, trials,
    )  # fmt: skip
