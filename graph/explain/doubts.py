"""What same-name doubts do to an answer: the matches that bear on it, and the figures that hang on them."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from graph.explain.answer import Doubts, Holder, Range, SameName
from graph.explain.day import Day
from graph.ownership.control_rule import ControlRule
from graph.ownership.possible_worlds import Draw
from graph.ownership.same_party import UncertainLinks
from graph.ownership.threshold import EPSILON
from graph.ownership.uncertain_answers import NOT_SHOWN, Reaching, possible_controllers, share_ranges
from graph.ownership.uncertainty import Estimate

DRAW: Final = Draw(exact_up_to=10, samples=500)
"""So many ways are worked out while somebody waits for the answer."""

SHOWN: Final = 100

NONE: Final = Doubts((), 0, (), 0, 1, True)
"""Nothing that bears on the answer is doubtful."""


def share_doubts(day: Day, target: int, holds: Reaching) -> Doubts:
    """The look-through shares in an enterprise that hang on who is whom; a share holds where it reaches the line."""
    if not _doubtful(day, target):
        return NONE
    found = share_ranges(day.possible, target, holds, DRAW)
    return _told(day, found.matches, found.figures, (found.world_count, found.exact))


def control_doubts(day: Day, target: int, rule: ControlRule) -> Doubts:
    """Who may control an enterprise, by who is whom."""
    if not _doubtful(day, target):
        return NONE
    found = possible_controllers(day.possible, target, rule, day.facts.concerts, DRAW)
    figures = {holder: figure for holder, figure in found.figures.items() if holder >= NOT_SHOWN}
    return _told(day, found.matches, figures, (found.world_count, found.exact))


def _doubtful(day: Day, target: int) -> bool:
    """Whether any match lies upstream of an enterprise: of most none does, and then there is one way only."""
    return len(day.matches) > 0 and len(day.possible.upstream_of(target).matches) > 0


def member_doubts(day: Day, matches: UncertainLinks, figures: Mapping[int, Estimate], how: tuple[int, bool]) -> Doubts:
    """Figures by party, as they were worked out over the ways in which matches turn out."""
    return _told(day, matches, figures, how) if len(matches) else NONE


def namesakes(day: Day, pairs: Iterable[tuple[int, int]]) -> tuple[SameName, ...]:
    """These pairs of positions, with the probability of each where one is stated."""
    links = day.matches
    found = []
    for one, other in pairs:
        first, second = min(one, other), max(one, other)
        stated = links.probability[(links.first == first) & (links.second == second)]
        probability = float(stated[0]) if len(stated) else None
        found.append(SameName(day.naming.party(first), day.naming.party(second), probability))
    return tuple(found)


def _told(day: Day, matches: UncertainLinks, figures: Mapping[int, Estimate], how: tuple[int, bool]) -> Doubts:
    moved = {holder: f for holder, f in figures.items() if f.high - f.low > EPSILON or 0.0 < f.probability < 1.0}
    order = sorted(moved, key=lambda holder: (-moved[holder].mean, holder))
    pairs = np.stack([matches.first, matches.second], axis=1)[:SHOWN].tolist()
    return Doubts(
        namesakes(day, [(a, b) for a, b in pairs]), len(matches),
        tuple(_range(_about(day, holder), moved[holder]) for holder in order[:SHOWN]), len(order),
        *how,
    )  # fmt: skip


def _about(day: Day, holder: int) -> Holder:
    """Nobody where nobody is shown to control."""
    return day.naming.holder(holder) if holder >= 0 else Holder(False, ())


def _range(about: Holder, figure: Estimate) -> Range:
    return Range(
        about, figure.mean, figure.low, figure.high, figure.probability, figure.mean_error, figure.probability_error
    )  # fmt: skip
