"""The tables of ties between parties: persons, stakes, positions, concert, kin and dependence."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.days import NEVER, Calendar
from ingest.world.enterprises import COMPANY, GOVERNMENT, SOLE_PROPRIETOR, Enterprises
from ingest.world.neighbours import Precedence, citizens
from ingest.world.ownership import Ownership
from ingest.world.persons import KINSHIPS, Persons
from ingest.world.stakes import WHOLE
from ingest.world.tables import choices, constant, feed_table, optional

Ints = npt.NDArray[np.int64]

ROLES = (
    "legal_representative", "chairman", "director", "supervisor", "general_manager", "finance_officer",
    "actual_controller",
)  # fmt: skip
DEPENDENCES = ("sales", "supply", "funding", "premises")
_REGISTER_LAG = 15  # days until a register's change is known


@dataclass(frozen=True)
class Parties:
    """All parties: enterprises first, then persons, and the number that each is known by."""

    firms: Enterprises
    persons: Persons
    ids: pa.Array

    @classmethod
    def of(cls, firms: Enterprises, persons: Persons) -> "Parties":
        """Everybody in one row of numbers."""
        return cls(firms, persons, pa.concat_arrays([firms.code, persons.number]))

    def id_of(self, rows: Ints) -> pa.Array:
        """The numbers of these parties."""
        return self.ids.take(pa.array(rows))


def person_table(parties: Parties, calendar: Calendar) -> pa.Table:
    """The table `persons`."""
    known = np.full(len(parties.persons), calendar.first_day)
    return feed_table(
        "persons", {"party_id": parties.persons.number, "name": parties.persons.name, "recorded_on": known}
    )


def stake_table(parties: Parties, ownership: Ownership) -> pa.Table:
    """The table `stakes`, as the register has it: nominees stand in it as owners."""
    stakes = ownership.stakes
    return feed_table("stakes", {
        "owner": parties.id_of(stakes.owner),
        "owned": parties.id_of(stakes.owned),
        "share_ratio": stakes.share / WHOLE,
        "vote_ratio": optional(stakes.votes / WHOLE, stakes.votes >= 0),
        "valid_from": stakes.start,
        "valid_to": stakes.end,
        "recorded_on": stakes.start + _REGISTER_LAG,
    })  # fmt: skip


def position_table(parties: Parties, ownership: Ownership, rng: np.random.Generator) -> pa.Table:
    """The table `positions`: who speaks for, directs and supervises each enterprise.

    The legal representative is mostly the leading person. Half the fronts share their finance officer with the
    enterprise that stands behind them; large companies declare an actual controller.
    """
    firms = parties.firms
    count = len(firms)
    everyone = np.flatnonzero(firms.kind != GOVERNMENT)
    companies = everyone[firms.kind[everyone] != SOLE_PROPRIETOR]
    large = companies[firms.assets[companies] > 5e7]
    anybody = [citizens(firms.city, parties.persons.city, rng) + count for _ in range(4)]
    leader = ownership.leader
    spokesman = np.where(rng.random(count) < 0.75, leader, anybody[0])
    general_manager = np.where(rng.random(count) < 0.5, leader, anybody[3])
    finance = anybody[1].copy()
    shared = np.flatnonzero((ownership.front_for >= 0) & (rng.random(count) < 0.5))
    finance[shared] = finance[ownership.front_for[shared]]
    with_finance = np.union1d(large, np.r_[shared, ownership.front_for[shared]])
    posts = (
        (0, everyone, spokesman), (3, companies, anybody[2]), (4, companies, general_manager),
        (5, with_finance, finance), (1, large, leader), (2, large, anybody[0]),
        (6, large[firms.kind[large] == COMPANY], leader),
    )  # fmt: skip
    firm = np.concatenate([rows for _, rows, _ in posts])
    since = firms.established[firm]
    return feed_table("positions", {
        "person": parties.id_of(np.concatenate([who[rows] for _, rows, who in posts])),
        "enterprise": parties.id_of(firm),
        "role": choices(ROLES, np.repeat([role for role, *_ in posts], [len(rows) for _, rows, _ in posts])),
        "valid_from": since,
        "valid_to": np.full(len(firm), NEVER),
        "recorded_on": since + _REGISTER_LAG,
    })  # fmt: skip


def concert_table(parties: Parties, ownership: Ownership, calendar: Calendar) -> pa.Table:
    """The table `concerts`: pairs of persons who agreed to vote together."""
    pairs = np.unique(np.sort(ownership.concert, axis=1), axis=0)
    days = np.full(len(pairs), calendar.first_day)
    return feed_table("concerts", {
        "party": parties.id_of(pairs[:, 0]), "other": parties.id_of(pairs[:, 1]),
        "basis": constant("agreement", len(pairs)), "valid_from": days, "recorded_on": days,
    })  # fmt: skip


def kin_table(parties: Parties, calendar: Calendar) -> pa.Table:
    """The table `kin`."""
    kin, count = parties.persons.kin, len(parties.firms)
    return feed_table("kin", {
        "person": parties.id_of(kin[:, 0] + count), "relative": parties.id_of(kin[:, 1] + count),
        "kinship": choices(KINSHIPS, kin[:, 2]), "recorded_on": np.full(len(kin), calendar.first_day),
    })  # fmt: skip


def dependency_table(parties: Parties, calendar: Calendar, rng: np.random.Generator) -> pa.Table:
    """The table `dependencies`: a tenth of the operating enterprises live off a larger one of their city."""
    firms = parties.firms
    some = np.flatnonzero(firms.operating & (rng.random(len(firms)) < 0.1))
    everyone = Precedence.among(firms.of_kind(COMPANY), firms.city, np.zeros(len(firms)))
    provider = everyone.draw_largest(firms.city[some], np.ones(len(some)), firms.assets, rng)
    real = (provider >= 0) & (provider != some)
    some, provider = some[real], provider[real]
    since = np.maximum(np.maximum(firms.established[some], firms.established[provider]), calendar.first_day)
    return feed_table("dependencies", {
        "enterprise": parties.id_of(some), "provider": parties.id_of(provider),
        "kind": choices(DEPENDENCES, rng.choice(4, len(some), p=[0.5, 0.3, 0.1, 0.1])),
        "share_ratio": rng.uniform(0.3, 0.9, len(some)).round(2),
        "valid_from": since, "recorded_on": since + 30,
    })  # fmt: skip
