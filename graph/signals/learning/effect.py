"""What a proposal would have changed: the rule as it is and as proposed, side by side in one back-test."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.measures.day import Given, no_scores
from graph.signals.backtest import Asked, RuleFigures, backtest
from graph.signals.backtest.replay import OnDate
from graph.signals.learning.proposal import Learned
from graph.snapshot import History


@dataclass(frozen=True, slots=True)
class Effect:
    """The figures of one rule over the same dates and under the same draws; figures as `backtest.DEFINITIONS` says."""

    before: RuleFigures
    after: RuleFigures


def effects(
    history: History, learned: Iterable[Learned], asked: Asked, given: Given = no_scores, on_date: OnDate | None = None
) -> dict[str, Effect]:  # fmt: skip
    """By rule, of those with a proposal; each date is replayed once for all of them, with both values."""
    proposed = [one for one in learned if one.proposal]
    if not proposed:
        return {}
    rules = [rule for one in proposed for rule in (one.rule, one.moved)]
    found = backtest(history, rules, asked, given, on_date).rules
    return {
        one.rule.id: Effect(before, after)
        for one, before, after in zip(proposed, found[::2], found[1::2], strict=True)
    }  # fmt: skip
