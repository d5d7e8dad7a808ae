"""What is foretold: which enterprises, of which event, within which time; and from when on an outcome may be learnt.

The population of a cut-off is every enterprise that a lender could lose money on and that is not known to have failed,
as far as was known on that day. The label is 1 for a first default after the cut-off and within the horizon. An outcome
is known only when its horizon has passed, and the days after it in which defaults are still reported.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.as_of import AsOf
from graph.errors import UsageError
from graph.measures.condition import GONE, NEVER, Condition, DefaultRule, first_days
from graph.measures.population import LENDERS, STATE, exposed, founded_later, of_kinds
from graph.snapshot import History, Snapshot

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_EPOCH: Final = date(1970, 1, 1)


class Reason(StrEnum):
    """Why an enterprise is not scored, or has no label; each is counted under the first that applies."""

    LENDER = "lender"
    STATE = "state"
    NOT_ESTABLISHED = "not_established"
    GONE = "gone"
    IN_DEFAULT = "in_default"
    NOT_EXPOSED = "not_exposed"
    DEFAULT_TOLD_LATE = "default_told_late"
    NOT_MATURED = "not_matured"


REASONS: Final[dict[Reason, tuple[str, str]]] = {
    Reason.LENDER: (
        "金融机构：杠杆即其业务，对外担保是其产品，另受专门监管，其指标与普通企业不可比",
        "a lender, insurer, guarantor or fund by trade: leverage and guarantees are its business, it is supervised by "
        "rules of its own, and its figures do not compare with those of other enterprises",
    ),
    Reason.STATE: (
        "政府机构：不会破产，也不报送企业报表",
        "a government body: it cannot go bankrupt and files no enterprise's statements",
    ),
    Reason.NOT_ESTABLISHED: ("截止日尚未成立", "not yet established at the cut-off"),
    Reason.GONE: ("已吊销、注销或破产", "licence revoked, deregistered or bankrupt"),
    Reason.IN_DEFAULT: (
        "截止日已知违约：有违约事件，或贷款逾期过久、已列为不良",
        "known to be in default: by an event, or by a loan past due for too long or in a bad class",
    ),
    Reason.NOT_EXPOSED: (
        "无敞口：既无未偿贷款，也未对外提供有效担保",
        "no exposure: no loan outstanding and no guarantee given that is in force",
    ),
    Reason.DEFAULT_TOLD_LATE: (
        "截止日前已违约，其后才获知：既非未来违约，也非未违约，不作标签",
        "had defaulted by the cut-off, which was told only later: neither a default to come nor none, so no label",
    ),
    Reason.NOT_MATURED: ("观察期未满，结果未知", "its horizon has not passed, so the outcome is not known"),
}
"""In Chinese and English."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """How many enterprises are left out for a reason."""

    reason: Reason
    count: int

    @property
    def titles(self) -> tuple[str, str]:
        """The reason in Chinese and English."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Task:
    """horizon_days: within how many days after the cut-off a default counts. reporting_lag_days: how long after the
    horizon defaults within it may still be reported. UsageError for a horizon of no days or a lag below zero."""

    horizon_days: int = 365
    reporting_lag_days: int = 30
    rule: DefaultRule = field(default_factory=DefaultRule)

    def __post_init__(self) -> None:
        if self.horizon_days < 1 or self.reporting_lag_days < 0:
            raise UsageError(
                f"A horizon has at least one day and a lag none below zero, not {self.horizon_days} and "
                f"{self.reporting_lag_days}.",
                f"预测期至少一天，报告滞后不得为负，不能是{self.horizon_days}和{self.reporting_lag_days}。",
            )

    def window_end(self, cut_off: date) -> date:
        """The last day on which a default counts."""
        return cut_off + timedelta(self.horizon_days)

    def matures_on(self, cut_off: date) -> date:
        """The first day on which the outcomes of a cut-off may be learnt from."""
        return self.window_end(cut_off) + timedelta(self.reporting_lag_days)

    def population(self, snapshot: Snapshot) -> tuple[Flags, tuple[Exclusion, ...]]:
        """Per party of a snapshot whether it is to be scored, and why how many enterprises are not."""
        scored = snapshot.parties.is_enterprise.copy()
        counted = []
        for reason, flags in self.left_out(snapshot):
            counted.append(Exclusion(reason, int((scored & flags).sum())))
            scored &= ~flags
        return scored, tuple(counted)

    def left_out(self, snapshot: Snapshot) -> tuple[tuple[Reason, Flags], ...]:
        """Each reason not to score a party, with the parties of which it is true; of several the first one counts."""
        condition = Condition(snapshot, self.rule)
        return (
            (Reason.LENDER, of_kinds(snapshot, LENDERS)),
            (Reason.STATE, of_kinds(snapshot, STATE)),
            (Reason.NOT_ESTABLISHED, founded_later(snapshot)),
            (Reason.GONE, condition.status_is(*GONE)),
            (Reason.IN_DEFAULT, condition.in_default),
            (Reason.NOT_EXPOSED, ~exposed(condition)),
        )

    def labels(self, history: History, ids: NDArray[np.str_], cut_off: date, known_at: date) -> tuple[Floats, Flags]:
        """Per party (by its id) its label as known on a day: 1, 0, or NaN where the outcome is not known; and whether
        it had defaulted by the cut-off, however late that was told, for which there is no label either."""
        first = np.full(len(ids), NEVER, dtype=np.int32)
        position = history.parties.find(pa.array(ids))
        known = position >= 0
        first[known] = first_days(history.at(AsOf(known_at, known_at)), self.rule.events)[position[known]]
        before = first <= (cut_off - _EPOCH).days
        if known_at < self.matures_on(cut_off):
            return np.full(len(ids), np.nan), before
        label = (first <= (self.window_end(cut_off) - _EPOCH).days).astype(np.float64)
        label[before] = np.nan
        return label, before
