"""What would end a circle or make it smaller: contracts that run out, and single guarantees it cannot lose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph.explain.circles.parts import contract_ids
from graph.explain.day import Day
from graph.guarantees.fragility import Decline, decline, left_without_each
from graph.kernels.csr import CSR
from graph.regimes.provision import Wording


@dataclass(frozen=True, slots=True)
class CircleChange:
    """Something that would change a circle, computed. circle_id: which; what: a word for programs; said: the sentence.

    on: the first day without the contracts that run out. guarantee_ids: the contracts, those of one guarantor for one
    debtor together, the first so many. members_left: of the largest circle that remains; 0 where none does, None where
    that is another command's to say.
    """

    circle_id: str
    what: str
    said: Wording
    on: date | None
    guarantee_ids: tuple[str, ...]
    members_left: int | None


def circle_changes(day: Day, number: int, most: int) -> tuple[tuple[CircleChange, ...], bool]:
    """At most so many changes, those that come by themselves first; and whether single guarantees were tried."""
    circle, csr = day.network.circles[number], day.structures.inside(number)
    left = left_without_each(csr)
    found = list(_running_out(day, number, most))
    if left is not None:
        size = len(circle.members)
        amount = np.nan_to_num(day.network.amount_cny[csr.edge])
        weak = np.flatnonzero(left < size)
        first = weak[np.lexsort((weak, amount[weak], left[weak]))]
        found += [_without(day, csr, number, arc, int(left[arc])) for arc in first[: max(0, most - len(found))]]
    name = day.structures.identity[number]
    surgeon = Wording(
        zh=f"以最小代价解除哪些担保可拆解此圈：ringfence surgeon {name}",
        en=f"Which guarantees to release at least cost so that no circle remains: ringfence surgeon {name}",
    )
    return (*found, CircleChange(name, "release", surgeon, None, (), None)), left is not None


def falling_apart(day: Day, numbers: Iterable[int], most: int) -> tuple[CircleChange, ...]:
    """Of these circles those that fall apart by themselves, the next one first."""
    found = [one for number in numbers for one in _running_out(day, number, most) if not one.members_left]
    return tuple(sorted(found, key=lambda one: (one.on or date.max, one.circle_id)))


def _running_out(day: Day, number: int, most: int) -> Iterator[CircleChange]:
    """The days on which it loses its first member and its last circle, if nothing is signed anew."""
    circle = day.network.circles[number]
    source, target = day.structures.ends(circle)
    until = day.structures.until[circle.guarantees]
    smaller, ends = decline(source, target, until, len(circle.members))
    for one in (smaller, ends) if smaller != ends else (ends,):
        if one is None:
            continue
        ids = contract_ids(day, circle.guarantees[until == one.day])
        what = "loses_members" if one.left else "falls_apart"
        identity = day.structures.identity[number]
        yield CircleChange(identity, what, _run_out(one, ids), one.day.astype(object), ids[:most], one.left)


def _run_out(one: Decline, ids: tuple[str, ...]) -> Wording:
    named = _some(ids)
    if not one.left:
        return Wording(
            zh=f"若不新签，{one.day} 起此圈不复存在（{named} 到期）。",
            en=f"If nothing is signed anew, no circle remains from {one.day} on, when {named} has ended.",
        )
    return Wording(
        zh=f"若不新签，{one.day} 起最大的圈只剩 {one.left} 名成员（{named} 到期）。",
        en=f"If nothing is signed anew, the largest circle has {one.left} members from {one.day} on, when {named} has "
        "ended.",
    )


def _without(day: Day, csr: CSR, number: int, arc: int, left: int) -> CircleChange:
    """The circle without all that one member guarantees for another."""
    row = int(csr.edge[arc])
    guarantor, debtor = int(day.network.guarantor[row]), int(day.network.debtor[row])
    first, second = (day.naming.party(one) for one in (guarantor, debtor))
    names = f"{first.name or first.party_id}", f"{second.name or second.party_id}"
    ids = contract_ids(day, day.structures.between(guarantor, debtor))
    rest = (
        Wording(zh=f"最大的圈剩 {left} 名成员", en=f"the largest circle has {left} members")
        if left
        else Wording(zh="此圈不复存在", en="no circle remains")
    )
    return CircleChange(
        day.structures.identity[number], "guarantee_ends",
        Wording(
            zh=f"若无 {names[0]} 为 {names[1]} 的担保（{_some(ids)}），{rest.zh}。",
            en=f"Without the guarantee of {names[0]} for {names[1]} ({_some(ids)}), {rest.en}.",
        ),
        None, ids, left,
    )  # fmt: skip


def _some(ids: tuple[str, ...]) -> str:
    """The first of some contracts, and how many more."""
    return ids[0] + (f" … +{len(ids) - 1}" if len(ids) > 1 else "")
