"""The LDBC FinBench snapshot: persons, companies, loans, investments and guarantees.

Accounts, media, transfers, deposits and repayments have no place in the schema; their rows are counted as ignored.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import FeedError
from ingest.read.raw import Delivery, Header, Origin, RawTable, Sheet

SOURCE: Final = "finbench"
PERSON, COMPANY = "person", "company"
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Person": ("personId", "personName", "isBlocked", "createTime"),
    "Company": ("companyId", "companyName", "isBlocked", "createTime"),
    "Loan": ("loanId", "loanAmount", "balance", "createTime"),
    "PersonApplyLoan": ("personId", "loanId", "createTime"),
    "CompanyApplyLoan": ("companyId", "loanId", "createTime"),
    "PersonInvestCompany": ("investorId", "companyId", "ratio", "createTime"),
    "CompanyInvestCompany": ("investorId", "companyId", "ratio", "createTime"),
    "PersonGuaranteePerson": ("fromId", "toId", "createTime"),
    "CompanyGuaranteeCompany": ("fromId", "toId", "createTime"),
}
"""The files that state facts of the schema, by their names: investments of persons and companies look alike inside."""

UNUSED: Final = frozenset(
    {
        "Account", "AccountRepayLoan", "AccountTransferAccount", "AccountWithdrawAccount", "CompanyOwnAccount",
        "LoanDepositAccount", "Medium", "MediumSignInAccount", "PersonOwnAccount",
    }
)  # fmt: skip


def kind_of(sheet: Sheet) -> str:
    """Which file of the snapshot a sheet is, "" if none: its name says so and its headers agree."""
    stem = Path(sheet.file).stem
    if stem in UNUSED:
        return stem
    return stem if set(HEADERS.get(stem, ("?",))) <= set(sheet.headers) else ""


def fits(sheets: Sequence[Sheet]) -> bool:
    """Whether every sheet is a file of the snapshot."""
    return bool(sheets) and all(kind_of(sheet) for sheet in sheets)


def deliver(sheets: Sequence[Sheet], skipped: tuple[str, ...]) -> Delivery:
    """The schema's tables out of the snapshot's files. Raises FeedError if a file is none of the snapshot's."""
    files = {kind_of(sheet): sheet for sheet in sheets}
    if "" in files:
        raise FeedError(
            f"{files[''].file} is no file of the FinBench snapshot. Load it without --format finbench.",
            f"{files[''].file} 不是 FinBench 快照的文件。请去掉 --format finbench 再装载。",
            file=files[""].file,
        )
    if len(files) < len(sheets):
        twice = next(name for name in files if sum(kind_of(sheet) == name for sheet in sheets) > 1)
        raise FeedError(
            f"The FinBench snapshot holds {twice}.csv twice. Load one snapshot at a time.",
            f"FinBench 快照中 {twice}.csv 出现两次。请一次只装载一个快照。",
            file=f"{twice}.csv",
        )
    tables: list[RawTable] = []
    for name, make in _MAKERS.items():
        if name in files:
            tables += make(files[name], files)
    unused = tuple(sheet for name, sheet in files.items() if name in UNUSED)
    return Delivery(tuple(tables), {sheet: name for name, sheet in files.items()}, unused, skipped, SOURCE)


def _party(kind: str, ids: pa.ChunkedArray) -> pa.Array:
    return _joined(f"{SOURCE}:{kind}:", ids)


def _joined(*parts: str | pa.ChunkedArray) -> pa.Array:
    array = pc.binary_join_element_wise(*parts, "")
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _day(times: pa.ChunkedArray) -> pa.Array:
    """The day of a time stamp: 2020-01-18 14:29:50.692 → 2020-01-18."""
    return pc.utf8_slice_codeunits(times, 0, 10).combine_chunks()


def _table(table: str, columns: Mapping[str, pa.Array], *origins: Origin) -> RawTable:
    headers = {name: Header() for name in columns}
    titles = {name: name for name in columns}
    return RawTable(table, columns, headers, origins, titles, (), np.zeros(len(origins[0].rows), dtype=bool))


def _all_rows(sheet: Sheet) -> Origin:
    return Origin(sheet, np.arange(sheet.text.num_rows, dtype=np.int64))


def _constant(value: str, rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), rows)


