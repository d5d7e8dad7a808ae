"""The table of states by hand: what leads where, what is refused and why, and what a change of the finding does."""

import time
from datetime import UTC, date, datetime

import pytest

from api.jobs.by_command import AT_THE_COMMAND_LINE
from api.security.actor import ANONYMOUS
from graph.as_of import FOREVER
from graph.errors import ActRefused, Forbidden, UsageError
from graph.schema import NODES
from graph.signals.life.desk import day_of
from graph.signals.life.history import NOBODY, OF_RULES, RULES, Act, Change, Finding, Kind, Order
from graph.signals.life.lists import Entry, ListName, held_back, level_on
from graph.signals.life.states import TRANSITIONS, Standing, State, after, fold, possible

MOMENT = "2026-01-01T08:00:00.000+00:00"


def found(level: int = 4) -> list[Act]:
    return [Act(1, Order(Kind.FOUND), RULES, MOMENT, level, Finding("s1", level, 3.0, "f1"), Change.FIRST)]


def done(history: list[Act], kind: Kind, actor: str = "wang", **order: object) -> list[Act]:
    """The history with an act of an officer, with a reason."""
    level = fold(history).finding.level
    given = {"reason": "已核实"} | order
    return [*history, Act(len(history) + 1, Order(kind, **given), actor, MOMENT, level)]  # type: ignore[arg-type]


def changed(history: list[Act], level: int, kind: Kind = Kind.CHANGED, change: Change = Change.LEVEL_UP) -> list[Act]:
    finding = Finding("s2", level, 4.0, "f2")
    return [*history, Act(len(history) + 1, Order(kind), RULES, MOMENT, level, finding, change)]


def test_the_long_way() -> None:
    history = found()
    for kind, state in (
        (Kind.SEE, State.SEEN),
        (Kind.CONFIRM, State.CONFIRMED),
        (Kind.OPEN_CASE, State.CASE),
        (Kind.CLOSE, State.CLOSED),
        (Kind.REOPEN, State.SEEN),
        (Kind.DISMISS, State.DISMISSED),
    ):
        history = done(history, kind)
        assert fold(history).state is state
    assert fold(history).outcome == "已核实"


@pytest.mark.parametrize(("state", "kind"), [(s, k) for s in State for k in Kind if k not in OF_RULES])
def test_what_the_table_has_not_is_refused_with_what_it_has(state: State, kind: Kind) -> None:
    if (state, kind) in TRANSITIONS:
        assert kind in possible(state)
        return
    standing = Standing(1, state, Finding("s1", 4, 3.0, "f1"), True, Change.FIRST, None, MOMENT, MOMENT)
    with pytest.raises(ActRefused) as raised:
        after(standing, Act(2, Order(kind, "x", "x", "x", date(2030, 1, 1)), "wang", MOMENT, 4))
    assert raised.value.details["possible"] == [one.value for one in possible(state)]


def test_every_state_takes_every_finding() -> None:
    for state in State:
        assert {kind for kind in OF_RULES if (state, kind) in TRANSITIONS} == OF_RULES - {Kind.FOUND}


def test_a_grave_one_waits_for_another_person() -> None:
    history = done(done(found(7), Kind.CONFIRM), Kind.CLOSE)
    waiting = fold(history)
    assert (waiting.state, waiting.asked, waiting.asked_by) == (State.CLOSING, State.CLOSED, "wang")
    for same in ("wang", "WANG"):
        with pytest.raises(Forbidden, match="another person"):
            fold(done(history, Kind.APPROVE, same))
    assert fold(done(history, Kind.APPROVE, "li")).state is State.CLOSED
    rejected = fold(done(history, Kind.REJECT, "li"))
    assert (rejected.state, rejected.asked, rejected.outcome) == (State.CONFIRMED, None, None)
    withdrawn = fold(done(history, Kind.REJECT, "wang"))  # whoever asked may take it back
    assert withdrawn.state is State.CONFIRMED


def test_the_level_of_an_act_counts_also_where_the_finding_is_less_grave() -> None:
    history = found(3)
    asked = Act(2, Order(Kind.DISMISS, "x"), "wang", MOMENT, 6)  # as of a party on a black list
    assert fold([*history, asked]).state is State.CLOSING


def test_what_was_asked_for_lapses_when_the_finding_changes() -> None:
    history = changed(done(done(found(7), Kind.CONFIRM), Kind.CLOSE), 8)
    standing = fold(history)
    assert (standing.state, standing.asked, standing.finding.level) == (State.CONFIRMED, None, 8)
    gone = Act(4, Order(Kind.NO_LONGER_FOUND), RULES, MOMENT, 7, None, Change.GONE)
    assert fold([*done(done(found(7), Kind.CONFIRM), Kind.CLOSE), gone]).state is State.CLOSING


