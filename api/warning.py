"""One evaluation of the rules: the same by hand, on a schedule and over the API."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.known_scores import KnownScores
    from api.settings import Settings
    from graph.as_of import AsOf
    from graph.signals import Rule, Run, Signal, WriteCount
    from graph.signals.evaluate import Evaluation
    from graph.signals.incremental import Claim, Comparison, Full, Kept
    from graph.snapshot import History
    from graph.snapshot.cache import Cache
    from graph.store import Store

OnProgress = Callable[[str, int, int], None]
"""Called with what is being worked on, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much was worked out. full: why everything was; None: only what had changed since the run before. parties:
    how many were looked at."""

    full: "Full | None"
    parties: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one evaluation found and wrote."""

    at: "AsOf"
    version: int
    rules: "Sequence[Rule]"
    signals: "Sequence[Signal]"
    count: "WriteCount"
    run: "Run"
    scope: Scope


def evaluate(
    settings: "Settings", store: "Store", at: "AsOf", folder: Path | None, moved: OnProgress, *, full: bool = False
) -> Outcome:  # fmt: skip
    """Find signals at a date, write those that are not known yet, and what follows for officers and subscribers.

    folder: its rules alone, as its files have them; else those in force, with the thresholds that persons accepted.
    Where the run before is known, only what has changed since is worked out and written, with the same result as in
    full; with `full` everything is.
    """
    from api.rules_known import evaluated_rules
    from graph.signals import FACTS_READ, Run, WriteCount, write_signals
    from graph.signals.incremental import EachSignal, claim
    from graph.signals.life import take_up
    from graph.snapshot import History

    rules = evaluated_rules(store, settings.rules_folder, folder)
    history = History.read(store, settings.cache_folder, FACTS_READ)
    begun = claim(store, at, history.version)
    evaluating = _Evaluating.of(settings, store, at, rules, history)
    found, why = evaluating.compared(begun, full=full)
    run = Run.of(history.at(at), rules)
    count = write_signals(store, found.fresh, run, on_progress=lambda done, total: moved("signals", done, total))
    # Of a party about whom something is new all matters are looked at; those of others stand as they did.
    parties = None if why else found.parties
    evaluated, concerned = [rule.id for rule in rules], found.about_parties(found.parties)
    taken = take_up(store, concerned, run, evaluated, parties)
    if not taken.earlier:  # a run of a past day tells nobody anything new
        if not evaluating.keep(found, begun, taken.writings) and why is None:
            # Another run came between, and what this one built upon stands no more: all is entered.
            take_up(store, EachSignal(found), run, evaluated)
        _tell(settings, store, run)
    known = WriteCount(count.new, len(found.now) - count.new)
    scope = Scope(why, len(history.parties.table) if why else len(found.looked_at))
    return Outcome(at, history.version, rules, EachSignal(found), known, run, scope)


@dataclass(frozen=True, slots=True, eq=False)
class _Evaluating:
    """What an evaluation works with. facts: the mark of facts and scores of the day, empty where nobody can say."""

    settings: "Settings"
    store: "Store"
    at: "AsOf"
    rules: "Sequence[Rule]"
    history: "History"
    scores: "KnownScores"
    facts: str

    @classmethod
    def of(
        cls, settings: "Settings", store: "Store", at: "AsOf", rules: "Sequence[Rule]", history: "History"
    ) -> "_Evaluating":  # fmt: skip
        """With the scores that could be known on the day."""
        from api.known_scores import KnownScores
        from gnn.registry import Registry
        from graph.signals.incremental import facts_mark
        from graph.snapshot.freshness import read_freshness

        scores = KnownScores(store, Registry(settings.models_folder), at.known_at)
        scored = any(name.startswith("score.") for rule in rules for name in rule.reads)
        facts = facts_mark(read_freshness(store), history, at, scores.mark() if scored else "")
        return cls(settings, store, at, rules, history, scores, facts)

    def compared(self, begun: "Claim", *, full: bool) -> "tuple[Comparison, Full | None]":
        """What is found beside what the run before found; where that is not known, all of it, and why."""
        from graph.signals.incremental import Comparison, Full

        before = Full.ASKED if full and not begun.earlier else self._before(begun)
        if isinstance(before, Full):
            return Comparison(self.rules, self._evaluation, {}), before
        same = self.facts != "" and self.facts == before.facts
        return Comparison(self.rules, self._evaluation, before.findings, same=same), None

    def keep(self, found: "Comparison", begun: "Claim", writings: int) -> bool:
        """Let the next run build on this one. False where another came between."""
        from graph.signals.incremental import Kept, basis_of, keep, settle

        evaluation = secrets.token_hex(12)
        keep(self._cache, evaluation, Kept(basis_of(self.rules), self.facts, found.now))
        return settle(self.store, begun, writings, evaluation)

    def _before(self, begun: "Claim") -> "Kept | Full":
        from graph.signals.incremental import Full, basis_of, read_kept

        if begun.earlier:
            return Full.EARLIER
        if begun.evaluation is None:
            return Full.UNSETTLED if begun.taken else Full.FIRST
        kept = read_kept(self._cache, begun.evaluation)
        if kept is None:
            return Full.ELSEWHERE
        return kept if kept.basis == basis_of(self.rules) else Full.BASIS

    def _evaluation(self) -> "Evaluation":
        from graph.measures.day import DayMeasures
        from graph.signals.evaluate import Evaluation

        return Evaluation.of(DayMeasures.of(self.history, self.at, self.scores))

    @property
    def _cache(self) -> "Cache":
        from graph.snapshot.cache import Cache

        return Cache(self.settings.cache_folder, self.store.address)


def _tell(settings: "Settings", store: "Store", run: "Run") -> None:
    """Write the notices of what the histories say is new and no list holds back; sending them is for `ringfence notify`
    and the worker."""
    from api.notify.outgoing import telling_of
    from graph.notices import tell

    tell(store, run.at.as_of, telling_of(settings, store, run.at))
