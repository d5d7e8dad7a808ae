"""Control against a naive fixpoint in whole numbers, and what must not change it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import fsum
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.concert import Concerts
from graph.ownership.control import Control, ControlRule
from graph.ownership.shareholdings import Shareholdings, Stakes

WHOLE = 20
"""Stakes are twentieths, so that sums often meet a threshold exactly."""

Stake = tuple[int, int, int]
many = settings(max_examples=500, deadline=None)


@dataclass(frozen=True)
class World:
    count: int
    stakes: tuple[Stake, ...]
    groups: tuple[frozenset[int], ...] = ()
    strict: bool = True
    suspend: bool = False


@st.composite
def worlds(draw: st.DrawFn, over: bool = False, groups: bool = True, suspend: bool | None = None) -> World:
    """Parties of whom each is held by a few others, itself among them; sums above the whole only where `over`."""
    count = draw(st.integers(2, 8))
    stakes: list[Stake] = []
    for owned in range(count):
        left = WHOLE + (8 if over else 0)
        for owner in draw(st.lists(st.integers(0, count - 1), max_size=4, unique=True)):
            units = draw(st.integers(0, left))
            stakes.append((owner, owned, units))
            left -= units
    sets = st.sets(st.integers(0, count - 1), min_size=2, max_size=3).map(frozenset)
    together = draw(st.lists(sets, max_size=2)) if groups else []
    suspends = draw(st.booleans()) if suspend is None else suspend
    return World(count, tuple(stakes), tuple(together), draw(st.booleans()), suspends)


def holdings_of(count: int, stakes: Iterable[Stake]) -> Shareholdings:
    rows = list(stakes)
    share = np.array([units / WHOLE for *_, units in rows], dtype=np.float64)
    owner, owned = (np.array([row[i] for row in rows], dtype=np.int32) for i in (0, 1))
    return Shareholdings.of_stakes(count, Stakes(owner, owned, share, np.full(len(rows), np.nan)))


def control_of(world: World) -> Control:
    rule = ControlRule(strict=world.strict, suspend_subsidiary_votes=world.suspend)
    concerts = Concerts.of_groups(world.count, world.groups)
    return Control.of(holdings_of(world.count, world.stakes), rule, concerts)


# The oracle: sets of numbers, straight from the definition.


class Naive:
    def __init__(self, world: World) -> None:
        self.world = world
        self.suspended: set[tuple[int, int]] = set()
        while world.suspend:
            new = {(z, y) for y in range(world.count) for z in self.set_of({y}) if z != y and self.votes(z, y)}
            if new <= self.suspended:
                break
            self.suspended |= new
        merged = [set(group) for group in world.groups]
        for party in range(world.count):
            touched = [group for group in merged if party in group]
            merged = [group for group in merged if party not in group] + ([set().union(*touched)] if touched else [])
        self.groups = sorted(merged, key=lambda group: [bool(group & given) for given in world.groups].index(True))
        inside = set().union(*self.groups)
        self.holders = {p: {p} for p in range(world.count) if p not in inside}
        self.holders |= {world.count + g: group for g, group in enumerate(self.groups)}
        self.sets = {h: self.set_of(seeds) - {h} for h, seeds in self.holders.items()}

    def stated(self, owner: int, owned: int) -> int:
        return sum(units for o, d, units in self.world.stakes if (o, d) == (owner, owned))

    def votes(self, owner: int, owned: int) -> int:
        return 0 if owner == owned or (owner, owned) in self.suspended else self.stated(owner, owned)

    def total(self, owned: int) -> int:
        everyone = range(self.world.count)
        whole = max(WHOLE, sum(self.stated(o, owned) for o in everyone))
        return whole - sum(self.stated(o, owned) - self.votes(o, owned) for o in everyone)

    def known(self, owned: int) -> int:
        return sum(self.votes(o, owned) for o in range(self.world.count))

    def decides(self, votes: int, owned: int) -> bool:
        if not self.known(owned):
            return False
        return 2 * votes > self.total(owned) if self.world.strict else 2 * votes >= self.total(owned)

    def set_of(self, seeds: Collection[int], head_start: bool = False) -> set[int]:
        inside: set[int] = set()
        while True:
            new = {
                y
                for y in range(self.world.count)
                if self.decides(
                    sum(self.votes(z, y) for z in inside | set(seeds))
                    + (self.total(y) - self.known(y) if head_start else 0),
                    y,
                )
            }
            if new == inside:
                return inside
            inside = new

    def controllers(self, target: int) -> set[int]:
        return {h for h in self.holders if target in self.sets[h]}

    def ultimate(self, target: int) -> int:
        tops = set()
        for holder in self.controllers(target):
            above = {k for k in self.holders if holder in self.sets[k]}
            mates = {k for k in above if k in self.sets[holder]}
            if above == mates:
                tops.add(min(mates | {holder}))
        return min(tops, default=-1)

    def undetermined(self, target: int) -> bool:
        if self.controllers(target) or not self.known(target):
            return False
        return any(target in self.set_of(s, head_start=True) for h, s in self.holders.items() if h != target)


@many
@given(worlds())
def test_control_is_the_naive_fixpoint(world: World) -> None:
    control, naive = control_of(world), Naive(world)
    found = set(zip(*(ends.tolist() for ends in control.pairs()), strict=True))
    assert found == {(h, y) for h, controlled in naive.sets.items() for y in controlled}
    for party in range(world.count):
        assert set(control.controllers_of(party).tolist()) == naive.controllers(party)
        assert set(control.controlled_by(party).tolist()) == naive.set_of({party}) - {party}
        assert control.ultimate[party] == naive.ultimate(party)
        alone = party in naive.holders and party in naive.set_of({party})
        assert control.tops.holds_itself[party] == (alone and not naive.controllers(party))


@many
@given(worlds(over=True))
def test_also_where_more_is_registered_than_there_is(world: World) -> None:
    control, naive = control_of(world), Naive(world)
    found = set(zip(*(ends.tolist() for ends in control.pairs()), strict=True))
    assert found == {(h, y) for h, controlled in naive.sets.items() for y in controlled}
    assert [naive.ultimate(party) for party in range(world.count)] == control.ultimate.tolist()


@many
@given(worlds())
def test_undetermined_where_undisclosed_votes_could_make_somebody_a_controller(world: World) -> None:
    control, naive = control_of(world), Naive(world)
    assert [naive.undetermined(party) for party in range(world.count)] == control.undetermined.tolist()
    for party in np.flatnonzero(control.undetermined).tolist():
        found = control.contenders(party)
        assert found.contenders or found.by_an_unknown
        for contender in found.contenders:
            seeds = naive.holders[contender.holder]
            assert party in naive.set_of(seeds, head_start=True)
            assert contender.missing > -1e-12


@many
@given(worlds(suspend=False), st.data())
def test_more_votes_from_the_undisclosed_never_end_control(world: World, data: st.DataObject) -> None:
    before = control_of(world)
    controller, controlled = before.pairs()
    if not len(controller):
        return
    pick = data.draw(st.integers(0, len(controller) - 1))
    members = before.concerts.members_of(int(controller[pick])).tolist()
    owned = data.draw(st.integers(0, world.count - 1))
    undisclosed = WHOLE - sum(units for _, d, units in world.stakes if d == owned)
    stake = (data.draw(st.sampled_from(members)), owned, data.draw(st.integers(0, undisclosed)))
    if stake[0] == owned:  # own shares do not vote: buying them is no raise
        return
    after = control_of(World(world.count, (*world.stakes, stake), world.groups, world.strict, world.suspend))
    now = set(after.controlled_by(int(controller[pick])).tolist())
    assert set(controlled[controller == controller[pick]].tolist()) <= now


@many
@given(worlds(), st.randoms(use_true_random=False))
def test_other_numbers_for_the_parties_change_nothing(world: World, random: Random) -> None:
    order = list(range(world.count))
    random.shuffle(order)
    stakes = [(order[o], order[d], units) for o, d, units in world.stakes]
    random.shuffle(stakes)
    renamed = World(
        world.count, tuple(stakes), tuple(frozenset(order[m] for m in g) for g in world.groups), world.strict,
        world.suspend,
    )  # fmt: skip
    one, other = control_of(world), control_of(renamed)
    assert _by_members(one, order) == _by_members(other, list(range(world.count)))
    assert one.undetermined.tolist() == other.undetermined[order].tolist()
    assert one.tops.contested.tolist() == other.tops.contested[order].tolist()


def _by_members(control: Control, name: list[int]) -> set[tuple[frozenset[int], int]]:
    return {
        (frozenset(name[m] for m in control.concerts.members_of(h).tolist()), name[y])
        for h, y in zip(*(ends.tolist() for ends in control.pairs()), strict=True)
    }


@many
@given(worlds(), st.data())
def test_a_stake_in_two_parts_changes_nothing(world: World, data: st.DataObject) -> None:
    if not world.stakes:
        return
    place = data.draw(st.integers(0, len(world.stakes) - 1))
    owner, owned, units = world.stakes[place]
    first = data.draw(st.integers(0, units))
    parts = (*world.stakes[:place], *world.stakes[place + 1 :], (owner, owned, first), (owner, owned, units - first))
    whole, split = control_of(world), control_of(World(world.count, parts, world.groups, world.strict, world.suspend))
    for one, other in zip(whole.pairs(), split.pairs(), strict=True):
        assert one.tolist() == other.tolist()
    assert whole.ultimate.tolist() == split.ultimate.tolist()
    assert whole.undetermined.tolist() == split.undetermined.tolist()


@many
@given(worlds(suspend=True))
def test_suspending_votes_ends_and_silences_subsidiaries(world: World) -> None:
    control, naive = control_of(world), Naive(world)
    rows = control.holdings
    silent = {(int(o), int(d)) for o, d, v in zip(rows.owner, rows.owned, control.ballot.votes, strict=True) if v == 0}
    assert silent == {
        (o, d) for o, d in zip(rows.owner.tolist(), rows.owned.tolist(), strict=True) if not naive.votes(o, d)
    }
    alone = control.alone
    for owner, owned in zip(rows.owner.tolist(), rows.owned.tolist(), strict=True):
        if owner in alone.controlled_by(owned).tolist():
            assert (owner, owned) in silent


@many
@given(worlds())
def test_reasons_add_up_and_the_decisive_stake_decides(world: World) -> None:
    control = control_of(world)
    for holder, target in zip(*(ends.tolist() for ends in control.pairs()), strict=True):
        reason = control.why(holder, target)
        assert reason.controls
        assert reason.votes == fsum(h.votes for h in (*reason.own, *reason.through))
        assert target not in {held.party for held in reason.through}
        stake = control.what_would_change(holder, target)
        ends = [place for place in range(len(world.stakes)) if _ended(control, place, holder, target)]
        if stake is None:
            assert ends == []
        else:
            assert stake.place == min(ends, key=lambda place: (world.stakes[place][2], place))
            assert abs(stake.share - world.stakes[stake.place][2] / WHOLE) < 1e-12


def _ended(control: Control, place: int, holder: int, target: int) -> bool:
    after = Control.of(control.holdings.without([place]), control.rule, control.concerts)
    return target not in after.controlled_by(holder).tolist()
