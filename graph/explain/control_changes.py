"""What would change who controls: the smallest sale that ends control, the votes that would begin it."""

from collections.abc import Iterator, Sequence
from typing import Final

from graph.explain.answer import Change, Holder, bar, percent, stake_said
from graph.explain.part import Part
from graph.ownership.control import Control
from graph.ownership.control_rule import ControlRule
from graph.regimes.provision import Wording

MOST_CHANGES: Final = 10


def control_changes(part: Part, found: Control, controllers: Sequence[int]) -> Iterator[Change]:
    """For each controller (by place) the smallest sale that ends it; without one, what each contender lacks."""
    for place in controllers[:MOST_CHANGES]:
        yield control_ends(part, found, place)
    for one in found.contenders(part.target).contenders[:MOST_CHANGES] if not controllers else ():
        holder = part.day.naming.holder(part.position(one.holder))
        line, name = bar(found.rule.threshold, strict=found.rule.strict), told(holder)
        more, unit = bar(one.missing, strict=found.rule.strict), counted(found.rule)
        yield Change(
            "control_begins",
            Wording(
                zh=f"{name} 现有 {percent(one.votes)} 的{unit.zh}，再有{more.zh} 即控制（须{line.zh}）。",
                en=f"{name} has {percent(one.votes)} of the {unit.en}; with {more.en} on top it would control "
                f"({line.en} needed).",
            ),
            holder, None, one.votes, one.votes + one.missing, found.rule.threshold,
        )  # fmt: skip


def control_ends(part: Part, found: Control, place: int) -> Change:
    """The smallest stake whose sale ends a holder's control of the enterprise, or that no single one does."""
    sold, line = found.what_would_change(place, part.target), bar(found.rule.threshold, strict=found.rule.strict)
    holder, votes = part.day.naming.holder(part.position(place)), found.why(place, part.target).votes
    name = told(holder)
    if sold is None:
        return Change(
            "control_stays",
            Wording(
                zh=f"没有任何单笔持股的出售会终止 {name} 的控制。",
                en=f"No sale of a single stake ends the control of {name}.",
            ),
            holder, None, votes, None, found.rule.threshold,
        )  # fmt: skip
    fact = part.day.naming.stakes([int(part.stakes[sold.place])])[0]
    stake = stake_said(fact)
    return Change(
        "control_ends",
        Wording(
            zh=f"若出售 {stake.zh}，{name} 的控制终止：余 {percent(sold.votes_left)}，须{line.zh}。",
            en=f"The control of {name} ends if {stake.en} is sold: {percent(sold.votes_left)} left, {line.en} needed.",
        ),
        holder, fact, votes, sold.votes_left, found.rule.threshold,
    )  # fmt: skip


def counted(rule: ControlRule) -> Wording:
    """What a rule counts, in words."""
    return Wording(zh="表决权", en="votes") if rule.votes else Wording(zh="股权", en="shares")


def told(holder: Holder) -> str:
    """A holder in words."""
    return " + ".join(party.name or party.party_id for party in holder.parties)
