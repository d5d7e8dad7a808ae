"""Three years of months of the product's rules; and what neighbours and circles foretell with and without contagion."""

from datetime import date
from typing import Any, Final

import numpy as np
import pytest

from graph.as_of import AsOf
from graph.signals import find_signals, load_rules
from graph.signals.backtest import Asked, Backtest, Figure, Period, Step, backtest, replay
from graph.snapshot import History
from ingest.world import WorldOptions, build_world
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, seconds
from tests.unit.measures.told import told_by
from tests.unit.signals.backtest.rules import DEBTORS, NEIGHBOURS, at_least

SEED: Final = 3
ENTERPRISES: Final = 20_000
END: Final = date(2025, 12, 31)
MONTHS: Final = 36
TARGET_S: Final = 60.0
QUARTERS: Final = Asked(Period(date(2018, 12, 31), END, Step(3)), END)

RULES: Final = load_rules()
CIRCLE: Final = next(rule for rule in RULES if rule.id == "guarantee_circle")
CIRCLE_FAILED: Final = at_least("circle_failed", "exposure.circle_in_default", 1e-9, family="contagion")
SPREAD: Final = (DEBTORS, NEIGHBOURS, CIRCLE_FAILED, CIRCLE)


def facts(enterprises: int, contagion: float) -> History:
    return told_by(build_world(WorldOptions(SEED, enterprises, contagion=contagion)))


def test_the_rules_over_three_years(record: Recorder) -> None:
    enterprises = record.scaled(ENTERPRISES, 1_000)
    history = facts(enterprises, 0.5)
    asked = Asked(Period(Step().before(END, MONTHS - 1), END), END)
    replay(history, RULES, Period(END, END))  # compiles the kernels
    done: list[Backtest] = []
    with peak_memory() as peak:
        whole = seconds(lambda: done.append(backtest(history, RULES, asked)))
    day = asked.period.days[MONTHS // 2]
    said: list[set[tuple[str, str]]] = []
    plain = seconds(lambda: said.append(_as_warn_says(history, day)))
    assert said[0] == _as_replayed(history, day), "the same rules fire for the same parties"
    assert (done[0].dates, len(done[0].rules)) == (MONTHS, len(RULES))
    record.keep(
        Measurement(
            claim="backtest", figure=f"{len(RULES)} rules × {MONTHS} months", value=whole, unit="s", target=TARGET_S,
            seed=SEED,
            size=f"{enterprises:,} enterprises, {sum(one.alarms for one in done[0].rules):,} alarms", wall_s=whole,
            peak_mib=peak.mib, plain=plain * (MONTHS + 1), note="The plain way is timed at one date.",
        )
    )  # fmt: skip


def _as_warn_says(history: History, day: date) -> set[tuple[str, str]]:
    return {(one.rule, one.party_id) for one in find_signals(history.at(AsOf(day, day)), RULES)}


def _as_replayed(history: History, day: date) -> set[tuple[str, str]]:
    names = np.asarray(history.parties.table.column("party_id").to_pylist())
    (fired,) = replay(history, RULES, Period(day, day)).fired
    return {(rule.id, str(name)) for rule, parties in zip(RULES, fired, strict=True) for name in names[parties]}


@pytest.mark.parametrize("contagion", [1.0, 0.0], ids=["contagion", "null"])
def test_lift_with_and_without_contagion(record: Recorder, contagion: float) -> None:
    """Where defaults spread neighbours and circles have lift above 1; where they do not, the intervals include 1."""
    enterprises = record.scaled(ENTERPRISES, 4_000)
    history = facts(enterprises, contagion)
    found: list[Backtest] = []
    took = seconds(lambda: found.append(backtest(history, SPREAD, QUARTERS)))
    size = f"{enterprises:,} enterprises"
    for one in found[0].rules:
        circle = one.rule is CIRCLE
        figure = one.lift_standing if circle else one.lift
        record.keep(*_lifts(f"{one.rule.id}{' while it stands' if circle else ''}", figure, contagion, size, took))
        if record.scale >= 1:
            assert figure.low > 1 if contagion else figure.low <= 1 <= figure.high, one


def _lifts(name: str, figure: Figure, contagion: float, size: str, took: float) -> tuple[Measurement, ...]:
    """With contagion at least more than 1; without, at least no more and at most no less."""
    common: dict[str, Any] = {"claim": "backtest", "size": size, "seed": SEED, "wall_s": took}
    world = "contagion" if contagion else "null world"
    low = Measurement(
        figure=f"lift of {name}, {world}, at least", value=figure.low, unit="of 1" if contagion else "times",
        target=1.0, **common,
    )  # fmt: skip
    value = Measurement(figure=f"lift of {name}, {world}", value=figure.value, unit="times", **common)
    high = Measurement(
        figure=f"lift of {name}, {world}, at most", value=figure.high, unit="times" if contagion else "of 1",
        target=None if contagion else 1.0, **common,
    )  # fmt: skip
    return value, low, high
