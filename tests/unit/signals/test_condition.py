"""Conditions: typed, three-valued, and nothing but measures, thresholds and arithmetic."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.measure import Floats
from graph.signals.condition import ConditionError, parse_condition

UNITS = {"late.days": "day", "days": "day", "owed.cny": "元", "net.cny": "元", "share": "ratio", "firms": "count"}
NAN = math.nan


def holds(text: str, **values: list[float] | float) -> list[bool]:
    columns: Mapping[str, Floats] = {name.replace("__", "."): np.asarray(one) for name, one in values.items()}
    return list(np.atleast_1d(parse_condition(text, UNITS).holds(columns.__getitem__)).tolist())


def test_what_is_not_known_neither_fires_nor_is_denied() -> None:
    late = [95.0, 30.0, NAN]
    assert holds("late.days >= days", late__days=late, days=90.0) == [True, False, False]
    assert holds("not late.days >= days", late__days=late, days=90.0) == [False, True, False]
    assert holds("not known(late.days)", late__days=late) == [False, False, True]
    assert holds("late.days >= days or owed.cny > net.cny", late__days=late, days=90.0, owed__cny=[1.0, 1.0, 5.0],
                 net__cny=[2.0, 2.0, 2.0]) == [True, False, True]  # fmt: skip


def test_and_binds_closer_than_or_and_not_closest() -> None:
    values: dict[str, Any] = {"late__days": [1.0], "days": 2.0, "share": [0.5], "firms": [3.0]}
    assert holds("late.days < days or late.days > days and late.days > days", **values) == [True]
    assert holds("(late.days < days or late.days > days) and late.days > days", **values) == [False]
    assert holds("not late.days > days and late.days < days", **values) == [True]


def test_arithmetic_keeps_units() -> None:
    values: dict[str, Any] = {"owed__cny": [8.0], "net__cny": [2.0], "share": [0.25], "late__days": [3.0], "days": 3.0}
    assert holds("owed.cny - net.cny > net.cny * 2", **values) == [True]
    assert holds("net.cny / owed.cny == share", **values) == [True]
    assert holds("share * owed.cny >= net.cny", **values) == [True]
    assert holds("-late.days + days * 2 >= late.days", **values) == [True]


def test_a_division_by_nothing_is_not_known() -> None:
    assert holds("owed.cny / net.cny > share", owed__cny=[1.0, 0.0], net__cny=[0.0, 0.0], share=[0.1, 0.1]) == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("late.days >= 3", "without a unit"),
        ("late.days >= owed.cny", "day is compared with 元"),
        ("late.days + owed.cny > days", "are added"),
        ("owed.cny * net.cny > net.cny", "has no unit"),
        ("height > days", "no measure or threshold height"),
        ("late.days", "cannot be read"),
        ("late.days > days > days", "cannot be read"),
        ("(late.days > days) > days", "cannot be read"),
        ("__import__('os').system('true') > days", "cannot be read"),
        ("late.days > days; x", "cannot be read"),
        ("late.days.__class__ > days", "no measure or threshold late.days.__class__"),
        ("", "cannot be read"),
    ],
)
def test_anything_else_is_refused_in_two_languages(text: str, said: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text, UNITS)
    assert said in refused.value.en
    assert any("一" <= letter <= "鿿" for letter in refused.value.zh)


def test_the_measures_read_are_told_once_each_in_order() -> None:
    assert parse_condition("owed.cny > net.cny and owed.cny > share * net.cny", UNITS).measures == (
        "owed.cny", "net.cny", "share",
    )  # fmt: skip


ATOMS = st.sampled_from(["late.days > days", "owed.cny >= net.cny", "known(firms)", "share * owed.cny < net.cny"])


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from(["and", "or"]), inner)
    return st.one_of(inner.map("not ({})".format), pairs.map(lambda pair: "({}) {} ({})".format(*pair)))


TESTS = st.recursive(ATOMS, joined, max_leaves=6)
NUMBERS = st.one_of(st.just(NAN), st.floats(-10, 10))


class Maybe:
    """Three-valued truth in plain Python, as an oracle: True, False or None."""

    def __init__(self, value: bool | None) -> None:
        self.value = value

    def __and__(self, other: "Maybe") -> "Maybe":
        if False in (self.value, other.value):
            return Maybe(False)
        return Maybe(None if None in (self.value, other.value) else True)

    def __or__(self, other: "Maybe") -> "Maybe":
        if True in (self.value, other.value):
            return Maybe(True)
        return Maybe(None if None in (self.value, other.value) else False)

    def __invert__(self) -> "Maybe":
        return Maybe(None if self.value is None else not self.value)


@given(TESTS, st.tuples(*[NUMBERS] * 6))
def test_it_agrees_with_three_valued_logic_by_hand(text: str, drawn: tuple[float, ...]) -> None:
    values = dict(zip(UNITS, drawn, strict=True))

    def truth(holds: bool, *names: str) -> Maybe:
        return Maybe(None if any(math.isnan(values[name]) for name in names) else holds)

    atoms = {
        "late.days > days": truth(values["late.days"] > values["days"], "late.days", "days"),
        "owed.cny >= net.cny": truth(values["owed.cny"] >= values["net.cny"], "owed.cny", "net.cny"),
        "known(firms)": Maybe(not math.isnan(values["firms"])),
        "share * owed.cny < net.cny": truth(
            values["share"] * values["owed.cny"] < values["net.cny"], "share", "owed.cny", "net.cny"
        ),
    }
    plain = text
    for place, atom in enumerate(atoms):
        plain = plain.replace(atom, f"atoms[{place}]")
    plain = plain.replace("not ", "~").replace(" and ", " & ").replace(" or ", " | ")
    expected = eval(plain, {"atoms": list(atoms.values())})  # noqa: S307 - made of the parts above alone
    found = parse_condition(text, UNITS).holds(lambda name: np.array([values[name]]))
    assert bool(found[0]) is (expected.value is True)
