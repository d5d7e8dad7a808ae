"""The truth of a world, apart from what is delivered: planted structures, true owners, causes of defaults."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.books import guarantee_ids, loan_ids
from ingest.world.control import beneficial_shares, ultimate_controllers
from ingest.world.defaults import CONTAGION, DRIVERS, MEMORY
from ingest.world.economy import Economy
from ingest.world.grouping import distinct
from ingest.world.losses import CALL, CHANNELS
from ingest.world.names import joined
from ingest.world.stakes import WHOLE
from ingest.world.tables import dates, optional_text
from ingest.world.truth_of_circles import chain_truth, circle_truth

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]

MANY_GUARANTORS = 3
BENEFICIAL_SHARE = 0.25
_LEAST_WEIGHT = 0.05  # of a transmission in what brought an enterprise down


def tell_truth(economy: Economy) -> Mapping[str, pa.Table]:
    """The tables of `truth/`; its README says what each holds."""
    parties = economy.parties
    ids = pa.concat_arrays([joined(pa.scalar("cn.uscc:"), parties.firms.code), parties.persons.number])
    return {
        **circle_truth(economy, ids),
        "chains": chain_truth(economy, ids),
        "multi_guaranteed": _multi_guaranteed(economy, ids),
        "controllers": _controllers(economy, ids),
        "beneficial_owners": _beneficial_owners(economy, ids),
        "nominees": _nominees(economy, ids),
        "same_names": _same_names(economy, ids),
        "variants": _variants(economy, ids),
        "renamings": _renamings(economy, ids),
        "defaults": _defaults(economy, ids),
        "transmissions": _transmissions(economy, ids),
    }


def _id(ids: pa.Array, rows: Ints) -> pa.Array:
    """The ids of these parties, empty for -1."""
    return optional_text(ids.take(pa.array(np.maximum(rows, 0))), rows >= 0)


def _multi_guaranteed(economy: Economy, ids: pa.Array) -> pa.Table:
    """Debtors for whom at least three enterprises stand on the last day, by contract period, in separate contracts."""
    book, today = economy.signing.book, economy.calendar.today
    given = book.guarantees
    firms = len(economy.parties.firms)
    in_force = given.personal & (given.start <= today) & (today <= given.end)
    corporate = np.flatnonzero(in_force & (given.guarantor < firms))
    count = _distinct(given.debtor[corporate], given.guarantor[corporate], firms)
    everyone = np.flatnonzero(in_force)
    all_count = _distinct(given.debtor[everyone], given.guarantor[everyone], firms)
    unpaid = (book.loans.drawn <= today) & (today < economy.fates.ends_on)
    live = np.unique(book.on_loans.guarantee[unpaid[book.on_loans.secured]])
    live = live[in_force[live] & (given.guarantor[live] < firms)]
    live_count = _distinct(given.debtor[live], given.guarantor[live], firms)
    amount = np.bincount(given.debtor[corporate], np.maximum(given.cap[corporate], 0), firms).astype(np.int64)
    debtor = np.flatnonzero(count >= MANY_GUARANTORS)
    return pa.table({
        "party_id": _id(ids, debtor), "guarantor_enterprises": pa.array(count[debtor]),
        "guarantors": pa.array(all_count[debtor]),
        "guarantor_enterprises_of_unpaid_loans": pa.array(live_count[debtor]),
        "capped_amount_cny": pa.array(amount[debtor]),
    })  # fmt: skip


def _distinct(debtor: Ints, guarantor: Ints, firms: int) -> Ints:
    """How many different guarantors each enterprise has."""
    return np.bincount(distinct(debtor.astype(np.int64) << 32 | guarantor) >> 32, minlength=firms)


def _controllers(economy: Economy, ids: pa.Array) -> pa.Table:
    """Each enterprise's ultimate controller on the last day, in truth and as the register suggests; empty: nobody."""
    stakes, concert = economy.ownership.stakes.valid_on(economy.calendar.today), economy.ownership.concert
    firms = len(economy.parties.firms)
    true = ultimate_controllers(stakes, stakes.true_owner, firms, concert)
    seen = ultimate_controllers(stakes, stakes.owner, firms, concert)
    alone = ultimate_controllers(stakes, stakes.true_owner, firms, concert[:0])
    basis = np.select([true < 0, true == alone], [0, 1], 2)
    return pa.table({
        "party_id": _id(ids, np.arange(firms)), "controller": _id(ids, true),
        "basis": pa.array(["none", "majority", "concert"]).take(pa.array(basis)),
        "controller_by_register": _id(ids, seen), "hidden": pa.array(true != seen),
    })  # fmt: skip


def _beneficial_owners(economy: Economy, ids: pa.Array) -> pa.Table:
    stakes = economy.ownership.stakes.valid_on(economy.calendar.today)
    firms = len(economy.parties.firms)
    enterprise, person, share = beneficial_shares(stakes, firms, len(ids), BENEFICIAL_SHARE)
    return pa.table(
        {"party_id": _id(ids, enterprise), "person": _id(ids, person), "share_ratio": pa.array(share.round(9))}
    )


