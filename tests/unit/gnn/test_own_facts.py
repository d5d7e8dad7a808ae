"""Without the network: nothing of it is left, and the enterprises and outcomes are the same."""

import numpy as np
import pytest

from gnn.features.table import FeatureTable, beside
from gnn.report.own_facts import OWN_FAMILIES, own_facts_of
from gnn.sample import Sample
from graph.errors import UsageError
from graph.measures.catalogue import FAMILIES
from tests.unit.gnn.made_up import feature, sample


def with_network_features() -> Sample:
    one = sample()
    names = ("guarantees.given", "events.overdue", "exposure.debtors")
    more = FeatureTable(tuple(feature(name) for name in names), np.ones((len(one.ids), 3)))
    return Sample(one.name, one.ids, beside(one.table, more), one.network, one.label, one.population)


def test_nothing_of_the_network_is_left() -> None:
    whole = with_network_features()
    alone = own_facts_of(whole)
    assert alone.table.names == ("own.a", "own.b", "events.overdue")
    assert alone.network.relations == ()
    np.testing.assert_array_equal(alone.ids, whole.ids)
    np.testing.assert_array_equal(alone.label, whole.label)
    np.testing.assert_array_equal(alone.population, whole.population)
    np.testing.assert_array_equal(alone.table.column("own.b"), whole.table.column("own.b"))


def test_own_families_are_families_of_the_catalogue() -> None:
    assert set(OWN_FAMILIES) < set(FAMILIES)


def test_without_own_facts_there_is_nothing_to_compare_with() -> None:
    one = sample()
    names = tuple(feature(f"exposure.{place}") for place in range(2))
    network_only = Sample(
        one.name, one.ids, FeatureTable(names, one.table.values), one.network, one.label, one.population
    )
    with pytest.raises(UsageError, match="own, loans, events"):
        own_facts_of(network_only)
