"""What stands beside the facts of a day and is handed in: identifiers, learned scores, warnings and their histories.

They are read by whoever has the store and the models; a profile is made of arrays and of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class IdentifierFact:
    """A number under which a source has the party; identity numbers of persons are never among them."""

    scheme: str
    value: str
    valid_from: date | None
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """A learned probability of default within so many days after `scored_on`, between low and high, as far as was known
    on `known_on`."""

    probability: float
    low: float | None
    high: float | None
    horizon_days: int | None
    model: str | None
    scored_on: date | None
    known_on: date | None


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """What one indicator, or all ties of a kind, add to the log-odds of default: above zero they raise it. value: of an
    indicator, None where it is not known."""

    kind: str
    name: str
    title: Wording
    said: Wording
    value: float | None
    unit: str | None
    log_odds: float | None


@dataclass(frozen=True, slots=True)
class WarningTold:
    """An open warning as it stood on the day. level: with the floor of a black list; level_reason: of the finding.
    counts: the party's level goes by it; covered: why not; waiting: it is asleep or held back by a white list.
    evidence: nodes, edges and figures as they were stored."""

    matter_id: str | None
    signal_id: str
    rule: str
    title: Wording | None
    family: str | None
    level: int
    level_reason: Wording
    state: str
    value: float | None
    first_seen_on: date | None
    counts: bool
    covered: str | None
    waiting: bool
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignalSeen:
    """A finding of a rule, for the timeline: open today or not."""

    signal_id: str
    rule: str
    title: Wording | None
    level: int
    first_seen_on: date


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it at one pair of days. scores: the newest first; level, level_reason: by all warnings together;
    unexplained: why the score has no reasons; unscored: why there is none."""

    identifiers: tuple[IdentifierFact, ...] = ()
    scores: tuple[ScorePoint, ...] = ()
    reasons: tuple[ScoreReason, ...] = ()
    unexplained: Wording | None = None
    level: int | None = None
    level_reason: Wording | None = None
    warnings: tuple[WarningTold, ...] = ()
    signals: tuple[SignalSeen, ...] = ()
