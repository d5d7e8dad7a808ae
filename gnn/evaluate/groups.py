"""Figures by group, say by size or region, with how many enterprises and defaults stand behind each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from gnn.evaluate.ranking import Floats, Places
from graph.errors import UsageError

T = TypeVar("T")

# Ten of each tell something; a hundred are what a validation should have (Collins, Ogundimu and Altman 2016).
LEAST, ENOUGH = 10, 100


class Support(StrEnum):
    """How far a group's numbers carry, by its defaults and its other enterprises, whichever are fewer."""

    TOO_FEW = "too_few"
    FEW = "few"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class GroupFigures(Generic[T]):
    """group: its name, "" where it is not known. figures: None where the group is too small to tell anything."""

    group: str
    enterprises: int
    defaults: int
    support: Support
    figures: T | None


def by_group(
    label: Floats, group: NDArray[np.str_], measure: Callable[[Places], T], least: int = LEAST
) -> tuple[GroupFigures[T], ...]:
    """Figures of each group, largest first, then by name.

    label: float64 0/1, group: name of each enterprise's. measure: figures of the enterprises at these places, such as
    `lambda rows: estimates(label[rows], score[rows])`; it is asked only for groups with `least` defaults and as many
    others. UsageError where labels and groups are of different numbers.
    """
    if label.shape != group.shape or label.ndim != 1:
        raise UsageError(
            f"Labels and groups are one per enterprise; these are {label.shape} and {group.shape}.",
            f"标签与分组须每家企业各一个；实际形状为{label.shape}与{group.shape}。",
        )
    names, member = np.unique(group, return_inverse=True)
    sizes = np.bincount(member, minlength=len(names))
    found = []
    for place in np.lexsort((names, -sizes)):
        rows = np.flatnonzero(member == place)
        defaults = int(label[rows].sum())
        rarer = min(defaults, len(rows) - defaults)
        support = Support.TOO_FEW if rarer < least else Support.FEW if rarer < ENOUGH else Support.ENOUGH
        figures = None if support is Support.TOO_FEW else measure(rows)
        found.append(GroupFigures(str(names[place]), len(rows), defaults, support, figures))
    return tuple(found)