def _nominees(economy: Economy, ids: pa.Array) -> pa.Table:
    """Stakes whose registered owner holds for somebody else, and the enterprise that this person leads."""
    stakes = economy.ownership.stakes.valid_on(economy.calendar.today)
    hidden = stakes.take(stakes.owner != stakes.true_owner)
    return pa.table({
        "party_id": _id(ids, hidden.owned), "nominee": _id(ids, hidden.owner),
        "true_owner": _id(ids, hidden.true_owner),
        "enterprise_behind": _id(ids, economy.ownership.front_for[hidden.owned]),
        "share_ratio": pa.array(hidden.share / WHOLE),
    })  # fmt: skip


def _same_names(economy: Economy, ids: pa.Array) -> pa.Table:
    persons = economy.parties.persons
    pairs = persons.same_name + len(economy.parties.firms)
    return pa.table({
        "name": persons.name.take(pa.array(persons.same_name[:, 0])), "person_a": _id(ids, pairs[:, 0]),
        "person_b": _id(ids, pairs[:, 1]),
    })  # fmt: skip


def _variants(economy: Economy, ids: pa.Array) -> pa.Table:
    garbled = economy.variants.truth
    return garbled.set_column(1, "party_id", ids.take(garbled["party"].combine_chunks()))


def _renamings(economy: Economy, ids: pa.Array) -> pa.Table:
    registered = economy.registered
    return pa.table({
        "party_id": _id(ids, registered.renamed), "former_name": registered.former_name,
        "name": economy.parties.firms.name.take(pa.array(registered.renamed)), "on": dates(registered.renamed_on),
    })  # fmt: skip


def _defaults(economy: Economy, ids: pa.Array) -> pa.Table:
    """Each default: its driver, the chance it had in that quarter with and without contagion, and both weaknesses."""
    happened, health = economy.defaults, economy.health
    firm = np.flatnonzero(happened.driver >= 0)
    firm = firm[np.argsort(happened.day[firm], kind="stable")]
    year = economy.calendar.year_of(happened.day[firm])
    return pa.table({
        "party_id": _id(ids, firm), "defaulted_on": dates(happened.day[firm]),
        "driver": pa.array(DRIVERS).take(pa.array(happened.driver[firm])),
        "chance": pa.array(happened.chance[firm].round(6)),
        "chance_without_contagion": pa.array(happened.own_chance[firm].round(6)),
        "observed_weakness": pa.array(health.observed[firm, year].astype(np.float64).round(4)),
        "unobserved_weakness": pa.array(health.unobserved[firm].astype(np.float64).round(4)),
    })  # fmt: skip


def _transmissions(economy: Economy, ids: pa.Array) -> pa.Table:
    """What earlier defaults contributed to each default that contagion brought about, and through which contract."""
    happened, signing = economy.defaults, economy.signing
    firms = len(economy.parties.firms)
    losses = happened.losses.take(happened.losses.target < firms)
    losses = losses.take(happened.driver[losses.target] == CONTAGION)
    losses = losses.take(losses.day < happened.day[losses.target])
    quarter_of = economy.calendar.quarter_ends_before
    felt_in, fell_in = quarter_of(losses.day), quarter_of(happened.day[losses.target])
    losses, gap = losses.take(felt_in < fell_in), (fell_in - felt_in)[felt_in < fell_in]
    net_assets = economy.health.net_assets_by_year()[losses.target, economy.calendar.year_of(losses.day)]
    weight = losses.amount * MEMORY ** (gap - 1.0) / np.maximum(net_assets, 100_000.0)
    share = weight / np.bincount(losses.target, weight, firms)[losses.target]
    losses, share = losses.take(share >= _LEAST_WEIGHT), share[share >= _LEAST_WEIGHT]
    order = np.lexsort((losses.contract, -share, losses.target))
    losses, share = losses.take(order), share[order]
    contract = np.where(
        losses.channel == CALL, signing.guarantee_row[np.where(losses.channel == CALL, losses.contract, 0)], -1
    )
    loan = np.where(losses.loan >= 0, signing.loan_row[losses.loan], -1)
    return pa.table({
        "source": _id(ids, losses.source), "target": _id(ids, losses.target),
        "source_defaulted_on": dates(happened.day[losses.source]),
        "target_defaulted_on": dates(happened.day[losses.target]),
        "channel": pa.array(CHANNELS).take(pa.array(losses.channel)),
        "guarantee_id": optional_text(guarantee_ids(np.maximum(contract, 0)), contract >= 0),
        "loan_id": optional_text(loan_ids(np.maximum(loan, 0)), loan >= 0),
        "loss_cny": pa.array(losses.amount.astype(np.int64)), "weight": pa.array(share.round(4)),
    })  # fmt: skip
