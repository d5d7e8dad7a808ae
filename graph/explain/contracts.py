"""Guarantee contracts and loans as facts of an answer: the evidence from which its numbers can be added up again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.naming import Naming, open_day
from graph.guarantees.book import FEN, UNLIMITED
from graph.guarantees.portfolio import Portfolio, last_to_begin
from graph.kernels.csr import CSR, build_csr
from graph.snapshot.snapshot import Edges

Places = Iterable[int] | NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class GuaranteeFact:
    """A contract. form: None counts as general (Civil Code art. 686), before 2021 as joint and several.

    cap_cny: None where unlimited. secured_cny: outstanding of the loans it can be called for on the day. last_day: of
    its guarantee period, agreed or by law, the latest over its loans; None where open or unknown. loans: of those.
    secures: the contracts that it counter-secures. recorded_on, source: who says so since when.
    """

    guarantee_id: str
    contract_no: str | None
    guarantor: PartyName | None
    debtor: PartyName | None
    form: str | None
    maximum_amount: bool
    cap_cny: float | None
    agreed_share: float | None
    secured_cny: float
    starts_on: date | None
    ends_on: date | None
    last_day: date | None
    claimed_on: date | None
    loans: tuple[str, ...]
    secures: tuple[str, ...]
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class LoanFact:
    """A loan as it stands on the day. outstanding_cny: None where no amount is known; balanced: by a balance, not by
    its principal."""

    loan_id: str
    kind: str | None
    borrower: PartyName | None
    lenders: tuple[PartyName, ...]
    outstanding_cny: float | None
    balanced: bool
    classification: str | None
    drawn_on: date | None
    matures_on: date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The contracts and loans behind an answer, with the parties at their ends: a subgraph that can be drawn. Shown of
    so many."""

    guarantees: tuple[GuaranteeFact, ...]
    guarantee_count: int
    loans: tuple[LoanFact, ...]
    loan_count: int


