"""What public records say of a debtor's bankruptcy, means and whereabouts on a day, from the facts of a snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.guarantees.book import Positions
from graph.kernels.csr import CSR, build_csr
from graph.liability.defence import Sign
from graph.liability.law import Flags
from graph.snapshot import Snapshot
from graph.snapshot.snapshot import Edges

ENDED_WITHOUT_RESULT: Final = r"终结本次执行|终本"
"""How a case says that enforcement found nothing."""
REGISTERED: Final = {
    "bankrupt": Sign.REGISTERED_BANKRUPT, "revoked": Sign.REVOKED, "deregistered": Sign.DEREGISTERED,
}  # fmt: skip
LISTED: Final = {"dishonest_debtor": Sign.DISHONEST_DEBTOR, "restricted_spending": Sign.RESTRICTED_SPENDING}


class SignSeen(NamedTuple):
    """A sign with the tie that shows it: its kind and row among the snapshot's edges of that kind."""

    sign: Sign
    relation: str
    edge: int


class Enforcements(NamedTuple):
    """Enforcements that ended without result: debtor and applicant (-1 unknown) by position, and the debtor's tie to
    the case."""

    debtor: Positions
    applicant: Positions
    edge: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DebtorSigns:
    """The records of all parties; flags have one value per party."""

    snapshot: Snapshot = field(repr=False)

    @cached_property
    def bankrupt(self) -> Flags:
        """Whose bankruptcy is accepted by an event, or registered."""
        rows, _ = self._bankruptcies
        return self._registered("bankrupt") | self._marked(self.snapshot.edges("HAD").source[rows])

    @cached_property
    def gone(self) -> Flags:
        """Whose licence is revoked, or who is struck off."""
        return self._registered("revoked") | self._registered("deregistered")

    @cached_property
    def insufficient(self) -> Flags:
        """Against whom an enforcement ended without result."""
        return self._marked(self.enforcements.debtor)

    def exhausted(self, borrower: Positions, lenders: tuple[Positions, Positions]) -> Flags:
        """Per loan whether an enforcement of one of its lenders against its borrower ended without result.

        lenders: (loan, lender) pairs.
        """
        found, many = np.zeros(len(borrower), dtype=np.bool_), self._count
        loan, lender = lenders
        tried = self.enforcements.debtor.astype(np.int64) * many + self.enforcements.applicant
        own = np.isin(borrower[loan].astype(np.int64) * many + lender, tried[self.enforcements.applicant >= 0])
        found[loan[own & (borrower[loan] >= 0)]] = True
        return found

    @cached_property
    def enforcements(self) -> Enforcements:
        """Those ended by the day; a case of several applicants stands once with each."""
        ties = self.snapshot.edges("PARTY_TO")
        role = ties.column("role").cast(pa.string())
        debtors = np.flatnonzero(_is(role, ["enforcement_debtor"]) & self._fruitless(ties))
        applicants = np.flatnonzero(_is(role, ["enforcement_applicant"]))
        of_case = build_csr(ties.target[applicants], ties.source[applicants], max(ties.source_count, ties.target_count))
        case = ties.target[debtors]
        count = of_case.indptr[case + 1] - of_case.indptr[case]
        known, alone = np.repeat(debtors, count), debtors[count == 0]
        applicant = ties.source[applicants][of_case.edges_of_all(case)]
        edge = np.concatenate([known, alone])
        return Enforcements(
            ties.source[edge], np.concatenate([applicant, np.full(len(alone), -1, dtype=np.int32)]), edge
        )

    def of(self, party: int, lenders: Sequence[int]) -> tuple[SignSeen, ...]:
        """Everything on record of one party, strongest kinds first; lenders: whose enforcement counts as own."""
        events, by_party = self._bankruptcies
        seen = [SignSeen(Sign.BANKRUPTCY_ACCEPTED, "HAD", int(events[row])) for row in by_party.edges_of(party)]
        described, status = self._described
        for row in described.edges_of(party).tolist():
            if status[row] in REGISTERED:
                seen.append(SignSeen(REGISTERED[status[row]], "DESCRIBED_BY", row))
        for row in self._enforced.edges_of(party).tolist():
            own = int(self.enforcements.applicant[row]) in lenders
            sign = Sign.OWN_ENFORCEMENT_ENDED if own else Sign.ENFORCEMENT_ENDED
            seen.append(SignSeen(sign, "PARTY_TO", int(self.enforcements.edge[row])))
        listed, name = self._listed
        for row in listed.edges_of(party).tolist():
            if name[row] in LISTED:
                seen.append(SignSeen(LISTED[name[row]], "LISTED_ON", row))
        places = list(Sign)
        return tuple(sorted(set(seen), key=lambda one: (places.index(one.sign), one.edge)))

    @property
    def _count(self) -> int:
        return self.snapshot.node_count("Party")

    def _marked(self, positions: NDArray[np.integer]) -> Flags:
        found = np.zeros(self._count, dtype=np.bool_)
        found[positions] = True
        return found

    def _registered(self, status: str) -> Flags:
        edges = self.snapshot.edges("DESCRIBED_BY")
        is_so = _is(self.snapshot.nodes("Record").column("status").cast(pa.string()), [status])
        return self._marked(edges.source[is_so[edges.target]])

    def _fruitless(self, ties: Edges) -> Flags:
        """Per tie to a case whether that was closed by the day as ended without result."""
        cases = self.snapshot.nodes("Case")
        closed = cases.column("closed_on").cast(pa.date32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
        over = (closed <= np.datetime64(self.snapshot.at.as_of, "D"))[ties.target]
        of_case = _matches(cases.column("result"))[ties.target]
        found: Flags = over & (of_case | _matches(ties.column("result")))
        return found

    @cached_property
    def _bankruptcies(self) -> tuple[NDArray[np.int64], CSR]:
        had = self.snapshot.edges("HAD")
        kind = self.snapshot.nodes("Event").column("kind").cast(pa.string())
        rows = np.flatnonzero(_is(kind, ["bankruptcy"])[had.target])
        return rows, self._by_party(had.source[rows])

    @cached_property
    def _described(self) -> tuple[CSR, list[str | None]]:
        edges = self.snapshot.edges("DESCRIBED_BY")
        status = self.snapshot.nodes("Record").column("status").cast(pa.string())
        return self._by_party(edges.source), status.take(pa.array(edges.target)).to_pylist()

    @cached_property
    def _listed(self) -> tuple[CSR, list[str | None]]:
        edges = self.snapshot.edges("LISTED_ON")
        name = self.snapshot.nodes("Listing").column("list").cast(pa.string())
        return self._by_party(edges.source), name.take(pa.array(edges.target)).to_pylist()

    @cached_property
    def _enforced(self) -> CSR:
        return self._by_party(self.enforcements.debtor)

    def _by_party(self, source: Positions) -> CSR:
        return build_csr(source, np.zeros(len(source), dtype=np.int32), max(self._count, 1))


def _is(column: pa.ChunkedArray, words: list[str]) -> Flags:
    found: Flags = pc.is_in(column, value_set=pa.array(words, pa.string())).to_numpy()
    return found


def _matches(column: pa.ChunkedArray) -> Flags:
    found: Flags = pc.fill_null(
        pc.match_substring_regex(column.cast(pa.string()), ENDED_WITHOUT_RESULT), False
    ).to_numpy()  # fmt: skip
    return found
