"""A proposed guarantee on a day: whom and what it names, and the day as it would be with it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from graph.errors import NotFound
from graph.explain.day import Day
from graph.guarantees.active import Days, active, period_end
from graph.guarantees.book import FEN, UNLIMITED, Positions
from graph.guarantees.one_more import NewContract, OneMore, one_more
from graph.guarantees.portfolio import Flags
from graph.guarantees.terms import GuaranteeTerms
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read

NEW: Final = "proposed"
"""The number of a contract that is only thought of."""


@dataclass(frozen=True, eq=False)
class Proposed:
    """Terms by position. loans: those that they name, int32, each once. A contract that begins later is looked at as if
    it had begun."""

    day: Day
    terms: GuaranteeTerms
    guarantor: int
    debtor: int
    loans: Positions

    @classmethod
    def of(cls, day: Day, terms: GuaranteeTerms) -> "Proposed":
        """NotFound for a party or loan that is not there on the day."""
        loans = day.snapshot.find("Loan", list(dict.fromkeys(terms.secured_loans)))
        for loan_id, place in zip(dict.fromkeys(terms.secured_loans), loans.tolist(), strict=True):
            if place < 0:
                raise NotFound(
                    f"There is no loan {loan_id}. Check its number.", f"没有贷款 {loan_id}。请核对编号。", loan=loan_id
                )
        return cls(day, terms, day.position(terms.guarantor), day.position(terms.debtor), loans)

    @property
    def for_oneself(self) -> bool:
        """Whether guarantor and debtor are one."""
        return self.guarantor == self.debtor

    @cached_property
    def last_day(self) -> Days:
        """Per loan the last day of the guarantee period, agreed or by law; NaT where that is open."""
        maturity = self.day.snapshot.nodes("Loan").column("matures_on").take(pa.array(self.loans))
        agreed = np.full(len(self.loans), self.terms.ends_on or "NaT", dtype="datetime64[D]")
        return period_end(agreed, maturity.cast(pa.date32()).to_numpy(zero_copy_only=False).astype("datetime64[D]"))

    @cached_property
    def alive(self) -> Flags:
        """Per loan whether the guarantee could still be called for it on the day."""
        begun = np.full(len(self.loans), "NaT", dtype="datetime64[D]")
        claimed = np.full(len(self.loans), self.terms.claimed_on or "NaT", dtype="datetime64[D]")
        return active(self.day.snapshot.at.as_of, begun, self.last_day, claimed)

    @cached_property
    def more(self) -> OneMore:
        """The guarantees of the guarantor and for the debtor, without and with this one."""
        portfolio, terms = self.day.portfolio, self.terms
        counts = self.alive & (portfolio.outstanding[self.loans] > 0) & (portfolio.borrower[self.loans] == self.debtor)
        counts &= terms.personal and not self.for_oneself
        cap = UNLIMITED if terms.cap_cny is None else round(terms.cap_cny * FEN)
        new = NewContract(self.guarantor, cap, terms.agreed_share, np.sort(self.loans[counts]))
        return one_more(portfolio.book, self.day.book_index.pairs_between(self.guarantor, self.debtor), new)

    def day_with(self, more: OneMore) -> Day:
        """The day with the contract, as far as these two are concerned; `more` may have another cap."""
        return self.day.restated(self._tables, more.after)

    @cached_property
    def _tables(self) -> dict[str, pa.Table]:
        """The contracts, the new one as the last, and the loans, in the places that the book has."""
        nodes, terms = self.day.snapshot.nodes, self.terms
        row = {
            "guarantee_id": NEW, "form": terms.form, "product": terms.product, "cap_cny": terms.cap_cny,
            "maximum_amount": terms.maximum_amount, "agreed_share": terms.agreed_share,
        }  # fmt: skip
        new = table_of_rows(bulk_read("Guarantee").properties, [row])
        contracts = nodes("Guarantee").take(pa.array(self.more.contracts))
        both = pa.concat_tables([contracts.select(new.column_names), new]).unify_dictionaries().combine_chunks()
        return {"Guarantee": both, "Loan": nodes("Loan").take(pa.array(self.more.loans))}
