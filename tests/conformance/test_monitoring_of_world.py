"""The monitoring of guarantee firms of a synthetic world beside plain Python on what the queries say of each day."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.as_of import AsOf
from graph.ask import ask
from graph.explain.day import READ, Day
from graph.explain.monitoring.answer import MonitoringFound
from graph.explain.monitoring.of_firm import monitoring
from graph.monitoring import FirmFacts, OpenSignals, course, month_ends_from
from graph.snapshot import History
from graph.store import Store
from ingest import load
from ingest.world import WorldOptions, build_world, write_world
from tests.unit.ingest.feed import options

FIRMS = 2
LAST_DAY = date(2025, 12, 31)
Pairs = list[dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, date]:
    built = build_world(WorldOptions(seed=3, enterprises=400, contagion=1.0))
    folder = tmp_path_factory.mktemp("world")
    write_world(built, folder)
    return folder, LAST_DAY


def test_amounts_conditions_and_payments_agree(store: Store, world: tuple[Path, date]) -> None:
    folder, today = world
    load(store, [folder], options=options())
    day = Day(History.read(store, types=READ).at(AsOf(today, today)))
    days = month_ends_from(date(today.year - 1, today.month, 1), today)
    called = 0.0
    for firm in guarantors(store):
        facts = FirmFacts.of(day.snapshot.history, day.position(firm))
        found = monitoring(day, course(facts, days, today, OpenSignals.of([])), 1000)
        payments = events_of(store, firm)
        called += check(store, firm, found, days, payments)
    assert called > 0, "a world in which nothing is called tests little"


def check(store: Store, firm: str, found: MonitoringFound, days: list[date], payments: Pairs) -> float:
    """Every client and month; what was called in all."""
    told = {one.party.party_id: {month.day: month for month in one.months} for one in found.clients}
    assert not found.truncated
    limits: list[dict[str, float]] = []
    for day in days:
        pairs = pairs_of(store, firm, day)
        in_guarantee = {client: most_called([p for p in pairs if p["borrower_id"] == client])
                        for client in {p["borrower_id"] for p in pairs}}  # fmt: skip
        limits.append(by_contract(pairs))
        if day == days[0]:
            continue
        (totals,) = [one for one in found.months if one.day == day]
        assert totals.in_guarantee_cny == pytest.approx(most_called(pairs), abs=0.005)
        assert totals.clients == len([one for one in in_guarantee.values() if one > 0])
        before, after = limits[-2:]
        fallen = sum(max(0.0, before[one] - after.get(one, 0.0)) for one in before)
        grown = sum(max(0.0, after[one] - before.get(one, 0.0)) for one in after)
        assert totals.released_cny == pytest.approx(fallen)
        assert totals.added_cny == pytest.approx(grown)
        since = days[days.index(day) - 1]
        conditions = conditions_of(store, {*in_guarantee, *told}, day)
        for client, months in told.items():
            month = months[day]
            assert month.in_guarantee_cny == pytest.approx(in_guarantee.get(client, 0.0), abs=0.005)
            assert (month.days_past_due, month.loan_class) == conditions[client], (client, day)
            for kind, figure in (("call", month.called_cny), ("recovery", month.recovered_cny)):
                paid = [p for p in payments if p["kind"] == kind and p["client"] == client and since < p["day"] <= day]
                assert figure == pytest.approx(sum(p["amount"] for p in paid))
        assert set(in_guarantee) <= set(told)
    total = sum(float(p["amount"]) for p in payments if p["kind"] == "call" and days[0] < p["day"] <= days[-1])
    assert found.last.called_to_date_cny == pytest.approx(total)
    if found.last.released_to_date_cny:
        assert found.last.call_rate_ratio == pytest.approx(total / found.last.released_to_date_cny)
    return total


def guarantors(store: Store) -> list[str]:
    """Those called most often in the last two years, of whatever kind, and the firms with most contracts."""
    called = store.rows(
        "MATCH (f:Enterprise)-[:HAD]->(e:Event {kind: 'call'}) WHERE e.occurred_on >= $since "
        "RETURN f.party_id AS firm, count(e) AS n ORDER BY n DESC, firm",
        {"since": date(LAST_DAY.year - 1, 1, 1)},
    )
    firms = store.rows(
        "MATCH (f:Enterprise {kind: 'guarantee_firm'})-[:GAVE]->(g:Guarantee) "
        "RETURN f.party_id AS firm, count(g) AS n ORDER BY n DESC, firm"
    )
    return list(dict.fromkeys(row["firm"] for row in (*called[:FIRMS], *firms[:FIRMS])))


def pairs_of(store: Store, firm: str, day: date) -> Pairs:
    """By the query's own definition of what can be called."""
    at = AsOf(day, date(9999, 12, 30))
    wanted = {"party": firm, "role": "guarantor"}
    return ask(store, "guarantee/active_of", wanted, at=at, limit=100_000).rows


