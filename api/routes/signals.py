"""What has been found: warnings with their level, the reason for it, and their evidence."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.problem import responses
from api.routes.paging import Page, Pages, read_page
from api.routes.parameters import Ask, At
from api.routes.party_score import SCORE, PartyScore, scores_of
from api.routes.rows import COMPANY, COMPANY_NAME, OTHER
from api.rules_known import rules_by_id
from api.validators import MadeOf, validated
from api.values import evidence
from graph.portfolios import canonical_ids, portfolio_named
from graph.signals import Rule
from graph.signals.life.desk import turns
from graph.signals.thresholds import adjusted

router = APIRouter(prefix="/v1", tags=["signals · 预警"], responses=responses("stale_cursor", "not_found", "limit"))

EDGE = {
    "type": "GUARANTEES", "id": "firm:DB2023000095", "source": OTHER, "target": COMPANY, "amount_cny": 8_000_000.0,
    "said_by": "firm", "valid_from": "2023-06-20", "valid_to": "2026-06-20", "recorded_on": "2023-06-21",
}  # fmt: skip


class Words(BaseModel):
    """The same in both languages."""

    zh: str = Field(examples=["担保圈"])
    en: str = Field(examples=["Guarantee circle"])


class Evidence(BaseModel):
    """The facts that made the finding: contracts and records with who said so and since when."""

    nodes: list[dict[str, Any]] = Field(default=[], examples=[[{"id": COMPANY, "label": "Enterprise"}]])
    edges: list[dict[str, Any]] = Field(
        default=[], description="`valid_to` is the day after the last · 截止日的次日", examples=[[EDGE]]
    )
    facts: dict[str, Any] = Field(default={}, examples=[{"members": 3}])
    truncated: bool = Field(default=False, examples=[False])
    measures: dict[str, float] = Field(default={}, examples=[{"structure.circle_size": 3.0}])
    would_lower: dict[str, str] = Field(default={}, examples=[{"zh": "条件不再成立时终止", "en": "ends when …"}])


class Signal(BaseModel):
    """One warning."""

    signal_id: str = Field(examples=["signal:1c0de5a7b3f29e8864d0a1b2"])
    rule: str = Field(examples=["guarantee_circle"])
    title: Words | None = Field(description="of the rule; null where the rule is no longer there")
    level: int = Field(ge=1, le=8, description="8 is the gravest · 等级", examples=[4])
    level_reason: str = Field(examples=["概率中 × 损失1000万至1亿元 → 4级 · probability medium × loss … → level 4"])
    party_id: str = Field(examples=[COMPANY])
    name: str | None = Field(examples=[COMPANY_NAME])
    kind: str | None = Field(examples=["company"])
    measure: str = Field(examples=["structure.circle_size"])
    value: float | None = Field(examples=[3.0])
    first_seen_on: str | None = Field(examples=["2025-12-31"])
    status: str = Field(description="of its matter · 所属事项的状态", examples=["new"])
    matter_id: str | None = Field(
        description="see /v1/matters · 所属事项", examples=["matter:5f0c2ab07d3e4f551c0de5a7"]
    )
    score: PartyScore | None = SCORE
    evidence: Evidence


class Threshold(BaseModel):
    """A number that the condition compares with."""

    value: float
    unit: str


class WarningRule(BaseModel):
    """What a rule looks for, and what to do when it fires."""

    rule: str = Field(examples=["guarantee_circle"])
    title: Words
    meaning: Words
    check: Words
    ask: Words
    reference: str = Field(examples=["银监会《关于担保圈贷款风险的通知》"])
    family: str = Field(examples=["guarantees"])
    stages: list[str] = Field(description="when in the life of a loan it is asked · 适用阶段", examples=[["pre_loan"]])
    owner: Words
    measure: str = Field(examples=["structure.circle_size"])
    condition: str = Field(examples=["structure.circle_size >= members"])
    thresholds: dict[str, Threshold] = Field(examples=[{"members": {"value": 3.0, "unit": "count"}}])


class Rules(BaseModel):
    """All rules."""

    items: list[WarningRule]


@router.get(
    "/signals", summary="Warnings found, the gravest first · 预警", response_model=Page[Signal],
    dependencies=[validated(MadeOf.DESK, MadeOf.SIGNALS, MadeOf.SCORES, never_with=("portfolio",))],
)  # fmt: skip
def signals(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    at: At,
    pages: Pages,
    level: Annotated[int, Query(ge=1, le=8, description="this grave or graver · 最低等级")] = 1,
    rule: Annotated[str | None, Query(max_length=100, examples=["guarantee_circle"])] = None,
    party_id: Annotated[str | None, Query(max_length=200, examples=[COMPANY])] = None,
    portfolio: Annotated[
        str | None, Query(max_length=100, description="about those in it only: /v1/portfolios · 关注组合")
    ] = None,
) -> dict[str, Any]:
    """Those first seen up to `as_of`. `ringfence warn` writes them; they change without the version of the facts."""
    # Officers change the states of what was found, and runs add to it.
    found = behind.answer("signal/count", {}, at).rows[0]["signals"] + turns(behind.store)
    wanted: dict[str, Any] = {"minimum_level": level, "rule": rule, "party_id": party_id}
    if portfolio is not None:
        watched, most = portfolio_named(behind.store, portfolio), behind.settings.max_rows
        wanted["party_ids"] = canonical_ids(behind.store, watched, at, most, behind.settings.cache_folder)
    page = read_page(behind, "signal/list", wanted, at, pages, found=found)
    # Evidence is large: it is read for the rows of this page only.
    ids = [row["signal_id"] for row in page["items"]]
    told = behind.answer("signal/evidence", {"signal_ids": ids}, at).rows if ids else []
    found_in = {row["signal_id"]: evidence(row["evidence"]) for row in told}
    known = rules_by_id(behind.settings.rules_folder)
    scored = scores_of(behind, (row["party_id"] for row in page["items"]), at)
    page["items"] = [
        row
        | _title(known.get(row["rule"]))
        | {"score": scored.get(row["party_id"]), "evidence": found_in[row["signal_id"]]}
        for row in page["items"]
    ]
    return page


@router.get("/signals/rules", summary="The rules behind the warnings · 预警规则")
def rules(behind: Ask) -> Rules:
    """What each looks for, why, and what to do when it fires; thresholds as they are in force."""
    known = adjusted(behind.store, list(rules_by_id(behind.settings.rules_folder).values()))
    return Rules(
        items=[
            WarningRule(
                rule=one.id, title=_words(one.title), meaning=_words(one.meaning), check=_words(one.check),
                ask=_words(one.ask), reference=one.reference, measure=one.measure,
                condition=one.condition.text, family=one.family, stages=list(one.stages), owner=_words(one.owner),
                thresholds={name: Threshold(value=t.value, unit=t.unit) for name, t in one.thresholds.items()},
            )
            for one in known
        ]
    )  # fmt: skip


def _words(text: Any) -> Words:
    return Words(zh=text.zh, en=text.en)


def _title(rule: Rule | None) -> dict[str, Any]:
    return {"title": _words(rule.title) if rule else None}
