"""Cases of kind guarantee_cascade: calls on guarantors, defaults of them and what the lenders lose."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation, CallCascade, DefaultRule
from graph.guarantees.active import DEFAULT_PERIOD_MONTHS, active, period_end
from tests.golden.case import Case
from tests.golden.kinds.guarantee_exposure import EDGES, UNITS

BOOK_PARAMETERS = {"lgd", "fx", "report_unit", "as_of", "default_guarantee_period_months"}
CASCADE_PARAMETERS = {"allocation", "default_rule", "initial_defaulters_pay"}


class GuaranteedLoans:
    """A case's loans and guarantees as a book of calls, in the unit of its answers, and back to its names."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.parties = case.ids
        self.loans = [edge for edge in case.edges if edge["type"] == "loan"]
        self.contracts = [edge for edge in case.edges if edge["type"] == "guarantee"]

    @cached_property
    def book(self) -> CallBook:
        """The loans with what is lost of each, and the guarantees alive on the case's day."""
        names = [one["id"] for one in self.loans]
        pairs = [(place, names.index(loan)) for place, one in enumerate(self.contracts) for loan in one["loans"]]
        contract, loan = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
        alive = self._alive(contract, loan)
        lgd = self.case.parameters.get("lgd", 1.0)
        return CallBook(
            len(self.parties), self.positions([one["borrower"] for one in self.loans]),
            np.array([self.place(one.get("lender")) for one in self.loans], dtype=np.int32),
            np.array([self.amount(one["outstanding"], one) * one.get("lgd", lgd) for one in self.loans]),
            self.positions([one["guarantor"] for one in self.contracts]),
            np.array([np.inf if one.get("cap") is None else self.amount(one["cap"], one) for one in self.contracts]),
            contract[alive], loan[alive],
        )  # fmt: skip

    @cached_property
    def cascade(self) -> CallCascade:
        """The cascade by the rules of the case."""
        given = self.case.parameters
        buffer = {node["id"]: node.get("buffer") for node in self.case.nodes}
        rule = given.get("default_rule", DefaultRule.GREATER)
        return CallCascade(
            self.book, np.array([float(buffer.get(party) or 0.0) for party in self.parties]),
            Allocation(given.get("allocation", Allocation.EQUAL)),
            DefaultRule.AT_LEAST if "greater_or_equal" in rule else DefaultRule(rule),
            float(given.get("initial_defaulters_pay", 0)),
        )  # fmt: skip

    def positions(self, parties: list[str]) -> NDArray[np.int32]:
        """The positions of parties."""
        return np.array([self.place(party) for party in parties], dtype=np.int32)

    def place(self, party: str | None) -> int:
        """The position of a party, -1 for none."""
        return -1 if party is None else self.parties.index(party)

    def amount(self, given: float, edge: dict[str, Any]) -> float:
        """An amount of an edge in the unit of the case's answers."""
        parameters = self.case.parameters
        rate = float(parameters.get("fx", {}).get(edge.get("currency", "CNY"), 1.0))
        return float(given) * rate * UNITS[edge.get("unit", "元")] / UNITS[parameters.get("report_unit", "元")]

    def _alive(self, contract: NDArray[np.int32], loan: NDArray[np.int32]) -> NDArray[np.bool_]:
        given = self.case.parameters
        if "as_of" not in given:
            return np.ones(len(contract), dtype=np.bool_)
        months = given.get("default_guarantee_period_months", DEFAULT_PERIOD_MONTHS)
        start, end = _days(self.contracts, "start")[contract], _days(self.contracts, "end")[contract]
        last = period_end(end, _days(self.loans, "maturity")[loan], months)
        return active(date.fromisoformat(given["as_of"]), start, last)


def guarantee_cascade(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case."""
    case.knows(
        nodes={"buffer"}, edges={*EDGES, "lgd"}, parameters={*BOOK_PARAMETERS, *CASCADE_PARAMETERS, "initial_defaults"}
    )
    told = GuaranteedLoans(case)
    found = told.cascade.run(told.positions(case.parameters.get("initial_defaults", [])))
    return {
        "defaults": lambda: [told.parties[place] for place in np.flatnonzero(found.default_round >= 0).tolist()],
        "calls": lambda: dict(zip(told.parties, found.calls.tolist(), strict=True)),
        "lender_loss": lambda: float(found.loss.sum()),
    }


def _days(edges: list[dict[str, Any]], name: str) -> NDArray[np.datetime64]:
    return np.array([edge.get(name) or "NaT" for edge in edges], dtype="datetime64[D]")
