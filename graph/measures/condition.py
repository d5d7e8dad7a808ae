"""In which condition parties are known to be on a day: in default, or strained, as far as facts of that day say."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.guarantees.amount import loan_outstanding_cny
from graph.snapshot import Snapshot
from graph.snapshot.columns import int32_days

Flags = NDArray[np.bool_]
Days = NDArray[np.int32]
Floats = NDArray[np.float64]

NEVER: Final = np.int32(2**31 - 1)
"""The day of what has not happened."""

CLASSES: Final = ("normal", "special_mention", "substandard", "doubtful", "loss")
"""The five classes of loans, best first; a feature counts them from 1."""

GONE: Final = ("revoked", "deregistered", "bankrupt")
"""States of the register in which an enterprise does not trade any more."""


@dataclass(frozen=True, slots=True)
class DefaultRule:
    """What counts as default. Events of these kinds; and, for who is in default already, a loan past due by more than
    so many days or in one of these classes (Basel Framework, CRE36.69; 商业银行金融资产风险分类办法 2023, art. 11: more
    than 90 days past due is at least substandard). UsageError for a rule by which nobody could default."""

    events: tuple[str, ...] = ("default", "bankruptcy")
    days_past_due: int = 90
    classes: tuple[str, ...] = ("substandard", "doubtful", "loss")

    def __post_init__(self) -> None:
        if not self.events:
            raise UsageError(
                "Name at least one kind of event that counts as default.", "请至少指定一种视为违约的事件。"
            )


STANDARD: Final = DefaultRule()


@dataclass(frozen=True, eq=False)
class Condition:
    """Arrays have one value per party of the snapshot; loans that are not outstanding count nowhere."""

    snapshot: Snapshot
    rule: DefaultRule = STANDARD

    @cached_property
    def defaulted_on(self) -> Days:
        """The day of each party's first default by an event (days since 1970-01-01, int32), NEVER without one."""
        return first_days(self.snapshot, self.rule.events)

    @cached_property
    def in_default(self) -> Flags:
        """Whether an event, a loan or the register says that the party has failed."""
        return np.asarray((self.defaulted_on != NEVER) | self.impaired | self.status_is("bankrupt"))

    @cached_property
    def impaired(self) -> Flags:
        """Whether a loan of the party is past due for too long or in a bad class."""
        codes = [CLASSES.index(name) + 1 for name in self.rule.classes]
        bad = (np.nan_to_num(self.loan_days_past_due) > self.rule.days_past_due) | np.isin(self.loan_class, codes)
        return self._of_borrower(bad)

    @cached_property
    def strained(self) -> Flags:
        """Whether the party is in default, past due, in a class below normal, or on a list of those who do not pay."""
        late = (np.nan_to_num(self.loan_days_past_due) > 0) | (np.nan_to_num(self.loan_class) > 1)
        return self.in_default | self._of_borrower(late) | self.listed("dishonest_debtor") | self.listed("tax_arrears")

    def listed(self, name: str) -> Flags:
        """Whether the party stands on a list."""
        edges = self.snapshot.edges("LISTED_ON")
        on = _equal(self.snapshot.nodes("Listing").column("list"), name)[edges.target]
        return self._flagged(edges.source[on])

    def status_is(self, *names: str) -> Flags:
        """Whether the register has the party in one of these states."""
        edges = self.snapshot.edges("DESCRIBED_BY")
        status = self.snapshot.nodes("Record").column("status").cast(pa.string())
        is_one: Flags = pc.fill_null(pc.is_in(status, value_set=pa.array(names, pa.string())), False).to_numpy()
        return self._flagged(edges.source[is_one[edges.target]])

    @cached_property
    def outstanding_cny(self) -> Floats:
        """Per loan in force what is outstanding (元), 0 where it is not in force; NaN where no amount is known."""
        known = loan_outstanding_cny(self.snapshot)
        in_force = np.zeros(len(known), dtype=np.bool_)
        in_force[self.snapshot.edges("BORROWED").target] = True
        return np.where(in_force, np.maximum(known, 0.0), 0.0)

    @cached_property
    def loan_days_past_due(self) -> Floats:
        """Per loan its days past due; NaN where no balance states them or nothing is outstanding."""
        days = self.snapshot.nodes("Balance").column("days_past_due").cast(pa.float64())
        return self._of_loan(pc.fill_null(days, np.nan).to_numpy())

    @cached_property
    def loan_class(self) -> Floats:
        """Per loan its class, from 1 (normal) to 5 (loss); NaN as above."""
        return self._of_loan(balance_class(self.snapshot))

    def _of_loan(self, per_balance: Floats) -> Floats:
        edges = self.snapshot.edges("STOOD_AT")
        found = np.full(self.snapshot.node_count("Loan"), np.nan)
        found[edges.source] = per_balance[edges.target]
        return np.where(self.outstanding_cny > 0, found, np.nan)

    def _of_borrower(self, loans: Flags) -> Flags:
        edges = self.snapshot.edges("BORROWED")
        return self._flagged(edges.source[loans[edges.target]])

    def _flagged(self, parties: NDArray[np.int32]) -> Flags:
        found = np.zeros(self.snapshot.node_count("Party"), dtype=np.bool_)
        found[parties] = True
        return found


def first_days(snapshot: Snapshot, kinds: tuple[str, ...]) -> Days:
    """Per party the day of its first event of these kinds that had begun and was known; NEVER without one.

    By the date of the relationship, which is versioned, not by the event's own.
    """
    edges = snapshot.begun("HAD")
    counted = event_is(snapshot, *kinds)[edges.target]
    found = np.full(snapshot.node_count("Party"), NEVER, dtype=np.int32)
    np.minimum.at(found, edges.source[counted], int32_days(edges.columns, "valid_from")[counted])
    return found


def event_is(snapshot: Snapshot, *kinds: str) -> Flags:
    """Per event whether it is of one of these kinds."""
    kind = snapshot.nodes("Event").column("kind").cast(pa.string())
    found: Flags = pc.fill_null(pc.is_in(kind, value_set=pa.array(kinds, pa.string())), False).to_numpy()
    return found


def balance_class(snapshot: Snapshot) -> Floats:
    """Per balance its class, from 1 (normal) to 5 (loss); NaN where none is stated."""
    stated = snapshot.nodes("Balance").column("classification").cast(pa.string())
    place = pc.index_in(stated, value_set=pa.array(CLASSES, pa.string()))
    found: Floats = pc.add(pc.fill_null(place.cast(pa.float64()), np.nan), 1.0).to_numpy()
    return found


def _equal(column: pa.ChunkedArray, value: str) -> Flags:
    found: Flags = pc.fill_null(pc.equal(column.cast(pa.string()), value), False).to_numpy()
    return found
