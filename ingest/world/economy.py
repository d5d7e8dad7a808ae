"""The economy itself: drawn step by step, each step from a stream of random numbers of its own."""

from dataclasses import dataclass

import numpy as np

from ingest.world.aftermath import bankruptcies
from ingest.world.capital import capitalise
from ingest.world.contracts import Book
from ingest.world.days import Calendar, Days
from ingest.world.defaults import Defaults, Setting, simulate
from ingest.world.enterprises import found_enterprises
from ingest.world.guarantees import secure
from ingest.world.lending import lend
from ingest.world.losses import LossChannels
from ingest.world.options import WorldOptions
from ingest.world.outcome import Fates, Signing, end_loans, sign
from ingest.world.ownership import Ownership, distribute_ownership
from ingest.world.persons import people
from ingest.world.planted import Planted, plant
from ingest.world.registers import Registered, register
from ingest.world.streams import stream
from ingest.world.ties import Parties
from ingest.world.variants import Variants, draw_variants
from ingest.world.weakness import Health, live

PERSONS_PER_ENTERPRISE = 1.3


@dataclass(frozen=True)
class Economy:
    """Everything that was and happened, in columns of numbers: the feed and the truth are written from it.

    `plan` holds all contracts that were to be signed, `signing` those that were, `fates` how its loans ended.
    """

    calendar: Calendar
    parties: Parties
    health: Health
    ownership: Ownership
    registered: Registered
    planted: Planted
    plan: Book
    defaults: Defaults
    signing: Signing
    fates: Fates
    bankrupt_on: Days
    variants: Variants


def run_economy(options: WorldOptions) -> Economy:
    """Draws enterprises, people, ownership and contracts, runs the history, and sees how each loan ended."""
    seed, calendar = options.seed, Calendar.until(options.as_of, options.years)
    founded = found_enterprises(options.enterprises, calendar, stream(seed, "enterprises"))
    planted = plant(founded, calendar, stream(seed, "planted"))
    firms = founded.ordered(planted.order)
    persons = people(int(PERSONS_PER_ENTERPRISE * len(firms)), stream(seed, "persons"))
    parties = Parties.of(firms, persons)
    ownership = distribute_ownership(firms, persons, calendar, stream(seed, "ownership"))
    registered = register(firms, ownership, calendar, stream(seed, "register"))
    loans = lend(firms, calendar, stream(seed, "lending"))
    plan = planted.book.followed_by(secure(loans, firms, ownership.leader, calendar, stream(seed, "guarantees")))
    health = live(firms, calendar, stream(seed, "weakness"))
    health = capitalise(health, firms, plan, calendar, stream(seed, "capital"))
    channels = LossChannels.through(plan, ownership.stakes, calendar, len(firms))
    block_of = _block_of(planted, len(firms))
    setting = Setting(firms, len(parties.ids), health, channels, block_of, len(planted.blocks))
    defaults = simulate(setting, options.contagion, stream(seed, "defaults"))
    signing = sign(plan, defaults)
    return Economy(
        calendar, parties, health, ownership, registered, planted, plan, defaults, signing,
        fates=end_loans(signing, defaults, health.unobserved, calendar, stream(seed, "outcome")),
        bankrupt_on=bankruptcies(defaults, len(firms), calendar, stream(seed, "bankruptcy")),
        variants=draw_variants(parties, registered, ownership, calendar.today, stream(seed, "variants")),
    )  # fmt: skip


def _block_of(planted: Planted, firms: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The planted block that each enterprise is of, -1 for none."""
    block_of = np.full(firms, -1)
    for block in planted.blocks:
        block_of[block.firms] = block.number
    return block_of
