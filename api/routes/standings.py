"""Where parties stand by all their warnings together, as matters and lists are now."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.problem import responses
from api.routes.matter_told import MATTER_ID, SIGNAL_ID, TITLE
from api.routes.paging import Dated, Page, Pages, begun, dated, fingerprint, sealed
from api.routes.parameters import Ask, Day, Desk, PartyId
from api.routes.rows import COMPANY, COMPANY_NAME
from api.routes.signals import Evidence, Words
from api.rules_known import rules_by_id
from api.standing_told import WantedStandings, standing_document
from api.validators import MadeOf, validated
from graph.as_of import AsOf
from graph.ask import resolve_party
from graph.portfolios import canonical_ids, portfolio_named
from graph.signals.life import State
from graph.signals.life.together import of_party, told
from graph.signals.rule import FAMILIES, STAGES
from graph.signals.standing import Why

router = APIRouter(prefix="/v1", tags=["signals · 预警"])

FAMILY: Final = tuple(FAMILIES)
STAGE: Final = tuple(STAGES)
REASON: Final = {
    "zh": "概率高 × 损失1000万至1亿元 → 6级",
    "en": "probability high × loss CNY 10 to 100 million → level 6",
}


class StandingWarning(BaseModel):
    """One open matter of a party, and whether its level goes by it."""

    matter_id: str = Field(examples=[MATTER_ID])
    signal_id: str = Field(description="the finding as it stands · 当前预警", examples=[SIGNAL_ID])
    rule: str = Field(examples=["guarantee_circle"])
    title: Words | None = Field(description="of the rule; null where the rule is no longer there", examples=[TITLE])
    family: str | None = Field(examples=["guarantees"])
    stages: list[str] = Field(examples=[["pre_loan"]])
    level: int = Field(ge=1, le=8, description="with the floor of a black list · 等级", examples=[6])
    level_reason: Words = Field(description="of the finding alone · 预警本身定级理由", examples=[REASON])
    state: State = Field(examples=["new"])
    value: float | None = Field(examples=[3.0])
    assigned_to: str | None = Field(examples=[None])
    counts: bool = Field(description="the party's level goes by it · 计入汇总等级", examples=[True])
    covered: Why | None = Field(
        description="why it does not count: same_facts and same_family tell what `covered_by` tells; slighter: much "
        "less grave; too_few: fewer than two other families warn on other facts · 未计入的原因", examples=[None],
    )  # fmt: skip
    covered_by: str | None = Field(description="a matter of the same party · 被其覆盖的事项", examples=[None])
    links: dict[str, str] = Field(examples=[{"matter": f"/v1/matters/{MATTER_ID}"}])


class EvidencedWarning(StandingWarning):
    """The same with its evidence."""

    evidence: Evidence


class Standing(BaseModel):
    """One party. The level is that of the gravest warning, one more where others on other facts add to it."""

    party_id: str = Field(examples=[COMPANY])
    name: str | None = Field(examples=[COMPANY_NAME])
    kind: str = Field(description="a kind of enterprise, or person", examples=["company"])
    level: int = Field(ge=1, le=8, description="8 is the gravest · 汇总等级", examples=[6])
    reason: Words = Field(examples=[REASON])
    warnings: list[StandingWarning] = Field(description="the gravest first · 全部预警")


class PartyStandingTold(Dated):
    """The standing of one party; level and reason are null where no matter of it is open."""

    party_id: str = Field(description="the identity under which it is analysed · 合并后的编号", examples=[COMPANY])
    name: str | None = Field(examples=[COMPANY_NAME])
    kind: str = Field(examples=["company"])
    level: int | None = Field(ge=1, le=8, description="8 is the gravest · 汇总等级", examples=[6])
    reason: Words | None = Field(examples=[REASON])
    warnings: list[EvidencedWarning]


class WantedParties(BaseModel):
    """Which parties are asked for; `declared_only` refuses what nobody knows."""

    level: int = Field(1, ge=1, le=8, description="this grave or graver · 最低等级")
    family: Literal[FAMILY] | None = Field(  # type: ignore[valid-type]
        None, description="with a warning of such a rule · 规则类别"
    )
    stage: Literal[STAGE] | None = Field(  # type: ignore[valid-type]
        None, description="with a warning of a rule asked at that stage · 适用阶段"
    )
    portfolio: str | None = Field(None, max_length=100, description="in it only: /v1/portfolios · 关注组合")
    on: Day | None = Field(
        None, description="the day of sleep and lists; default today · 日期", examples=["2025-12-31"]
    )
    waiting: bool = Field(
        False, description="go also by matters asleep or held back · 计入暂缓和白名单暂不提示"
    )  # fmt: skip


@router.get(
    "/standings", summary="Parties by all their warnings together, the gravest first · 主体汇总预警等级",
    response_model=Page[Standing], responses=responses("stale_cursor", "not_found", "limit"),
    dependencies=[validated(MadeOf.DESK, never_with=("portfolio",))],
)  # fmt: skip
def standings(behind: Ask, desk: Desk, pages: Pages, wanted: Annotated[WantedParties, Query()]) -> dict[str, Any]:
    """By open matters that the last run still found, as they and the lists stand now; nothing counts twice."""
    at, read_at = AsOf.at(wanted.on, wanted.on), desk.read_at()
    rules = rules_by_id(behind.settings.rules_folder)
    with behind.metrics.asking("standings"):
        members = _members(behind, wanted.portfolio, at)
        question = fingerprint("standings", wanted.model_dump(mode="json") | {"members": sorted(members or ())}, at)
        begin = begun(pages.cursor, question, list(read_at))
        asked = WantedStandings(wanted.level, wanted.family, wanted.stage, members)
        found = asked.among(desk.together(at.as_of, read_at, waiting=wanted.waiting), rules)
        end = begin + pages.limit
        shown = told(behind.store, found[begin:end], desk.families())
    return dated(at, read_at[0]) | {
        "items": [standing_document(one, rules, evidenced=False) for one in shown],
        "total": len(found),
        "truncated": False,
        "next_cursor": sealed(question, list(read_at), end) if end < len(found) else None,
    }


@router.get(
    "/enterprises/{party_id}/standing", summary="One party by all its warnings together · 某主体的汇总预警等级",
    response_model=PartyStandingTold, responses=responses("not_found", "ambiguous"),
    dependencies=[validated(MadeOf.DESK)],
)  # fmt: skip
def standing(
    behind: Ask,
    desk: Desk,
    party_id: PartyId,
    on: Annotated[Day | None, Query(description="the day of sleep and lists; default today · 日期")] = None,
    waiting: Annotated[
        bool, Query(description="go also by matters asleep or held back · 计入暂缓和白名单暂不提示")
    ] = False,
) -> dict[str, Any]:
    """Its open matters with their evidence, which of them count, and which tell what another tells already."""
    day = on or date.today()
    with behind.metrics.asking("standing"):
        found = of_party(
            behind.store, resolve_party(behind.store, party_id, behind.settings.cache_folder), desk.families(), day,
            waiting=waiting,
        )  # fmt: skip
    document = standing_document(found, rules_by_id(behind.settings.rules_folder), evidenced=True)
    return dated(AsOf.at(day, day), behind.version()) | document


def _members(behind: Ask, portfolio: str | None, at: AsOf) -> frozenset[str] | None:
    if portfolio is None:
        return None
    watched, settings = portfolio_named(behind.store, portfolio), behind.settings
    return frozenset(canonical_ids(behind.store, watched, at, settings.max_rows, settings.cache_folder))
