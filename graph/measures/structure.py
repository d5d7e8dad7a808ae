"""Where a party stands in the network of guarantees, persons included, and how much money is at stake there."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.network import GuaranteeNetwork, sums
from graph.guarantees.structure import guarantor_counts
from graph.measures.facts import Facts
from graph.measures.measure import Columns, Floats, as_columns

LEAST_NET_ASSETS_CNY: Final = 1.0
"""Net assets at or below zero count as this, so that multiples of them are finite and huge."""


def structure_measures(facts: Facts) -> Columns:
    """The family `structure`: a value per party, not per enterprise."""
    network = facts.network
    mutual, partners = mutual_guarantees(network), np.bincount(network.mutual_pairs.ravel(), minlength=facts.count)
    size, inside = _circles(network)
    listed = facts.condition.listed("dishonest_debtor")
    values = {
        "enterprise_guarantors": guarantor_counts(network.arcs, facts.snapshot.parties.is_enterprise),
        "received_cny": network.received_cny,
        "given_cny": network.given_cny,
        "circle_size": size,
        "circle_cny": inside,
        "mutual_guarantors": partners,
        "mutual_cny": _of_both_ends(network, mutual),
        "debtors_while_dishonest": np.where(listed, np.diff(network.arcs.indptr), 0),
        "given_to_net_assets": network.given_cny / np.maximum(facts.net_assets_cny, LEAST_NET_ASSETS_CNY),
        "chain_amount_cny": _chains(network),
    }
    return as_columns("structure", {name: facts.told("GUARANTEES", _float(one)) for name, one in values.items()})


def mutual_guarantees(network: GuaranteeNetwork) -> NDArray[np.bool_]:
    """Which guarantees are between two parties that stand for each other."""
    wide = network.party_count
    low, high = np.minimum(network.guarantor, network.debtor), np.maximum(network.guarantor, network.debtor)
    pairs = network.mutual_pairs.astype(np.int64)
    found: NDArray[np.bool_] = np.isin(low.astype(np.int64) * wide + high, pairs[:, 0] * wide + pairs[:, 1])
    return found


def _circles(network: GuaranteeNetwork) -> tuple[Floats, Floats]:
    """Of how many members each party's circle is, and what they guarantee; 0 outside of circles."""
    size, amount = np.zeros(network.party_count), np.zeros(network.party_count)
    for circle in network.circles:
        size[circle.members] = len(circle.members)
        amount[circle.members] = np.nansum(network.amount_cny[circle.guarantees])
    return size, amount


def _of_both_ends(network: GuaranteeNetwork, chosen: NDArray[np.bool_]) -> Floats:
    amounts = np.where(chosen, np.nan_to_num(network.amount_cny), 0.0)
    wide = network.party_count
    return sums(network.guarantor, amounts, wide) + sums(network.debtor, amounts, wide)


def _chains(network: GuaranteeNetwork) -> Floats:
    """What is outstanding downstream of each guarantor: a scenario, not a debt."""
    amount = np.zeros(network.party_count)
    amount[network.chain_reach.guarantors] = network.chain_reach.amount_cny
    return amount


def _float(values: NDArray[np.number]) -> Floats:
    return np.asarray(values, dtype=np.float64)
