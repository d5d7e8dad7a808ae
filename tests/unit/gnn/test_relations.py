"""The network of the village, tie by tie."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from gnn.dataset import Dataset
from gnn.network import ENTERPRISE, PERSON, Relation
from gnn.sample import Sample
from gnn.task import Task
from tests.unit.measures.told import told
from tests.unit.measures.village import CUT_OFF, guarantee, history


def sample(**more: Any) -> Sample:
    return Dataset(history(**more), Task()).at(CUT_OFF, CUT_OFF).sample


@pytest.fixture(scope="module")
def village() -> Sample:
    return sample()


def ties(found: Sample, name: str) -> list[tuple[str, str, list[float]]]:
    """The ties of a relation with the names of their ends; there is one person only."""
    relation: Relation = found.network.relation(name)
    names = {ENTERPRISE: found.ids.tolist(), PERSON: ["wang"]}
    return [
        (names[relation.source_kind][a], names[relation.target_kind][b], attributes)
        for a, b, attributes in zip(relation.source, relation.target, relation.attributes.tolist(), strict=True)
    ]


def test_nodes_are_the_rows_of_the_table_and_the_persons(village: Sample) -> None:
    assert village.network.counts == {ENTERPRISE: len(village.ids), PERSON: 1}


def test_stakes_by_kind_of_owner(village: Sample) -> None:
    assert ties(village, "enterprise_owns_enterprise") == [("a", "c", [0.9, 0.9]), ("e", "a", [0.4, 0.4])]
    assert ties(village, "person_owns_enterprise") == [("wang", "a", [0.6, 0.6]), ("wang", "b", [0.8, 0.8])]


def test_guarantees_with_amount_burden_form_and_age(village: Sample) -> None:
    age = float((CUT_OFF - date(2022, 1, 1)).days)
    assert ties(village, "enterprise_guarantees_enterprise") == [
        ("a", "b", [800_000.0, 0.2, 1.0, age]), ("b", "c", [800_000.0, 0.2, 1.0, age]),
        ("c", "a", [800_000.0, 0.2, 1.0, age]), ("d", "a", [300_000.0, 0.075, 1.0, age]),
    ]  # fmt: skip


def test_guarantees_of_persons_and_of_unknown_form() -> None:
    found = sample(guarantees=[guarantee("G", "wang", "e", "Le", form=None)])
    [(guarantor, debtor, attributes)] = ties(found, "person_guarantees_enterprise")
    assert (guarantor, debtor, attributes[0], attributes[2]) == ("wang", "e", 800_000.0, 0.0)
    assert np.isnan(attributes[1])  # nobody knows what a person has


def test_control_lending_and_posts(village: Sample) -> None:
    controlled = [(one, other) for one, other, _ in ties(village, "person_controls_enterprise")]
    assert controlled == [("wang", "a"), ("wang", "b"), ("wang", "c")]
    assert [(a, b, own[0]) for a, b, own in ties(village, "lends")] == [("bank", name, 800_000.0) for name in "abcde"]
    posts = village.network.relation("holds_position")
    assert posts.attribute_names[0] == "legal_representative"
    assert [(b, own[0], sum(own)) for _, b, own in ties(village, "holds_position")] == [(n, 1.0, 1.0) for n in "abd"]


def test_enterprises_with_an_officer_in_common_are_tied_both_ways(village: Sample) -> None:
    pairs = [(one, other) for one, other, _ in ties(village, "shares_officer")]
    assert pairs == [("a", "b"), ("a", "d"), ("b", "a"), ("b", "d"), ("d", "a"), ("d", "b")]


def test_what_ended_or_began_later_is_no_tie() -> None:
    ended = guarantee("Old", "e", "d", "Ld", ends_on=date(2023, 6, 29))
    later = guarantee("New", "e", "b", "Lb", starts_on=date(2023, 7, 1), recorded_on=date(2023, 6, 1))
    pairs = [
        (one, other) for one, other, _ in ties(sample(guarantees=[ended, later]), "enterprise_guarantees_enterprise")
    ]
    assert pairs == [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]


def test_every_network_has_the_same_relations(village: Sample) -> None:
    lonely = told({"enterprises": [{"party_id": "a", "name": "a", "recorded_on": date(2020, 1, 1)}]})
    alone = Dataset(lonely, Task()).at(CUT_OFF, CUT_OFF).sample.network
    described = [(one.name, one.source_kind, one.target_kind, one.attribute_names) for one in alone.relations]
    assert described == [
        (one.name, one.source_kind, one.target_kind, one.attribute_names) for one in village.network.relations
    ]
    assert sum(len(relation) for relation in alone.relations) == 0
