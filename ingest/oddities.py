"""What is loaded and still looks wrong: shares of an enterprise that sum to more than one, guarantees for oneself."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd

from ingest.facts import PERSONAL_FORMS
from ingest.report import Warning
from ingest.typed import NO_DAY, TypedTable, day_of

TOLERANCE: Final = 1e-6
MOST: Final = 1_000
"""Warnings listed; the rest is counted."""
ALWAYS, NEVER = -(10**7), 10**7


def oddities(tables: Mapping[str, TypedTable]) -> Iterator[Warning]:
    """The warnings for a delivery's rows."""
    if "stakes" in tables and len(tables["stakes"]):
        yield from _shares_above_one(tables["stakes"])
    if "guarantees" in tables and len(tables["guarantees"]):
        yield from _self_guarantees(tables["guarantees"])


def _self_guarantees(guarantees: TypedTable) -> Iterator[Warning]:
    """Personal guarantees whose guarantor is the debtor: they secure nothing; their debt is owed anyway."""
    columns = (guarantees[name].tolist() for name in ("guarantee_id", "guarantor", "debtor", "form"))
    rows = zip(*columns, strict=True)
    found = dict.fromkeys((contract, debtor) for contract, giver, debtor, form in rows
                          if giver == debtor and form in PERSONAL_FORMS)  # fmt: skip
    for contract, party in list(found)[:MOST]:
        yield Warning(
            "self_guarantee",
            f"{party} 在担保合同 {contract} 中为自己提供保证",
            f"{party} guarantees its own debt in {contract}",
            {"guarantee_id": contract, "party": party},
        )
    if len(found) > MOST:
        more = len(found) - MOST
        yield Warning("self_guarantee", f"另有 {more} 份自我担保合同", f"and {more} more guarantees for oneself")


def _shares_above_one(stakes: TypedTable) -> Iterator[Warning]:
    """Enterprises whose shares in the delivery sum to more than one on some day; a stake's next version ends it."""
    frame = pd.DataFrame(
        {n: stakes[n] for n in ("owner", "owned", "stake_id", "valid_from", "valid_to", "recorded_on")}
    )
    frame["stake_id"] = frame["stake_id"].fillna("")
    frame["share"] = stakes["share_ratio"]
    frame["start"] = np.where(frame["valid_from"] == NO_DAY, ALWAYS, frame["valid_from"])
    frame["end"] = np.where(frame["valid_to"] == NO_DAY, NEVER, frame["valid_to"] + 1)
    stake = ["owner", "owned", "stake_id"]
    frame = frame.sort_values([*stake, "start", "recorded_on"]).drop_duplicates([*stake, "start"], keep="last")
    following = frame.groupby(stake, sort=False)["start"].shift(-1).fillna(NEVER)
    frame["end"] = np.minimum(frame["end"], following)
    steps = pd.concat(
        [
            pd.DataFrame({"owned": frame["owned"], "day": frame["start"], "share": frame["share"]}),
            pd.DataFrame({"owned": frame["owned"], "day": frame["end"], "share": -frame["share"]}),
        ]
    )
    sums = steps.groupby(["owned", "day"], sort=True)["share"].sum().groupby(level=0).cumsum()
    worst = sums[sums > 1 + TOLERANCE].reset_index().sort_values("share", ascending=False).drop_duplicates("owned")
    columns = (worst[name].head(MOST).tolist() for name in ("owned", "day", "share"))
    for owned, number, share in zip(*columns, strict=True):
        day = day_of(int(number)).isoformat() if number > ALWAYS else ""
        yield Warning(
            "shares_above_one",
            f"{owned} 的持股比例合计为 {share:.4f}，超过 1",
            f"The shares of {owned} sum to {share:.4f}, more than 1",
            {"party": owned, "sum": round(share, 6), "day": day},
        )
    if len(worst) > MOST:
        more = len(worst) - MOST
        yield Warning("shares_above_one", f"另有 {more} 家企业", f"and {more} more enterprises")
