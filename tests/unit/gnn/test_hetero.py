"""Samples as PyTorch Geometric takes them: both directions, training's numbers, and a word on what was left out."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from gnn.features.table import FeatureTable
from gnn.models.hetero import NetworkInputs
from gnn.network import ENTERPRISE, PERSON, Relation, TypedNetwork
from gnn.sample import Sample
from graph.errors import UsageError
from tests.unit.gnn.infected import infected
from tests.unit.gnn.made_up import feature, shuffled

TRAIN, LATER = infected(1), infected(2, 300, "later")


def inputs(degrees: bool = True) -> NetworkInputs:
    return NetworkInputs.fitted([TRAIN], degrees=degrees, rounds=3)


def test_each_relation_leads_both_ways_with_the_attributes_of_its_ties() -> None:
    data = inputs().prepared(TRAIN).data
    there, back = (ENTERPRISE, "guarantees", ENTERPRISE), (ENTERPRISE, "guarantees_reverse", ENTERPRISE)
    assert set(data.edge_types) == {there, back, (PERSON, "leads", ENTERPRISE), (ENTERPRISE, "leads_reverse", PERSON)}
    assert torch.equal(data[there].edge_index, data[back].edge_index.flip(0))
    assert torch.equal(data[there].edge_attr, data[back].edge_attr)
    assert data[there].edge_attr.shape == (len(TRAIN.network.relation("guarantees")), 1)
    data.validate()


def test_rows_and_ties_are_those_of_the_sample() -> None:
    prepared = inputs(degrees=False).prepared(TRAIN)
    weakness = TRAIN.table.column("own.weakness")[prepared.order]
    order = np.argsort(weakness)
    column = prepared.data[ENTERPRISE].x[:, 0].numpy()
    assert (np.diff(column[order]) >= 0).all()
    relation = TRAIN.network.relation("guarantees")
    ties = prepared.order[prepared.data[ENTERPRISE, "guarantees", ENTERPRISE].edge_index.numpy()]
    assert sorted(map(tuple, ties.T.tolist())) == sorted(
        zip(relation.source.tolist(), relation.target.tolist(), strict=True)
    )
    expected = np.where(np.isnan(TRAIN.label), -1, TRAIN.label)[prepared.order]
    assert prepared.data[ENTERPRISE].y.nan_to_num(-1).tolist() == expected.tolist()


def test_other_samples_are_scaled_by_the_numbers_of_training() -> None:
    fitted = inputs(degrees=False)
    strange = replace(LATER, table=FeatureTable(LATER.table.features, LATER.table.values + 100))
    prepared = fitted.prepared(strange)
    assert prepared.data[ENTERPRISE].x[:, 0].min() > 2
    assert NetworkInputs.fitted([TRAIN, LATER], degrees=False, rounds=3).told() != fitted.told()


def test_columns_with_missing_values_bring_a_flag_and_persons_the_number_of_their_ties() -> None:
    data = inputs(degrees=False).prepared(TRAIN).data
    assert data[ENTERPRISE].x.shape[1] == 3
    assert data[ENTERPRISE].x[:, 2].sum() == np.isnan(TRAIN.table.values[:, 1]).sum()
    assert data[PERSON].x.shape[1] == 1
    assert len(data[PERSON].x.unique()) > 2
    assert inputs(degrees=True).prepared(TRAIN).data[ENTERPRISE].x.shape[1] == 3 + 3


def test_the_same_facts_in_another_order_are_the_same_numbers() -> None:
    one, other = (inputs().prepared(sample, learning=True) for sample in (TRAIN, shuffled(TRAIN)))
    for kind in one.data.node_types:
        assert torch.equal(one.data[kind].x, other.data[kind].x)
        assert torch.equal(one.data[kind].key, other.data[kind].key)
    for kind in one.data.edge_types:
        assert torch.equal(one.data[kind].edge_index, other.data[kind].edge_index)
        assert torch.equal(one.data[kind].edge_attr, other.data[kind].edge_attr)
    assert TRAIN.ids[one.order].tolist() == shuffled(TRAIN).ids[other.order].tolist()


def with_relations(sample: Sample, *relations: Relation) -> Sample:
    return replace(sample, network=TypedNetwork(sample.network.counts, relations))


def test_unknown_relations_are_left_out_and_named() -> None:
    trades = replace(LATER.network.relation("guarantees"), name="trades_with")
    prepared = inputs().prepared(with_relations(LATER, *LATER.network.relations, trades))
    assert [note for note in prepared.notes if "trades_with" in note.en and "trades_with" in note.zh]
    assert all(torch.equal(prepared.data[kind].edge_index, inputs().prepared(LATER).data[kind].edge_index)
               for kind in prepared.data.edge_types)  # fmt: skip
    assert inputs().prepared(LATER).notes == ()


def test_without_a_known_tie_the_answer_says_so() -> None:
    prepared = inputs().prepared(with_relations(LATER))
    assert ["own facts alone" in note.en for note in prepared.notes] == [True]
    assert all(prepared.data[kind].edge_index.shape == (2, 0) for kind in prepared.data.edge_types)


def test_values_missing_for_the_first_time_are_named() -> None:
    values = LATER.table.values.copy()
    values[3, 0] = np.nan
    prepared = inputs().prepared(replace(LATER, table=FeatureTable(LATER.table.features, values)))
    assert ["own.weakness" in note.en for note in prepared.notes] == [True]
    assert bool(torch.isfinite(prepared.data[ENTERPRISE].x).all())


def test_other_features_are_refused() -> None:
    renamed = FeatureTable((feature("own.weakness"), feature("own.capital", "万元")), LATER.table.values)
    with pytest.raises(UsageError, match="other features"):
        inputs().prepared(replace(LATER, table=renamed))
    with pytest.raises(UsageError, match="same ones"):
        NetworkInputs.fitted([TRAIN, replace(LATER, table=renamed)], degrees=True, rounds=3)
    nothing = FeatureTable((), np.empty((len(TRAIN.ids), 0)))
    with pytest.raises(UsageError, match="must have features"):
        NetworkInputs.fitted([replace(TRAIN, table=nothing)], degrees=True, rounds=3)


def test_a_relation_that_changed_is_refused() -> None:
    guarantees = LATER.network.relation("guarantees")
    other = replace(guarantees, attribute_names=("amount",))
    changed = with_relations(LATER, other, LATER.network.relation("leads"))
    with pytest.raises(UsageError, match="guarantees"):
        inputs().prepared(changed)
    with pytest.raises(UsageError, match="between samples"):
        NetworkInputs.fitted([TRAIN, changed], degrees=True, rounds=3)


def test_infinite_attributes_are_refused_and_missing_ones_flagged() -> None:
    guarantees, leads = LATER.network.relations
    shares = guarantees.attributes.copy()
    shares[0] = np.inf
    with pytest.raises(UsageError, match="guarantees is infinite"):
        inputs().prepared(with_relations(LATER, replace(guarantees, attributes=shares), leads))
    shares[:7] = np.nan
    some_missing = with_relations(LATER, replace(guarantees, attributes=shares), leads)
    flagged = NetworkInputs.fitted([some_missing], degrees=True, rounds=3).prepared(some_missing).data
    assert flagged[ENTERPRISE, "guarantees", ENTERPRISE].edge_attr.sum(dim=0)[1] == 7
    assert bool(
        torch.isfinite(inputs().prepared(some_missing).data[ENTERPRISE, "guarantees", ENTERPRISE].edge_attr).all()
    )


def test_told_and_read_again_they_prepare_the_same() -> None:
    again = NetworkInputs.read(inputs().told())
    one, other = inputs().prepared(LATER), again.prepared(LATER)
    assert all(torch.equal(one.data[kind].x, other.data[kind].x) for kind in one.data.node_types)
    assert again.metadata == inputs().metadata
