"""The cascade through all layers once more, each round from scratch on dictionaries: slow and easy to follow."""

from collections import defaultdict
from dataclasses import dataclass
from math import inf

from tests.unit.contagion.plain_calls import TIE, PlainBook, PlainRules, Row


@dataclass(frozen=True)
class PlainLayers:
    """book: its `buffer` is what parties can pay. lenders: per loan, -1 for nobody known. stakes: (owner, owned, part
    that counts). equity: per party."""

    book: PlainBook
    lenders: list[int]
    stakes: list[tuple[int, int, float]]
    equity: list[float]


@dataclass(frozen=True)
class PlainLosses:
    """fell: the round of those in default. losses: per party. lost: per loan."""

    fell: dict[int, int]
    losses: list[float]
    lost: list[float]


def plain_layers(world: PlainLayers, initial: list[int], rules: PlainRules) -> PlainLosses:
    """Calls until they bring down nobody more, then lenders' losses and write-downs, and so on until nobody falls."""
    book, parties = world.book, range(len(world.equity))
    fell = dict.fromkeys(initial, 0)
    of_row: dict[Row, float] = {}
    booked, lost = [0.0 for _ in parties], [0.0 for _ in book.loans]
    called: dict[int, float] = defaultdict(float)
    for at in range(1, 2 * len(parties) + 2):
        before = set(fell)
        of_row |= book.called(rules.allocation, before)
        called = defaultdict(float)
        for (promise, _), amount in of_row.items():
            called[book.promises[promise][0]] += amount
        for one in parties:
            if one not in fell and called[one] and _falls(called[one] + booked[one], world.equity[one], rules):
                fell[one] = at
        if set(fell) != before:
            continue
        lost = _lost(world, rules, fell, of_row, called)
        booked = _booked(world, lost, called, fell)
        for one in parties:
            if one not in fell and _falls(called[one] + booked[one], world.equity[one], rules):
                fell[one] = at
        if set(fell) == before:
            break
    return PlainLosses(fell, [called[one] + booked[one] for one in parties], lost)


def _lost(
    world: PlainLayers, rules: PlainRules, fell: dict[int, int], of_row: dict[Row, float], called: dict[int, float]
) -> list[float]:  # fmt: skip
    book = world.book
    offered = [0.0 for _ in book.loans]
    for (promise, loan), amount in of_row.items():
        guarantor = book.promises[promise][0]
        able = max(0.0, book.buffer[guarantor])
        if fell.get(guarantor) == 0:
            able = able * rules.initial_pay if rules.initial_pay else 0.0
        if amount > 0:
            offered[loan] += amount * min(1.0, able / called[guarantor])
    return [
        due - offered[loan] if borrower in fell and due - offered[loan] > TIE * due else 0.0
        for loan, (borrower, due) in enumerate(book.loans)
    ]


def _booked(world: PlainLayers, lost: list[float], called: dict[int, float], fell: dict[int, int]) -> list[float]:
    """What each party lost as a lender and wrote down: write-downs by sweeps from nothing until they stand still."""
    lent = [0.0 for _ in world.equity]
    for lender, amount in zip(world.lenders, lost, strict=True):
        if lender >= 0:
            lent[lender] += amount
    held = [0.0 for _ in world.equity]
    for _ in range(3000):
        passed = []
        for one, equity in enumerate(world.equity):
            worth = max(0.0, equity)
            whole = fell.get(one) == 0 and worth < inf
            passed.append(worth if whole else min(worth, called[one] + lent[one] + held[one]))
        before, held = held, [0.0 for _ in world.equity]
        for owner, owned, part in world.stakes:
            held[owner] += part * passed[owned]
        if max(abs(a - b) for a, b in zip(before, held, strict=True)) < 1e-13:
            break
    return [lent[one] + held[one] for one in range(len(held))]


def _falls(loss: float, equity: float, rules: PlainRules) -> bool:
    able = max(0.0, equity)
    if loss <= 0 or able == inf:
        return False
    return rules.at_least if abs(loss - able) <= TIE * max(loss, able) else loss > able
