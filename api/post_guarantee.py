"""The monitoring of a guarantee firm's clients, as the command and the API ask for it."""

from datetime import date
from typing import Final

import numpy as np

from api.analysing import Analysing
from cypher import query
from graph.as_of import FOREVER, AsOf
from graph.explain.day import Day
from graph.explain.monitoring.answer import MonitoringFound
from graph.explain.monitoring.of_firm import monitoring
from graph.guarantees.book import Positions
from graph.monitoring import FirmFacts, OpenSignals, course, month_ends_from
from graph.portfolios import canonical_ids, portfolio_named
from graph.signals.life.stood import stood_about

AT_ONCE: Final = 5_000


def post_guarantee(
    facts: Analysing, firm: str, at: AsOf, since: date | None, most: int, portfolio: str | None = None
) -> MonitoringFound:
    """How the clients of a firm (party_id, code or exact name) have been from `since` to the day.

    portfolio: narrowed to the parties of that one. NotFound for an unknown firm or portfolio, UsageError for a natural
    person and for days that do not fit.
    """
    days = month_ends_from(since, at.as_of)
    day, (party_id,) = facts.about(at, firm)
    among = None if portfolio is None else _members(facts, day, portfolio)
    part = FirmFacts.of(day.snapshot.history, day.enterprise(party_id), among)
    return monitoring(day, course(part, days, at.known_at, _signals(facts, day, part)), most, portfolio)


def _members(facts: Analysing, day: Day, name: str) -> Positions:
    settings, at = facts.settings, day.snapshot.at
    named = portfolio_named(facts.store, name)
    ids = canonical_ids(facts.store, named, at, settings.max_rows, settings.cache_folder)
    found = day.snapshot.find("Party", ids)
    return np.unique(found[found >= 0])


def _signals(facts: Analysing, day: Day, part: FirmFacts) -> OpenSignals:
    ids = day.naming.party_ids(part.clients)
    at = dict(zip(ids, part.clients.tolist(), strict=True))
    found = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found += [(at[who], one.level, one.since, one.until) for who, one in stood_about(facts.store, some)]
        rows = facts.store.rows(
            query("signal/open").text, {"party_ids": some, "as_of": day.snapshot.at.as_of}
        )  # fmt: skip
        found += [(at[row["party_id"]], row["level"], row["first_seen_on"], FOREVER) for row in rows]
    return OpenSignals.of(found)
