"""The learned probability of default beside what else is said of a party: its facts, its warnings."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from api.asking import Asking
from api.values import jsonable
from graph.as_of import AsOf


class PartyScore(BaseModel):
    """The latest score; why it is what it is: `/v1/enterprises/{party_id}/score`."""

    probability: float = Field(ge=0, le=1, description="of a default · 违约概率", examples=[0.032])
    low: float | None = Field(description="it lies between this · 下限", examples=[0.018])
    high: float | None = Field(description="and this · 上限", examples=[0.051])
    horizon_days: int | None = Field(description="within so many days · 预测期（天）", examples=[365])
    model: str | None = Field(description="its version · 模型版本", examples=["20251231T080000-1f0c2ab0-9d3e4f"])
    as_of: str | None = Field(description="the day that was scored · 评分日", examples=["2025-12-31"])


SCORE = Field(description="null: not scored by that day; `/score` says why · 最近一次评分")


def scores_of(behind: Asking, party_ids: Iterable[str], at: AsOf) -> dict[str, dict[str, Any]]:
    """The latest score of each of some parties as `PartyScore` describes it; parties without one are left out."""
    asked = sorted(set(party_ids))
    rows = behind.answer("score/latest", {"party_ids": asked}, at).rows if asked else []
    return {row["party_id"]: {name: jsonable(row[name]) for name in PartyScore.model_fields} for row in rows}
