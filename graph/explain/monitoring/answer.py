"""What an answer on the monitoring of a guarantee firm's clients is made of."""

from dataclasses import dataclass
from datetime import date

from graph.explain.answer import PartyName
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """The portfolio on a day, and what happened since the day told before it. Each figure is explained in
    `definitions`; ratios are None where there is nothing to divide by."""

    day: date
    clients: int
    in_guarantee_cny: float
    outstanding_cny: float
    added_cny: float
    released_cny: float
    called_cny: float
    recovered_cny: float
    released_to_date_cny: float
    called_to_date_cny: float
    recovered_to_date_cny: float
    call_balance_cny: float
    call_rate_ratio: float | None
    recovery_rate_ratio: float | None
    overdue_clients: int
    overdue_cny: float
    warned_clients: int


@dataclass(frozen=True, slots=True)
class ClientMonth:
    """One client on a day. loan_class: the worst of the five classes. level: of the gravest open warning, None without
    one. changes: what has changed since the day told before."""

    day: date
    in_guarantee_cny: float
    outstanding_cny: float
    days_past_due: int | None
    loan_class: str | None
    overdue: bool
    cases: int
    lists: tuple[str, ...]
    level: int | None
    called_cny: float
    recovered_cny: float
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientCourse:
    """A client, day by day."""

    party: PartyName
    months: tuple[ClientMonth, ...]


@dataclass(frozen=True, slots=True)
class ClientChange:
    """A change with a client up to a day. what: new, ended, raised, reduced, worsened, improved, called, recovered.
    before_cny, after_cny: in guarantee; of calls and recoveries 0 and what was paid. why: of worsened and improved."""

    day: date
    party: PartyName
    what: str
    before_cny: float
    after_cny: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means."""

    figure: str
    title: Wording
    said: Wording


@dataclass(frozen=True, slots=True)
class MonitoringCertainty:
    """How sure it is. known: there is a contract. unstated_calls, unstated_recoveries: events without an amount,
    counted as nothing. unassigned: paid or recovered, but for no client that is known. unclassified_clients: in
    guarantee on the last day, of whom neither class nor days past due are stated."""

    known: bool
    complete: bool
    unstated_calls: int
    unstated_recoveries: int
    unassigned_called_cny: float
    unassigned_recovered_cny: float
    unclassified_clients: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class MonitoringFound:
    """The course of a firm's portfolio. compared_with: the day before the first month. last: the totals of the last
    day; since_last: what changed up to it. changes: all of them, the latest first; clients: the largest first; both
    shown of so many. portfolio: the name of the portfolio to which clients were narrowed."""

    party: PartyName
    as_of: date
    known_at: date
    version: int
    portfolio: str | None
    compared_with: date
    last: MonthTotals
    since_last: tuple[ClientChange, ...]
    months: tuple[MonthTotals, ...]
    changes: tuple[ClientChange, ...]
    change_count: int
    clients: tuple[ClientCourse, ...]
    client_count: int
    definitions: tuple[Definition, ...]
    certainty: MonitoringCertainty
    truncated: bool
