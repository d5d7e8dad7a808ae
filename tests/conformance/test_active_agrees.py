"""Which guarantees can be called on a day: the queries' definition and the portfolio's are one, on each database."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from graph.as_of import BEGINNING, FOREVER, AsOf
from graph.guarantees.portfolio import Portfolio
from graph.identifiers import HashKey
from graph.snapshot import History
from graph.store import Store
from ingest import LoadOptions, load
from ingest.world import WorldOptions, build_world, write_world
from tests.conformance.active import COUNTER, FACTS_READ, by_portfolio, by_queries, counter_by_portfolio
from tests.conformance.facts import Rectangle, Row, edge, party, write_facts

OPTIONS = LoadOptions(source="firm", hash_key=HashKey(b"a key of the tests, thirty-two bytes"))
DAYS = (date(2020, 2, 29), date(2021, 9, 28), date(2023, 8, 31), date(2025, 12, 28))
LATER = date(2026, 1, 31)
FORMS = (None, None, "general", "joint_and_several", "mortgage", "pledge")
START = date(2024, 1, 1)


def agree(store: Store, history: History, at: AsOf) -> tuple[int, int, int]:
    """How many pairs were compared, how many are past the contract's own last day, and how many counter-guarantees."""
    portfolio = Portfolio(history.at(at))
    found = by_queries(store, at)
    assert found == by_portfolio(portfolio)
    counter = by_queries(store, at, COUNTER)
    assert counter == counter_by_portfolio(portfolio)
    ends = portfolio.snapshot.nodes("Guarantee").column("ends_on").to_pylist()
    outlived = sum(ends[place] is not None and ends[place] < at.as_of for place in portfolio.book.contract)
    return len(found), outlived, len(counter)


def test_queries_and_portfolio_agree_on_a_dirty_world(store: Store, tmp_path: Path, subtests: pytest.Subtests) -> None:
    write_world(build_world(WorldOptions(seed=5, enterprises=200, dirty=0.02)), tmp_path / "delivery")
    assert load(store, [tmp_path / "delivery"], options=OPTIONS).rejected
    history = History.read(store, types=FACTS_READ)
    compared = np.zeros(3, dtype=int)
    for day, known_at in [*((day, LATER) for day in DAYS), *((day, day) for day in DAYS[1:])]:
        with subtests.test(day=day, known_at=known_at):
            compared += agree(store, history, AsOf(day, known_at))
    assert compared.all(), "pairs, pairs past their own last day and counter-guarantees, or nothing was tested"


@pytest.mark.parametrize("seed", [1, 2])
def test_queries_and_portfolio_agree_on_facts_at_random(store: Store, seed: int, subtests: pytest.Subtests) -> None:
    """Every date may be missing or fall on another's; words restated, outranked and cut short; one party twice."""
    write_facts(store, "guarantees", "b1", drawn(Random(seed)))  # noqa: S311 - a repeatable world
    history = History.read(store, types=FACTS_READ)
    days = [START + timedelta(days=31 * i) for i in range(0, 30, 3)]
    compared = np.zeros(3, dtype=int)
    for as_of, known_at in [(a, k) for a in days for k in (days[1], days[4], FOREVER - timedelta(days=1))]:
        with subtests.test(as_of=as_of, known_at=known_at):
            compared += agree(store, history, AsOf(as_of, known_at))
    assert compared.all()


def drawn(random: Random) -> dict[str, list[Row]]:
    """Facts of 12 parties, 30 loans, 80 contracts."""
    days = [START + timedelta(days=31 * i) for i in range(24)]
    parties = [f"t:p{i:02}" for i in range(12)]
    loans, contracts = [f"t:l{i:02}" for i in range(30)], [f"t:g{i:02}" for i in range(80)]
    facts: dict[str, list[Row]] = {
        "Enterprise": [party(one, parties[i - i % 6 // 5], kind="company") for i, one in enumerate(parties)],
        "Loan": [], "Balance": [], "Guarantee": [], "BORROWED": [], "STOOD_AT": [], "GAVE": [], "SECURES_LOAN": [],
        "SECURES_GUARANTEE": [],
    }  # fmt: skip
    for key in loans:
        maturity = random.choice([None, *days[4:16]])
        facts["Loan"].append(
            {"loan_id": key, "principal_cny": random.choice([None, 0.004, 70.0]), "matures_on": maturity}
        )
        facts["BORROWED"].append(
            edge(random.choice(parties), key, (random.choice(days[:3]), FOREVER, BEGINNING, FOREVER))
        )
        if random.random() < 0.7:
            facts["Balance"].append({"balance_id": f"{key}-b", "outstanding_cny": random.choice([0.0, 12.34, 50.0])})
            facts["STOOD_AT"].append(edge(key, f"{key}-b", (random.choice(days[:9]), FOREVER, BEGINNING, FOREVER)))
    for key in contracts:
        _contract(random, facts, key, (parties, loans, contracts, days))
    return facts


Pools = tuple[list[str], list[str], list[str], list[date]]


def _contract(random: Random, facts: dict[str, list[Row]], key: str, pools: Pools) -> None:
    parties, loans, contracts, days = pools
    ends = random.choice([None, *days[3:20]])
    facts["Guarantee"].append(
        {
            "guarantee_id": key, "form": random.choice(FORMS), "starts_on": days[0], "ends_on": ends,
            "claimed_on": random.choice([None, None, None, *days[8:]]), "cap_cny": random.choice([None, 0.0, 30.0]),
            "agreed_share": random.choice([None, None, 0.0, 1 / 3]),
        }
    )  # fmt: skip
    until = ends + timedelta(days=1) if ends else FOREVER
    for when in _rectangles(random, days, until):
        facts["GAVE"].append(edge(random.choice(parties), key, when))
    for loan in random.sample(loans, random.choice([0, 1, 1, 2])):
        facts["SECURES_LOAN"] += [edge(key, loan, when) for when in _rectangles(random, days, until)]
    if random.random() < 0.4:
        facts["SECURES_GUARANTEE"] += [
            edge(key, random.choice(contracts[:60]), when) for when in _rectangles(random, days, until)
        ]


def _rectangles(random: Random, days: list[date], until: date) -> list[Rectangle]:
    """What the loader could leave: one word; one restated; one cut by another's, which may end before or after it."""
    start, way = random.choice(days[:3]), random.random()
    if way < 0.5:
        return [(start, until, start, FOREVER)]
    other = random.choice(days[4:])
    if way < 0.65:
        known = random.choice(days[2:10])
        return [(start, other, start, known), (start, until, known, FOREVER)]
    if way < 0.8:  # outranked: known at no time
        return [(start, until, start, FOREVER), (days[5], other, days[5], days[5])]
    if other >= until:
        return [(start, random.choice([other, until]), start, FOREVER)]
    return [(start, other, start, FOREVER), (other, until, start, FOREVER)]
