"""Cases of kind multilayer_cascade: calls, lenders' losses and owners' write-downs in one cascade."""

from collections.abc import Callable
from typing import Any

import numpy as np

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.holdings import Holdings
from graph.contagion.multilayer import LossRule, MultilayerCascade, MultilayerRules
from tests.golden.case import Case

EDGES = {
    "type", "id", "lender", "borrower", "outstanding", "lgd", "guarantor", "loans", "cap", "owner", "owned", "share",
}  # fmt: skip
PARAMETERS = {"initial_defaults", "default_rule", "allocation", "lgd", "initial_defaulters_pay"}


def multilayer_cascade(case: Case) -> dict[str, Callable[[], Any]]:
    """The fields of such a case; a party of no stated equity has none."""
    case.knows(nodes={"equity"}, edges=EDGES, parameters=PARAMETERS)
    given, parties = case.parameters, case.ids
    place = {party: at for at, party in enumerate(parties)}
    loans, contracts, stakes = (
        [edge for edge in case.edges if edge["type"] == kind] for kind in ("loan", "guarantee", "ownership")
    )
    loan_place = {edge["id"]: at for at, edge in enumerate(loans)}
    pairs = [(i, loan_place[name]) for i, edge in enumerate(contracts) for name in edge["loans"]]
    contract, loan = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    book = CallBook(
        len(parties),
        positions(place, loans, "borrower"),
        positions(place, loans, "lender"),
        np.array([edge["outstanding"] * edge.get("lgd", given.get("lgd", 1.0)) for edge in loans], dtype=np.float64),
        positions(place, contracts, "guarantor"),
        np.array([np.inf if edge.get("cap") is None else edge["cap"] for edge in contracts], dtype=np.float64),
        np.ascontiguousarray(contract),
        np.ascontiguousarray(loan),
    )
    share = np.array([edge["share"] for edge in stakes], dtype=np.float64)
    holdings = Holdings(
        len(parties), positions(place, stakes, "owner"), positions(place, stakes, "owned"), share
    )  # fmt: skip
    equity = np.zeros(len(parties))
    for node in case.nodes:
        equity[place[node["id"]]] = node.get("equity", 0.0)
    strict = "strictly" in given.get("default_rule", LossRule.GREATER)
    rules = MultilayerRules(
        Allocation(given.get("allocation", Allocation.EQUAL)),
        LossRule.GREATER if strict else LossRule.AT_LEAST,
        given.get("initial_defaulters_pay", 0.0),
    )
    cascade = MultilayerCascade(book, holdings, equity, np.maximum(equity, 0.0), rules)
    initial = np.array([place[party] for party in given["initial_defaults"]], dtype=np.int32)
    outcome = cascade.run(initial)
    return {
        "defaults": lambda: [parties[party] for party in outcome.defaults.tolist()],
        "losses": lambda: dict(zip(parties, outcome.losses.tolist(), strict=True)),
    }


def positions(place: dict[str, int], edges: list[dict[str, Any]], end: str) -> np.ndarray[Any, np.dtype[np.int32]]:
    """The positions of the parties at one end of edges; -1 where nobody is named."""
    return np.array([place[edge[end]] if edge.get(end) is not None else -1 for edge in edges], dtype=np.int32)