def _persons(sheet: Sheet, _: Mapping[str, Sheet]) -> list[RawTable]:
    text = sheet.text
    columns = {
        "party_id": _party(PERSON, text["personId"]),
        "name": text["personName"].combine_chunks(),
        "recorded_on": _day(text["createTime"]),
    }
    return [_table("persons", columns, _all_rows(sheet))]


def _companies(sheet: Sheet, _: Mapping[str, Sheet]) -> list[RawTable]:
    text = sheet.text
    columns = {
        "party_id": _party(COMPANY, text["companyId"]),
        "name": text["companyName"].combine_chunks(),
        "kind": _constant("company", text.num_rows),
        "valid_from": _day(text["createTime"]),
        "recorded_on": _day(text["createTime"]),
    }
    return [_table("enterprises", columns, _all_rows(sheet))]


def _loans(sheet: Sheet, files: Mapping[str, Sheet]) -> list[RawTable]:
    """A loan's borrower stands in the file of applications of persons or of companies."""
    text = sheet.text
    borrowers = np.full(text.num_rows, "", dtype=object)
    origins = [_all_rows(sheet)]
    position = {loan: i for i, loan in enumerate(text["loanId"].to_pylist())}
    for name, kind, column in (
        ("PersonApplyLoan", PERSON, "personId"), ("CompanyApplyLoan", COMPANY, "companyId"),
    ):  # fmt: skip
        if name not in files:
            continue
        applied = files[name].text
        rows = np.full(text.num_rows, -1, dtype=np.int64)
        parties = _party(kind, applied[column]).to_pylist()
        for i, (loan, party) in enumerate(zip(applied["loanId"].to_pylist(), parties, strict=True)):
            at = position.get(loan, -1)
            if at >= 0 and not borrowers[at]:
                rows[at], borrowers[at] = i, party
        origins.append(Origin(files[name], rows))
    day, loan_id = _day(text["createTime"]), _joined(f"{SOURCE}:loan:", text["loanId"])
    amount, currency = text["loanAmount"].combine_chunks(), _constant("CNY", text.num_rows)
    loans = {
        "loan_id": loan_id, "borrower": pa.array(borrowers, pa.string()), "principal": amount, "currency": currency,
        "drawn_on": day, "recorded_on": day,
    }  # fmt: skip
    balances = {
        "loan_id": loan_id, "valid_from": day, "outstanding": text["balance"].combine_chunks(), "currency": currency,
        "recorded_on": day,
    }  # fmt: skip
    return [_table("loans", loans, *origins), _table("balances", balances, origins[0])]


def _stakes(kind: str) -> Callable[[Sheet, Mapping[str, Sheet]], list[RawTable]]:
    def make(sheet: Sheet, _: Mapping[str, Sheet]) -> list[RawTable]:
        text = sheet.text
        columns = {
            "owner": _party(kind, text["investorId"]),
            "owned": _party(COMPANY, text["companyId"]),
            "stake_id": text["createTime"].combine_chunks(),
            "share_ratio": text["ratio"].combine_chunks(),
            "valid_from": _day(text["createTime"]),
            "recorded_on": _day(text["createTime"]),
        }
        return [_table("stakes", columns, _all_rows(sheet))]

    return make


def _guarantees(kind: str) -> Callable[[Sheet, Mapping[str, Sheet]], list[RawTable]]:
    def make(sheet: Sheet, _: Mapping[str, Sheet]) -> list[RawTable]:
        text = sheet.text
        guarantor, debtor = _party(kind, text["fromId"]), _party(kind, text["toId"])
        number = _joined(f"{SOURCE}:guarantee:", text["fromId"], ":", text["toId"], ":", text["createTime"])
        columns = {
            "guarantee_id": number,
            "guarantor": guarantor,
            "debtor": debtor,
            "starts_on": _day(text["createTime"]),
            "recorded_on": _day(text["createTime"]),
        }
        return [_table("guarantees", columns, _all_rows(sheet))]

    return make


_MAKERS: Final[Mapping[str, Callable[[Sheet, Mapping[str, Sheet]], list[RawTable]]]] = {
    "Person": _persons,
    "Company": _companies,
    "Loan": _loans,
    "PersonInvestCompany": _stakes(PERSON),
    "CompanyInvestCompany": _stakes(COMPANY),
    "PersonGuaranteePerson": _guarantees(PERSON),
    "CompanyGuaranteeCompany": _guarantees(COMPANY),
}
