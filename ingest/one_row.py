"""A single row that no file holds: checked as the row of a delivered table is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa

from graph.errors import RowRefused
from graph.guarantees.terms import GuaranteeTerms
from graph.store import Reader
from ingest.masking import KEY_COLUMN
from ingest.options import LoadOptions
from ingest.read.raw import Delivery, Header, Origin, RawTable, Sheet
from ingest.rejects import rejects_of
from ingest.report import Reject
from ingest.typed import NO_DAY, TypedTable, day_of
from ingest.validate import validate

GUARANTEES: Final = "guarantees"
REQUEST: Final = "request"


def checked_row(table: str, values: Mapping[str, str], reader: Reader, options: LoadOptions) -> TypedTable:
    """The row as the loader types it. RowRefused with field, reason and remedy where it fails a check."""
    options = replace(options, replay=True)  # hashes of identity numbers come from what this database has answered
    checked = validate(_delivery(table, values, options), reader, options)
    refused = list(rejects_of(checked.accounts))
    if refused:
        raise _error(refused[0])
    return checked.tables[table]


def terms_of(row: TypedTable) -> GuaranteeTerms:
    """The terms that a checked row of the table of guarantees states."""
    loans, guarantees = (tuple(row[name][0] or ()) for name in ("secured_loans", "secured_guarantees"))
    days = {name: _plain(row[name][0]) for name in ("signed_on", "starts_on", "ends_on", "claimed_on")}
    texts = {name: row[name][0] for name in ("form", "product", "resolution", "guarantee_id", "contract_no")}
    return GuaranteeTerms(
        row["guarantor"][0], row["debtor"][0], loans, guarantees, maximum_amount=bool(row["maximum_amount"][0]),
        cap_cny=_plain(row["cap_cny"][0]), agreed_share=_plain(row["agreed_share"][0]), **days, **texts,
    )  # fmt: skip


def _delivery(table: str, values: Mapping[str, str], options: LoadOptions) -> Delivery:
    texts = {name: pa.array([text], pa.string()) for name, text in values.items()}
    ours = options.hash_key.fingerprint if options.hash_key else ""
    sheet = Sheet(REQUEST, "", pa.table({**texts, KEY_COLUMN: [ours]}), np.ones(1, dtype=np.int64))
    raw = RawTable(
        table, texts, {name: Header() for name in texts}, (Origin(sheet, np.zeros(1, dtype=np.int64)),),
        {name: name for name in texts}, examples=np.zeros(1, dtype=np.bool_),
    )  # fmt: skip
    return Delivery((raw,), {sheet: table})


def _error(reject: Reject) -> RowRefused:
    return RowRefused(
        f"{reject.reason_en} ({reject.value}): {reject.remedy_en}." if reject.value else f"{reject.reason_en}: "
        f"{reject.remedy_en}.",
        f"{reject.reason_zh}（{reject.value}）：{reject.remedy_zh}。" if reject.value else f"{reject.reason_zh}："
        f"{reject.remedy_zh}。",
        field=reject.field, value=reject.value, reason=reject.code, remedy_en=reject.remedy_en,
        remedy_zh=reject.remedy_zh,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A typed value as Python has it; None for a missing one."""
    if isinstance(value, float):
        return None if np.isnan(value) else float(value)
    return None if value == NO_DAY else day_of(int(value))
