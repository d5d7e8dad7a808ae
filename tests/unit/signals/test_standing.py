"""Several warnings of one party make one standing, in which nothing counts twice."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graph.as_of import AsOf
from graph.signals import load_rules
from graph.signals.evidence import Evidence, EvidenceEdge
from graph.signals.example import DAY
from graph.signals.level import HIGHEST, Level
from graph.signals.rule import Rule
from graph.signals.signal import Signal
from graph.signals.standing import standings

RULE = load_rules()[0]
FAMILIES = ("guarantees", "behaviour", "data", "contagion")
RULES = [replace(RULE, id=f"{family}_{n}", family=family) for family in FAMILIES for n in (1, 2)]
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}


def warned(rule: str, level: int, *edges: str, party: str = "B") -> Signal:
    shown = tuple(EvidenceEdge("GUARANTEES", one, "A", "B", None, "x", "", "", "") for one in edges)
    return Signal.of(BY_ID[rule], party, 1.0, Level(level, "因", "why"), Evidence((), shown, {}), AsOf(DAY, DAY))


def level_of(*signals: Signal) -> int:
    (one,) = standings(signals, RULES)
    return one.level


def test_the_gravest_warning_decides() -> None:
    assert level_of(warned("data_1", 2, "a"), warned("behaviour_1", 5, "b")) == 5


def test_two_other_families_on_other_facts_raise_it_by_one() -> None:
    three = [warned("guarantees_1", 5, "a"), warned("behaviour_1", 4, "b"), warned("contagion_1", 3, "c")]
    (one,) = standings(three, RULES)
    assert one.level == 6
    assert set(one.counted) == {signal.signal_id for signal in three}
    assert "behaviour_1" in one.reason.en
    assert "上调一级" in one.reason.zh


def test_the_same_facts_seen_by_several_rules_count_once() -> None:
    assert level_of(warned("guarantees_1", 5, "a"), warned("behaviour_1", 5, "a"), warned("contagion_1", 5, "a")) == 5
    assert level_of(warned("guarantees_1", 5, "a"), warned("behaviour_1", 5, "b"), warned("contagion_1", 5, "b")) == 5


def test_neither_the_same_family_nor_slight_warnings_corroborate() -> None:
    assert level_of(warned("guarantees_1", 5, "a"), warned("guarantees_2", 5, "b"), warned("behaviour_1", 5, "c")) == 5
    assert level_of(warned("guarantees_1", 5, "a"), warned("behaviour_1", 2, "b"), warned("contagion_1", 2, "c")) == 5


def test_the_gravest_party_comes_first() -> None:
    found = standings(
        [warned("data_1", 2, party="A"), warned("data_1", 7, party="B"), warned("data_1", 2, party="C"),
         warned("data_2", 1, party="C")], RULES,
    )  # fmt: skip
    assert [one.party_id for one in found] == ["B", "C", "A"]


DRAWN = st.tuples(st.sampled_from(sorted(BY_ID)), st.integers(1, 8), st.sets(st.sampled_from("abcdef")))


@given(st.lists(DRAWN, min_size=1), st.randoms())
def test_more_warnings_never_lower_it_nor_does_their_order_matter(
    drawn: list[tuple[str, int, set[str]]], chance: Random
) -> None:
    signals = [warned(rule, level, *sorted(edges)) for rule, level, edges in drawn]
    turned = list(signals)
    chance.shuffle(turned)
    highest = max(signal.level.level for signal in signals)
    assert highest <= level_of(*signals) <= min(highest + 1, HIGHEST)
    assert level_of(*signals) == level_of(*turned)
