"""Which facts prove a finding about a party: kinds of evidence that rules name, each a few edges of the day's graph."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from graph.signals.evidence import Fact, Found, Shown
from graph.signals.proof import of_data, of_failure, of_guarantees, of_ties
from graph.signals.proof.proofs import Proofs


def _out(name: str) -> Callable[[Proofs, int], Shown]:
    def shown(proofs: Proofs, party: int) -> Shown:
        found = proofs.of(name, party)
        return (Found(name, np.sort(found.rows)),), {}

    return shown


def _in(name: str) -> Callable[[Proofs, int], Shown]:
    def shown(proofs: Proofs, party: int) -> Shown:
        found = proofs.to(name, party)
        return (Found(name, np.sort(found.rows)),), {}

    return shown


def statement(proofs: Proofs, party: int) -> Shown:
    """The party's latest statement."""
    edge = proofs.facts.statements.edge[[party]]
    net_assets = float(proofs.facts.net_assets_cny[party])
    told: dict[str, Fact] = {} if np.isnan(net_assets) else {"net_assets_cny": round(net_assets, 2)}
    return (Found("REPORTED", edge[edge >= 0]),), told


PROOFS: Final[Mapping[str, Callable[[Proofs, int], Shown]]] = MappingProxyType(
    {
        "received": of_guarantees.received,
        "received_from_enterprises": of_guarantees.received_from_enterprises,
        "given": of_guarantees.given,
        "circle": of_guarantees.circle,
        "mutual": of_guarantees.mutual,
        "chain": of_guarantees.chain,
        "troubled": of_guarantees.troubled,
        "statement": statement,
        "record": _out("DESCRIBED_BY"),
        "loans": _out("BORROWED"),
        "lent": _out("LENT"),
        "events": _out("HAD"),
        "cases": _out("PARTY_TO"),
        "listings": _out("LISTED_ON"),
        "owners": _in("OWNS"),
        "owned": _out("OWNS"),
        "officers": _in("HOLDS_POSITION"),
        "kin": _out("RELATED_TO"),
        "circle_failed": of_failure.failed_in_circle,
        "failed_debtors": of_failure.failed_debtors,
        "failed_guarantors": of_failure.failed_guarantors,
        "failed_group": of_failure.failed_group,
        "failed_neighbours": of_failure.failed_neighbours,
        "debtors_troubled": of_failure.debtors_troubled,
        "guarantors_troubled": of_failure.guarantors_troubled,
        "guarantor_statements": of_failure.guarantor_statements,
        "guarantees_ended": of_failure.guarantees_ended,
        "balances": of_failure.balances,
        "statements": of_failure.statements,
        "controllers": of_ties.controllers,
        "stakes_ended": of_ties.stakes_ended,
        "posts_ended": of_ties.posts_ended,
        "hidden_guarantees": of_ties.hidden_guarantees,
        "group_guarantees": of_ties.group_guarantees,
        "owner_guarantees": of_ties.owner_guarantees,
        "loop": of_ties.loop,
        "represented": of_ties.represented,
        "defaulted_of_officers": of_ties.defaulted_of_officers,
        "troubles_behind": of_ties.troubles_behind,
        "doubtful_loans": of_data.doubtful_loans_of,
        "guarantees_too_early": of_data.guarantees_too_early,
        "guarantees_by_unknown": of_data.guarantees_by_unknown,
        "guarantees_without_amount": of_data.guarantees_without_amount,
        "guarantees_written_twice": of_data.guarantees_written_twice,
        "self_guarantees": of_data.self_guarantees,
        "disputed_owners": of_data.disputed_owners,
    }
)
"""What rules name as their evidence."""
