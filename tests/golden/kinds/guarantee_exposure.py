"""Cases of kind guarantee_exposure: the four numbers of a book of guarantees on a day."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.active import DEFAULT_PERIOD_MONTHS, active, period_end
from graph.guarantees.book import FEN, UNLIMITED, GuaranteeBook
from graph.guarantees.calls import Split, expected_calls
from graph.guarantees.exposure import concentration, exposure, from_outside, per_guarantor, reach
from graph.guarantees.structure import arcs
from tests.golden.case import Case

UNITS = {"元": 1.0, "万元": 1e4, "亿元": 1e8}
EDGES = {
    "type", "id", "lender", "borrower", "outstanding", "currency", "unit", "maturity", "guarantor", "loans", "cap",
    "start", "end",
}  # fmt: skip
PARAMETERS = {
    "split", "as_of", "default_guarantee_period_months", "fx", "report_unit", "circle", "indirect_depth",
}  # fmt: skip


class Portfolio:
    """A case's loans and guarantees as a book on its day, and back to its names and its unit."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.parties = case.ids
        self.loans = [edge for edge in case.edges if edge["type"] == "loan"]
        self.contracts = [edge for edge in case.edges if edge["type"] == "guarantee"]
        self.unit = UNITS[case.parameters["report_unit"]] if "report_unit" in case.parameters else 1.0

    @cached_property
    def book(self) -> GuaranteeBook:
        """The guarantees alive on the day, of loans with something outstanding."""
        outstanding = np.array([self._fen(one["outstanding"], one) for one in self.loans], dtype=np.int64)
        cap = [UNLIMITED if one.get("cap") is None else self._fen(one["cap"], one) for one in self.contracts]
        names = [one["id"] for one in self.loans]
        pairs = [(i, names.index(name)) for i, one in enumerate(self.contracts) for name in one["loans"]]
        contract, loan = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
        whole = GuaranteeBook(
            self.positions([one["borrower"] for one in self.loans]), outstanding,
            self.positions([one["guarantor"] for one in self.contracts]), np.array(cap, dtype=np.int64), contract, loan,
        )  # fmt: skip
        return whole.of_pairs(self._alive(contract, loan) & (outstanding[loan] > 0))

    def _alive(self, contract: NDArray[np.int32], loan: NDArray[np.int32]) -> NDArray[np.bool_]:
        given = self.case.parameters
        if "as_of" not in given:
            return np.ones(len(contract), dtype=np.bool_)
        start, end = _days(self.contracts, "start")[contract], _days(self.contracts, "end")[contract]
        months = given.get("default_guarantee_period_months", DEFAULT_PERIOD_MONTHS)
        last = period_end(end, _days(self.loans, "maturity")[loan], months)
        return active(date.fromisoformat(given["as_of"]), start, last)

    def _fen(self, amount: float, edge: dict[str, Any]) -> int:
        rate = float(self.case.parameters.get("fx", {}).get(edge.get("currency", "CNY"), 1.0))
        return round(float(amount) * UNITS[edge.get("unit", "元")] * rate * FEN)

    def amount(self, fen: float) -> float:
        """Fen in the case's unit."""
        return float(fen) / FEN / self.unit

    def amounts(self, fen: NDArray[Any]) -> dict[str, float]:
        """Per party."""
        return {party: self.amount(value) for party, value in zip(self.parties, fen.tolist(), strict=True)}

    def positions(self, parties: list[str]) -> NDArray[np.int32]:
        """The positions of parties."""
        return np.array([self.parties.index(party) for party in parties], dtype=np.int32)


def guarantee_exposure(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(nodes={"net_assets"}, edges=EDGES, parameters=PARAMETERS)
    told, given = Portfolio(case), case.parameters
    book, count = told.book, len(told.parties)
    split = Split(given["split"]) if given.get("split", "none") != "none" else Split.EQUAL
    whole = exposure(book, np.zeros(len(book.loan), dtype=np.int32), 1, split)
    nominal, contingent, called = per_guarantor(book, expected_calls(book, split), count)
    alive = np.unique(book.loan)
    debt = int(book.outstanding.sum())
    network = arcs(count, book.pair_guarantor, book.borrower[book.loan])
    members = told.positions(given.get("circle", []))

    def to_net_assets() -> dict[str, float]:
        assets = {node["id"]: node["net_assets"] for node in case.nodes if "net_assets" in node}
        return {one: told.amounts(contingent)[one] / assets[one] for one in assets}

    def per_loan() -> dict[str, int]:
        pairs = np.unique(np.stack([book.loan, book.pair_guarantor]), axis=1)
        return {one["id"]: int((pairs[0] == place).sum()) for place, one in enumerate(told.loans)}

    def reached() -> dict[str, list[str]]:
        depth = given["indirect_depth"]
        return {
            name: [told.parties[other] for other in reach(network, place, depth).tolist()]
            for place, name in enumerate(told.parties)
        }

    return {
        "nominal_sum": lambda: told.amount(whole.nominal[0]),
        "covered": lambda: told.amount(whole.covered[0]),
        "uncovered": lambda: told.amount(debt - whole.covered[0]),
        "overcoverage": lambda: told.amount(whole.over_cover[0]),
        "coverage_ratio": lambda: int(whole.nominal[0]) / debt,
        "max_contingent": lambda: told.amounts(contingent),
        "worst_case_payable": lambda: told.amounts(contingent),
        "expected_call": lambda: told.amounts(called),
        "guarantors_per_loan": per_loan,
        "distinct_loans": lambda: {
            name: len(np.unique(book.loan[book.pair_guarantor == place])) for place, name in enumerate(told.parties)
        },
        "active_loans": lambda: [told.loans[place]["id"] for place in alive.tolist()],
        "external_to_circle": lambda: told.amount(from_outside(book, members)),
        "group_debt": lambda: told.amount(
            int(book.outstanding[np.isin(book.borrower, members)].sum()) if len(members) else debt
        ),
        "guarantee_to_net_assets": to_net_assets,
        "indirect_reach": reached,
        "hhi_guarantor": lambda: concentration(nominal)[0],
        "top1_share": lambda: concentration(nominal)[1],
    }  # fmt: skip


def _days(edges: list[dict[str, Any]], name: str) -> NDArray[np.datetime64]:
    return np.array([edge.get(name) or "NaT" for edge in edges], dtype="datetime64[D]")
