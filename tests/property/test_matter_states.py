"""Whatever officers and rules do to a matter in any order: nothing is lost, and nobody ends a grave one alone."""

from dataclasses import dataclass
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from graph.errors import ActRefused, Forbidden, UsageError
from graph.signals.life.history import NOBODY, OF_RULES, RULES, Act, Change, Finding, Kind, Order
from graph.signals.life.states import (
    ENDED,
    FOUR_EYES_LEVEL,
    TRANSITIONS,
    Standing,
    State,
    after,
    fold,
    possible,
)

ACTORS = ("wang", "Wang", "li", "anonymous@local")
OFFICERS = tuple(kind for kind in Kind if kind not in OF_RULES)
LEVELS = st.sampled_from([2, 5, 6, 8])


@dataclass(frozen=True)
class Model:
    """What the machine is compared with, told in another way: who asked, and at which level that was judged."""

    asked_by: str | None = None
    level: int = 0


class Matters(RuleBasedStateMachine):
    """One matter under rules and officers."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Act] = []
        self.earlier: list[Act] = []
        self.standing: Standing | None = None
        self.model = Model()

    @initialize(level=LEVELS)
    def find(self, level: int) -> None:
        self.add(Act(1, Order(Kind.FOUND), RULES, self.now(), level, Finding("s1", level, 1.0, "f1"), Change.FIRST))

    @rule(level=LEVELS, value=st.sampled_from([1.0, 2.0]), kind=st.sampled_from([Kind.CHANGED, Kind.RETURNED]))
    def find_again(self, level: int, value: float, kind: Kind) -> None:
        known = self.stands.finding.level
        change = Change.LEVEL_UP if level > known else Change.LEVEL_DOWN if level < known else Change.VALUE
        finding = Finding(f"s{level}{value}", level, value, f"f{level}{value}")
        before = self.stands
        self.add(Act(self.next, Order(kind), RULES, self.now(), level, finding, change))
        assert self.stands.found
        assert self.stands.state is not State.CLOSING
        if kind is Kind.CHANGED:
            assert self.stands.state not in ENDED
            assert before.state not in ENDED or self.stands.state is State.NEW

    @rule()
    def lose(self) -> None:
        before = self.stands
        self.add(
            Act(self.next, Order(Kind.NO_LONGER_FOUND), RULES, self.now(), before.finding.level, None, Change.GONE)
        )
        assert self.stands.state is before.state  # what is gone does not close the matter
        assert not self.stands.found

    @rule(
        kind=st.sampled_from((*OFFICERS, Kind.DISMISS, Kind.CLOSE)),
        actor=st.sampled_from(ACTORS), floor=st.sampled_from([0, 0, 6]),
        reason=st.sampled_from(["核实无误", "核实无误", " ", None]), complete=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def do(self, kind: Kind, actor: str, floor: int, reason: str | None, complete: bool) -> None:
        self.act(kind, actor, floor, reason, complete)

    def act(self, kind: Kind, actor: str, floor: int, reason: str | None, complete: bool) -> None:
        order = Order(kind, reason, *(("text", "li", date(2030, 1, 1)) if complete else (None, None, None)))
        before, level = self.stands, max(self.stands.finding.level, floor)
        done = Act(self.next, order, actor, self.now(), level)
        try:
            standing = after(before, done)
        except ActRefused:
            assert kind not in possible(before.state)
            return
        except UsageError:
            assert not complete or reason in (None, " ")
            return
        except Forbidden:
            assert actor.casefold() in NOBODY or (kind is Kind.APPROVE and self.model.asked_by is not None)
            return
        assert kind in possible(before.state)
        assert actor not in NOBODY
        self.check_end(before, done, standing)
        self.add(done)

    @precondition(lambda self: self.standing is not None and self.standing.state is State.CLOSING)
    @rule(kind=st.sampled_from([Kind.APPROVE, Kind.REJECT]), actor=st.sampled_from(ACTORS))
    def look_at_what_waits(self, kind: Kind, actor: str) -> None:
        self.act(kind, actor, 0, "核实无误", True)

    def check_end(self, before: Standing, done: Act, standing: Standing) -> None:
        """A grave matter ends only by a second person, and what is not grave at once."""
        if done.kind in (Kind.DISMISS, Kind.CLOSE):
            grave = done.level >= FOUR_EYES_LEVEL
            assert standing.state is (State.CLOSING if grave else TRANSITIONS[before.state, done.kind])
            assert standing.outcome == "核实无误"
            self.model = Model(done.actor, done.level) if grave else Model()
        elif standing.state in ENDED and before.state not in ENDED:
            assert done.kind is Kind.APPROVE
            assert self.model.asked_by is not None
            assert done.actor.casefold() != self.model.asked_by.casefold()

    @precondition(lambda self: self.standing is not None)
    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.history[: len(self.earlier)] == self.earlier
        self.earlier = list(self.history)
        assert [act.seq for act in self.history] == list(range(1, len(self.history) + 1))

    @precondition(lambda self: self.standing is not None)
    @invariant()
    def the_history_tells_how_it_stands(self) -> None:
        assert fold(self.history) == self.standing

    @precondition(lambda self: self.standing is not None)
    @invariant()
    def a_grave_end_has_two_names(self) -> None:
        """Read off the history alone, without the machine."""
        if self.stands.state not in ENDED:
            return
        ends = [act for act in self.history if act.kind in (Kind.DISMISS, Kind.CLOSE, Kind.APPROVE)]
        last = ends[-1]
        if last.kind is Kind.APPROVE:
            assert last.actor.casefold() != ends[-2].actor.casefold()
        else:
            assert last.level < FOUR_EYES_LEVEL

    @precondition(lambda self: self.standing is not None)
    @invariant()
    def only_what_waits_has_been_asked_for(self) -> None:
        waits = self.stands.state is State.CLOSING
        for part in (self.stands.asked, self.stands.asked_by, self.stands.before):
            assert (part is not None) is waits

    @property
    def stands(self) -> Standing:
        assert self.standing is not None
        return self.standing

    @property
    def next(self) -> int:
        return len(self.history) + 1

    def now(self) -> str:
        return f"2026-01-01T00:00:{len(self.history):02}.000+00:00"

    def add(self, act: Act) -> None:
        self.standing = after(self.standing, act)
        self.history.append(act)


TestMatters = Matters.TestCase
TestMatters.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
