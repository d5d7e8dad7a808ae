"""The losses of a scenario, each with the contract, loan or stake that carried it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.loss_events import Channel, LossEvents
from graph.explain.contracts import Evidence
from graph.explain.stress.answer import CarriedFact
from graph.explain.stress.played import Played
from graph.explain.stress.setting import Setting

Places = NDArray[np.int64]
Positions = NDArray[np.int32]
WAYS = {Channel.CALL: "call", Channel.LOAN: "loan", Channel.STAKE: "stake"}


@dataclass(frozen=True, slots=True)
class CarriedLosses:
    """How many losses there are, and the contracts and loans of those shown."""

    carried_count: int
    evidence: Evidence


def carried(
    setting: Setting, played: Played, most: int, beside: tuple[Positions, Positions] | None = None
) -> tuple[CarriedLosses, tuple[CarriedFact, ...]]:
    """The largest losses by what carried them; what several rounds brought through one place is one loss. beside: other
    contracts and loans shown."""
    found = _ByPlace.of(played.events)
    shown = found.largest[:most]
    keys = found.keys[:, shown]
    calls, loans = (keys[1, keys[0] == one] for one in (Channel.CALL, Channel.LOAN))
    contracts, secured = _ends(setting, played, calls)
    secured = np.concatenate([secured, setting.layers.loan[loans]])
    if beside is not None:
        contracts, secured = (np.concatenate(some) for some in zip((contracts, secured), beside, strict=True))
    evidence = setting.day.contracts.evidence(_each_once(contracts), _each_once(secured), most)
    return CarriedLosses(len(found.largest), evidence), _told(setting, played, found, shown)


def largest_until_fall(setting: Setting, played: Played, party: int) -> CarriedFact | None:
    """The largest loss that a party had from whoever brought it down, until it fell; None where it did not fall of a
    loss."""
    events, cause = played.events.of(party), played.causes[party]
    events = events.some(np.flatnonzero((events.source == cause) & (events.round <= played.default_round[party])))
    found = _ByPlace.of(events)
    return next(iter(_told(setting, played, found, found.largest[:1])), None)


@dataclass(frozen=True, eq=False)
class _ByPlace:
    """Losses by channel and place (keys: 2 × places), with the first event and the sum of each (元)."""

    events: LossEvents
    keys: Places
    first: Places
    amounts: NDArray[np.float64]

    @classmethod
    def of(cls, events: LossEvents) -> "_ByPlace":
        keys, first, which = np.unique(
            np.stack([events.channel.astype(np.int64), events.place]), axis=1, return_index=True, return_inverse=True
        )
        return cls(events, keys, first, np.bincount(which, events.amount, keys.shape[1]).astype(np.float64))

    @cached_property
    def largest(self) -> Places:
        """The places through which something was lost, the largest first."""
        real = np.flatnonzero(self.amounts > 0)
        return real[np.lexsort((self.keys[1, real], self.keys[0, real], -self.amounts[real]))]


def _told(setting: Setting, played: Played, found: _ByPlace, shown: Places) -> tuple[CarriedFact, ...]:
    """Those places as facts."""
    events, keys, first, amounts = found.events, found.keys[:, shown], found.first[shown], found.amounts[shown]
    naming, (numbers, of_loan) = setting.day.naming, _numbers(setting, played, keys)
    return tuple(
        CarriedFact(
            int(events.round[event]), WAYS[Channel(int(channel))], naming.party(int(events.source[event])),
            naming.party(int(events.loser[event])) if events.loser[event] >= 0 else None, number, loan, float(amount),
        )
        for channel, event, amount, number, loan in zip(keys[0], first, amounts, numbers, of_loan, strict=True)
    )  # fmt: skip


def _ends(setting: Setting, played: Played, calls: Places) -> tuple[Positions, Positions]:
    """Contract and loan of calls, by the book that they were made by."""
    return setting.layers.ends(calls) if played.law is None else played.law.law.ends(calls)


def _numbers(setting: Setting, played: Played, keys: Places) -> tuple[list[str | None], list[str | None]]:
    """The number of each contract, loan or stake; and of a call, of the loan that it is for."""
    layers, snapshot = setting.layers, setting.day.snapshot
    loan_ids = snapshot.nodes("Loan").column("loan_id")
    contract_ids = snapshot.nodes("Guarantee").column("guarantee_id")
    numbers: list[str | None] = []
    of_loan: list[str | None] = []
    for channel, place in keys.T.tolist():
        if channel == Channel.CALL:
            contract, loan = _ends(setting, played, np.array([place]))
            numbers.append(contract_ids[int(contract[0])].as_py())
            of_loan.append(loan_ids[int(loan[0])].as_py())
        elif channel == Channel.LOAN:
            numbers.append(loan_ids[int(layers.loan[place])].as_py())
            of_loan.append(numbers[-1])
        else:
            stakes = snapshot.edges("OWNS").rows(layers.shares.stakes_of(place)).column("stake_id").to_pylist()
            numbers.append("; ".join(one for one in stakes if one) or None)
            of_loan.append(None)
    return numbers, of_loan


def _each_once(places: NDArray[np.integer]) -> Places:
    """Each place once, in the order in which they come first."""
    _, first = np.unique(places, return_index=True)
    return np.asarray(places[np.sort(first)], dtype=np.int64)
