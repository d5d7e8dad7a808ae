"""Many writers who add guarantees of one firm at once, near its limits, each with connections and old facts of its own.

F has net assets of 1,000,000 元: one client 100,000, a client with whom is related 150,000. B1 and B2 are owned by H,
B3 and B4 by nobody. Each attempt is a guarantee of the same cap for a loan of a client that is large enough; attempts
go round the clients. Of c-guarantees 100,000 / c fit for B3 and B4 each, and 150,000 / c for B1 and B2 together.
"""

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from api.proposing import refusal
from graph.as_of import AsOf
from graph.errors import LimitRefused
from graph.explain.day import READ, Day
from graph.explain.what_if.question import Judgement
from graph.guarantees.limits import limits_for
from graph.guarantees.terms import GuaranteeTerms
from graph.regimes.catalogue import regime
from graph.regimes.regime import Regime
from graph.snapshot import History
from graph.snapshot.freshness import read_freshness
from graph.store import Store, connect
from ingest import load
from ingest.add_guarantee import Adding, Known, Request
from ingest.one_row import GUARANTEES, checked_row, terms_of
from ingest.options import LoadOptions
from tests.neo4j.server import Database

DAY = date(2025, 12, 31)
CLIENTS = ("B1", "B2", "B3", "B4")
CLIENT_LIMIT, GROUP_LIMIT = 100_000, 150_000
LAW, NO_LIMITS = regime("china"), regime("us")
Told = Callable[[Day, GuaranteeTerms, Judgement, int], Mapping[str, Any]]
Refused = Callable[[Judgement], Exception]
OPTIONS = LoadOptions(source="own", loaded_on=DAY)
SINCE = {"valid_from": "2020-01-01", "recorded_on": "2020-01-02"}


@dataclass(frozen=True)
class Race:
    """How it ended. accepted: by client; refused: how many; violations: limits that are breached; stored: contracts."""

    accepted: Counter[str]
    refused: int
    violations: int
    stored: int


def deliver(folder: Path) -> Path:
    names = {**dict.fromkeys((*CLIENTS, "H"), "company"), "F": "guarantee_firm", "L": "bank"}
    tables: dict[str, list[dict[str, str]]] = {
        "enterprises": [{"party_id": key, "name": key, "kind": kind} | SINCE for key, kind in names.items()],
        "stakes": [
            {"stake_id": f"s{owned}", "owner": "H", "owned": owned, "share_ratio": "1"} | SINCE for owned in CLIENTS[:2]
        ],
        "loans": [
            {"loan_id": f"L{key}", "borrower": key, "lender": "L", "principal": "1000000", "drawn_on": "2024-01-01",
             "matures_on": "2026-12-31", "recorded_on": "2024-01-02"}
            for key in CLIENTS
        ],
        "statements": [
            {"enterprise": "F", "period_end": "2025-06-30", "net_assets_cny": "1000000", "recorded_on": "2025-07-15"}
        ],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def known(store: Store) -> Known:
    fresh = read_freshness(store)
    return Known(Day(History.read(store, types=READ).at(AsOf(DAY, DAY))), fresh)


def race(database: Database, folder: Path, *, writers: int, attempts: int, cap: int) -> Race:
    """So many attempts by so many writers. What each has in memory was read before the first of them."""
    with connect(database.address, user=database.user, password=database.password) as store:
        load(store, [deliver(folder)], options=OPTIONS)
        old = known(store)

        def writer(number: int) -> list[str | None]:
            with connect(database.address, user=database.user, password=database.password) as own:
                return [_attempt(own, old, at, cap) for at in range(number, attempts, writers)]

        with ThreadPoolExecutor(writers) as threads:
            ends = [one for found in threads.map(writer, range(writers)) for one in found]
        day = known(store).day
    firm = day.position("own:F")
    uses = limits_for(day, firm, [day.position(f"own:{one}") for one in CLIENTS], LAW)
    return Race(
        Counter(one for one in ends if one is not None), ends.count(None), sum(use.breach for use in uses),
        day.snapshot.node_count("Guarantee"),
    )  # fmt: skip


def same_request(database: Database, folder: Path, *, senders: int) -> list[Mapping[str, Any]]:
    """What each of several senders of one request is answered; the version in it says that it was written once."""
    with connect(database.address, user=database.user, password=database.password) as store:
        load(store, [deliver(folder)], options=OPTIONS)
        old = known(store)

        def sender(_: int) -> Mapping[str, Any]:
            with connect(database.address, user=database.user, password=database.password) as own:
                return _add(own, old, 0, 1_000)

        with ThreadPoolExecutor(senders) as threads:
            return list(threads.map(sender, range(senders)))


def overtaken(store: Store, folder: Path, *, at: str, cap: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What two senders of one request are answered, the second of whom writes between two statements of the first:
    as soon as the first is "told" that it may, or is "refused" (the second knows no limits). Embedded only: on Neo4j
    the second waits for the first."""
    load(store, [deliver(folder)], options=OPTIONS)
    with connect(store.address) as other:
        old = known(store)
        seconds: list[Mapping[str, Any]] = []

        def second() -> None:
            if not seconds:
                seconds.append(_add(other, old, 0, cap, law=NO_LIMITS if at == "refused" else LAW))

        def told(day: Day, terms: GuaranteeTerms, judged: Judgement, version: int) -> Mapping[str, Any]:
            if at == "told":
                second()
            return _told(day, terms, judged, version)

        def refused(judged: Judgement) -> Exception:
            if at == "refused":
                second()
            return refusal(judged)

        return _add(store, old, 0, cap, told=told, refused=refused), seconds[0]


def _attempt(store: Store, old: Known, at: int, cap: int) -> str | None:
    """The client for whom a guarantee was added; nothing where it was refused."""
    try:
        _add(store, old, at, cap)
    except LimitRefused:
        return None
    return CLIENTS[at % len(CLIENTS)]


def _told(_: Day, terms: GuaranteeTerms, judged: Judgement, version: int) -> Mapping[str, Any]:
    return {"guarantee_id": terms.guarantee_id, "version": version, "allowed": judged.allowed}


def _add(
    store: Store, old: Known, at: int, cap: int, *, law: Regime = LAW, told: Told = _told, refused: Refused = refusal
) -> Mapping[str, Any]:
    client = CLIENTS[at % len(CLIENTS)]
    values = {
        "guarantee_id": f"g{at}", "guarantor": "own:F", "debtor": f"own:{client}", "secured_loans": f"own:L{client}",
        "cap": str(cap), "form": "joint_and_several", "starts_on": "2025-01-01",
    }  # fmt: skip
    row = checked_row(GUARANTEES, values, store, OPTIONS)
    request = Request.of("racer", f"attempt-{at}", values)
    return Adding(store, OPTIONS, law, told, refused).add(
        row, terms_of(row), request, lambda anew: known(store) if anew else old
    )


def check(found: Race, attempts: int, cap: int) -> None:
    """Nothing is above a limit, and nothing was refused that would have fitted."""
    assert found.violations == 0
    fits = {"B3": CLIENT_LIMIT // cap, "B4": CLIENT_LIMIT // cap}
    assert {client: found.accepted[client] for client in fits} == fits
    assert found.accepted["B1"] + found.accepted["B2"] == GROUP_LIMIT // cap
    assert max(found.accepted["B1"], found.accepted["B2"]) <= CLIENT_LIMIT // cap
    assert found.stored == found.accepted.total() == attempts - found.refused
