"""Guarantees that are told with gaps or cannot be as told: no amount, no loan, a guarantor not yet founded, oneself."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.guarantees.amount import guarantee_amount_cny
from graph.measures.facts import Facts, days_of
from graph.measures.sums import counted, distinct, numbered, total_cny
from graph.snapshot.columns import float64
from graph.snapshot.parties import whole

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

IN_REM: Final = ("mortgage", "pledge")
EARLIEST: Final = -25_567
"""1900-01-01 in days since 1970-01-01: a day before it stands for none."""


def guarantee_gaps(facts: Facts) -> dict[str, Floats]:
    """Those of the family `data` about guarantees in force."""
    network, count = facts.network, facts.count
    row = np.flatnonzero(network.guarantor != network.debtor)
    guarantor, debtor, amount = network.guarantor[row], network.debtor[row], network.amount_cny[row]
    contract, bare = network.contract[row], np.isnan(amount)
    early, alone = facts.shared(too_early)[row], _without_loan(facts)[contract] | (contract < 0)
    strange = facts.shared(unheard_of)
    twice = facts.shared(written_twice)[row]
    by, of = strange[guarantor], strange[debtor]
    values = {
        "given_without_amount": counted(guarantor[bare], count),
        "received_without_amount": counted(debtor[bare], count),
        "received_without_loan_cny": total_cny(debtor[alone], amount[alone], count),
        "given_without_cap": counted(guarantor[_uncapped(facts)[contract]], count),
        "given_before_founding": counted(guarantor[early], count),
        "received_before_founding_cny": total_cny(debtor[early], amount[early], count),
        "unknown_guarantors": distinct(debtor[by], guarantor[by], count),
        "received_from_unknown_cny": total_cny(debtor[by], amount[by], count),
        "unknown_debtors": distinct(guarantor[of], debtor[of], count),
        "received_twice_cny": total_cny(debtor[twice], amount[twice], count),
    }
    told = {name: facts.told("GUARANTEES", one) for name, one in values.items()}
    return told | {name: facts.told("GAVE", one) for name, one in _selves(facts).items()}


def _selves(facts: Facts) -> dict[str, Floats]:
    own, amount = facts.shared(for_oneself)
    party = facts.snapshot.edges("GAVE").source[own]
    return {
        "self_guarantees": counted(party, facts.count),
        "self_guaranteed_cny": total_cny(party, amount, facts.count),
    }


def unheard_of(facts: Facts) -> Flags:
    """Enterprises of which neither a register's record nor a statement is known."""
    found = facts.snapshot.parties.is_enterprise.copy()
    found[facts.snapshot.edges("DESCRIBED_BY").source] = False
    found[facts.snapshot.edges("REPORTED").source] = False
    return found


def too_early(facts: Facts) -> Flags:
    """Per row of the network whether the guarantor was founded after the contract was signed."""
    network = facts.network
    founded = _days(facts.snapshot.parties.table, "established_on")
    signed = np.append(_days(facts.snapshot.nodes("Guarantee"), "signed_on"), np.nan)[network.contract]
    began = days_of(facts.snapshot.edges("GUARANTEES")).astype(np.float64)[network.edge]
    signed = np.where(np.isnan(signed), np.where(began > EARLIEST, began, np.nan), signed)
    return np.asarray(founded[network.guarantor] > signed)


def written_twice(facts: Facts) -> Flags:
    """Per row of the network whether an earlier row is of the same parties under the same number of the contract."""
    network, count = facts.network, max(facts.count, 1)
    numbers = whole(facts.snapshot.nodes("Guarantee").column("contract_no").cast(pa.string()))
    code = pc.fill_null(numbers.dictionary_encode().indices, -1)
    number = np.append(code.to_numpy(zero_copy_only=False).astype(np.int64), -1)[network.contract]
    row = np.flatnonzero((number >= 0) & (network.guarantor != network.debtor))
    pair = network.guarantor[row].astype(np.int64) * count + network.debtor[row]
    group = numbered(pair)[1] * (int(number.max(initial=0)) + 1) + number[row]
    order = row[np.argsort(group, kind="stable")]
    again = np.sort(group)
    found = np.zeros(len(number), dtype=np.bool_)
    found[order[1:][again[1:] == again[:-1]]] = True
    return found


def _without_loan(facts: Facts) -> Flags:
    """Per contract, and at the end for none, whether no loan is named that it secures."""
    secures = facts.snapshot.edges("SECURES_LOAN")
    found = np.ones(facts.snapshot.node_count("Guarantee") + 1, dtype=np.bool_)
    found[secures.source] = False
    return found


def _uncapped(facts: Facts) -> Flags:
    """Per contract, and at the end for none, whether it states no cap."""
    return np.append(np.isnan(float64(facts.snapshot.nodes("Guarantee"), "cap_cny")), False)


def for_oneself(facts: Facts) -> tuple[Ints, Floats]:
    """The edges GAVE of personal guarantees of one's own debts, which give nobody anything, and their amounts."""
    gave, to = facts.snapshot.edges("GAVE"), facts.snapshot.edges("FOR")
    debtor = np.full(facts.snapshot.node_count("Guarantee"), -1, dtype=np.int64)
    debtor[to.source] = to.target
    form = facts.snapshot.nodes("Guarantee").column("form").cast(pa.string())
    in_rem = pc.fill_null(pc.is_in(form, value_set=pa.array(IN_REM)), False).to_numpy()
    rows = np.flatnonzero((debtor[gave.target] == gave.source) & ~in_rem[gave.target])
    return rows, guarantee_amount_cny(facts.snapshot)[gave.target[rows]]


def _days(table: pa.Table, name: str) -> Floats:
    """A day of each node, NaN where none is stated."""
    found: Floats = pc.fill_null(table.column(name).cast(pa.int32()).cast(pa.float64()), np.nan).to_numpy()
    return found