def test_a_change_reopens_and_the_same_again_only_what_was_closed() -> None:
    dismissed = done(found(), Kind.DISMISS)
    closed = done(done(found(), Kind.CONFIRM), Kind.CLOSE)
    for ended in (dismissed, closed):
        for level, change in ((5, Change.LEVEL_UP), (3, Change.LEVEL_DOWN), (4, Change.VALUE), (4, Change.EVIDENCE)):
            again = fold(changed(ended, level, change=change))
            assert (again.state, again.change, again.outcome) == (State.NEW, change, None)
    assert fold(changed(dismissed, 4, Kind.RETURNED, Change.AGAIN)).state is State.DISMISSED
    assert fold(changed(dismissed, 4, Kind.RETURNED, Change.AGAIN)).outcome == "已核实"
    assert fold(changed(closed, 4, Kind.RETURNED, Change.AGAIN)).state is State.NEW


def test_sleep_ends_when_it_gets_graver_or_is_acted_on() -> None:
    asleep = done(found(), Kind.SNOOZE, until=date(2026, 3, 1))
    assert fold(asleep).snoozed_until == date(2026, 3, 1)
    assert fold(changed(asleep, 4, change=Change.VALUE)).snoozed_until == date(2026, 3, 1)
    assert fold(changed(asleep, 5)).snoozed_until is None
    assert fold(done(asleep, Kind.CONFIRM)).snoozed_until is None
    assert fold(done(asleep, Kind.NOTE, note="x")).snoozed_until == date(2026, 3, 1)


def test_whose_it_is() -> None:
    history = done(found(), Kind.ASSIGN, to="li")
    assert fold(history).assigned_to == "li"
    assert fold(done(history, Kind.DISMISS)).assigned_to == "li"


@pytest.mark.parametrize("kind", [Kind.DISMISS, Kind.SNOOZE, Kind.ASSIGN, Kind.NOTE])
def test_what_is_missing_is_named(kind: Kind) -> None:
    for blank in (None, "  "):
        with pytest.raises(UsageError, match=f"`{kind}` needs"):
            fold(done(found(), kind, reason=blank, note=blank, to=blank, until=None))


@pytest.mark.parametrize("nobody", [ANONYMOUS, AT_THE_COMMAND_LINE, RULES, "Anonymous@Local"])
def test_nobody_in_particular_cannot_act(nobody: str) -> None:
    assert nobody.casefold() in NOBODY
    with pytest.raises(Forbidden, match="nobody in particular"):
        fold(done(found(), Kind.SEE, nobody))


def test_a_history_that_cannot_be_is_noticed() -> None:
    first, *_ = found()
    for history in (
        [],
        done(found(), Kind.SEE)[1:],
        [first, first],
        [first, Act(3, Order(Kind.SEE), "wang", MOMENT, 4)],
        [Act(1, Order(Kind.FOUND), "wang", MOMENT, 4, first.finding, Change.FIRST)],
        [first, Act(2, Order(Kind.CHANGED), "wang", MOMENT, 4, first.finding, Change.VALUE)],
    ):
        with pytest.raises(ValueError, match=r"history|follow|found"):
            fold(history)


def test_the_schema_has_every_word() -> None:
    for label, name, words in (
        ("Matter", "state", State), ("SignalAct", "kind", Kind), ("SignalAct", "change", Change),
        ("ListEntry", "list", ListName),
    ):  # fmt: skip
        (prop,) = [one for one in NODES[label].properties if one.name == name]
        assert [one.value for one in prop.choices] == [word.value for word in words]


def entry(name: ListName, rule: str | None = None, begins: int = 1, expires: date = FOREVER) -> Entry:
    return Entry("e", name, "p", rule, "x", "wang", MOMENT, date(2026, 1, begins), expires)


def test_white_holds_back_black_lifts_and_vetoes() -> None:
    white, black, day = entry(ListName.WHITE), entry(ListName.BLACK), date(2026, 1, 2)
    assert held_back([white], "r", 5, day)
    assert not held_back([white], "r", 6, day)  # never what is grave
    assert not held_back([white, black], "r", 2, day)
    assert not held_back([entry(ListName.WHITE, "other")], "r", 2, day)
    assert held_back([entry(ListName.WHITE, "r")], "r", 2, day)
    assert [level_on([black], "r", level, day) for level in (2, 6, 8)] == [6, 6, 8]
    assert level_on([white], "r", 2, day) == 2


def test_an_entry_holds_from_its_first_day_to_the_one_before_it_expires() -> None:
    one = entry(ListName.BLACK, begins=2, expires=date(2026, 1, 4))
    assert [one.holds("r", date(2026, 1, day)) for day in (1, 2, 3, 4)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Shanghai", date(2026, 11, 24)), ("America/New_York", date(2026, 11, 23))]
)
def test_a_day_is_that_of_here(zone: str, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past six in the morning in Shanghai is the evening before in UTC."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert day_of(datetime(2026, 11, 23, 22, 30, tzinfo=UTC)) == day
    finally:
        monkeypatch.undo()
        time.tzset()
