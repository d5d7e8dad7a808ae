"""Building a world: the economy's columns become the tables of a feed, and apart from them the truth."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from graph.schema import TABLES
from ingest.world import aftermath, books, courts, matches, registers, ties
from ingest.world.balances import balance_loans
from ingest.world.days import NEVER, Days
from ingest.world.dirty import soil
from ingest.world.economy import Economy, run_economy
from ingest.world.options import World, WorldOptions
from ingest.world.streams import stream
from ingest.world.tables import appended, known_by
from ingest.world.truth import tell_truth


def build_world(options: WorldOptions) -> World:
    """A whole world in memory: what a firm would deliver, and what is true. Equal options give equal worlds."""
    economy = run_economy(options)
    feed, broken = soil(feed_of(economy, options.seed), options.dirty, stream(options.seed, "dirty"))
    return World(options, feed, {**tell_truth(economy), "dirty": broken})


def feed_of(economy: Economy, seed: int) -> Mapping[str, pa.Table]:
    """All tables of the schema, in its order, with what was known on the world's last day."""
    parties, calendar, book = economy.parties, economy.calendar, economy.signing.book
    ownership, defaults, fates = economy.ownership, economy.defaults, economy.fates
    firms = parties.firms
    extra = economy.variants.tables
    balances = balance_loans(book.loans, fates, calendar)
    frailty = economy.health.observed[:, -1] + economy.health.unobserved
    happened = aftermath.Happened(economy.signing, fates, defaults, economy.bankrupt_on, calendar)
    tables = {
        "enterprises": appended(
            registers.enterprise_table(firms, economy.registered, economy.bankrupt_on), extra["enterprises"]
        ),
        "persons": appended(ties.person_table(parties, calendar), extra["persons"]),
        "same_as": matches.match_table(parties, economy.variants, calendar.today, stream(seed, "matches")),
        "stakes": ties.stake_table(parties, ownership),
        "positions": appended(ties.position_table(parties, ownership, stream(seed, "positions")), extra["positions"]),
        "concerts": ties.concert_table(parties, ownership, calendar),
        "kin": ties.kin_table(parties, calendar),
        "dependencies": ties.dependency_table(parties, calendar, stream(seed, "dependencies")),
        "statements": books.statement_table(
            parties, economy.health, calendar, defaults.day[: len(firms)], stream(seed, "statements")
        ),
        "loans": books.loan_table(parties, book, stream(seed, "loan kinds")),
        "balances": books.balance_table(book, balances, stream(seed, "undrawn")),
        "guarantees": books.guarantee_table(parties, book, _claimed_on(economy), stream(seed, "guarantee terms")),
        "collateral": books.collateral_table(book, stream(seed, "collateral")),
        "cases": courts.litigate(parties, defaults.losses, frailty, calendar, stream(seed, "courts")),
        "listings": aftermath.listing_table(parties, defaults, ownership.leader, calendar, stream(seed, "listings")),
        "events": aftermath.event_table(parties, happened, stream(seed, "events")),
    }  # fmt: skip
    return {name: known_by(tables[name], calendar.today) for name in TABLES}


def _claimed_on(economy: Economy) -> Days:
    """When the lender claimed from each guarantor, a month before payment; `NEVER` where it did not.

    Within planted blocks the loan is settled as the guarantee ends, so no claim outlives the contract.
    """
    calls = aftermath.calls_made(economy.signing, economy.defaults.losses)
    claimed = np.full(len(economy.signing.book.guarantees), NEVER, np.int32)
    paid = economy.fates.called_on[calls.loan]
    day = np.maximum(paid - 30, calls.day).astype(np.int32)
    np.minimum.at(claimed, calls.contract, np.where(day <= economy.calendar.today, day, NEVER).astype(np.int32))
    return claimed
