"""Who owns, controls and manages the enterprise, and what it owns itself."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.facts import YEAR_DAYS, Facts, days_of
from graph.measures.loans import outstanding_cny
from graph.measures.measure import Columns, as_columns
from graph.measures.sums import concentration, counted, distinct, ratio, total, total_cny, unique

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_SHARING: Final = 50
"""An address, number or officer that more enterprises share is an office service or an agent, and ties nobody."""


def ownership_measures(facts: Facts) -> Columns:
    """The family `ownership`."""
    values = {**_owners(facts), **_holdings(facts), **_control(facts)}
    values = {name: facts.told("OWNS", one) for name, one in values.items()}
    return as_columns("ownership", facts.of_enterprises({**values, **_officers(facts), **_contacts(facts)}))


def _owners(facts: Facts) -> dict[str, Floats]:
    held, count = facts.ownership.holdings, facts.count
    apart = held.owner != held.owned
    owner, owned, share = held.owner[apart], held.owned[apart], held.share[apart]
    is_enterprise, owners = facts.snapshot.parties.is_enterprise[owner], counted(owned, count)
    hhi, largest = concentration(owned, share, count)
    known = owners > 0
    new = facts.snapshot.edges("OWNS")
    since = facts.days_since(days_of(new))
    return {
        "owners": owners,
        "enterprise_owners": counted(owned[is_enterprise], count),
        "share_hhi": hhi,
        "largest_share": largest,
        "disclosed_share": np.where(known, total(owned, share, count), np.nan),
        "enterprise_share": np.where(known, total(owned[is_enterprise], share[is_enterprise], count), np.nan),
        "new_owners_12m": distinct(new.target[since < YEAR_DAYS], new.source[since < YEAR_DAYS], count),
    }


def _holdings(facts: Facts) -> dict[str, Floats]:
    held, count = facts.ownership.holdings, facts.count
    apart = held.owner != held.owned
    owner, owned, share = held.owner[apart], held.owned[apart], held.share[apart]
    worth = total_cny(owner, share * np.maximum(facts.net_assets_cny, 0.0)[owned], count)
    return {
        "stakes_held": counted(owner, count),
        "stakes_worth_to_net_assets": ratio(worth, facts.net_assets_cny),
        "controlled_enterprises": counted(facts.control.pairs()[0], count),
    }


def _control(facts: Facts) -> dict[str, Floats]:
    """The group: all enterprises with the same controller in the end, itself included."""
    is_enterprise = facts.snapshot.parties.is_enterprise
    members, head = group_of(facts)
    size = counted(head, int(facts.controller.max(initial=0)) + 1)
    ultimate = facts.control.ultimate
    person = np.zeros(facts.count, dtype=np.bool_)
    single = (ultimate >= 0) & (ultimate < facts.count)
    person[single] = ~is_enterprise[ultimate[single]]
    known = facts.ownership.holdings.disclosed > 0

    def in_group(amount: Floats) -> Floats:
        return total_cny(head, amount[members], len(size))[facts.controller]

    return {
        "controlled": np.where(known, ultimate >= 0, np.nan),
        "controlled_by_person": np.where(known, person, np.nan),
        "control_undetermined": np.where(known, facts.control.undetermined, np.nan),
        "group_size": np.where(is_enterprise, size[facts.controller], np.nan),
        "group_outstanding_cny": in_group(facts.shared(outstanding_cny)),
        "group_liabilities_to_assets": ratio(
            in_group(facts.stated_cny("total_liabilities_cny")), in_group(facts.stated_cny("total_assets_cny"))
        ),
    }


def group_of(facts: Facts) -> tuple[NDArray[np.int32], Ints]:
    """Every enterprise with who controls it in the end, itself where nobody does."""
    return facts.enterprises, facts.controller[facts.enterprises].astype(np.int64)


def _officers(facts: Facts) -> dict[str, Floats]:
    edges, count = facts.snapshot.edges("HOLDS_POSITION"), facts.count
    role = edges.column("role").cast(pa.string())
    representative = pc.fill_null(pc.equal(role, "legal_representative"), False).to_numpy()
    new = facts.days_since(days_of(edges)) < YEAR_DAYS
    one, other = facts.shared(officer_pairs)
    values = {
        "officers": distinct(edges.target, edges.source, count),
        "representative_changed_12m": (counted(edges.target[representative & new], count) > 0).astype(np.float64),
        "officers_gained_12m": distinct(edges.target[new], edges.source[new], count),
        "enterprises_of_officers": distinct(one, other, count),
    }
    return {name: facts.told("HOLDS_POSITION", value) for name, value in values.items()}


def _contacts(facts: Facts) -> dict[str, Floats]:
    one, other = facts.shared(contact_pairs)
    return {"same_contact": facts.told("DESCRIBED_BY", distinct(one, other, facts.count))}


def contact_pairs(facts: Facts) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Enterprises registered at one address or under one telephone number, each pair both ways."""
    described = facts.snapshot.edges("DESCRIBED_BY")
    ones, others = [], []
    for name in ("address", "phone"):
        text = facts.snapshot.nodes("Record").column(name).cast(pa.string()).take(pa.array(described.target))
        code = pc.fill_null(_codes(text), -1).to_numpy(zero_copy_only=False).astype(np.int64)
        one, other = sharing(code[code >= 0], described.source[code >= 0])
        ones.append(one)
        others.append(other)
    return np.concatenate(ones), np.concatenate(others)


def officer_pairs(facts: Facts) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Enterprises with an officer in common, each pair both ways."""
    edges = facts.snapshot.edges("HOLDS_POSITION")
    return sharing(edges.source.astype(np.int64), edges.target)


def sharing(thing: Ints, party: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pairs of parties that have a thing in common, both ways, each once; of things that not too many have."""
    if not len(thing):
        return party[:0], party[:0]
    wide = int(party.max()) + 1
    keys = unique(thing * wide + party)
    thing, party = keys // wide, (keys % wide).astype(np.int32)
    first = np.flatnonzero(np.append(True, thing[1:] != thing[:-1]))
    size = np.diff(np.append(first, len(thing)))
    group = np.repeat(np.arange(len(first)), size)
    row = np.flatnonzero((size[group] > 1) & (size[group] <= MOST_SHARING))
    # Each member meets every place of its group.
    times = size[group[row]]
    one = np.repeat(row, times)
    place = np.arange(len(one)) - np.repeat(np.cumsum(times) - times, times)
    other = np.repeat(first[group[row]], times) + place
    apart = one != other
    pairs = unique(party[one[apart]].astype(np.int64) * wide + party[other[apart]])
    return (pairs // wide).astype(np.int32), (pairs % wide).astype(np.int32)


def _codes(texts: pa.ChunkedArray) -> pa.Array:
    encoded = pc.dictionary_encode(texts.combine_chunks())
    return (encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded).indices
