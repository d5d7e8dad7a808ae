"""What a lender is exposed to with each party, and the capital against which that is held."""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.groups.limits import Capital
from graph.guarantees.amount import guarantee_amount_cny, loan_outstanding_cny
from graph.snapshot import Snapshot
from graph.snapshot.columns import float64
from graph.snapshot.statements import LatestStatements


@dataclass(frozen=True, eq=False)
class Exposures:
    """Per party, as a debtor, in 元 (float64); before collateral and other protection.

    loans_cny: what is outstanding on loans. exposure_cny: what is outstanding on loans, acceptances, bonds, letters of
    guarantee and leases, what may still be drawn, and the guarantees that the lender itself gave for the party.
    without_balance: int64, loans counted with their principal. unknown: int64, loans and guarantees without an amount.
    """

    loans_cny: NDArray[np.float64]
    exposure_cny: NDArray[np.float64]
    without_balance: NDArray[np.int64]
    unknown: NDArray[np.int64]


def exposures(snapshot: Snapshot, lender: int | None = None) -> Exposures:
    """The exposures of one lender, by its position, or of all lenders together.

    A loan of several lenders counts in full for each, since their parts are not recorded, and once for all together.
    Guarantees count for one lender only: for all together they secure loans that are counted.
    """
    party_count = snapshot.node_count("Party")
    borrowed = snapshot.edges("BORROWED")
    rows = np.arange(len(borrowed)) if lender is None else np.flatnonzero(_lent(snapshot, lender)[borrowed.target])
    debtor, loan = borrowed.source[rows], borrowed.target[rows]
    outstanding, drawable, balanced = _standing(snapshot)
    is_loan = _is_loan(snapshot)[loan]
    known = np.nan_to_num(outstanding[loan])

    def per_debtor(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(debtor, weights=weights, minlength=party_count).astype(np.float64)

    loans = per_debtor(np.where(is_loan, known, 0.0))
    total = per_debtor(known + drawable[loan])
    without_balance = per_debtor((~balanced[loan]).astype(np.float64)).astype(np.int64)
    unknown = per_debtor(np.isnan(outstanding[loan]).astype(np.float64)).astype(np.int64)
    if lender is not None:
        given, unstated = _guaranteed(snapshot, lender)
        total, unknown = total + given, unknown + unstated
    return Exposures(loans, total, without_balance, unknown)


def capital(snapshot: Snapshot, lender: int) -> Capital:
    """The lender's capital by its latest statement."""
    names = ("tier1_capital_cny", "net_capital_cny", "net_assets_cny")
    statements = LatestStatements.of(snapshot)
    amounts = {name: float(statements.amount_cny(name)[lender]) for name in names}
    return Capital(**{name: None if np.isnan(amount) else amount for name, amount in amounts.items()})


def _lent(snapshot: Snapshot, lender: int) -> NDArray[np.bool_]:
    """Per loan whether it is the lender's."""
    lent = snapshot.edges("LENT")
    found = np.zeros(snapshot.node_count("Loan"), dtype=np.bool_)
    found[lent.target[lent.source == lender]] = True
    return found


def _standing(snapshot: Snapshot) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Per loan what is outstanding (NaN where unknown), what may still be drawn, and whether a balance says so."""
    outstanding = loan_outstanding_cny(snapshot)
    stood, balances = snapshot.edges("STOOD_AT"), snapshot.nodes("Balance")
    drawable, balanced = np.zeros(len(outstanding)), np.zeros(len(outstanding), dtype=np.bool_)
    drawable[stood.source] = np.nan_to_num(float64(balances, "undrawn_cny")[stood.target])
    balanced[stood.source] = ~np.isnan(float64(balances, "outstanding_cny")[stood.target])
    return outstanding, drawable, balanced


def _is_loan(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Per loan whether it is a loan proper; one of unknown kind is."""
    kind = pc.fill_null(snapshot.nodes("Loan").column("kind").cast("string"), "loan")
    flags: NDArray[np.bool_] = pc.equal(kind, "loan").to_numpy()
    return flags


def _guaranteed(snapshot: Snapshot, guarantor: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Per debtor what the guarantor's guarantees are for (元), and of how many the amount is unknown."""
    edges = snapshot.edges("GUARANTEES")
    rows = np.flatnonzero((edges.source == guarantor) & (edges.target != guarantor))
    contract = snapshot.find("Guarantee", edges.rows(rows).column("guarantee_id").combine_chunks())
    amount = np.append(guarantee_amount_cny(snapshot), np.nan)[contract]  # the last one is for a contract not there
    party_count = snapshot.node_count("Party")
    given = np.bincount(edges.target[rows], weights=np.nan_to_num(amount), minlength=party_count)
    return given.astype(np.float64), np.bincount(edges.target[rows[np.isnan(amount)]], minlength=party_count)