@dataclass(frozen=True, eq=False)
class Contracts:
    """The contracts and loans of a day by position."""

    portfolio: Portfolio
    naming: Naming

    def evidence(self, contracts: Places, loans: Places, most: int) -> Evidence:
        """These contracts and loans (positions, each once, in this order), at most so many of each."""
        all_contracts, all_loans = list(map(int, contracts)), list(map(int, loans))
        return Evidence(
            self.guarantees(all_contracts[:most]), len(all_contracts), self.loans(all_loans[:most]), len(all_loans)
        )

    def guarantees(self, contracts: Places) -> tuple[GuaranteeFact, ...]:
        """The contracts at these positions."""
        places = np.fromiter(map(int, contracts), dtype=np.int64)
        rows = self.portfolio.snapshot.nodes("Guarantee").take(pa.array(places)).to_pylist()
        gave = self._gave(places)
        return tuple(
            self._guarantee(int(place), row | gave.get(int(place), {})) for place, row in zip(places, rows, strict=True)
        )

    def loans(self, loans: Places) -> tuple[LoanFact, ...]:
        """The loans at these positions."""
        places = np.fromiter(map(int, loans), dtype=np.int64)
        rows = self.portfolio.snapshot.nodes("Loan").take(pa.array(places)).to_pylist()
        balances = self._balances(places)
        return tuple(
            self._loan(int(place), row, balances.get(int(place), {})) for place, row in zip(places, rows, strict=True)
        )

    def _guarantee(self, place: int, row: dict[str, Any]) -> GuaranteeFact:
        book, pairs = self.portfolio.book, self.portfolio.of_loans
        rows = self._loans_of.edges_of(place)
        own = self._all_of.edges_of(place)
        last = pairs.last_day[own][~np.isnat(pairs.last_day[own])]
        cap, debtor = int(book.cap[place]), int(self._debtor[place])
        return GuaranteeFact(
            row["guarantee_id"], row["contract_no"], self._party(int(self.portfolio.guarantor[place])),
            self._party(debtor), row["form"], bool(row["maximum_amount"]), None if cap == UNLIMITED else cap / FEN,
            row["agreed_share"], float(book.secured[place]) / FEN, row["starts_on"], row["ends_on"],
            last.max().astype(object) if len(last) == len(own) and len(last) else None, row["claimed_on"],
            self._keys("Loan", book.loan[rows]), self._keys("Guarantee", self._secures.neighbours(place)),
            open_day(row.get("recorded_on")), row.get("source"),
        )  # fmt: skip

    def _balances(self, places: NDArray[np.int64]) -> dict[int, dict[str, Any]]:
        """The balance of each loan that has one."""
        first = self._stood.indptr[places]
        known = self._stood.indptr[places + 1] > first
        stood = self._stood.indices[first[known]]
        stated = self.portfolio.snapshot.nodes("Balance").take(pa.array(stood)).to_pylist()
        return dict(zip(places[known].tolist(), stated, strict=True))

    def _loan(self, place: int, row: dict[str, Any], balance: dict[str, Any]) -> LoanFact:
        amount = balance.get("outstanding_cny")
        known = amount if amount is not None else row["principal_cny"]
        return LoanFact(
            row["loan_id"], row["kind"], self._party(int(self.portfolio.borrower[place])),
            self.naming.parties(np.sort(self._lenders.neighbours(place)).tolist()), known, amount is not None,
            balance.get("classification"), row["drawn_on"], row["matures_on"],
        )  # fmt: skip

    def _gave(self, places: NDArray[np.int64]) -> dict[int, dict[str, Any]]:
        """What is stored of who gave each contract, and since when; of those of whom nobody is known to, nothing."""
        edges, last, given = self._given
        known = places[given.indptr[places + 1] > given.indptr[places]]
        stored = edges.rows(last[given.edge[given.indptr[known]]]).select(["recorded_on", "source"]).to_pylist()
        return dict(zip(known.tolist(), stored, strict=True))

    def _party(self, position: int) -> PartyName | None:
        return self.naming.party(position) if position >= 0 else None

    def _keys(self, label: str, places: NDArray[np.integer]) -> tuple[str, ...]:
        key = {"Loan": "loan_id", "Guarantee": "guarantee_id"}[label]
        return tuple(self.portfolio.snapshot.nodes(label).column(key).take(pa.array(np.sort(places))).to_pylist())

    @cached_property
    def _given(self) -> tuple[Edges, NDArray[np.int64], CSR]:
        edges = self.portfolio.snapshot.begun("GAVE")
        last = last_to_begin(edges, edges.target)
        size = max(edges.source_count, edges.target_count)
        return edges, last, build_csr(edges.target[last], edges.source[last], size)

    @cached_property
    def _loans_of(self) -> CSR:
        book = self.portfolio.book
        return build_csr(book.contract, book.loan, max(len(book.cap), len(book.outstanding)))

    @cached_property
    def _all_of(self) -> CSR:
        pairs, book = self.portfolio.of_loans, self.portfolio.book
        return build_csr(pairs.contract, pairs.secured, max(len(book.cap), len(book.outstanding)))

    @cached_property
    def _secures(self) -> CSR:
        pairs = self.portfolio.of_guarantees
        return build_csr(pairs.contract, pairs.secured, len(self.portfolio.cap))

    @cached_property
    def _lenders(self) -> CSR:
        loan, lender = self.portfolio.lenders
        return build_csr(loan, lender, max(len(self.portfolio.outstanding), len(self.naming.snapshot.parties.table)))

    @cached_property
    def _stood(self) -> CSR:
        edges = self.portfolio.snapshot.edges("STOOD_AT")
        return build_csr(edges.source, edges.target, max(edges.source_count, edges.target_count))

    @cached_property
    def _debtor(self) -> NDArray[np.int32]:
        edges = self.portfolio.snapshot.begun("FOR")
        found = np.full(len(self.portfolio.cap), -1, dtype=np.int32)
        found[edges.source] = edges.target
        return found
