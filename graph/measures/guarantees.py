"""For whom the enterprise stands, who stands for it, and in which circles and chains."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import FEN
from graph.guarantees.exposure import Exposure
from graph.measures.facts import YEAR_DAYS, Facts, days_of
from graph.measures.loans import outstanding_cny
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import concentration, counted, distinct, numbered, ratio, total_cny

Floats = NDArray[np.float64]

FINER: Final = 1000
"""What is expected to be called comes from dividing fen; rounded to so many parts of a fen it is the same in whatever
order guarantors stand."""


def guarantee_measures(facts: Facts) -> Columns:
    """The family `guarantees`. Amounts by law, what can be called; heads, circles and chains by contract."""
    values = {**_given(facts), **_received(facts), **_structure(facts)}
    told = {name: facts.told("GUARANTEES", one) for name, one in values.items()}
    return as_columns("guarantees", facts.of_enterprises(told))


def four_numbers(exposure: Exposure) -> dict[str, Floats]:
    """The numbers of each party in 元."""
    return {
        "outstanding_cny": exposure.outstanding / FEN,
        "nominal_cny": exposure.nominal / FEN,
        "contingent_cny": exposure.contingent / FEN,
        "covered_cny": exposure.covered / FEN,
        "called_cny": np.rint(exposure.called * FINER) / FINER / FEN,
    }


def _given(facts: Facts) -> dict[str, Floats]:
    network, count = facts.network, facts.count
    guarantor, debtor = network.guarantor, network.debtor
    apart = guarantor != debtor
    numbers = four_numbers(facts.book.guarantors)
    hhi, _ = concentration(*_per_pair(guarantor[apart], debtor[apart], network.amount_cny[apart], count), count)
    new = _new_contracts(facts)
    return {
        "given_contracts": counted(guarantor[apart], count),
        "given_debtors": distinct(guarantor[apart], debtor[apart], count),
        "given_outstanding_cny": numbers["outstanding_cny"],
        "given_nominal_cny": numbers["nominal_cny"],
        "given_contingent_cny": numbers["contingent_cny"],
        "given_called_cny": numbers["called_cny"],
        "given_nominal_to_net_assets": ratio(numbers["nominal_cny"], facts.net_assets_cny),
        "given_contingent_to_net_assets": ratio(numbers["contingent_cny"], facts.net_assets_cny),
        "given_called_to_net_assets": ratio(numbers["called_cny"], facts.net_assets_cny),
        "given_contingent_to_assets": ratio(numbers["contingent_cny"], facts.stated_cny("total_assets_cny")),
        "debtor_hhi": hhi,
        "given_12m": counted(guarantor[apart & new], count),
    }


def _received(facts: Facts) -> dict[str, Floats]:
    network, count = facts.network, facts.count
    guarantor, debtor = network.guarantor, network.debtor
    apart = guarantor != debtor
    guarantor, debtor, amount = guarantor[apart], debtor[apart], network.amount_cny[apart]
    numbers, owed = four_numbers(facts.book.borrowers), facts.shared(outstanding_cny)
    hhi, _ = concentration(*_per_pair(debtor, guarantor, amount, count), count)
    is_enterprise, by_trade = facts.snapshot.parties.is_enterprise[guarantor], _by_trade(facts)[guarantor]
    return {
        "received_contracts": counted(debtor, count),
        "guarantors": distinct(debtor, guarantor, count),
        "enterprise_guarantors": distinct(debtor[is_enterprise], guarantor[is_enterprise], count),
        "person_guarantors": distinct(debtor[~is_enterprise], guarantor[~is_enterprise], count),
        "professional_guarantors": distinct(debtor[by_trade], guarantor[by_trade], count),
        "received_outstanding_cny": numbers["outstanding_cny"],
        "received_nominal_cny": numbers["nominal_cny"],
        "received_contingent_cny": numbers["contingent_cny"],
        "received_covered_cny": numbers["covered_cny"],
        "covered_share": ratio(numbers["covered_cny"], owed),
        "nominal_to_covered": ratio(numbers["nominal_cny"], numbers["covered_cny"]),
        "guarantor_hhi": hhi,
        "received_12m": counted(debtor[_new_contracts(facts)[apart]], count),
        "given_to_received": ratio(four_numbers(facts.book.guarantors)["contingent_cny"], numbers["contingent_cny"]),
    }


def _structure(facts: Facts) -> dict[str, Floats]:
    network, count = facts.network, facts.count
    size = np.bincount(network.component, minlength=1)[network.component].astype(np.float64)
    circle = np.where(network.alone, 0.0, size)
    inside = (network.component[network.guarantor] == network.component[network.debtor]) & (
        network.guarantor != network.debtor
    )
    of_circle = counted(network.component[network.guarantor[inside]], int(network.component.max(initial=0)) + 1)
    partners = counted(network.mutual_pairs.ravel(), count)
    reach, parties, amount = network.chain_reach, np.zeros(count), np.zeros(count)
    parties[reach.guarantors] = reach.parties
    amount[reach.guarantors] = np.rint(reach.amount_cny * FEN) / FEN
    return {
        "in_circle": (circle > 0).astype(np.float64),
        "circle_size": circle,
        "circle_guarantees_per_member": np.where(circle > 0, of_circle[network.component] / size, np.nan),
        "mutual_partners": partners,
        "chain_depth": network.depth[0].astype(np.float64),
        "chain_parties": parties,
        "chain_amount_cny": amount,
        "chain_amount_to_net_assets": ratio(amount, facts.net_assets_cny),
    }


def _per_pair(
    one: NDArray[np.int32], other: NDArray[np.int32], amount: Floats, count: int
) -> tuple[NDArray[np.int64], Floats]:  # fmt: skip
    """The contracts between two parties as one amount, by the first of them."""
    keys, row = numbered(one.astype(np.int64) * max(count, 1) + other)
    return keys // max(count, 1), total_cny(row, amount, len(keys))


def _new_contracts(facts: Facts) -> NDArray[np.bool_]:
    """Per row of the network whether its contract has begun within twelve months."""
    since = facts.days_since(days_of(facts.snapshot.edges("GUARANTEES")))
    return np.asarray(since[facts.network.edge] < YEAR_DAYS)


def _by_trade(facts: Facts) -> NDArray[np.bool_]:
    kind = facts.snapshot.parties.of_kind
    return kind("guarantee_firm") | kind("re_guarantee_firm")
