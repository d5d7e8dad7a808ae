"""What one contract means for one loan: who, for how much at most, when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.liability.contract import MODE_WORDS
from graph.explain.liability.step import Step, known_day, step
from graph.guarantees.book import FEN
from graph.kernels.csr import CSR, build_csr
from graph.liability.defence import Defence
from graph.liability.form import Mode
from graph.liability.law import Law
from graph.liability.liabilities import Assumed, Rows
from graph.liability.order import Claims, Order, When, order
from graph.liability.period import Standing, barred_after

WHEN_WORDS: Final = {
    When.NOW: "now", When.AFTER_OWN_SECURITY: "after_own_security", When.AFTER_DEBTORS_ASSETS: "after_debtors_assets",
    When.WHEN_DUE: "when_due", When.NOT_BEGUN: "not_begun", When.EXPIRED: "expired", When.ENDED: "ended",
    When.NOTHING_OWED: "nothing_owed", When.NO_GUARANTEE: "no_guarantee",
}  # fmt: skip
DEFENCE_WORDS: Final = {
    Defence.NONE: "none", Defence.STANDS: "stands", Defence.DOUBTFUL: "doubtful", Defence.FALLEN: "fallen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallFound:
    """A contract towards a loan. rank: 1 first, equal ones as the creditor chooses, 0 not liable. when: now,
    after_own_security, after_debtors_assets, when_due, or why not: not_begun, expired, ended, nothing_owed,
    no_guarantee. at_most_cny: of this loan; limit_cny: under the contract in all, where `pooled` shared by its loans.
    last_day: of the guarantee period; None for a thing, or where it has not begun to run. defence: whether it may point
    to the debtor's assets: none, stands, doubtful, fallen. counted: whether figures of exposure count it."""

    loan_id: str
    borrower: PartyName | None
    guarantee_id: str
    guarantor: PartyName | None
    mode: str
    own: bool
    rank: int
    when: str
    at_most_cny: float
    limit_cny: float
    pooled: bool
    last_day: date | None
    defence: str
    counted: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Ordered:
    """Some rows of contract and loan with their claims and order."""

    day: Day
    rows: Rows
    claims: Claims
    order: Order

    @classmethod
    def of(cls, day: Day, rows: Rows, assumed: Assumed) -> "Ordered":
        """The order of some rows; all rows of a loan belong together."""
        claims = day.liabilities.claims(rows, assumed)
        return cls(day, rows, claims, order(claims))

    def when(self, place: int) -> When:
        """When the row at a place can be called."""
        return When(int(self.order.when[place]))

    def contract(self, place: int) -> int:
        """The contract of the row at a place."""
        return int(self.day.liabilities.contract[self.rows[place]])

    def loan(self, place: int) -> int:
        """The loan of the row at a place."""
        return int(self.day.liabilities.loan[self.rows[place]])

    def of_loan(self, loan: int) -> NDArray[np.int64]:
        """The places of the rows of a loan."""
        return self._by_loan.edges_of(loan)

    @cached_property
    def _by_loan(self) -> CSR:
        loans = self.day.liabilities.loan[self.rows]
        return build_csr(loans, loans, max(len(self.day.portfolio.outstanding), 1))

    def new(self, place: int) -> bool:
        """Whether the Civil Code governs the contract of the row at a place."""
        return int(self.day.liabilities.governing.law[self.contract(place)]) == Law.CIVIL_CODE

    def sorted(self, places: Iterable[int]) -> list[int]:
        """Places in the order of liability, the largest first within a rank; those not liable last."""
        found = self.order
        return sorted(places, key=lambda i: (found.rank[i] == 0, found.rank[i], -found.at_most[i], i))

    def call(self, place: int) -> CallFound:
        """The row at a place as an answer gives it."""
        day, laws, row = self.day, self.day.liabilities, int(self.rows[place])
        contract, loan, naming = self.contract(place), self.loan(place), self.day.naming
        giver, borrower = int(day.portfolio.guarantor[contract]), int(day.portfolio.borrower[loan])
        keys = (key_of(day, "Loan", "loan_id", loan), key_of(day, "Guarantee", "guarantee_id", contract))
        limit = laws.limit(contract)
        return CallFound(
            keys[0], naming.party(borrower) if borrower >= 0 else None, keys[1],
            naming.party(giver) if giver >= 0 else None, MODE_WORDS[Mode(int(self.claims.mode[place]))],
            bool(self.claims.own[place]), int(self.order.rank[place]), WHEN_WORDS[self.when(place)],
            float(self.order.at_most[place]) / FEN, limit / FEN,
            len(laws.by_contract.edges_of(contract)) > 1 and int(laws.stated_cap[contract]) >= 0,
            known_day(laws.last_day[row]), DEFENCE_WORDS[Defence(int(self.claims.defence[place]))],
            bool(laws.counted[row]), self._steps(place),
        )  # fmt: skip

    def _steps(self, place: int) -> tuple[Step, ...]:
        steps = [_when_step(self, place)]
        if self.claims.mode[place] == Mode.GENERAL and self.order.rank[place]:
            steps.insert(0, _defence_step(self, place))
        return (period_step(self, place), *_claim_steps(self, place), *steps)


