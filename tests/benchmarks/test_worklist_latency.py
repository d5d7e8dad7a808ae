"""What officers look at first: a page of the worklist, and of parties by all their matters, from 20,000 matters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from graph.as_of import AsOf
from graph.ask import ask
from graph.signals import Run, Signal, write_signals
from graph.signals.evidence import Evidence, EvidenceEdge
from graph.signals.level import Level
from graph.signals.life import Entry, ListName, add_entry, take_up
from graph.signals.life.together import together, told
from graph.signals.life.worklist import WantedMatters, matter_rows, worklist
from graph.signals.rule import FAMILIES
from graph.store import Store
from tests.benchmarks.measuring import Measurement, Recorder, peak_memory, quantile, seconds

MATTERS, PARTIES, RULES, LISTED, ON_PAGE = 20_000, 8_000, 40, 200, 100
SEED, REPEATS, PLAIN_REPEATS, WARM_UP, AT_ONCE = 5, 40, 5, 3, 2_000
FIRST_PAGE_MS = 300.0
TODAY = date.today()
RUN_AT = AsOf(TODAY, TODAY)
TOMORROW = TODAY + timedelta(days=1)
AT = AsOf(TOMORROW, TOMORROW)
"""When the lists are asked for: entries begin today or later, also where the benchmark runs past midnight."""
FAMILY = {f"rule_{number}": list(FAMILIES)[number % len(FAMILIES)] for number in range(RULES)}


def test_first_pages(store: Store, record: Recorder) -> None:
    """p95 of a first page that nobody has asked for yet; the plain way reads every matter whole to show a hundred."""
    matters, parties = record.scaled(MATTERS, 400), record.scaled(PARTIES, 160)
    filled(store, matters, parties, record.scaled(LISTED, 4))
    with peak_memory() as peak:
        page = calls(lambda: first_page(store), REPEATS)
        plain = calls(lambda: ask(store, "signal/matters", {}, at=AT, limit=MATTERS), PLAIN_REPEATS)
        query = calls(lambda: ask(store, "signal/matters", {}, at=AT, limit=ON_PAGE), PLAIN_REPEATS)
        parties_page = calls(lambda: first_parties(store), REPEATS)
    assert first_page(store) == ask(store, "signal/matters", {}, at=AT, limit=ON_PAGE).rows
    for figure, found, share, beside, target in (
        ("first page of the worklist, p50", page, 0.5, None, None),
        ("first page of the worklist, p95", page, 0.95, quantile(plain, 0.95), FIRST_PAGE_MS),
        ("the same by the named query, p95", query, 0.95, None, None),
        ("first page of parties by all their matters, p95", parties_page, 0.95, None, None),
    ):
        record.keep(
            Measurement(
                claim="worklist", figure=figure, value=quantile(found, share), unit="ms", database=store.kind,
                size=f"{matters:,} matters of {parties:,} parties", seed=SEED, wall_s=sum(found) / 1000,
                peak_mib=peak.mib, repeats=len(found), plain=beside, target=target,
            )
        )  # fmt: skip


def first_page(store: Store) -> object:
    return matter_rows(store, worklist(store, WantedMatters(), TOMORROW)[:ON_PAGE])


def first_parties(store: Store) -> object:
    return told(store, together(store, FAMILY, TOMORROW)[:ON_PAGE], FAMILY)


def calls(way: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each, once the database has planned it."""
    for _ in range(WARM_UP):
        way()
    return [1000 * seconds(way) for _ in range(repeats)]


def filled(store: Store, matters: int, parties: int, listed: int) -> None:
    """Findings of a run, taken up, and some parties on lists."""
    chance = np.random.default_rng(SEED)
    ids = [f"party:{number:05d}" for number in range(parties)]
    for start in range(0, parties, AT_ONCE):
        write_parties(store, ids[start : start + AT_ONCE])
    pairs = [(f"rule_{place % RULES}", ids[place // RULES % parties]) for place in chance.permutation(RULES * parties)]
    levels = chance.integers(1, 9, matters)
    signals = [signal(n, rule, party, int(levels[n])) for n, (rule, party) in enumerate(pairs[:matters])]
    run = Run("run:bench", "warn", RUN_AT, 1, "{}")
    write_signals(store, signals, run)
    take_up(store, signals, run, list(FAMILY))
    asked = Entry("", ListName.WHITE, "", None, "基准", "bench", "", TOMORROW, TODAY + timedelta(days=30))
    for number in range(listed):
        name = ListName.WHITE if number % 2 else ListName.BLACK
        add_entry(store, replace(asked, list=name, party_id=ids[number * parties // listed]))


def write_parties(store: Store, ids: list[str]) -> None:
    text = (
        "UNWIND $ids AS id "
        "CREATE (p:Party:Enterprise {party_id: id, canonical_id: id, name: id, kind: 'company'}) RETURN count(p) AS n"
    )
    store.write(lambda writer: writer.rows(text, {"ids": ids}))


def signal(number: int, rule: str, party: str, level: int) -> Signal:
    edges = tuple(
        EvidenceEdge("GUARANTEES", f"g{number % 5_000}-{place}", party, f"party:{place:05d}", 1e6, "bench",
                     "2025-01-01", "2026-01-01", "2025-01-02")
        for place in range(8)
    )  # fmt: skip
    return Signal(
        f"signal:{number}", rule, party, "structure.circle_size", 3.0, Level(level, "级", "level"),
        Evidence((), edges, {}), str(number), RUN_AT,
    )  # fmt: skip
