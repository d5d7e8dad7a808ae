"""The findings of a day beside those of the run before: which are new or others, which are gone, and the rest."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from graph.signals.evaluate import Evaluation, Fired, in_order
from graph.signals.incremental.kept import Key, Known
from graph.signals.incremental.made_of import Said, marks
from graph.signals.rule import Rule
from graph.signals.signal import Signal


@dataclass(frozen=True, eq=False)
class Comparison:
    """evaluated: the evaluation of the day, asked for when something has to be worked out. before: the findings of the
    run before; none for a run in full. same: nothing has changed that findings are made of."""

    rules: Sequence[Rule]
    evaluated: Callable[[], Evaluation]
    before: Mapping[Key, Known]
    same: bool = False

    @cached_property
    def now(self) -> Mapping[Key, Known]:
        """The findings of the day."""
        if self.same:
            return self.before
        again = {_key(signal): signal.signal_id for signal in self.told_anew}
        return {key: Known(mark, again[key]) if key in again else self.before[key] for key, mark in self._marks.items()}

    @cached_property
    def told_anew(self) -> list[Signal]:
        """Signals about what is new or made of something else, if it came to the same."""
        if self.same:
            return []
        known = self.before
        return self.about(key for key, mark in self._marks.items() if key not in known or known[key].mark != mark)

    @cached_property
    def fresh(self) -> list[Signal]:
        """Signals that the run before did not find."""
        before = self.before
        return [
            one for one in self.told_anew if _key(one) not in before or before[_key(one)].signal_id != one.signal_id
        ]

    @cached_property
    def gone(self) -> frozenset[Key]:
        """Findings of the run before that are none any more."""
        return frozenset(self.before.keys() - self.now.keys())

    @cached_property
    def parties(self) -> frozenset[str]:
        """About whom something new is to be said, or something is over."""
        return frozenset((*(one.party_id for one in self.fresh), *(party_id for _, party_id in self.gone)))

    @cached_property
    def looked_at(self) -> frozenset[str]:
        """Of whom a value or the evidence behind a finding has changed."""
        return self.parties | {one.party_id for one in self.told_anew}

    def about_parties(self, parties: Collection[str]) -> list[Signal]:
        """All signals about some parties."""
        return self.about(key for key in self.now if key[1] in parties) if parties else []

    def about(self, keys: Iterable[Key]) -> list[Signal]:
        """The signals of some findings, in the usual order."""
        wanted: dict[int, list[int]] = {}
        chosen = list(keys)
        for key in chosen:
            if key not in self._told:
                rule, place = self._places[key]
                wanted.setdefault(rule, []).append(place)
        for rule, places in wanted.items():
            for signal in self._evaluation.told(self._fired[rule], places):
                self._told[_key(signal)] = signal
        return in_order(self._told[key] for key in chosen)

    @cached_property
    def _evaluation(self) -> Evaluation:
        return self.evaluated()

    @cached_property
    def _fired(self) -> list[Fired]:
        return [self._evaluation.fired(rule) for rule in self.rules]

    @cached_property
    def _marks(self) -> dict[Key, bytes]:
        said = Said(self._evaluation.day.facts.snapshot)
        return {
            (fired.rule.id, party_id): mark
            for fired in self._fired
            for party_id, mark in zip(fired.party_ids, marks(fired, said), strict=True)
        }

    @cached_property
    def _places(self) -> dict[Key, tuple[int, int]]:
        return {
            (fired.rule.id, party_id): (rule, place)
            for rule, fired in enumerate(self._fired)
            for place, party_id in enumerate(fired.party_ids)
        }

    @cached_property
    def _told(self) -> dict[Key, Signal]:
        return {}


@dataclass(frozen=True, eq=False)
class EachSignal(Sequence[Signal]):
    """All signals of a day, put into words when somebody looks at them."""

    comparison: Comparison

    def __len__(self) -> int:
        return len(self.comparison.now)

    @overload
    def __getitem__(self, place: int) -> Signal: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Signal]: ...
    def __getitem__(self, place: int | slice) -> Signal | Sequence[Signal]:
        return self._all[place]

    def __iter__(self) -> Iterator[Signal]:
        return iter(self._all)

    @cached_property
    def _all(self) -> list[Signal]:
        return self.comparison.about(self.comparison.now)


def _key(signal: Signal) -> Key:
    return signal.rule, signal.party_id
