"""Search as people type, and a pasted list of names and numbers; each party with what a list shows of it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.routes.explained import document
from api.routes.paging import Dated, dated
from api.routes.parameters import Ask, At
from api.routes.rows import COMPANY, COMPANY_NAME
from api.routes.signals import Words
from api.searching import By, CircleHit, Hit, Line, Searching
from api.validators import MadeOf, validated
from graph.explain.day import Day
from graph.explain.naming import PERSON
from graph.identifiers import USCC_SCHEME
from graph.schema.party import KIND

router = APIRouter(prefix="/v1", tags=["enterprises · 企业"])

USUAL, MOST = 20, 100
MOST_LINES: Final = 1_000
KIND_TITLES: Final = {one.value: {"zh": one.zh, "en": one.en} for one in KIND.choices} | {
    PERSON: {"zh": "自然人", "en": "natural person"}
}
CIRCLE_ID: Final = "circle:6d6309a723529ebbaec350a0"
GROUP_ID: Final = "group:4f9c2ab07d3e4f551c0de5a7"


class GroupTold(BaseModel):
    """A group of connected clients, of all lenders together."""

    group_id: str = Field(examples=[GROUP_ID])
    size: int = Field(description="clients · 客户数", examples=[4])


class CircleTold(BaseModel):
    """A guarantee circle."""

    circle_id: str = Field(examples=[CIRCLE_ID])
    size: int = Field(description="members · 成员数", examples=[3])


class HitTold(BaseModel):
    """A party that was found."""

    party_id: str = Field(description="the identity under which it is analysed · 合并后的编号", examples=[COMPANY])
    name: str | None = Field(examples=[COMPANY_NAME])
    found_as: str | None = Field(description="by another name of it · 以其他名称找到", examples=[None])
    kind: str | None = Field(description="a kind of enterprise, or person · 类型", examples=["company"])
    kind_title: Words | None = Field(examples=[{"zh": "公司", "en": "company"}])
    uscc: str | None = Field(
        description="统一社会信用代码", examples=[COMPANY.removeprefix(f"{USCC_SCHEME}:")]
    )  # fmt: skip
    region: str | None = Field(examples=["浙江省杭州市"])
    industry: str | None = Field(examples=["通用设备制造业"])
    level: int | None = Field(
        ge=1, le=8, description="by all its open matters as they stand today; null without one · 汇总预警等级",
        examples=[6],
    )  # fmt: skip
    group: GroupTold | None = Field(description="the largest it is in · 所属关联客户组")
    circle: CircleTold | None = Field(description="所在担保圈")


class CircleHitTold(CircleTold):
    """A guarantee circle that was found by its identity."""

    nominal_cny: float = Field(description="guaranteed inside · 圈内担保金额", examples=[16_000_000.0])
    names: list[str | None] = Field(description="of some members · 部分成员", examples=[[COMPANY_NAME]])


class Found(Dated):
    """What was found for a text."""

    items: list[HitTold] = Field(description="whole names first, then beginnings, then parts · 命中主体")
    circles: list[CircleHitTold] = Field(description="whose identity begins so · 担保圈")
    truncated: bool = Field(description="there are more · 还有更多", examples=[False])


class LineTold(BaseModel):
    """What was found for a line."""

    line: int = Field(description="from 1 · 行号", examples=[1])
    text: str = Field(description="identity numbers masked · 原文（身份证号码已屏蔽）", examples=[COMPANY_NAME])
    found: str = Field(
        description="one: exactly that party; candidates: choose; none · 唯一、待选、未找到", examples=["one"]
    )
    by: By | None = Field(
        description="party_id, uscc, name: exactly that; part: a name with it in it · 依据", examples=["name"]
    )
    parties: list[HitTold] = Field(description="at most five · 至多五个")
    truncated: bool = Field(description="there are more candidates · 还有更多待选", examples=[False])
    repeats: int | None = Field(
        description="the earlier line with the same text or party · 与前面某行重复", examples=[None]
    )


class Counts(BaseModel):
    """How many lines came out how."""

    one: int = Field(examples=[1])
    candidates: int = Field(examples=[0])
    none: int = Field(examples=[0])
    repeated: int = Field(description="of all of them · 其中重复", examples=[0])


class FoundLines(Dated):
    """Every line with what was found for it, in order."""

    lines: list[LineTold]
    counts: Counts
    by_beginning: int = Field(
        description="lines that nobody is named as, beyond the first hundred: only names that begin so were looked for "
        "· 超出部分仅按名称开头查找", examples=[0],
    )  # fmt: skip


class WantedLines(BaseModel):
    """A pasted list."""

    model_config = ConfigDict(extra="forbid")

    texts: list[Annotated[str, Field(max_length=200)]] = Field(
        min_length=1, max_length=MOST_LINES, description="names, credit codes or party_ids, a line each · 每行一个",
        examples=[[COMPANY_NAME]],
    )  # fmt: skip


async def searching(request: Request) -> Searching:
    """The search behind this application."""
    behind: Searching = request.app.state.searching
    return behind


Search = Annotated[Searching, Depends(searching)]


@router.get(
    "/search", summary="Search as one types · 即时搜索", response_model=Found, dependencies=[validated(MadeOf.DESK)]
)  # fmt: skip
def search(
    behind: Ask,
    searching: Search,
    at: At,
    q: Annotated[
        str,
        Query(
            min_length=1, max_length=100, examples=["临江"],
            description="part of a name, the beginning of a code, a whole party_id, or circle:… · 名称、代码、编号",
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=MOST, description="parties, at most · 最多返回")] = USUAL,
) -> Response:  # fmt: skip
    """Enterprises by name or number, circles by their identity, natural persons by their whole party_id alone. Identity
    numbers are not searched."""
    with behind.metrics.asking("search"):
        found = searching.typed(q, at, limit)
    parts = {
        "items": [_hit(one) for one in found.hits],
        "circles": [_circle(one) for one in found.circles],
        "truncated": found.truncated,
    }
    return document(_dated(found.day) | parts)


@router.post("/search", summary="Look up a pasted list · 批量查找", response_model=FoundLines)
def search_list(behind: Ask, searching: Search, at: At, wanted: WantedLines) -> Response:
    """Every line by party_id, credit code or exact name; where nobody has it, who might be meant. Nothing is kept."""
    with behind.metrics.asking("search_list"):
        found = searching.pasted(wanted.texts, at)
    lines = [_line(one) for one in found.lines]
    outcome = [one["found"] for one in lines]
    counts = {name: outcome.count(name) for name in ("one", "candidates", "none")}
    counts["repeated"] = sum(one.repeats is not None for one in found.lines)
    return document(_dated(found.day) | {"lines": lines, "counts": counts, "by_beginning": found.by_beginning})


def _dated(day: Day) -> dict[str, Any]:
    return dated(day.snapshot.at, day.snapshot.version)


def _hit(hit: Hit) -> dict[str, Any]:
    card = hit.card
    return {
        "party_id": card.party_id, "name": card.name, "found_as": hit.found_as, "kind": card.kind,
        "kind_title": KIND_TITLES.get(card.kind or ""), "uscc": card.uscc, "region": card.region,
        "industry": card.industry, "level": hit.level, "group": card.group, "circle": card.circle,
    }  # fmt: skip


def _circle(hit: CircleHit) -> dict[str, Any]:
    return {"circle_id": hit.circle_id, "size": hit.size, "nominal_cny": hit.nominal_cny, "names": hit.names}


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line.number, "text": line.text,
        "found": "one" if line.certain else "candidates" if line.hits else "none", "by": line.by,
        "parties": [_hit(one) for one in line.hits], "truncated": line.truncated, "repeats": line.repeats,
    }  # fmt: skip
