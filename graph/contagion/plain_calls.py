"""The cascade of guarantee calls once more, round by round from scratch on dictionaries: slow and easy to follow."""

from collections import defaultdict
from dataclasses import dataclass
from math import inf

TIE = 1e-11


@dataclass(frozen=True)
class PlainOutcome:
    """default_round: of those in default. called: per guarantor. paid: per pair. loss: per loan."""

    default_round: dict[int, int]
    called: dict[int, float]
    paid: list[float]
    loss: list[float]


@dataclass
class PlainBook:
    """Loans (borrower, due), contracts (guarantor, cap), pairs (contract, loan), and what each party can pay."""

    loans: list[tuple[int, float]]
    contracts: list[tuple[int, float]]
    pairs: list[tuple[int, int]]
    buffer: list[float]

    def called(self, allocation: str, failed: set[int]) -> dict[int, float]:
        """What is called under each pair whose loan is due, once these have failed."""
        live = [
            pair for pair, (contract, loan) in enumerate(self.pairs)
            if self.loans[loan][0] in failed and self.contracts[contract][0] != self.loans[loan][0]
            and not (allocation == "equal_split_survivors" and self.contracts[contract][0] in failed)
        ]  # fmt: skip
        if allocation != "full_to_each":
            return self.filled(live)
        found: dict[int, float] = {}
        for guarantor in {self.contracts[self.pairs[pair][0]][0] for pair in live}:
            found |= self.filled([pair for pair in live if self.contracts[self.pairs[pair][0]][0] == guarantor])
        return found

    def filled(self, pairs: list[int]) -> dict[int, float]:
        """All guarantors of a loan rise alike, each by all its contracts alike, until the loan is paid or they can't."""
        paid = dict.fromkeys(pairs, 0.0)
        room = {loan: self.loans[loan][1] for _, loan in (self.pairs[pair] for pair in pairs)}
        left = {contract: self.contracts[contract][1] for contract, _ in (self.pairs[pair] for pair in pairs)}
        live = [pair for pair in pairs if room[self.pairs[pair][1]] > 0 and left[self.pairs[pair][0]] > 0]
        while live:
            heads: dict[tuple[int, int], list[int]] = defaultdict(list)
            for pair in live:
                contract, loan = self.pairs[pair]
                heads[loan, self.contracts[contract][0]].append(pair)
            pace = {pair: 1 / len(own) for own in heads.values() for pair in own}
            filling, drying = defaultdict(float), defaultdict(float)
            for pair in live:
                drying[self.pairs[pair][0]] += pace[pair]
                filling[self.pairs[pair][1]] += pace[pair]
            ends = [(room[loan] / rate, "loan", loan) for loan, rate in filling.items()]
            ends += [(left[contract] / rate, "contract", contract) for contract, rate in drying.items()]
            step = min(ends)[0]
            for pair in live:
                paid[pair] += pace[pair] * step
            done = {(kind, one) for time, kind, one in ends if time <= step * (1 + 1e-12)}
            for loan, rate in filling.items():
                room[loan] = max(0.0, room[loan] - rate * step)
            for contract, rate in drying.items():
                left[contract] = max(0.0, left[contract] - rate * step) if left[contract] < inf else inf
            live = [
                pair for pair in live
                if ("contract", self.pairs[pair][0]) not in done and ("loan", self.pairs[pair][1]) not in done
            ]  # fmt: skip
        return paid


def plain_cascade(
    book: PlainBook, allocation: str, initial: list[int], at_least: bool = False, initial_pay: float = 0.0
) -> PlainOutcome:
    """Round after round until nobody fails any more. One who fell keeps the calls it fell of, or all of equal split."""
    rounds = dict.fromkeys(initial, 0)
    of_pair: dict[int, float] = {}
    called: dict[int, float] = {}
    while True:
        new = book.called(allocation, set(rounds))
        of_pair |= new
        called = defaultdict(float)
        for pair, amount in of_pair.items():
            called[book.contracts[book.pairs[pair][0]][0]] += amount
        fallen = [one for one, amount in called.items() if one not in rounds and _fails(amount, book.buffer[one], at_least)]
        if not fallen:
            break
        now = max(rounds.values()) + 1
        rounds |= dict.fromkeys(fallen, now)
    able = {one: max(0.0, book.buffer[one]) * (initial_pay if rounds.get(one) == 0 else 1.0) for one in called}
    paid = [0.0] * len(book.pairs)
    loss = [due if borrower in rounds else 0.0 for borrower, due in book.loans]
    for pair, amount in of_pair.items():
        guarantor = book.contracts[book.pairs[pair][0]][0]
        if amount > 0:
            paid[pair] = amount * min(1.0, able[guarantor] / called[guarantor])
    for loan, (_, due) in enumerate(book.loans):
        own = [pair for pair in of_pair if book.pairs[pair][1] == loan]
        offered = sum(paid[pair] for pair in own)
        for pair in own if offered > due else []:
            paid[pair] *= due / offered
        loss[loan] = max(0.0, loss[loan] - offered)
    return PlainOutcome(rounds, {one: amount for one, amount in called.items() if amount > 0}, paid, loss)


def _fails(called: float, buffer: float, at_least: bool) -> bool:
    able = max(0.0, buffer)
    if abs(called - able) <= TIE * max(called, 0.0 if able == inf else able):
        return at_least and called > 0
    return called > able
