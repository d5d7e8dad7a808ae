"""What would change who controls whom in an equity tree, computed."""

from collections.abc import Iterator
from itertools import islice

from graph.explain.answer import Change
from graph.explain.ownership.control import reasons_of
from graph.explain.ownership.control_changes import MOST_CHANGES, control_begins, control_changes, control_ends
from graph.explain.ownership.part import Part
from graph.explain.ownership.tree_rows import TreeControl, TreeRows, distinct
from graph.ownership.control_rule import ControlRule


def tree_changes(rows: TreeRows, held: TreeControl, rule: ControlRule) -> tuple[Change, ...]:
    """Up: what ends or begins control of the root. Down: what ends the root's control of those below, or what it lacks
    of controlling those in which it votes, the nearest first. At most `MOST_CHANGES`."""
    changes = _of_root(rows, rule) if rows.up else _of_holdings(rows, held, rule)
    return tuple(islice(changes, MOST_CHANGES))


def _of_root(rows: TreeRows, rule: ControlRule) -> Iterator[Change]:
    if rows.day.facts.is_person[rows.root]:
        return
    part = Part.of(rows.day, rows.root)
    found = part.facts.control(rule)
    yield from control_changes(part, found, [why.holder for why in reasons_of(part, found)])


def _of_holdings(rows: TreeRows, held: TreeControl, rule: ControlRule) -> Iterator[Change]:
    votes = held.root | (rows.parent == 0) | held.root[rows.parent]
    for position in distinct(rows.party[votes & (rows.party != rows.root)]).tolist():
        part = Part.of(rows.day, position)
        place, found = part.place(rows.root), part.facts.control(rule)
        if place < 0:
            continue  # by a stake without a share that can be reckoned with
        holder = part.facts.concerts.holder_of(place)
        why = found.why(holder, part.target)
        if why.controls:
            yield control_ends(part, found, holder)
        elif why.votes > 0:
            yield control_begins(part, rule, holder, why.votes, max(rule.threshold - why.votes, 0.0))
