"""What is given and what is lost in the end of a cascade of calls."""

from graph.kernels.calling import CALLS, FAILED, GIVEN, LOSERS, PART, TIE, TOUCHED, Net, Rules, Work
from graph.kernels.compiled import compiled


@compiled
def settle(net: Net, rules: Rules, work: Work) -> None:
    """What each node gives and each taker loses: of an item no more than its amount is taken, and what is lost by
    rounding only is nothing."""
    _part_given(net, rules, work)
    _take(net, rules, work)
    if rules.exact:
        state = work.state
        for place in range(work.counts[TOUCHED]):
            node = work.touched[place]
            state[node, GIVEN] = state[node, CALLS] * state[node, PART]


@compiled
def _part_given(net: Net, rules: Rules, work: Work) -> None:
    """The part of what is called from each node that has failed that it can give; all others give all."""
    state, order, failed, strength = work.state, work.order, work.failed, net.strength
    for place in range(work.counts[FAILED]):
        node = order[place]
        able = strength[node]
        if failed[node] == 0:
            able = able * rules.first_pay if rules.first_pay > 0 else 0.0  # of endless strength, too
        state[node, PART] = able / state[node, CALLS] if state[node, CALLS] > able else 1.0


@compiled
def _take(net: Net, rules: Rules, work: Work) -> None:
    """Item by item what is offered, what of it is taken, and what is missing."""
    state, called, giver, item_of, lost = work.state, work.called, net.giver, net.item, work.lost
    for place in range(work.counts[FAILED]):
        node = work.order[place]
        for item in range(net.first[node, 0], net.first[node + 1, 0]):
            offered, amount = 0.0, item_of[item, 1]
            first, last = int(item_of[item, 0]), int(item_of[item + 1, 0])
            for row in range(first, last):
                offered += called[row] * state[giver[row], PART]
            if not rules.exact:
                taken = amount / max(amount, offered) if amount > 0 else 1.0
                for row in range(first, last):
                    state[giver[row], GIVEN] += called[row] * state[giver[row], PART] * taken
            if amount - offered > TIE * amount:
                taker = int(item_of[item, 2])  # below zero, of nobody known: the last place
                if lost[taker] == 0:
                    work.losers[work.counts[LOSERS]] = taker
                    work.counts[LOSERS] += 1
                lost[taker] += amount - offered
