"""Rows of one delivery that say the same thing twice, or contradict each other."""

import numpy as np
import pandas as pd

from ingest.accounts import Accounts, Outcome
from ingest.typed import TypedTable

VERSION_COLUMN = "recorded_on"
"""Rows that differ in the day of knowledge are versions, not contradictions."""


def settle_duplicates(table: TypedTable, accounts: Accounts) -> TypedTable:
    """Keep one of identical rows and ignore the others; refuse all rows of a key on which they disagree."""
    key = list(dict.fromkeys((*table.table.key, VERSION_COLUMN)))
    frame = pd.DataFrame(dict(table.columns), copy=False)
    several = frame.duplicated([name for name in key if name in frame], keep=False).to_numpy()
    if not several.any():
        return table
    at = np.flatnonzero(several)
    frame = frame.iloc[at]
    again = frame.duplicated(keep="first").to_numpy()
    distinct = frame[~again]
    clash = distinct.duplicated([name for name in key if name in frame], keep=False).to_numpy()
    clashing = pd.MultiIndex.from_frame(distinct[clash][key].astype(object))
    refused = (
        pd.MultiIndex.from_frame(frame[key].astype(object)).isin(clashing) if clash.any() else np.zeros_like(again)
    )
    drop = np.zeros(len(table), dtype=bool)
    drop[at[refused]] = True
    accounts.reject_rows(table, drop, table.table.key[0], "disagree")
    ignored = np.zeros(len(table), dtype=bool)
    ignored[at[again & ~refused]] = True
    accounts.mark(table, ignored, Outcome.IGNORED)
    return table.take(~(drop | ignored))