def most_called(pairs: Pairs) -> float:
    """The largest flow from contracts, up to their caps, to loans, up to what is outstanding."""
    network: Any = nx.DiGraph()
    for pair in pairs:
        cap = pair["cap_cny"]
        contract, loan = ("contract", pair["guarantee_id"]), ("loan", pair["loan_id"])
        network.add_edge("firm", contract, **({} if cap is None else {"capacity": round(cap * 100)}))
        network.add_edge(contract, loan)
        network.add_edge(loan, "lender", capacity=round(pair["outstanding_cny"] * 100))
    return nx.maximum_flow_value(network, "firm", "lender") / 100 if pairs else 0.0


def by_contract(pairs: Pairs) -> dict[str, float]:
    secured: dict[str, float] = defaultdict(float)
    caps: dict[str, float | None] = {}
    for pair in pairs:
        secured[pair["guarantee_id"]] += pair["outstanding_cny"]
        caps[pair["guarantee_id"]] = pair["cap_cny"]
    return {one: amount if caps[one] is None else min(amount, caps[one] or 0.0) for one, amount in secured.items()}


def events_of(store: Store, firm: str) -> Pairs:
    """Who paid what for whom, by the contracts that the events name."""
    return store.rows(
        "MATCH (:Party {party_id: $firm})-[h:HAD]->(e:Event) WHERE e.kind IN ['call', 'recovery'] "
        "MATCH (e)-[:ON]->(g:Guarantee)-[:FOR]->(client:Party) "
        "RETURN DISTINCT e.event_id AS id, e.kind AS kind, e.occurred_on AS day, e.amount_cny AS amount, "
        "client.party_id AS client",
        {"firm": firm},
    )


def conditions_of(store: Store, clients: set[str], day: date) -> dict[str, tuple[int | None, str | None]]:
    """The worst of the balances of each client's loans on the day, by hand."""
    classes = ("normal", "special_mention", "substandard", "doubtful", "loss")
    rows = store.rows(
        "UNWIND $clients AS id MATCH (c:Party {party_id: id})-[b:BORROWED]->(l:Loan)-[s:STOOD_AT]->(x:Balance) "
        "WHERE b.valid_from <= $day AND $day < b.valid_to AND s.valid_from <= $day AND $day < s.valid_to "
        "AND b.superseded_on > $now AND s.superseded_on > $now AND x.outstanding_cny > 0 "
        "RETURN c.party_id AS client, x.days_past_due AS late, x.classification AS class",
        {"clients": sorted(clients), "day": day, "now": date(9999, 12, 30)},
    )
    worst: dict[str, tuple[int | None, str | None]] = {}
    for client in clients:
        own = [row for row in rows if row["client"] == client]
        late = [row["late"] for row in own if row["late"] is not None]
        classed = [classes.index(row["class"]) for row in own if row["class"] is not None]
        worst[client] = (max(late, default=None), classes[max(classed)] if classed else None)
    return worst
