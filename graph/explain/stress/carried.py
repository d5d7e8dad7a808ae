"""The losses of a scenario, each with the contract, loan or stake that carried it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.contagion.loss_events import Channel
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
    events = played.events
    keys, first, which = np.unique(
        np.stack([events.channel.astype(np.int64), events.place]), axis=1, return_index=True, return_inverse=True
    )
    amounts = np.bincount(which, events.amount, keys.shape[1])
    real = np.flatnonzero(amounts > 0)
    shown = real[np.lexsort((keys[1, real], keys[0, real], -amounts[real]))][:most]
    calls, loans = (keys[1, shown[keys[0, shown] == one]] for one in (Channel.CALL, Channel.LOAN))
    contracts, secured = _ends(setting, played, calls)
    secured = np.concatenate([secured, setting.layers.loan[loans]])
    if beside is not None:
        contracts, secured = (np.concatenate(some) for some in zip((contracts, secured), beside, strict=True))
    evidence = setting.day.contracts.evidence(_each_once(contracts), _each_once(secured), most)
    numbers, of_loan = _numbers(setting, played, keys[:, shown])
    naming = setting.day.naming
    told = tuple(
        CarriedFact(
            int(events.round[first[at]]), WAYS[Channel(int(keys[0, at]))],
            naming.party(int(events.source[first[at]])),
            naming.party(int(events.loser[first[at]])) if events.loser[first[at]] >= 0 else None,
            number, loan, float(amounts[at]),
        )
        for at, number, loan in zip(shown.tolist(), numbers, of_loan, strict=True)
    )  # fmt: skip
    return CarriedLosses(len(real), evidence), told


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
