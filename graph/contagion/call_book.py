"""Loans and the guarantees behind them as a cascade of calls takes them: amounts in 元, what is lost of each loan."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.syndicates import Syndicates
from graph.errors import UsageError
from graph.kernels.csr import CSR, build_csr

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class CallBook:
    """borrower, lender (int32; lender -1 where unknown), due (float64, 元: what is lost of the loan when its borrower
    fails, loss given default times outstanding): per loan. guarantor (int32), cap (float64; infinite: unlimited): per
    contract. contract, loan (int32): one row per contract and loan that it secures, each pair once.

    A loan with several lenders is as many loans, or its lender is one of the syndicates, which are parties of the book.
    part (float64): per loan which part it is of a loan; pools fill parts of a loan as they would fill the whole.
    UsageError for an amount below zero or none, or an end that is not among the parties, contracts or loans.
    """

    party_count: int
    borrower: Positions
    lender: Positions
    due: Floats
    guarantor: Positions
    cap: Floats
    contract: Positions
    loan: Positions
    part: Floats | None = None
    syndicates: Syndicates | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not ((self.due >= 0).all() and np.isfinite(self.due).all() and (self.cap >= 0).all()):
            raise UsageError(
                "A loan or a cap is below zero or no number. Give amounts of zero or more.",
                "存在小于零或非数值的贷款金额或担保限额。金额须不小于零。",
            )
        ends = (
            (self.borrower, 0, self.party_count), (self.lender, -1, self.party_count),
            (self.guarantor, 0, self.party_count), (self.contract, 0, len(self.cap)), (self.loan, 0, len(self.due)),
        )  # fmt: skip
        for end, least, count in ends:
            if len(end) and not least <= int(end.min()) <= int(end.max()) < count:
                raise UsageError(
                    "A loan or a contract ends at something that is not among those given.",
                    "贷款或担保合同的一方不在给定范围之内。",
                )

    @cached_property
    def parts(self) -> Floats:
        """`part`, one for each loan where nothing is said."""
        return np.ones(len(self.due)) if self.part is None else self.part

    @cached_property
    def lent(self) -> Floats:
        """Per party the most that it can lose as a lender (元); of what a syndicate lent, each member its part."""
        known = self.lender >= 0
        due = np.bincount(self.lender[known], self.due[known], self.party_count).astype(np.float64)
        return due if self.syndicates is None else self.syndicates.borne(due)

    @cached_property
    def loans_of(self) -> CSR:
        """The loans of each borrower, as `edge`."""
        return build_csr(self.borrower, np.zeros(len(self.borrower), dtype=np.int32), self.party_count)

    @cached_property
    def pairs_of_loan(self) -> CSR:
        """The contracts behind each loan; `edge` is the pair."""
        return build_csr(self.loan, self.contract, max(len(self.due), len(self.cap), 1))

    @cached_property
    def pairs_of_contract(self) -> CSR:
        """The loans that each contract secures; `edge` is the pair."""
        return build_csr(self.contract, self.loan, max(len(self.due), len(self.cap), 1))

    @cached_property
    def contracts_of(self) -> CSR:
        """The contracts of each guarantor, as `edge`."""
        return build_csr(self.guarantor, np.zeros(len(self.guarantor), dtype=np.int32), self.party_count)
