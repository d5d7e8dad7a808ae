"""One evaluation of the rules: the same by hand, on a schedule and over the API."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.as_of import AsOf
    from graph.signals import Rule, Run, Signal, WriteCount
    from graph.store import Store

OnProgress = Callable[[str, int, int], None]
"""Called with what is being worked on, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one evaluation found and wrote."""

    at: "AsOf"
    version: int
    rules: "Sequence[Rule]"
    signals: "Sequence[Signal]"
    count: "WriteCount"
    run: "Run"


def evaluate(
    settings: "Settings", store: "Store", at: "AsOf", folder: Path | None, moved: OnProgress
) -> Outcome:  # fmt: skip
    """Find signals at a date, write those that are not known yet, and what follows for officers and subscribers.

    folder: its rules alone, as its files have them; else those in force, with the thresholds that persons accepted.
    """
    from api.known_scores import KnownScores
    from api.rules_known import evaluated_rules
    from gnn.registry import Registry
    from graph.signals import FACTS_READ, Run, find_signals, write_signals
    from graph.signals.life import take_up
    from graph.snapshot import History

    rules = evaluated_rules(store, settings.rules_folder, folder)
    snapshot = History.read(store, settings.cache_folder, FACTS_READ).at(at)
    signals = find_signals(snapshot, rules, KnownScores(store, Registry(settings.models_folder), at.known_at))
    run = Run.of(snapshot, rules)
    count = write_signals(store, signals, run, on_progress=lambda done, total: moved("signals", done, total))
    taken = take_up(store, signals, run, [rule.id for rule in rules])
    if not taken.earlier:  # a run of a past day tells nobody anything new
        _tell(settings, store, run)
    return Outcome(at, snapshot.version, rules, signals, count, run)


def _tell(settings: "Settings", store: "Store", run: "Run") -> None:
    """Write the notices of what the histories say is new and no list holds back; sending them is for `ringfence notify`
    and the worker."""
    from api.notify.outgoing import telling_of
    from graph.notices import tell

    tell(store, run.at.as_of, telling_of(settings, store, run.at))
