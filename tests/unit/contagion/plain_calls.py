"""The cascade of guarantee calls once more, each round from scratch on dictionaries: slow and easy to follow."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import inf

TIE = 1e-11
Row = tuple[int, int]
"""A promise and a loan."""


@dataclass(frozen=True)
class PlainOutcome:
    """default_round: of those in default. called: by guarantor. paid: by guarantor and loan. loss: per loan."""

    default_round: dict[int, int]
    called: dict[int, float]
    paid: dict[tuple[int, int], float]
    loss: list[float]


@dataclass(frozen=True)
class PlainRules:
    """As `CallCascade` takes them."""

    allocation: str = "equal_split"
    at_least: bool = False
    initial_pay: float = 0.0


@dataclass(frozen=True)
class PlainBook:
    """loans: (borrower, due). contracts: (guarantor, cap). pairs: (contract, loan). buffer: per party."""

    loans: list[tuple[int, float]]
    contracts: list[tuple[int, float]]
    pairs: list[tuple[int, int]]
    buffer: list[float]

    @cached_property
    def promises(self) -> list[tuple[int, float, frozenset[int]]]:
        """(guarantor, cap, loans): the contracts of one guarantor for the same loans of others as one."""
        found: dict[tuple[int, frozenset[int]], float] = defaultdict(float)
        for contract, (guarantor, cap) in enumerate(self.contracts):
            others = frozenset(
                loan for at, loan in self.pairs
                if at == contract and self.loans[loan][0] != guarantor and self.loans[loan][1] > 0
            )  # fmt: skip
            found[guarantor, others] += cap
        return [(guarantor, cap, loans) for (guarantor, loans), cap in found.items()]

    def called(self, allocation: str, failed: set[int]) -> dict[Row, float]:
        """What is called under each promise for each loan that is due, once these have failed."""
        rows = [
            (promise, loan) for promise, (guarantor, _, loans) in enumerate(self.promises) for loan in sorted(loans)
            if self.loans[loan][0] in failed and not (allocation == "equal_split_survivors" and guarantor in failed)
        ]  # fmt: skip
        if allocation != "full_to_each":
            return self.filled(rows)
        found: dict[Row, float] = {}
        for guarantor in {self.promises[promise][0] for promise, _ in rows}:
            found |= self.filled([row for row in rows if self.promises[row[0]][0] == guarantor])
        return found

    def filled(self, rows: list[Row]) -> dict[Row, float]:
        """All guarantors of a loan rise alike, each by all its promises alike, until it is paid or they are dry."""
        paid = dict.fromkeys(rows, 0.0)
        left = {("loan", loan): self.loans[loan][1] for _, loan in rows}
        left |= {("promise", promise): self.promises[promise][1] for promise, _ in rows}
        over = {end for end, amount in left.items() if amount <= 0}
        while live := [row for row in rows if not {("promise", row[0]), ("loan", row[1])} & over]:
            heads: dict[tuple[int, int], list[Row]] = defaultdict(list)
            for row in live:
                heads[self.promises[row[0]][0], row[1]].append(row)
            pace = {row: 1 / len(own) for own in heads.values() for row in own}
            rate: dict[tuple[str, int], float] = defaultdict(float)
            for (promise, loan), speed in pace.items():
                rate["promise", promise] += speed
                rate["loan", loan] += speed
            step = min(left[end] / speed for end, speed in rate.items())
            over |= {end for end, speed in rate.items() if left[end] / speed <= step * (1 + 1e-12)}
            for row, speed in pace.items():
                paid[row] += speed * step
            for end, speed in rate.items():
                left[end] -= speed * step
        return paid


def plain_cascade(book: PlainBook, initial: list[int], rules: PlainRules) -> PlainOutcome:
    """Round after round until nobody fails any more; what was called of one who fell stays called."""
    failed = dict.fromkeys(initial, 0)
    of_row: dict[Row, float] = {}
    for rounds in range(1, len(book.buffer) + 2):
        of_row |= book.called(rules.allocation, set(failed))
        called: dict[int, float] = defaultdict(float)
        for (promise, _), amount in of_row.items():
            called[book.promises[promise][0]] += amount
        fallen = [one for one, amount in called.items() if _fails(amount, max(0.0, book.buffer[one]), rules.at_least)]
        failed |= {one: rounds for one in fallen if one not in failed}
    return _settled(book, rules, failed, of_row, called)


def _settled(
    book: PlainBook, rules: PlainRules, failed: dict[int, int], of_row: dict[Row, float], called: dict[int, float]
) -> PlainOutcome:  # fmt: skip
    able = {one: max(0.0, book.buffer[one]) for one in called}
    for one in able:
        if failed.get(one) == 0:
            able[one] = able[one] * rules.initial_pay if rules.initial_pay else 0.0
    paid: dict[tuple[int, int], float] = defaultdict(float)
    loss = [due if borrower in failed else 0.0 for borrower, due in book.loans]
    for (promise, loan), amount in of_row.items():
        guarantor = book.promises[promise][0]
        if amount > 0:
            paid[guarantor, loan] += amount * min(1.0, able[guarantor] / called[guarantor])
    for loan, (_, due) in enumerate(book.loans):
        offered = sum(amount for (_, at), amount in paid.items() if at == loan)
        for key in paid:
            if key[1] == loan and offered > due:
                paid[key] *= due / offered
        loss[loan] = max(0.0, loss[loan] - offered)
    return PlainOutcome(failed, {one: amount for one, amount in called.items() if amount > 0}, paid, loss)


def _fails(called: float, able: float, at_least: bool) -> bool:
    if called == 0 or able == inf:
        return False
    return at_least if abs(called - able) <= TIE * max(called, able) else called > able
