"""The four files of a folder as typed rows; what is wrong is said by file, row and field, with what to do."""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import FeedError

SPLITS: Final = ("train", "valid", "test")
MEMBERSHIP_KINDS: Final = ("industry", "area", "qualify")
COMPANY, PERSON_MARK = "C", "P"


@dataclass(frozen=True, slots=True)
class Company:
    """Capital in 万元, NaN where not stated; bankrupt 1 or 0, NaN where withheld."""

    company_id: str
    split: str
    registered_capital: float
    paid_in_capital: float
    bankrupt: float


@dataclass(frozen=True, slots=True)
class Tie:
    """One row of relations.csv; ids begin with C for companies and P for persons."""

    split: str
    from_id: str
    to_id: str
    relation: str
    weight: float
    row: int


@dataclass(frozen=True, slots=True)
class Lawsuit:
    """One row of lawsuits.csv."""

    split: str
    company_id: str
    cause: str
    court_level: str
    result: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One row of memberships.csv; kind: industry, area or qualify."""

    company_id: str
    kind: str
    group_id: str


@dataclass(frozen=True)
class Files:
    """What the four files of a folder say."""

    companies: tuple[Company, ...]
    ties: tuple[Tie, ...]
    lawsuits: tuple[Lawsuit, ...]
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    file: Path
    number: int
    fields: dict[str, str]

    def error(self, field: str, what: tuple[str, str]) -> FeedError:
        en, zh = what
        place_en, place_zh = (
            f"{self.file.name}, row {self.number}, {field}",
            f"{self.file.name}第{self.number}行{field}",
        )
        return FeedError(
            f"{place_en}: {en}", f"{place_zh}:{zh}", file=self.file.name, row=self.number, field=field
        )  # fmt: skip

    def text(self, field: str) -> str:
        value = self.fields[field].strip()
        if not value:
            raise self.error(field, ("empty. Give a value.", "为空。请填写。"))
        return value

    def one_of(self, field: str, choices: Sequence[str]) -> str:
        value = self.text(field)
        if value not in choices:
            raise self.error(
                field,
                (
                    f"{value} is none of {', '.join(choices)}. Use one.",
                    f"{value}不在{'、'.join(choices)}之中。请改用其一。",
                ),
            )
        return value

    def amount(self, field: str) -> float:
        """A number not below zero; NaN where nothing stands."""
        value = self.fields[field].strip()
        if not value:
            return math.nan
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number >= 0):
            raise self.error(
                field,
                (f"{value} is no amount. Give a number not below zero, or nothing where it is not known.",
                 f"{value}不是有效数额。请填写不小于零的数字,未知时留空。"),
            )  # fmt: skip
        return number

    def party(self, field: str, companies: set[str]) -> str:
        value = self.text(field)
        if value.startswith(PERSON_MARK) or value in companies:
            return value
        raise self.error(
            field,
            (f"{value} is no company of companies.csv and no person (P…). Mend the id or add the company.",
             f"{value}既不是companies.csv中的企业,也不是自然人(P开头)。请更正编号或补充该企业。"),
        )  # fmt: skip


def read_files(folder: Path) -> Files:
    """FeedError for a file that lacks, a column that lacks, or a value that cannot be meant."""
    companies = tuple(_companies(folder / "companies.csv"))
    known = {company.company_id for company in companies}
    return Files(
        companies,
        tuple(_ties(folder / "relations.csv", known)),
        tuple(_lawsuits(folder / "lawsuits.csv", known)),
        tuple(_memberships(folder / "memberships.csv", known)),
    )


def _companies(path: Path) -> Iterator[Company]:
    seen: set[str] = set()
    for row in _rows(path, ("company_id", "split", "registered_capital", "paid_in_capital", "bankrupt")):
        company_id, split = row.text("company_id"), row.one_of("split", SPLITS)
        if not company_id.startswith(COMPANY):
            raise row.error(
                "company_id", (f"{company_id} does not begin with C. Mend it.", f"{company_id}不以C开头。请更正。")
            )
        if company_id in seen:
            raise row.error(
                "company_id", (f"{company_id} stands twice. Keep one row.", f"{company_id}重复。请只保留一行。")
            )
        seen.add(company_id)
        yield Company(
            company_id, split, row.amount("registered_capital"), row.amount("paid_in_capital"), _bankrupt(row, split)
        )


def _bankrupt(row: _Row, split: str) -> float:
    """Of the test split nothing is taken over, whatever stands there."""
    if split == "test":
        return math.nan
    value = row.fields["bankrupt"].strip()
    if value not in ("0", "1"):
        raise row.error(
            "bankrupt",
            (f"“{value}” in the {split} split. Give 1 or 0; only the test split has none.",
             f"{split}中为“{value}”。请填1或0;仅test可以留空。"),
        )  # fmt: skip
    return float(value)


def _ties(path: Path, companies: set[str]) -> Iterator[Tie]:
    for row in _rows(path, ("split", "from_id", "to_id", "relation", "weight")):
        yield Tie(
            row.one_of("split", SPLITS), row.party("from_id", companies), row.party("to_id", companies),
            row.text("relation"), row.amount("weight"), row.number,
        )  # fmt: skip


def _lawsuits(path: Path, companies: set[str]) -> Iterator[Lawsuit]:
    for row in _rows(path, ("split", "company_id", "cause", "court_level", "result")):
        yield Lawsuit(
            row.one_of("split", SPLITS), row.party("company_id", companies), row.text("cause"),
            row.text("court_level"), row.text("result"),
        )  # fmt: skip


def _memberships(path: Path, companies: set[str]) -> Iterator[Membership]:
    for row in _rows(path, ("company_id", "kind", "group_id")):
        company_id = row.party("company_id", companies)
        yield Membership(company_id, row.one_of("kind", MEMBERSHIP_KINDS), row.text("group_id"))


def _rows(path: Path, columns: Sequence[str]) -> Iterator[_Row]:
    """Row numbers count the header as 1, as spreadsheets do."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", restval=None)
            lacking = [column for column in columns if column not in (reader.fieldnames or ())]
            if lacking:
                raise FeedError(
                    f"{path.name}, row 1: column {lacking[0]} lacks. Give the columns {', '.join(columns)}.",
                    f"{path.name}第1行:缺少列{lacking[0]}。应有列:{'、'.join(columns)}。",
                    file=path.name, row=1, field=lacking[0],
                )  # fmt: skip
            for fields in reader:
                row = _Row(path, reader.line_num, fields)
                cut = [column for column in columns if fields[column] is None]
                if cut or "" in fields:
                    raise row.error(
                        cut[0] if cut else columns[-1],
                        ("the row has not as many fields as the header. Quote commas within a field.",
                         "字段数与表头不符。字段内的逗号请加引号。"),
                    )  # fmt: skip
                yield row
    except OSError as error:
        raise FeedError(
            f"{path.name} cannot be read in {path.parent.name}. Give a folder with companies.csv, relations.csv,"
            " lawsuits.csv and memberships.csv.",
            f"无法在{path.parent.name}中读取{path.name}。请给出含companies.csv、relations.csv、lawsuits.csv、memberships.csv的文件夹。",
            file=path.name,
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FeedError(
            f"{path.name} is no CSV in UTF-8. Save it as one.",
            f"{path.name}不是UTF-8编码的CSV。请另存。",
            file=path.name,
        ) from error
