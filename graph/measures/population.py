"""Whom an outcome is awaited of on a day: those who have something to lose and have not failed."""

from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.condition import GONE, Condition
from graph.snapshot import Snapshot

Flags = NDArray[np.bool_]

LENDERS: Final = ("bank", "insurer", "guarantee_firm", "re_guarantee_firm", "small_loan", "leasing", "fund")
"""Kinds of enterprises whose business is credit: their figures do not compare with those of others."""

STATE: Final = ("government",)

_EPOCH: Final = date(1970, 1, 1)


def awaited(condition: Condition) -> Flags:
    """Per party of a day whether it may yet default: an enterprise, no government body, established, not gone, not
    known to be in default, and exposed."""
    snapshot = condition.snapshot
    left_out = of_kinds(snapshot, STATE) | founded_later(snapshot) | condition.status_is(*GONE) | condition.in_default
    found: Flags = snapshot.parties.is_enterprise & ~left_out & exposed(condition)
    return found


def of_kinds(snapshot: Snapshot, kinds: tuple[str, ...]) -> Flags:
    """Per party whether it is of one of these kinds."""
    return np.asarray(np.any([snapshot.parties.of_kind(kind) for kind in kinds], axis=0))


def founded_later(snapshot: Snapshot) -> Flags:
    """Per party whether it was founded after the day; one of unknown age was not, since somebody knows of it."""
    founded = snapshot.parties.table.column("established_on").cast(pa.int32())
    later: Flags = pc.fill_null(pc.greater(founded, (snapshot.at.as_of - _EPOCH).days), False).to_numpy()
    return later


def exposed(condition: Condition) -> Flags:
    """Per party whether something is outstanding of a loan of it, or a guarantee that it gave for another is in
    force."""
    snapshot = condition.snapshot
    found = np.zeros(snapshot.node_count("Party"), dtype=np.bool_)
    borrowed, given = snapshot.edges("BORROWED"), snapshot.edges("GUARANTEES")
    # A loan of unknown amount is a loan.
    found[borrowed.source[~(condition.outstanding_cny[borrowed.target] == 0)]] = True
    found[given.source[given.source != given.target]] = True
    return found
