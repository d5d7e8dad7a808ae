"""No feature sees past its cut-off, and whoever writes one that does is told."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from gnn.dataset import Dataset
from gnn.features.catalogue import all_features
from gnn.features.table import FeatureTable, Floats
from gnn.leaks import find_leaks
from gnn.task import Task
from graph.as_of import AsOf
from graph.measures.condition import first_days
from graph.measures.facts import Facts
from graph.measures.measure import Measure
from graph.snapshot import History
from graph.snapshot.columns import int32_days
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told, told_by
from tests.unit.measures.village import CUT_OFF, balance, event, firm, guarantee, loan, statement, village, with_rows

AFTER = CUT_OFF + timedelta(1)
Rows = dict[str, list[dict[str, Any]]]

LISTED = {"party": "a", "list": "dishonest_debtor", "listed_on": CUT_OFF, "recorded_on": AFTER}
SUED = {"case_no": "1", "party": "a", "role": "defendant", "filed_on": CUT_OFF, "recorded_on": AFTER}
BROKE = {"status": "bankrupt", "valid_from": CUT_OFF, "recorded_on": AFTER}
LATER: dict[str, Rows] = {
    "an event": {"events": [event("E", "a", "default", CUT_OFF)]},
    "an overdue event told late": {"events": [event("E", "a", "overdue", date(2023, 6, 1), known=AFTER)]},
    "a statement of a later period": {"statements": [statement("a", 2023, 1e3, 1e9)]},
    "the last period's statement, told late": {"statements": [statement("a", 2022, 1e3, 1e9, recorded_on=AFTER)]},
    "a balance, told late": {"balances": [balance("La", CUT_OFF, 1.0, days_past_due=400, recorded_on=AFTER)]},
    "a loan": {"loans": [loan("New", "a", "e", drawn_on=AFTER)]},
    "a guarantee": {"guarantees": [guarantee("New", "e", "a", "La", recorded_on=AFTER)]},
    "a guarantee told anew": {"guarantees": [guarantee("Gda", "d", "a", "La", cap=1.0, recorded_on=AFTER)]},
    "a guarantee ended": {"guarantees": [guarantee("Gab", "a", "b", "Lb", ends_on=CUT_OFF, recorded_on=AFTER)]},
    "a case": {"cases": [SUED]},
    "a listing": {"listings": [LISTED]},
    "a stake": {"stakes": [{"owner": "d", "owned": "a", "share_ratio": 0.9, "recorded_on": AFTER}]},
    "a post": {"positions": [{"person": "wang", "enterprise": "e", "role": "chairman", "recorded_on": AFTER}]},
    "another state in the register": {"enterprises": [firm("a", **BROKE)]},
    "an enterprise": {"enterprises": [firm("z", recorded_on=AFTER)], "loans": [loan("Z", "z", recorded_on=AFTER)]},
}  # fmt: skip
FIRST = {
    "events": [event("E0", "e", "overdue", date(2022, 5, 1))],
    "cases": [{"case_no": "0", "party": "e", "role": "defendant", "filed_on": date(2022, 1, 5),
               "recorded_on": date(2022, 1, 9)}],
    "listings": [{"party": "e", "list": "tax_arrears", "listed_on": date(2022, 1, 5), "recorded_on": date(2022, 1, 9)}],
}  # fmt: skip
"""One of each kind is known, so that another one told later could change a count."""


def product(history: History, cut_off: date) -> tuple[Any, FeatureTable]:
    sample = Dataset(history, Task()).at(cut_off, cut_off).sample
    return sample.ids, sample.table


@lru_cache(maxsize=2)
def before(day: date) -> tuple[Any, FeatureTable]:
    return product(told(with_rows(village(), **FIRST)), day)


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_what_is_told_after_the_cut_off_moves_no_feature(later: Rows) -> None:
    ids, table = before(CUT_OFF)
    others, other = product(told(with_rows(with_rows(village(), **FIRST), **later)), CUT_OFF)
    assert ids.tolist() == others.tolist()
    np.testing.assert_array_equal(table.values, other.values)


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
def test_each_of_these_facts_moves_features_once_it_is_told(later: Rows) -> None:
    """Else the test above would prove nothing."""
    day = date(2024, 6, 30)
    _, table = before(day)
    _, other = product(told(with_rows(with_rows(village(), **FIRST), **later)), day)
    assert table.values.shape != other.values.shape or not np.array_equal(table.values, other.values, equal_nan=True)


@pytest.fixture(scope="module")
def world() -> History:
    return told_by(build_world(WorldOptions(seed=3, enterprises=600)))


def test_no_feature_of_the_product_leaks_on_a_world(world: History) -> None:
    assert find_leaks(product, world, date(2022, 9, 30)) == ()


def _leaky(of: Callable[[History, Facts], Floats]) -> Callable[[History, date], tuple[Any, FeatureTable]]:
    """A feature as somebody might write it who does not know what a snapshot keeps of today."""
    feature = Measure("leak.one", "一", "one", "count", "一", "one")

    def features(history: History, cut_off: date) -> tuple[Any, FeatureTable]:
        facts = Facts(history.at(AsOf(cut_off, cut_off)))
        ids = np.array(facts.snapshot.parties.table.column("party_id").to_pylist(), dtype=np.str_)
        return ids, FeatureTable((feature,), of(history, facts).astype(np.float64)[:, None])

    return features


def _open_cases(_: History, facts: Facts) -> Floats:
    """How many cases are not closed: by the day on which they were, whenever that was told."""
    edges, case = facts.snapshot.edges("PARTY_TO"), facts.snapshot.nodes("Case")
    is_open = case.column("closed_on").is_null().to_numpy()[edges.target]
    return np.bincount(edges.source[is_open], minlength=facts.count).astype(np.float64)


def _all_events(history: History, facts: Facts) -> Floats:
    """Every event of the store, whenever it happened."""
    return np.bincount(history.ends("HAD")[0], minlength=facts.count).astype(np.float64)


def _best_knowledge(history: History, _: Facts) -> Floats:
    """Defaults as known today."""
    today = AsOf(date(2025, 12, 31), date(2025, 12, 31))
    return first_days(history.at(today), ("default",)).astype(np.float64)


def _to_be_corrected(_: History, facts: Facts) -> Floats:
    """Which statements somebody will correct or replace."""
    edges = facts.snapshot.edges("REPORTED")
    will = int32_days(edges.columns, "superseded_on") < 2_000_000
    return np.bincount(edges.source[will], minlength=facts.count).astype(np.float64)


def _events_there_are(_: History, facts: Facts) -> Floats:
    """How many nodes there are: no edge is followed."""
    return np.full(facts.count, float(len(facts.snapshot.nodes("Event"))))


LEAKY = (_open_cases, _all_events, _best_knowledge, _to_be_corrected, _events_there_are)


@pytest.mark.parametrize("of", LEAKY, ids=lambda of: of.__name__)
def test_a_feature_that_sees_the_future_is_caught(of: Callable[[History, Facts], Floats], world: History) -> None:
    known = {str(name) for name in product(world, date(2022, 9, 30))[0]}

    def features(history: History, cut_off: date) -> tuple[Any, FeatureTable]:
        ids, table = _leaky(of)(history, cut_off)
        rows = np.isin(ids, list(known))
        return ids[rows], table.rows(rows)

    leaks = find_leaks(features, world, date(2022, 9, 30))
    assert [leak.feature for leak in leaks] == ["leak.one"]
    assert leaks[0].enterprises > 0


def test_features_of_a_plain_snapshot_would_leak_where_nodes_tell_of_later_days(world: History) -> None:
    """Why samples are made from `known_by` and not from a snapshot alone."""

    def plain(history: History, cut_off: date) -> tuple[Any, FeatureTable]:
        facts = Facts(history.at(AsOf(cut_off, cut_off)))
        ids = facts.snapshot.parties.table.column("party_id").to_pylist()
        return np.array(ids, dtype=np.str_)[facts.enterprises], all_features(facts)

    assert find_leaks(plain, world, date(2022, 9, 30))
