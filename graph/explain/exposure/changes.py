"""What would change the numbers of a scope, computed: a guarantee released, a loan repaid, a cap added."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from graph.explain.answer import Change, Holder
from graph.explain.day import Day
from graph.explain.exposure.certainty import MOST_PAIRS
from graph.explain.exposure.numbers import ScopeNumbers
from graph.explain.exposure.scope import Role
from graph.guarantees.book import FEN
from graph.guarantees.calls import expected_calls
from graph.guarantees.cover import cover
from graph.guarantees.exposure import ScopedBook
from graph.regimes.provision import Wording

TRIED: Final = 10
"""So many loans at most are tried for the one whose repayment lowers the expected call most."""


def exposure_changes(day: Day, numbers: ScopeNumbers) -> tuple[Change, ...]:
    """At most one of each kind."""
    return tuple(_changes(day, numbers))


def _changes(day: Day, numbers: ScopeNumbers) -> Iterator[Change]:
    few, guarantor = len(numbers.book.loan) <= MOST_PAIRS, numbers.scope.role is Role.GUARANTOR
    if len(numbers.book.loan) and few:
        yield _contract_released(day, numbers) if guarantor else _guarantor_released(day, numbers)
        yield _loan_repaid(day, numbers)
    if not guarantor and numbers.whole.uncovered[0] > 0:
        yield _cover_completed(numbers)


def _guarantor_released(day: Day, numbers: ScopeNumbers) -> Change:
    book, largest = numbers.book, int(numbers.guarantors.parties[0])
    then = int(cover(book.of_pairs(book.pair_guarantor != largest)).sum())
    now, owed = int(numbers.whole.covered[0]), int(numbers.whole.outstanding[0])
    who = day.naming.party(largest)
    name = who.name or who.party_id
    said = Wording(
        zh=f"解除最大担保人 {name} 后，可覆盖金额由 {_cny(now)} 元降至 {_cny(then)} 元。",
        en=f"Releasing {name}, the largest guarantor, lowers what is covered from {_cny(now)} to {_cny(then)} 元.",
    )
    if then == now:
        said = Wording(
            zh=f"解除最大担保人 {name} 后，其余担保仍可覆盖 {_cny(now)} 元。",
            en=f"Without {name}, the largest guarantor, the others still cover {_cny(now)} 元.",
        )
    return Change(
        "largest_guarantor_released",
        said,
        Holder(False, (who,)), None, now / owed, then / owed, None, then / FEN,
    )  # fmt: skip


def _contract_released(day: Day, numbers: ScopeNumbers) -> Change:
    book, party = numbers.book, int(numbers.scope.members[0])
    used = np.bincount(book.contract, minlength=len(book.cap)) > 0
    largest = int(np.argmax(np.where(used, book.limit, -1)))
    rest = book.of_pairs(book.contract != largest)
    then = int(ScopedBook.of(rest, np.zeros(len(rest.loan), dtype=np.int32), 1).contingent[0])
    now = int(numbers.whole.contingent[0])
    key = day.snapshot.nodes("Guarantee").column("guarantee_id")[int(numbers.scope.part.contracts[largest])].as_py()
    said = Wording(
        zh=f"解除最大的担保合同 {key} 后，或有代偿上限由 {_cny(now)} 元降至 {_cny(then)} 元。",
        en=f"Releasing the largest contract, {key}, lowers the most that can be called from {_cny(now)} to "
        f"{_cny(then)} 元.",
    )
    if then == now:
        said = Wording(
            zh=f"解除最大的担保合同 {key} 后，其余合同的或有代偿上限仍为 {_cny(now)} 元。",
            en=f"Without the largest contract, {key}, the most that can be called is still {_cny(now)} 元.",
        )
    return Change(
        "largest_contract_released",
        said,
        Holder(False, (day.naming.party(party),)), None, None, None, None, then / FEN,
    )  # fmt: skip


def _loan_repaid(day: Day, numbers: ScopeNumbers) -> Change:
    """Repayment of a loan lowers the call at most by what is called for it: pools that it used pay for others."""
    part, own, called = numbers.scope.part, numbers.scope.own, numbers.calls.paid
    per_loan = np.bincount(numbers.book.loan, weights=called, minlength=len(part.loans))
    now, best, then = float(called.sum()), -1, float("inf")
    for loan in np.argsort(-per_loan, kind="stable")[:TRIED].tolist():
        if now - per_loan[loan] >= then:
            break
        kept = part.book.loan != loan
        left = float(expected_calls(part.book.of_pairs(kept), numbers.split).paid[own[kept]].sum())
        best, then = (loan, left) if left < then else (best, then)
    key = day.snapshot.nodes("Loan").column("loan_id")[int(part.loans[best])].as_py()
    borrower = day.naming.party(int(part.book.borrower[best]))
    said = Wording(
        zh=f"单笔贷款中偿还 {key} 使预期代偿额下降最多：由 {_cny(now)} 元降至 {_cny(then)} 元。",
        en=f"Of single loans, repaying {key} lowers the expected call most: from {_cny(now)} to {_cny(then)} 元.",
    )
    if round(then) >= round(now):
        said = Wording(
            zh=f"单独偿还任何一笔贷款都不降低预期代偿额 {_cny(now)} 元。",
            en=f"Repaying a single loan does not lower the expected call of {_cny(now)} 元.",
        )
    return Change(
        "loan_repaid",
        said,
        Holder(False, (borrower,)), None, None, None, None, then / FEN,
    )  # fmt: skip


def _cover_completed(numbers: ScopeNumbers) -> Change:
    lacking = int(numbers.whole.uncovered[0])
    return Change(
        "cover_completed",
        Wording(
            zh=f"再增加 {_cny(lacking)} 元、担保全部已担保贷款的限额，才能全额覆盖。",
            en=f"A further cap of {_cny(lacking)} 元 over all the guaranteed loans would cover them whole.",
        ),
        amount_cny=lacking / FEN,
    )  # fmt: skip


def _cny(fen: float) -> str:
    return f"{fen / FEN:,.2f}"
