"""How sure the losses of a scenario with draws by chance are."""

from collections.abc import Iterator

import numpy as np

from graph.contagion.monte_carlo import Ended, Simulation
from graph.explain.stress.at_stake import several_lenders
from graph.explain.stress.by_calls import ONLY_CALLS
from graph.explain.stress.counter_guarantees import of_the_day_note
from graph.explain.stress.drawn import Drawn
from graph.explain.stress.losses_answer import LossesCertainty
from graph.explain.stress.losses_changes import left_untried
from graph.explain.stress.own_probabilities import OwnFrom
from graph.regimes.provision import Wording


def losses_certainty(drawn: Drawn, found: Simulation, most: int) -> LossesCertainty:
    """Draws, balance sheets, trials, and what to bear in mind."""
    setting, chance, naming = drawn.setting, drawn.chance, drawn.setting.day.naming
    sheets, convergence = setting.sheets, found.convergence
    filling = sheets.filling(setting.layers.at_stake_cny(sheets))
    return LossesCertainty(
        chance.correlation, chance.horizon_months, chance.seed, sheets.policy.value, filling.parties,
        filling.missing_share, filling.missing_at_stake_share,
        {source.name.lower(): count for source, count in filling.filled.items()}, convergence.iterations,
        convergence.residual, convergence.converged, int(((drawn.book.lender < 0) & (drawn.book.due > 0)).sum()),
        len(drawn.lenders), len(drawn.firms), drawn.not_watched, naming.parties(sheets.insolvent[:most].tolist()),
        len(sheets.insolvent), setting.unranked, tuple(_notes(drawn, found)),
    )  # fmt: skip


def _notes(drawn: Drawn, found: Simulation) -> Iterator[Wording]:
    yield from _of_trials(found)
    yield from _of_those_watched(drawn)
    yield from left_untried(drawn, found)
    own, months, setting = drawn.own, drawn.chance.horizon_months, drawn.setting
    if own.count(OwnFrom.SCORES):
        yield Wording(
            zh=f"评分未注明期限，其违约概率按 {months} 个月内违约理解。",
            en=f"Scores do not state a horizon; their probabilities are taken to be of default within {months} months.",
        )
    if filled := own.count(OwnFrom.FILLED):
        yield Wording(
            zh=f"{filled} 个主体没有评分，按给定的 {own.filled:g} 计。",
            en=f"{filled} parties have no score; they are given {own.filled:g}, as asked.",
        )
    if not (own.pd > 0).any():
        yield Wording(
            zh="该情景在当日没有可能违约的主体，故无损失。",
            en="Nobody can fail by this scenario on the day: nothing is lost.",
        )
    if drawn.law is not None and (unvalued := len(drawn.law.unvalued)):
        yield Wording(
            zh=f"{unvalued} 份物的担保没有已知价值，未计其任何清偿。",
            en=f"{unvalued} contracts in kind have no thing of known value; nothing is expected of them.",
        )
    yield from several_lenders(setting.layers, np.flatnonzero(setting.layers.book.due > 0))
    yield ONLY_CALLS
    yield from of_the_day_note(setting.day.portfolio)


def _of_trials(found: Simulation) -> Iterator[Wording]:
    if found.ended is Ended.CANCELLED:
        yield Wording(
            zh=f"已取消：在至多 {found.sampling.trials:,} 次试验中完成 {found.trials:,} 次，以下为截至此时的结果。",
            en=f"Cancelled after {found.trials:,} of at most {found.sampling.trials:,} trials; this is what was found "
            "until then.",
        )
    elif found.ended is Ended.TRIALS and found.sampling.relative_error is not None:
        yield Wording(
            zh=f"试验次数用尽，未达到要求的精度 {found.sampling.relative_error:g}。",
            en=f"All trials were made before the precision asked for ({found.sampling.relative_error:g}) was reached.",
        )
    if not found.complete:
        yield Wording(
            zh="部分推演在轮数上限内未收敛，损失为下限。",
            en="In some trials the rounds allowed were not enough: the losses are a lower bound.",
        )


def _of_those_watched(drawn: Drawn) -> Iterator[Wording]:
    """Of whom losses were not kept."""
    if drawn.not_watched:
        lenders, firms = len(drawn.lenders), len(drawn.firms)
        yield Wording(
            zh=f"逐次保留损失的只有敞口最大者：{drawn.lender_count:,} 家出借人中的 {lenders:,} 家、"
            f"{drawn.firm_count:,} 家担保公司中的 {firms:,} 家；其余不列出，仅计入合计。",
            en=f"Losses were kept trial by trial of those with most at stake: {lenders:,} of {drawn.lender_count:,} "
            f"lenders, {firms:,} of {drawn.firm_count:,} guarantee firms. The others are not listed; they count in "
            "the loss of all.",
        )
