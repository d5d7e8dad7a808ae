"""What the measures share: the guarantee network of the day, net assets, lists and hard facts, each computed once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.guarantees.network import GuaranteeNetwork
from graph.kernels.csr import CSR, build_csr
from graph.snapshot import Snapshot
from graph.snapshot.statements import LatestStatements

FACTS_READ: Final = ("GUARANTEES", "BORROWED", "STOOD_AT", "SECURES_LOAN", "REPORTED", "LISTED_ON", "HAD")
"""The relationships that the measures read; a history of these and their nodes suffices."""

EVENT_FACTS: Final = {"default": ("default", "bankruptcy"), "compensation": ("call",)}
"""Hard facts that follow from events, with the kinds of event that show them."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """A snapshot and what is derived from it for the measures; arrays have one value per party."""

    snapshot: Snapshot

    @cached_property
    def network(self) -> GuaranteeNetwork:
        """The guarantees in force."""
        return GuaranteeNetwork.of(self.snapshot)

    @cached_property
    def kind(self) -> NDArray[np.object_]:
        """Each party's kind; `person` for natural persons, `company` for an enterprise of unknown kind."""
        kinds = pc.fill_null(self.snapshot.parties.table.column("kind").cast("string"), "company")
        known: NDArray[np.object_] = np.asarray(kinds.to_pylist(), dtype=object)
        return np.where(self.snapshot.parties.is_enterprise, known, "person")

    @property
    def statement(self) -> NDArray[np.int64]:
        """The REPORTED edge of each party's latest statement; -1 without one."""
        return self._statements.edge

    @cached_property
    def net_assets_cny(self) -> NDArray[np.float64]:
        """Net assets by the latest statement (元); NaN where none is known."""
        return self._statements.amount_cny("net_assets_cny")

    @cached_property
    def _statements(self) -> LatestStatements:
        return LatestStatements.of(self.snapshot)

    @cached_property
    def dishonest(self) -> CSR:
        """The LISTED_ON edges of each party that stand for the list of dishonest debtors; `edge` is their row."""
        listed = self.snapshot.edges("LISTED_ON")
        is_dishonest = pc.equal(self.snapshot.nodes("Listing").column("list"), "dishonest_debtor")
        flags: NDArray[np.bool_] = pc.fill_null(is_dishonest, False).to_numpy()
        rows = np.flatnonzero(flags[listed.target])
        csr = build_csr(listed.source[rows], listed.target[rows], max(listed.source_count, listed.target_count))
        return CSR(csr.indptr, csr.indices, rows[csr.edge])

    @cached_property
    def hard_facts(self) -> dict[str, NDArray[np.bool_]]:
        """Which parties each hard fact holds for."""
        had = self.snapshot.edges("HAD")
        kinds = self.snapshot.nodes("Event").column("kind").cast("string")
        facts = {"dishonest_debtor": np.diff(self.dishonest.indptr)[: self.network.party_count] > 0}
        for fact, shown_by in EVENT_FACTS.items():
            shows: NDArray[np.bool_] = pc.is_in(kinds, value_set=pa.array(shown_by, pa.string())).to_numpy()
            facts[fact] = np.bincount(had.source[shows[had.target]], minlength=self.network.party_count) > 0
        return facts
