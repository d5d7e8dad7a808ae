"""The rows of named queries as response models: their headers declare the columns, so nothing is said twice."""

from datetime import date
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from cypher import Kind, query
from cypher.types import Type

TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: str, Kind.PARTY: str, Kind.DATE: date, Kind.INTEGER: int, Kind.FLOAT: float, Kind.BOOLEAN: bool,
    Kind.MONEY: float, Kind.RATIO: float, Kind.MAP: dict[str, Any],
}  # fmt: skip

COMPANY, OTHER, THIRD = "cn.uscc:91330106MA2CFM2X53", "cn.uscc:91330100MA27X3D990", "cn.uscc:91330000142912310K"
COMPANY_NAME, OTHER_NAME = "杭州临江机械有限公司", "杭州江南融资担保有限公司"
EXAMPLES: Final[dict[str, Any]] = {
    "party_id": COMPANY, "name": COMPANY_NAME, "kind": "company", "established_on": "2012-05-18",
    "other_id": OTHER, "other_name": OTHER_NAME, "debtor_id": COMPANY, "debtor_name": COMPANY_NAME,
    "guarantor_id": OTHER, "guarantor_name": OTHER_NAME, "borrower_id": COMPANY, "borrower_name": COMPANY_NAME,
    "owner_id": OTHER, "owner_name": OTHER_NAME, "owner_kind": "company", "circle_id": COMPANY,
    "members": [COMPANY, OTHER, THIRD], "size": 3, "identifiers": [COMPANY], "status": "active",
    "industry": "通用设备制造业", "region": "浙江省杭州市", "guarantee_id": "firm:DB2023000095",
    "contract_no": "BZ-2023-0095", "form": "joint_and_several", "starts_on": "2023-06-20", "ends_on": "2026-06-19",
    "last_day": "2026-06-19",
    "loan_id": "firm:JJ2023000187", "classification": "normal", "days_past_due": 0, "drawn_on": "2023-06-20",
    "matures_on": "2024-06-19", "case_no": "(2024)浙0106民初1234号", "role": "defendant",
    "cause": "金融借款合同纠纷", "filed_on": "2024-03-11", "closed_on": None, "result": None,
    "court": "杭州市西湖区人民法院", "court_level": "basic", "listing_id": "firm:91330106MA2CFM2X53:2024-09-02",
    "list": "dishonest_debtor", "lists": ["dishonest_debtor"], "listed_on": "2024-09-02", "removed_on": None,
    "hop": 1, "hops": 3, "depth": 1, "row": 1, "parent_row": 0, "children": 2, "mark": None,
    "record": {"legal_name": COMPANY_NAME, "status": "active", "registered_capital_cny": 50_000_000.0},
    "statement": {"period_end": "2024-12-31", "net_assets_cny": 50_000_000.0},
    "firms": [{"party_id": OTHER, "name": OTHER_NAME}],
    "case_nos": ["(2024)浙0106民初1234号"],
    "listed": [
        {"listing_id": "firm:91330106MA2CFM2X53:2024-09-02", "list": "dishonest_debtor", "listed_on": "2024-09-02"}
    ],
    "guarantors": 3, "persons": 0, "loans": 2, "without_amount": 0, "without_balance": 0, "cases": 1, "listings": 0,
}  # fmt: skip
LISTS: Final[dict[tuple[str, str], Any]] = {
    ("guarantee/given", "loans"): ["firm:JJ2023000187"],
    ("guarantee/received", "loans"): ["firm:JJ2023000187"],
    ("guarantee/circles", "names"): [COMPANY_NAME, OTHER_NAME, "浙江宏远轴承有限公司"],
    ("guarantee/circles", "guarantees"): 3,
    ("path/all", "length"): 1,
    ("path/all", "party_ids"): [OTHER, COMPANY],
    ("path/all", "names"): [OTHER_NAME, COMPANY_NAME],
    ("path/all", "ties"): [
        {
            "hop": 1,
            "kind": "GUARANTEES",
            "source_id": OTHER,
            "target_id": COMPANY,
            "guarantee_id": "firm:DB2023000095",
            "cap_cny": 8_000_000.0,
        }
    ],
    ("loan/of_lender", "guarantors"): [
        {"party_id": OTHER, "name": OTHER_NAME, "guarantee_id": "firm:DB2023000095", "form": "joint_and_several"}
    ],
    ("loan/of_lender", "liable"): [
        {"party_id": OTHER, "name": OTHER_NAME, "guarantee_id": "firm:DB2023000095", "last_day": "2026-06-19"}
    ],
}
BY_KIND: Final[dict[Kind, Any]] = {
    Kind.TEXT: "", Kind.PARTY: COMPANY, Kind.DATE: "2025-12-31", Kind.INTEGER: 2, Kind.FLOAT: 0.5,
    Kind.BOOLEAN: True, Kind.MONEY: 8_000_000.0, Kind.RATIO: 0.35, Kind.MAP: {},
}  # fmt: skip


@cache
def row_model(name: str) -> type[BaseModel]:
    """The model of one row that the named query answers; a value nobody stated is null."""
    question = query(name)
    fields: dict[str, Any] = {
        column.name: (
            _python(column.type) | None,
            Field(description=column.note or None, examples=[_example(name, column.name, column.type)]),
        )
        for column in question.answer
    }
    words = name.replace("/", "_").split("_")
    title = "".join(word.capitalize() for word in words)
    made: type[BaseModel] = create_model(
        title,
        __config__=ConfigDict(extra="forbid"),
        __doc__=f"{question.title_en} · {question.title_zh}",
        **fields,
    )
    return made


def list_of(name: str) -> Any:
    """A list of the named query's rows."""
    return list.__class_getitem__(row_model(name))


def answer_model(title: str, about: str, base: type[BaseModel], **parts: Any) -> type[BaseModel]:
    """A model of an answer that has rows of named queries among its parts."""
    fields: dict[str, Any] = {part: (kind, ...) for part, kind in parts.items()}
    made: type[BaseModel] = create_model(title, __base__=base, __doc__=about, **fields)
    return made


def summary(name: str) -> str:
    """The question in both languages, for the operation's title."""
    question = query(name)
    return f"{question.title_en} · {question.title_zh}"


def _python(declared: Type) -> Any:
    one = TYPES[declared.kind]
    return list.__class_getitem__(one) if declared.many else one


def _example(name: str, column: str, declared: Type) -> Any:
    known = LISTS.get((name, column), EXAMPLES.get(column, BY_KIND[declared.kind]))
    return [known] if declared.many and not isinstance(known, list) else known
