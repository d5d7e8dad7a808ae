"""What would change who controls: the smallest sale that ends control, the votes that would begin it."""

from collections.abc import Iterator, Sequence
from typing import Final

from graph.explain.answer import Change, Holder, bar, percent, stake_said
from graph.explain.ownership.part import Part
from graph.ownership.control import Control
from graph.ownership.control_rule import ControlRule
from graph.regimes.provision import Wording

MOST_CHANGES: Final = 10


def control_changes(part: Part, found: Control, controllers: Sequence[int]) -> Iterator[Change]:
    """For each controller (by place) the smallest sale that ends it; without one, what each contender lacks."""
    for place in controllers[:MOST_CHANGES]:
        yield control_ends(part, found, place)
    for one in found.contenders(part.target).contenders[:MOST_CHANGES] if not controllers else ():
        yield control_begins(part, found.rule, one.holder, one.votes, one.missing)


def control_begins(part: Part, rule: ControlRule, place: int, votes: float, missing: float) -> Change:
    """What a holder of votes lacks of controlling the enterprise."""
    holder, over = part.day.naming.holder(part.position(place)), part.day.naming.party(part.position(part.target))
    line, more, unit = bar(rule.threshold, strict=rule.strict), bar(missing, strict=rule.strict), counted(rule)
    name, whom = told(holder), over.name or over.party_id
    return Change(
        "control_begins",
        Wording(
            zh=f"{name} 现有 {whom} {percent(votes)} 的{unit.zh}，再有{more.zh} 即控制（须{line.zh}）。",
            en=f"{name} has {percent(votes)} of the {unit.en} in {whom}; with {more.en} on top it would control it "
            f"({line.en} needed).",
        ),
        holder, None, votes, votes + missing, rule.threshold, over=over,
    )  # fmt: skip


def control_ends(part: Part, found: Control, place: int) -> Change:
    """The smallest stake whose sale ends a holder's control of the enterprise, or that no single one does."""
    naming = part.day.naming
    sold, line = found.what_would_change(place, part.target), bar(found.rule.threshold, strict=found.rule.strict)
    holder, votes = naming.holder(part.position(place)), found.why(place, part.target).votes
    over = naming.party(part.position(part.target))
    name, whom = told(holder), over.name or over.party_id
    if sold is None:
        return Change(
            "control_stays",
            Wording(
                zh=f"没有任何单笔持股的出售会终止 {name} 对 {whom} 的控制。",
                en=f"No sale of a single stake ends the control of {name} over {whom}.",
            ),
            holder, None, votes, None, found.rule.threshold, over=over,
        )  # fmt: skip
    fact = naming.stakes([int(part.stakes[sold.place])])[0]
    stake, left = stake_said(fact), percent(sold.votes_left)
    return Change(
        "control_ends",
        Wording(
            zh=f"若出售 {stake.zh}，{name} 对 {whom} 的控制终止：余 {left}，须{line.zh}。",
            en=f"The control of {name} over {whom} ends if {stake.en} is sold: {left} left, {line.en} needed.",
        ),
        holder, fact, votes, sold.votes_left, found.rule.threshold, over=over,
    )  # fmt: skip


def counted(rule: ControlRule) -> Wording:
    """What a rule counts, in words."""
    return Wording(zh="表决权", en="votes") if rule.votes else Wording(zh="股权", en="shares")


def told(holder: Holder) -> str:
    """A holder in words."""
    return " + ".join(party.name or party.party_id for party in holder.parties)
