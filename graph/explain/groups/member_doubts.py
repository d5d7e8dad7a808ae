"""Same-name doubts about groups: who belongs to a party's groups how surely, and what that does to the exposure."""

from graph.explain.answer import Doubts, Holder, Range
from graph.explain.doubts import DRAW, NONE, member_doubts
from graph.explain.groups.lending import Lending
from graph.groups.possible_groups import Clients, PossibleGroups
from graph.ownership.control_rule import ControlRule
from graph.ownership.threshold import EPSILON


def group_doubts(lending: Lending, rule: ControlRule, position: int) -> tuple[Doubts, Range | None]:
    """The members that hang on who is whom, and the exposure of the party's largest group where that does.

    The probability of the exposure is that of being above the least limit on groups, of 0 where none is known.
    """
    day, found = lending.day, lending.found
    if not len(day.matches):
        return NONE, None
    limit = min((use.use.limit_cny for use in lending.uses if use.of_groups), default=0.0)
    groups = day.shared(("possible groups", lending.law.id, found.lender, rule), lambda: _possible(lending, rule))
    if not groups.is_doubtful(position):
        return NONE, None
    ranged = groups.of(position, lambda exposure: exposure > limit, DRAW)
    members = ranged.members
    doubts = member_doubts(day, members.matches, members.figures, (members.world_count, members.exact))
    figure = ranged.exposure_cny.of(position)
    if figure.high - figure.low <= EPSILON:
        return doubts, None
    return doubts, Range(
        Holder(False, (day.naming.party(position),)), figure.mean, figure.low, figure.high, figure.probability,
        figure.mean_error, figure.probability_error,
    )  # fmt: skip


def _possible(lending: Lending, rule: ControlRule) -> PossibleGroups:
    """The groups of all clients of the lender where some parties may be one."""
    day, found = lending.day, lending.found
    count = day.facts.holdings.party_count
    exempt = day.facts.is_state & (not found.provision.state_connects)
    clients = Clients(
        found.groups.ties.dependencies, found.exposures.exposure_cny, found.groups.client[:count], exempt
    )  # fmt: skip
    return PossibleGroups(day.possible, rule, day.facts.concerts, clients)
