"""What is given and what is lost in the end of a cascade of calls."""

from typing import Final

from graph.kernels.bits import contains, put
from graph.kernels.call_state import CALLS, FAILED, LOSERS, SEEN, TIE, Floats, Net, Nodes, Rules, Work
from graph.kernels.compiled import compiled, unsigned
from graph.kernels.prefetch import AHEAD, FAR, NEAR, prefetch, prefetch_some

LARGEST: Final = 1e300
"""Amounts are finite, strength need not be."""


@compiled
def settle(net: Net, rules: Rules, work: Work) -> None:
    """What each node gives and each taker loses: of an item no more than its amount is taken, and what is lost by
    rounding only is nothing. Where never more is called than the amount, each gives its share of its calls, and
    `given` stays zero."""
    _part_given(net, rules, work)
    if rules.exact:
        _miss(net, work)
    else:
        _take(net, work)


@compiled
def _part_given(net: Net, rules: Rules, work: Work) -> None:
    """The part of what is called from each node that has failed that it can give; all others give all."""
    # No branch: who can give all cannot be guessed, and guessing wrong costs more than a division.
    state, share, order, failed, strength = work.state, work.share, work.order, work.failed, net.strength
    partial, pays = work.partial, rules.first_pay
    for place in range(work.counts[FAILED]):
        prefetch(state, order[place + AHEAD])
        prefetch(strength, order[place + AHEAD])
        node = unsigned(order[place])
        most = min(strength[node], LARGEST)  # of endless strength nothing is given, too, by who gives nothing
        able, calls = (pays * most if failed[node] == 0 else most), state[node, CALLS]
        share[node] = able / max(able, calls) if calls > 0 else 1.0
        put(partial, order[place], calls - able > TIE * calls)


@compiled
def _miss(net: Net, work: Work) -> None:
    """What is missing: what nobody is called for, and what those who are called cannot give. Most give all that they
    are called for; who does not is known without looking at the node."""
    item_of, called, share, partial = net.item, work.called, work.share, work.partial
    order, begins, lost, losers, count = work.order, net.first, work.lost, work.losers, work.counts[LOSERS]
    for place in range(work.counts[FAILED]):
        prefetch(begins, order[place + FAR])
        prefetch(item_of, begins[order[place + AHEAD], 0])
        node = order[place]
        for item in range(begins[node, 0], begins[node + 1, 0]):
            missing = item_of[item, 3]
            if missing < 0:
                missing = _left(item_of[item, 1], called[int(item_of[item, 0]) : int(item_of[item + 1, 0])])
            count = _lose(lost, losers, count, int(item_of[item, 2]), missing)
    rows, givers, kept = work.seen[0], work.seen[1], 0
    for place in range(work.counts[SEEN]):
        rows[unsigned(kept)], givers[unsigned(kept)] = rows[unsigned(place)], givers[unsigned(place)]
        kept += contains(partial, givers[unsigned(place)])
    for place in range(kept):
        row = rows[place]
        count = _lose(lost, losers, count, net.taker[row], called[row] * (1.0 - share[givers[place]]))
    work.counts[LOSERS] = count


@compiled
def _left(amount: float, called: Floats) -> float:
    """What nobody is called for; what is left by rounding only is nothing."""
    missing = amount - called.sum()
    return missing if missing > TIE * amount else 0.0


@compiled
def _take(net: Net, work: Work) -> None:
    """Item by item what is offered, what of it is taken, and what is missing."""
    share, given, called, giver, item_of = work.share, work.given, work.called, net.giver, net.item
    order, begins, lost, losers, count = work.order, net.first, work.lost, work.losers, work.counts[LOSERS]
    for place in range(work.counts[FAILED]):
        prefetch(begins, order[place + FAR])
        soon, near = order[place + AHEAD], order[place + NEAR]
        prefetch(item_of, begins[soon, 0])
        prefetch(giver, begins[soon, 1])
        prefetch(called, begins[soon, 1])
        prefetch_some(share, giver, begins[near, 1])
        node = order[place]
        for item in range(begins[node, 0], begins[node + 1, 0]):
            offered, amount = 0.0, item_of[item, 1]
            first, last = int(item_of[item, 0]), int(item_of[item + 1, 0])
            for row in range(first, last):
                offered += called[row] * share[giver[row]]
            taken = amount / max(amount, offered) if amount > 0 else 1.0
            for row in range(first, last):
                given[giver[row]] += called[row] * share[giver[row]] * taken
            missing = amount - offered if amount - offered > TIE * amount else 0.0
            count = _lose(lost, losers, count, int(item_of[item, 2]), missing)
    work.counts[LOSERS] = count


@compiled
def _lose(lost: Floats, losers: Nodes, count: int, taker: int, missing: float) -> int:
    """How many have lost when a taker loses so much; below zero, of nobody known: the last place."""
    losers[count] = taker
    count += lost[taker] == 0 and missing > 0
    lost[taker] += missing
    return count
