"""Words of reasons: values in their units, ties from the enterprise's side, and every relation of the product named."""

import tomllib
from importlib.resources import files

import pytest

from gnn.explain.wording import (
    attribute_title,
    attribute_unit,
    conditions,
    effect_words,
    feature_words,
    relation_title,
    relation_words,
    value_words,
)
from gnn.network import ENTERPRISE, PERSON
from gnn.relations import network_of
from graph.as_of import AsOf
from graph.measures.catalogue import catalogue
from graph.measures.facts import Facts
from graph.measures.measure import UNITS
from tests.unit.measures.village import CUT_OFF, history

NETWORK = network_of(Facts(history().at(AsOf(CUT_OFF, CUT_OFF))))


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (None, "元", "未知", "not known"),
        (0.6234, "ratio", "0.62", "0.62"),
        (1.0, "day", "1天", "1 day"),
        (35.0, "day", "35天", "35 days"),
        (12.5, "year", "12.50年", "12.50 years"),
        (3.0, "count", "3", "3"),
        (1.0, "flag", "是", "yes"),
        (0.0, "flag", "否", "no"),
        (2.5e8, "元", "2.50亿元", "CNY 250.00 million"),
        (-38_9610.0, "元", "-38.96万元", "CNY -389,610.00"),
        (999.5, "元", "999.50元", "CNY 999.50"),
        (7.0, "吨", "7吨", "7 吨"),
    ],
)
def test_values_are_told_in_their_units(value: float | None, unit: str, zh: str, en: str) -> None:
    told = value_words(value, unit)
    assert (told.zh, told.en) == (zh, en)


@pytest.mark.parametrize(
    ("contribution", "zh", "en"),
    [
        (0.416, "使评分（对数几率）上升0.42", "raises the score by 0.42 (log-odds)"),
        (-1.5, "使评分（对数几率）下降1.50", "lowers the score by 1.50 (log-odds)"),
        (0.004, "对评分几乎无影响", "hardly moves the score"),
    ],
)
def test_effects_are_told_with_their_direction(contribution: float, zh: str, en: str) -> None:
    told = effect_words(contribution)
    assert (told.zh, told.en) == (zh, en)


@pytest.mark.parametrize(
    ("relation", "direction", "kind", "count", "zh", "en"),
    [
        ("enterprise_guarantees_enterprise", "out", ENTERPRISE, 3, "为3家企业提供担保", "guarantees 3 enterprises"),
        ("person_guarantees_enterprise", "in", PERSON, 1, "由1名自然人提供担保", "is guaranteed by 1 person"),
        ("person_owns_enterprise", "in", PERSON, 2, "股东中有2名自然人", "is owned in part by 2 persons"),
        ("lends", "in", ENTERPRISE, 1, "向1家企业借款", "borrows from 1 enterprise"),
        ("shares_officer", "", ENTERPRISE, 4, "与4家企业有共同任职人员", "shares officers with 4 enterprises"),
        ("befriends", "out", "dog", 2, "befriends：2个dog", "befriends: 2 dog"),
    ],
)
def test_ties_are_told_from_the_side_of_the_enterprise(
    relation: str, direction: str, kind: str, count: int, zh: str, en: str
) -> None:
    told = relation_words((relation, direction), (kind, count), (), -0.3)
    assert told.zh == f"{zh}，使评分（对数几率）下降0.30"
    assert told.en == f"{en}; lowers the score by 0.30 (log-odds)"
    facts = relation_words((relation, direction), (kind, count), (), None)
    assert (facts.zh, facts.en) == (zh, en)


def test_ties_among_others_are_told_as_such() -> None:
    told = relation_words(("lends", None), ("", 1), (), 0.2)
    assert told.en == "1 tie of lending among those around it; raises the score by 0.20 (log-odds)"
    assert told.zh == "其周边主体之间的借贷关系1条，使评分（对数几率）上升0.20"


def test_every_relation_and_attribute_of_the_product_has_words_in_both_languages() -> None:
    for relation in NETWORK.relations:
        title = relation_title(relation.name)
        assert title.zh != relation.name
        assert title.en != relation.name
        for attribute in relation.attribute_names:
            assert attribute_title(attribute).zh != attribute
            assert attribute_unit(attribute) in UNITS
    assert attribute_unit("weight") is None
    assert attribute_title("weight").en == "weight"


def test_conditions_look_at_features_that_there_are_and_no_relation_lacks_a_side() -> None:
    assert {one.feature for one in conditions()} <= {feature.name for feature in catalogue()}
    assert conditions()[0].feature == "events.in_default"
    told = tomllib.loads(files("gnn.explain").joinpath("relations.toml").read_text(encoding="utf-8"))
    for entry in told["relations"].values():
        assert ("in" in entry) != entry.get("symmetric", False)
        assert all("{ends}" in text for way in ("out", "in") if way in entry for text in entry[way])


def test_every_feature_of_the_catalogue_can_be_told() -> None:
    for feature in catalogue():
        for value in (None, 0.0, 1.0):
            told = feature_words(feature, value, 0.5)
            assert told.zh.startswith(feature.title_zh)
            assert told.en.startswith(feature.title_en)
            assert "上升0.50" in told.zh
            assert "raises the score by 0.50" in told.en
