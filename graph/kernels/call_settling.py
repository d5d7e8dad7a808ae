"""What is given and what is lost in the end of a cascade of calls."""

from graph.kernels.bits import contains, put
from graph.kernels.calling import CALLS, FAILED, LOSERS, TIE, Floats, Net, Nodes, Rules, Work
from graph.kernels.compiled import compiled
from graph.kernels.prefetch import AHEAD, FAR, NEAR, prefetch, prefetch_some


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
    state, share, order, failed, strength = work.state, work.share, work.order, work.failed, net.strength
    for place in range(work.counts[FAILED]):
        prefetch(state, order[place + AHEAD])
        prefetch(strength, order[place + AHEAD])
        node = order[place]
        able = strength[node]
        if failed[node] == 0:
            able = able * rules.first_pay if rules.first_pay > 0 else 0.0  # of endless strength, too
        if state[node, CALLS] > able:
            share[node] = able / state[node, CALLS]
            put(work.partial, node)


@compiled
def _miss(net: Net, work: Work) -> None:
    """Item by item what is missing: what nobody is called for, and what those who are called cannot give. Most give
    all that they are called for; who does not is known without looking at the node."""
    share, called, giver, item_of, partial = work.share, work.called, net.giver, net.item, work.partial
    order, begins, lost, losers, count = work.order, net.first, work.lost, work.losers, work.counts[LOSERS]
    for place in range(work.counts[FAILED]):
        prefetch(begins, order[place + FAR])
        soon = order[place + AHEAD]
        prefetch(item_of, begins[soon, 0])
        prefetch(giver, begins[soon, 1])
        node = order[place]
        for item in range(begins[node, 0], begins[node + 1, 0]):
            missing, amount = item_of[item, 3], item_of[item, 1]
            first, last = int(item_of[item, 0]), int(item_of[item + 1, 0])
            if missing < 0:
                missing = max(amount - called[first:last].sum(), 0.0)
            for row in range(first, last):
                if contains(partial, giver[row]):
                    missing += called[row] * (1.0 - share[giver[row]])
            if missing > TIE * amount:
                count = _lose(lost, losers, count, int(item_of[item, 2]), missing)
    work.counts[LOSERS] = count


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
            if amount - offered > TIE * amount:
                count = _lose(lost, losers, count, int(item_of[item, 2]), amount - offered)
    work.counts[LOSERS] = count


@compiled
def _lose(lost: Floats, losers: Nodes, count: int, taker: int, missing: float) -> int:
    """How many have lost when a taker loses so much; below zero, of nobody known: the last place."""
    losers[count] = taker
    count += lost[taker] == 0
    lost[taker] += missing
    return count
