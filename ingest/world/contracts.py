"""Loans and guarantees as columns, before anybody knows how they end."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from ingest.world.days import Days

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

GENERAL, JOINT, MORTGAGE, PLEDGE = range(4)
FORMS = ("general", "joint_and_several", "mortgage", "pledge")
PLAIN, COUNTER, RE_GUARANTEE = range(3)


class Columns:
    """Frozen dataclasses whose fields are columns of one length."""

    def take(self, rows: npt.NDArray[np.generic]) -> Self:
        """These rows (numbers or a mask)."""
        return type(self)(*(getattr(self, f.name)[rows] for f in fields(self)))  # type: ignore[arg-type]

    def followed_by(self, *others: Self) -> Self:
        """These rows, then the others'."""
        parts = (self, *others)
        return type(self)(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(self)))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Loans(Columns):
    """Planned loans. `circle` is the planted structure that a loan belongs to, -1 for none; amounts in 元.

    `line` numbers the credit line: consecutive loans of one borrower from one lender. An `amortising` loan is repaid
    in equal parts at quarter ends, the others at once, two days after they mature (the booking day).
    """

    borrower: Ints
    lender: Ints
    principal: Ints
    drawn: Days
    matures: Days
    amortising: Flags
    circle: Ints
    line: Ints

    def __len__(self) -> int:
        return len(self.borrower)


@dataclass(frozen=True)
class Guarantees(Columns):
    """Planned guarantees, for the debtor by the guarantor (any party). In force from `start` to `end`, both included.

    `end` is `NEVER` where no period is agreed; `cap` is -1 where unlimited, in 元; `maximum` marks maximum-amount
    contracts; `role` tells plain, counter- and re-guarantees apart; `circle` as in `Loans`.
    """

    guarantor: Ints
    debtor: Ints
    form: Ints
    start: Days
    end: Days
    cap: Ints
    maximum: Flags
    role: Ints
    circle: Ints

    def __len__(self) -> int:
        return len(self.guarantor)

    @property
    def personal(self) -> Flags:
        """Which are promises to pay by a third party, rather than things given in security."""
        promise: Flags = (self.form <= JOINT) & (self.guarantor != self.debtor)
        return promise


@dataclass(frozen=True)
class Secured(Columns):
    """What a guarantee stands for: rows (guarantee, loan), or (guarantee, guarantee) for counter-guarantees."""

    guarantee: Ints
    secured: Ints

    def __len__(self) -> int:
        return len(self.guarantee)


@dataclass(frozen=True)
class Book:
    """All contracts planned for the history, and what secures what."""

    loans: Loans
    guarantees: Guarantees
    on_loans: Secured
    on_guarantees: Secured

    def followed_by(self, other: "Book") -> "Book":
        """Both books as one, the other's row numbers moved behind these."""
        loans, guarantees = len(self.loans), len(self.guarantees)
        return Book(
            self.loans.followed_by(other.loans),
            self.guarantees.followed_by(other.guarantees),
            self.on_loans.followed_by(Secured(other.on_loans.guarantee + guarantees, other.on_loans.secured + loans)),
            self.on_guarantees.followed_by(
                Secured(other.on_guarantees.guarantee + guarantees, other.on_guarantees.secured + guarantees)
            ),
        )

    def rearranged(self, loans: Ints, guarantees: Ints) -> "Book":
        """The book with only these contracts (row numbers) in this order; what secured a dropped one falls away."""
        new_loan, new_guarantee = np.full(len(self.loans), -1), np.full(len(self.guarantees), -1)
        new_loan[loans], new_guarantee[guarantees] = np.arange(len(loans)), np.arange(len(guarantees))
        on_loans = Secured(new_guarantee[self.on_loans.guarantee], new_loan[self.on_loans.secured])
        on_guarantees = Secured(new_guarantee[self.on_guarantees.guarantee], new_guarantee[self.on_guarantees.secured])
        return Book(
            self.loans.take(loans),
            self.guarantees.take(guarantees),
            on_loans.take((on_loans.guarantee >= 0) & (on_loans.secured >= 0)),
            on_guarantees.take((on_guarantees.guarantee >= 0) & (on_guarantees.secured >= 0)),
        )
