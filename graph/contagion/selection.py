"""Which parties a scenario means: named ones, or all of a kind, trade, region or circle, or the weakest of these."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graph.errors import UsageError
from graph.guarantees.lineage import CIRCLE

LARGEST: Final = "largest"
"""In place of a circle's identity: the circle with the largest amount of guarantees on the day."""


class Measure(StrEnum):
    """By what parties are ordered. A party whose figure nobody knows is never among the first."""

    OUTSTANDING = "outstanding_cny"  # what it owes on loans
    GUARANTEED = "guaranteed_cny"  # nominal of the guarantees it has given
    NET_ASSETS = "net_assets_cny"  # by its latest statement
    GUARANTEED_TO_NET_ASSETS = "guaranteed_to_net_assets"


class End(StrEnum):
    """From which end of the order the parties are taken."""

    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Selection:
    """The parties that fit all that is said; where nothing is said, everybody.

    parties: ids, codes or exact names. circle: an identity, or `largest`. kinds: any of these kinds of enterprise, or
    person. industries: any that the party's industry contains. regions: any with which its region begins. order, end:
    of those that fit only the first ones by a measure: `most` of them, or the `share` (above 0 up to 1) of those whose
    figure is known, rounded up. UsageError for a selection that contradicts itself; `details["field"]` names where.
    """

    parties: tuple[str, ...] = ()
    circle: str = ""
    kinds: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    order: Measure | None = None
    end: End = End.HIGHEST
    most: int | None = None
    share: float | None = None

    def __post_init__(self) -> None:
        if self.circle and self.circle != LARGEST and not self.circle.startswith(CIRCLE):
            raise refused("circle", f"must be {LARGEST} or begin with {CIRCLE}", f"应为 {LARGEST} 或以 {CIRCLE} 开头")
        if self.most is not None and self.most < 1:
            raise refused("most", "must be 1 or more", "应不小于 1")
        if self.share is not None and not 0 < self.share <= 1:
            raise refused("share", "must be above 0 and at most 1", "应大于 0 且不超过 1")
        if self.order is None and (self.most is not None or self.share is not None):
            raise refused("order", "is needed to say which ones are meant", "缺失，无法确定取哪些主体")
        if self.order is not None and (self.most is None) == (self.share is None):
            raise refused("order", "needs either most or share beside it", "须与 most 或 share 之一同时给出")

    def document(self) -> dict[str, Any]:
        """What it says, as the file has it."""
        lists = ("parties", "kinds", "industries", "regions")
        said: dict[str, Any] = {name: list(getattr(self, name)) for name in lists if getattr(self, name)}
        if self.circle:
            said["circle"] = self.circle
        if self.order is not None:
            said |= {"order": self.order.value, "end": self.end.value}
            said |= {"most": self.most} if self.most is not None else {"share": self.share}
        return said


def refused(field: str, en: str, zh: str) -> UsageError:
    """The error about a setting that does not fit; who knows the file says where it stands."""
    return UsageError(f"{field} {en}. Mend it.", f"{field} {zh}。请更正。", field=field, said_en=en, said_zh=zh)
