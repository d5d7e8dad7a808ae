"""What is given and what is lost in the end of a cascade of calls."""

from graph.kernels.calling import CALLS, FAILED, GIVEN, LOSERS, PART, TIE, TOUCHED, Net, Rules, Work
from graph.kernels.compiled import compiled
from graph.kernels.prefetch import AHEAD, FAR, NEAR, prefetch, prefetch_some


@compiled
def settle(net: Net, rules: Rules, work: Work) -> None:
    """What each node gives and each taker loses: of an item no more than its amount is taken, and what is lost by
    rounding only is nothing."""
    _part_given(net, rules, work)
    _take(net, rules, work)
    if rules.exact:
        state, touched = work.state, work.touched
        for place in range(work.counts[TOUCHED]):
            prefetch(state, touched[place + AHEAD])
            node = touched[place]
            state[node, GIVEN] = state[node, CALLS] * state[node, PART]


@compiled
def _part_given(net: Net, rules: Rules, work: Work) -> None:
    """The part of what is called from each node that has failed that it can give; all others give all."""
    state, order, failed, strength = work.state, work.order, work.failed, net.strength
    for place in range(work.counts[FAILED]):
        prefetch(state, order[place + AHEAD])
        prefetch(strength, order[place + AHEAD])
        node = order[place]
        able = strength[node]
        if failed[node] == 0:
            able = able * rules.first_pay if rules.first_pay > 0 else 0.0  # of endless strength, too
        state[node, PART] = able / state[node, CALLS] if state[node, CALLS] > able else 1.0


@compiled
def _take(net: Net, rules: Rules, work: Work) -> None:
    """Item by item what is offered, what of it is taken, and what is missing."""
    state, called, giver, item_of, lost = work.state, work.called, net.giver, net.item, work.lost
    exact = rules.exact
    order, begins, losers, count = work.order, net.first, work.losers, work.counts[LOSERS]
    for place in range(work.counts[FAILED]):
        prefetch(begins, order[place + FAR])
        soon, near = order[place + AHEAD], order[place + NEAR]
        prefetch(item_of, begins[soon, 0])
        prefetch(giver, begins[soon, 1])
        prefetch(called, begins[soon, 1])
        prefetch_some(state, giver, begins[near, 1])
        node = order[place]
        for item in range(begins[node, 0], begins[node + 1, 0]):
            offered, amount = 0.0, item_of[item, 1]
            first, last = int(item_of[item, 0]), int(item_of[item + 1, 0])
            for row in range(first, last):
                offered += called[row] * state[giver[row], PART]
            if not exact:
                taken = amount / max(amount, offered) if amount > 0 else 1.0
                for row in range(first, last):
                    state[giver[row], GIVEN] += called[row] * state[giver[row], PART] * taken
            if amount - offered > TIE * amount:
                taker = int(item_of[item, 2])  # below zero, of nobody known: the last place
                losers[count] = taker
                count += lost[taker] == 0
                lost[taker] += amount - offered
    work.counts[LOSERS] = count
