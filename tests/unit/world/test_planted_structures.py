"""Every planted circle is one strongly connected component, and there is no other: networkx is the oracle."""

from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.world import World
from tests.unit.world.worlds import SMALL, frame, world

LAST = pd.Timestamp("2025-12-31")
DATES = (*pd.date_range("2018-03-15", "2025-12-15", freq="97D"), LAST)


def short_cuts(world_: World) -> Any:
    """Guarantor, debtor and period of all third-party personal guarantees, as the loader derives GUARANTEES."""
    guarantees = frame(world_.tables["guarantees"])
    personal = guarantees.form.isin(["general", "joint_and_several"]) | guarantees.form.isna()
    return guarantees[personal & (guarantees.guarantor != guarantees.debtor)]


def truth_id(party: str) -> str:
    """A party as `truth/` names it, from the feed's number (all debtors here have codes)."""
    return f"cn.uscc:{party}" if party[:2] in ("91", "92", "11") and party[8:10] == "MY" else party


def on(day: pd.Timestamp, rows: Any, first: str, last: str) -> Any:
    return rows[(rows[first] <= day) & (rows[last].isna() | (day <= rows[last]))]


def components(rows: Any) -> set[frozenset[str]]:
    ties = nx.DiGraph(zip(map(truth_id, rows.guarantor), map(truth_id, rows.debtor), strict=True))
    return {frozenset(c) for c in nx.strongly_connected_components(ties) if len(c) > 1}


def planted(world_: World, day: pd.Timestamp) -> list[frozenset[str]]:
    members = on(day, frame(world_.truth["planted_circles"]), "from", "to")
    return [frozenset(rows.party_id) for _, rows in members.groupby("circle_id")]


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_components_are_the_planted_circles_on_every_day(seed: int, enterprises: int, contagion: float) -> None:
    made = world(seed, enterprises, contagion)
    ties = short_cuts(made)
    found_any = False
    for day in DATES:
        expected = planted(made, day)
        assert len(set(expected)) == len(expected)
        assert components(on(day, ties, "starts_on", "ends_on")) == set(expected), day
        found_any |= bool(expected)
    assert found_any


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), enterprises=st.integers(200, 400), contagion=st.floats(0, 1))
def test_components_are_the_planted_circles_in_any_world(seed: int, enterprises: int, contagion: float) -> None:
    made = world.__wrapped__(seed, enterprises, contagion)
    ties = short_cuts(made)
    changes = frame(made.truth["planted_circles"])
    days = {LAST, *(d for d in (*changes["from"], *changes["to"].dropna()) if d <= LAST)}
    for day in sorted(days):
        assert components(on(day, ties, "starts_on", "ends_on")) == set(planted(made, day)), day


def test_outside_the_planted_blocks_guarantees_close_no_circle_ever() -> None:
    """All guarantees of all years at once: nothing but blocks is strongly connected."""
    made = world(3, 3000)
    everything = components(short_cuts(made))
    circles = frame(made.truth["planted_circles"])
    members = set(circles.party_id)
    assert all(component <= members for component in everything)


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_mutual_pairs_are_exactly_the_two_cycles(seed: int, enterprises: int, contagion: float) -> None:
    made = world(seed, enterprises, contagion)
    ties = short_cuts(made)
    pairs = frame(made.truth["mutual_pairs"])
    for day in (*DATES[::3], LAST):
        rows = on(day, ties, "starts_on", "ends_on")
        arcs = set(zip(map(truth_id, rows.guarantor), map(truth_id, rows.debtor), strict=True))
        found = {frozenset(arc) for arc in arcs if arc[::-1] in arcs}
        true = on(day, pairs, "from", "to")
        assert found == {frozenset(pair) for pair in zip(true.party_a, true.party_b, strict=True)}


def test_loans_of_a_circle_stand_as_long_as_its_guarantees() -> None:
    """So that "contract in force" and "something still owed" give the same circles."""
    made = world(3, 3000)
    guarantees = frame(made.tables["guarantees"]).set_index("guarantee_id")
    balances = frame(made.tables["balances"])
    zero = balances[balances.outstanding == 0].groupby("loan_id").valid_from.min()
    circles = frame(made.truth["planted_circles"])
    members = {p.removeprefix("cn.uscc:"): g for p, g in circles.groupby("party_id")}
    tied = guarantees[guarantees.guarantor.isin(members) & guarantees.debtor.isin(members)]
    checked = 0
    for row in tied.itertuples():
        same = set(members[row.guarantor].circle_id) & set(members[row.debtor].circle_id)
        if same and row.ends_on < LAST and components(tied.loc[[row.Index]]) == set():
            ended = zero.get(row.secured_loans)
            if ended is not None and row.product != "反担保" and ended == row.ends_on + pd.Timedelta(days=1):
                checked += 1
    assert checked > 100


def test_chains_are_paths_of_guarantees() -> None:
    made = world(3, 3000)
    chains = frame(made.truth["chains"])
    guarantees = frame(made.tables["guarantees"]).set_index("guarantee_id")
    assert chains.complete.any()
    for _, links in chains[chains.complete].groupby("chain_id"):
        assert list(links.position) == list(range(len(links)))
        assert list(links.debtor[:-1]) == list(links.guarantor[1:])
        given = guarantees.loc[links.guarantee_id]
        assert list(map(truth_id, given.guarantor)) == list(links.guarantor)
        assert list(map(truth_id, given.debtor)) == list(links.debtor)


def test_multi_guaranteed_is_what_the_contracts_say() -> None:
    made = world(3, 3000)
    rows = on(LAST, short_cuts(made), "starts_on", "ends_on")
    corporate = rows[rows.guarantor.str[8:10] == "MY"]
    counts = corporate.groupby(corporate.debtor.map(truth_id)).guarantor.nunique()
    truth = frame(made.truth["multi_guaranteed"]).set_index("party_id")
    assert truth.guarantor_enterprises.to_dict() == counts[counts >= 3].to_dict()


def test_counter_guarantees_are_given_for_the_borrower() -> None:
    made = world(3, 3000)
    guarantees = frame(made.tables["guarantees"]).set_index("guarantee_id")
    counter = guarantees[guarantees["product"] == "反担保"]
    assert len(counter) > 50
    for row in counter.itertuples():
        assert guarantees.loc[row.secured_guarantees].debtor == row.debtor


def test_lineage_names_circles_that_lived() -> None:
    made = world(3, 3000)
    known = set(made.truth["planted_circles"]["circle_id"].to_pylist())
    lineage = made.truth["circle_lineage"].to_pylist()
    assert {row["kind"] for row in lineage} <= {"merged", "split"}
    assert all({row["circle_id"], row["other_circle_id"]} <= known for row in lineage)
