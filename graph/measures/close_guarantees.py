"""Guarantees between those who belong together: of one controller, or tied by what no stake or post declares."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.kernels.csr import build_csr
from graph.measures.control_changes import representatives
from graph.measures.facts import Facts
from graph.measures.ownership import contact_pairs, officer_pairs
from graph.measures.sums import counted, distinct, is_among, ratio, total_cny, unique

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Close:
    """The guarantees of the network between two parties, one row each, and how the two belong together.

    row: place in the network. group: under one controller, or one controls the other. hidden: tied by an officer, an
    address or number, or kin, while no stake, post or controller ties them. kin: tied by kin alike. for_owner: the
    debtor owns the guarantor or controls it in the end.
    """

    row: Ints
    guarantor: Places
    debtor: Places
    amount_cny: Floats
    group: Flags
    hidden: Flags
    kin: Flags
    for_owner: Flags


def close_guarantees(facts: Facts) -> Close:
    """The guarantees in force, with the ties between their ends."""
    network, count = facts.network, max(facts.count, 1)
    row = np.flatnonzero(network.guarantor != network.debtor)
    guarantor, debtor = network.guarantor[row], network.debtor[row]
    there = guarantor.astype(np.int64) * count + debtor
    back = debtor.astype(np.int64) * count + guarantor
    owns, post = _stakes(facts), _posts(facts)
    head = head_of(facts)
    group = head[guarantor] == head[debtor]
    declared = group | is_among(there, owns) | is_among(back, owns) | is_among(there, post) | is_among(back, post)
    ties = [_keys(facts.shared(pairs), count) for pairs in (contact_pairs, officer_pairs)]
    kin = is_among(there, _keys(facts.shared(kin_pairs), count)) & ~declared
    tied = is_among(there, np.concatenate(ties)) & ~declared
    for_owner = is_among(back, owns) | (head[guarantor] == debtor)
    return Close(row, guarantor, debtor, network.amount_cny[row], group, tied | kin, kin, for_owner)


def close_measures(facts: Facts) -> dict[str, Floats]:
    """Those of the family `related` about guarantees."""
    close, count = facts.shared(close_guarantees), facts.count
    received = total_cny(close.debtor, close.amount_cny, count)
    values = {
        **_either_way(close, close.hidden, "hidden", received),
        **_either_way(close, close.group, "group", received),
    }
    values["kin_guarantors"] = distinct(close.debtor[close.kin], close.guarantor[close.kin], count)
    values |= _for_owners(facts, close)
    return {name: facts.told("GUARANTEES", one) for name, one in values.items()}


def _either_way(close: Close, chosen: Flags, name: str, received: Floats) -> dict[str, Floats]:
    count = len(received)
    guarantor, debtor, amount = close.guarantor[chosen], close.debtor[chosen], close.amount_cny[chosen]
    to = total_cny(debtor, amount, count)
    return {
        f"{name}_guarantors": distinct(debtor, guarantor, count),
        f"{name}_debtors": distinct(guarantor, debtor, count),
        f"{name}_received_cny": to,
        f"{name}_given_cny": total_cny(guarantor, amount, count),
        f"{name}_received_share": ratio(to, received),
    }


def _for_owners(facts: Facts, close: Close) -> dict[str, Floats]:
    """An enterprise's guarantees for who owns or controls it, and those of them that no shareholders resolved."""
    count, chosen = facts.count, close.for_owner & facts.snapshot.parties.is_enterprise[close.guarantor]
    unresolved = chosen & _not_by_shareholders(facts)[close.row]
    return {
        "owners_guaranteed": distinct(close.guarantor[chosen], close.debtor[chosen], count),
        "owners_guaranteed_cny": total_cny(close.guarantor[chosen], close.amount_cny[chosen], count),
        "owners_guaranteed_unresolved": counted(close.guarantor[unresolved], count),
        "owners_guaranteed_unresolved_cny": total_cny(close.guarantor[unresolved], close.amount_cny[unresolved], count),
    }


def _not_by_shareholders(facts: Facts) -> Flags:
    """Per row of the network whether its contract states a resolution that is none of the shareholders', or none."""
    contract = facts.network.contract
    stated = facts.snapshot.nodes("Guarantee").column("resolution").cast(pa.string())
    other = pc.fill_null(pc.is_in(stated, value_set=pa.array(["board", "none"])), False).to_numpy()
    found = np.zeros(len(contract), dtype=np.bool_)
    found[contract >= 0] = other[contract[contract >= 0]]
    return found


def head_of(facts: Facts) -> Ints:
    """Who controls each party in the end; members of a concert group count as the group, others as themselves."""
    group = facts.control.concerts.group_of.astype(np.int64)
    alone = (facts.control.ultimate < 0) & (group >= 0)
    return np.where(alone, facts.count + group, facts.controller)


def kin_pairs(facts: Facts) -> tuple[Places, Places]:
    """Parties behind which relatives stand, each pair both ways: persons themselves, and of enterprises the controller,
    the legal representative and owners."""
    kin, count = facts.snapshot.edges("RELATED_TO"), max(facts.count, 1)
    person, relative = np.concatenate([kin.source, kin.target]), np.concatenate([kin.target, kin.source])
    party, who = facts.shared(behind)
    by_person = build_csr(who, party, facts.count)
    times = by_person.degrees(person)
    one, relative = by_person.neighbours_of_all(person), np.repeat(relative, times)
    times = by_person.degrees(relative)
    other, one = by_person.neighbours_of_all(relative), np.repeat(one, times)
    keys = unique(one[one != other].astype(np.int64) * count + other[one != other])
    return (keys // count).astype(np.int32), (keys % count).astype(np.int32)


def behind(facts: Facts) -> tuple[Places, Places]:
    """Party and natural person behind it, each pair once."""
    count, is_enterprise = max(facts.count, 1), facts.snapshot.parties.is_enterprise
    persons = np.flatnonzero(~is_enterprise)
    held, head = facts.ownership.holdings, facts.controller
    chief = np.flatnonzero(head < facts.count)
    represented = facts.shared(representatives)
    party = np.concatenate([persons, chief, held.owned, represented // count])
    who = np.concatenate([persons, head[chief], held.owner, represented % count])
    of_person = ~is_enterprise[who]
    keys = unique(party[of_person].astype(np.int64) * count + who[of_person])
    return (keys // count).astype(np.int32), (keys % count).astype(np.int32)


def _stakes(facts: Facts) -> Ints:
    """Owner × number of parties + owned."""
    held = facts.ownership.holdings
    return held.owner.astype(np.int64) * max(facts.count, 1) + held.owned


def _posts(facts: Facts) -> Ints:
    """Person × number of parties + enterprise."""
    edges = facts.snapshot.edges("HOLDS_POSITION")
    return edges.source.astype(np.int64) * max(facts.count, 1) + edges.target


def _keys(pairs: tuple[Places, Places], count: int) -> Ints:
    return pairs[0].astype(np.int64) * count + pairs[1]
