"""A bank, its clients and what joins them: a world for groups with limits, and how it is judged."""

from dataclasses import replace
from typing import Any

from graph.groups.lender import LenderGroups, lender_groups
from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.shareholdings import Shareholdings
from graph.regimes.catalogue import regimes
from graph.regimes.provision import GroupProvision, LimitProvision
from graph.snapshot import Snapshot
from tests.unit.groups.snapshots import (
    DAY,
    Row,
    enterprise,
    guarantee,
    loan,
    person,
    statement,
    tie,
    together,
)

CHINA = regimes()["china"]
PROVISION: GroupProvision = CHINA.group(DAY)
LIMITS: tuple[LimitProvision, ...] = CHINA.limits_on(DAY)
EXEMPTING, CONNECTING = replace(PROVISION, state_connects=False), replace(PROVISION, state_connects=True)


def stake(owner: str, owned: str, share: float) -> Row:
    """A stake with the votes that go with it."""
    return tie(owner, owned, stake_id=f"{owner}->{owned}", share_ratio=share)


LENDING: dict[str, list[dict[str, Any]]] = together(
    {
        "Enterprise": [
            enterprise("bank", "bank"), enterprise("other", "bank"), enterprise("state", "government"),
            *(enterprise(name) for name in ("holding", "mill", "port", "rail", "shop", "tyre")),
        ],
        "Person": [person("wang")],
        "OWNS": [
            stake("wang", "holding", 0.6), stake("holding", "mill", 0.7), stake("wang", "shop", 0.51),
            stake("state", "port", 1.0), stake("state", "rail", 1.0),
        ],
        "DEPENDS_ON": [tie("tyre", "mill", kind="sales", share_ratio=0.8), tie("shop", "bank", kind="funding")],
    },
    statement("bank", tier1_capital_cny=1000.0, net_capital_cny=1200.0),
    statement("port", net_assets_cny=20.0),
    loan("l1", "mill", "bank", 120.0, kind="loan"),
    loan("l2", "shop", "bank", 60.0, kind="acceptance"),
    loan("l3", "tyre", "bank", 40.0, kind="loan"),
    loan("l4", "port", "bank", 155.0, kind="loan"),
    loan("l5", "rail", "bank", 30.0, kind="loan"),
    loan("l6", "other", "bank", 240.0, kind="loan"),
    guarantee("g1", "port", "rail", 30.0),
)  # fmt: skip
"""wang controls holding, mill and shop; tyre sells to mill; port and rail are the state's, and port's guarantee for
rail is more than its net assets."""


def judged(snapshot: Snapshot, lender: str | None = "bank", provision: GroupProvision = EXEMPTING) -> LenderGroups:
    """The groups of the lender's clients."""
    position = None if lender is None else int(snapshot.find("Party", [lender])[0])
    control = Control.of(Shareholdings.of(snapshot), CHINA.control(DAY).rule, Concerts.of(snapshot))
    return lender_groups(snapshot, control, provision, position)
