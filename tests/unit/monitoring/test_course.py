"""Days, pools and payments of a guarantee firm's course, on facts said contract by contract."""

from datetime import date

import pytest

from graph.as_of import FOREVER, AsOf
from graph.errors import UsageError
from graph.explain.day import Day
from graph.explain.monitoring.of_firm import monitoring
from graph.monitoring import Course, FirmFacts, OpenSignals, course, month_ends_from
from graph.monitoring.changes import changes
from graph.snapshot import History
from graph.snapshot.columns import table_of_rows
from graph.snapshot.read import bulk_read
from tests.unit.guarantees.facts import DRAWN, edge
from tests.unit.guarantees.firms import Firms

KNOWN = date(2025, 1, 1)
DAYS = [DRAWN, date(2024, 3, 31), date(2024, 4, 30)]


class Monitored(Firms):
    """Facts of a guarantee firm F, with whom its contracts are for."""

    def pool(self, key: str, cap: float, **debtors: tuple[str, ...]) -> "Monitored":
        """A contract of F for several clients' loans."""
        loans = tuple(loan for of in debtors.values() for loan in of)
        self.guarantee(key, "F", loans, cap_cny=cap)
        self.add("FOR", edge(key, next(iter(debtors))))
        return self

    def event(self, kind: str, day: date, amount: float | None, contract: str) -> "Monitored":
        number = len(self.rows.get("Event", ()))
        self.add("Event", {"event_id": f"e{number}", "kind": kind, "amount_cny": amount})
        self.add("HAD", edge("F", f"e{number}", day))
        self.add("ON_GUARANTEE", edge(f"e{number}", contract, day))
        return self

    def course(self, signals: tuple[tuple[str, int, date], ...] = ()) -> tuple[Day, Course]:
        tables = {name: table_of_rows(bulk_read(name).properties, rows) for name, rows in self.rows.items()}
        day = Day(History.of(tables).at(AsOf(DAYS[-1], KNOWN)))
        facts = FirmFacts.of(day.snapshot.history, day.position("F"))
        told = OpenSignals.of((day.position(who), level, seen, FOREVER) for who, level, seen in signals)
        return day, course(facts, DAYS, KNOWN, told)


def firm(*clients: str) -> Monitored:
    facts = Monitored()
    facts.firm(None)
    for client in clients:
        facts.enterprise(client)
    return facts


@pytest.mark.parametrize(
    ("since", "to", "days"),
    [
        (date(2024, 1, 1), date(2024, 2, 29), [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]),
        (date(2024, 2, 10), date(2024, 2, 20), [date(2024, 2, 9), date(2024, 2, 20)]),
        (date(2024, 2, 29), date(2024, 3, 1), [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]),
        (date(2024, 2, 20), date(2024, 2, 20), [date(2024, 2, 19), date(2024, 2, 20)]),
    ],
)
def test_the_days_that_are_told(since: date, to: date, days: list[date]) -> None:
    assert month_ends_from(since, to) == days


def test_a_year_unless_said_otherwise() -> None:
    days = month_ends_from(None, date(2024, 12, 31))
    assert (days[0], days[1], len(days)) == (date(2023, 12, 31), date(2024, 1, 31), 13)
    assert month_ends_from(None, date(2024, 2, 29))[0] == date(2023, 2, 28)
    assert len(month_ends_from(date(2015, 1, 1), date(2024, 12, 31))) == 121
    for since, to in ((date(2014, 12, 31), date(2024, 12, 31)), (date(2024, 2, 1), date(2024, 1, 31))):
        with pytest.raises(UsageError):
            month_ends_from(since, to)


def test_a_pool_of_two_clients_counts_once_in_all() -> None:
    facts = firm("A", "B").loan("la", "A", 60.0).loan("lb", "B", 50.0)
    assert isinstance(facts, Monitored)
    day, found = facts.pool("g", 80.0, A=("la",), B=("lb",)).course()
    assert found.in_guarantee.tolist() == [[6000, 5000]] * 3
    assert found.whole.tolist() == [8000] * 3
    told = monitoring(day, found, 10)
    assert (told.last.in_guarantee_cny, told.last.clients, told.last.outstanding_cny) == (80.0, 2, 110.0)
    assert list(changes(found)) == []


def test_who_was_paid_for_is_told_though_nothing_stands_for_him() -> None:
    facts = firm("A", "B").loan("la", "A", 60.0, balance=0.0)
    assert isinstance(facts, Monitored)
    facts.pool("g", 80.0, A=("la",)).event("call", date(2023, 5, 1), 60.0, "g")
    day, found = (
        facts.event("recovery", date(2024, 4, 1), 70.0, "g").event("call", date(2024, 4, 2), None, "g").course()
    )
    told = monitoring(day, found, 10)
    assert [one.party.party_id for one in told.clients] == ["A"]
    assert told.last.call_balance_cny == -10.0, "more was recovered than paid: told as it is"
    assert told.last.recovery_rate_ratio == pytest.approx(70 / 60)
    assert (told.last.call_rate_ratio, told.certainty.unstated_calls) == (None, 1)
    assert [(one.what, one.after_cny) for one in told.changes] == [("recovered", 70.0)]


def test_a_warning_counts_from_the_day_it_was_seen() -> None:
    facts = firm("A", "B").loan("la", "A", 60.0)
    assert isinstance(facts, Monitored)
    seen = (("A", 4, date(2024, 3, 31)), ("A", 2, DRAWN), ("B", 8, DRAWN))
    day, found = facts.pool("g", 80.0, A=("la",)).course(seen)
    assert found.levels.tolist() == [[2], [4], [4]]
    told = monitoring(day, found, 10)
    assert [(one.day, one.what, one.why) for one in told.changes] == [(DAYS[1], "worsened", ("warning",))]


def test_a_firm_without_contracts_has_nothing() -> None:
    day, found = firm("A").course()
    told = monitoring(day, found, 10)
    assert (told.clients, told.last.in_guarantee_cny, told.certainty.known) == ((), 0.0, False)