def key_of(day: Day, label: str, name: str, position: int) -> str:
    """The key of a node."""
    return str(day.snapshot.nodes(label).column(name)[position].as_py())


def period_step(found: Ordered, place: int) -> Step:
    """Until when the contract can be called for the loan."""
    laws, row, new = found.day.liabilities, int(found.rows[place]), found.new(place)
    if found.claims.mode[place] == Mode.IN_KIND:
        barred = known_day(barred_after(laws.pairs.maturity[row : row + 1])[0])
        return step("period.in_kind", barred=barred) if barred else step("period.in_kind_undated")
    last, agreed = known_day(laws.last_day[row]), known_day(laws.pairs.agreed_end[row])
    if last is None:
        return step("period.not_running", civil_code=new)
    if agreed == last:
        return step("period.agreed", last=last, civil_code=new)
    if bool(laws.pool[found.contract(place)]):
        return step("period.pool", last=last, civil_code=new)
    return step("period.too_short" if agreed else "period.by_law", last=last, civil_code=new)


def _claim_steps(found: Ordered, place: int) -> tuple[Step, ...]:
    """Whether it was claimed in time, where that decides."""
    laws, row, new = found.day.liabilities, int(found.rows[place]), found.new(place)
    standing, claimed = Standing(int(laws.standing[row])), known_day(laws.pairs.claimed_on[row])
    if standing is Standing.EXPIRED:
        return (step("claim.none", last=known_day(laws.last_day[row]), civil_code=new),)
    if standing is not Standing.CLAIMED or found.claims.mode[place] == Mode.IN_KIND:
        return ()
    if found.claims.mode[place] == Mode.GENERAL:
        return (step("claim.general", claimed=claimed, civil_code=new),)
    barred = known_day(barred_after(laws.pairs.claimed_on[row : row + 1])[0])
    return (step("claim.joint", claimed=claimed, barred=barred, civil_code=new),)


def _defence_step(found: Ordered, place: int) -> Step:
    now, new = Defence(int(found.claims.defence[place])), found.new(place)
    if now is not Defence.FALLEN:
        return step(f"defence.{DEFENCE_WORDS[now]}", civil_code=new)
    if found.claims.debtor.bankrupt[place]:
        return step("defence.bankrupt", civil_code=new)
    if found.claims.debtor.exhausted[place]:
        return step("defence.exhausted", civil_code=new)
    return step("defence.guarantor_bankrupt")


def _when_step(found: Ordered, place: int) -> Step:
    when, mode = found.when(place), Mode(int(found.claims.mode[place]))
    name = f"order.{WHEN_WORDS[when]}"
    if when is When.NOW and found.order.rank[place] == 1:
        name = "order.own_thing"
    elif when is When.NOW and mode is Mode.IN_KIND:
        name = "order.now_thing"
    elif when is When.WHEN_DUE and mode is not Mode.JOINT:
        name += f"_{MODE_WORDS[mode]}"
    start = known_day(found.day.liabilities.pairs.start[int(found.rows[place])])
    return step(name, start=start, civil_code=found.new(place))


def rows_of_loans(day: Day, loans: Rows) -> Rows:
    """All rows of some loans."""
    return np.sort(day.liabilities.by_loan.edges_of_all(np.asarray(loans, dtype=np.int64)))
