"""The worker: who runs it, what is due, and how its last runs went."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.jobs import State
from api.routes.parameters import Ask
from api.values import shown
from api.watch.schedule import Schedule
from api.watch.status import status
from api.watch.turn import utc_now

router = APIRouter(prefix="/v1/watch", tags=["watch · 监测"])

EXAMPLE_AT = "2025-12-31T22:30:00.000+00:00"


class WatchedDelivery(BaseModel):
    """A delivery that a run found in its folder."""

    name: str = Field(examples=["2025-12-31"])
    outcome: str = Field(description="loaded, or refused as a whole · 已装载或整体无法识别", examples=["loaded"])
    loaded: int = Field(description="rows that changed something · 装入行数", examples=[120])
    rejected: int = Field(description="refused rows · 拒收行数", examples=[0])
    error: str | None = Field(examples=[None])


class WatchRun(BaseModel):
    """One run of the worker. Times are UTC."""

    run_id: str = Field(examples=["job:5f0c2ab07d3e4f551c0de5a7"])
    state: State = Field(
        description="lost: its process has ended; another takes over · lost 表示进程已终止", examples=["done"]
    )
    worker: str = Field(description="host and process · 主机与进程", examples=["risk-01:4711"])
    due_at: str = Field(description="the scheduled moment · 计划时刻", examples=[EXAMPLE_AT])
    started_at: str | None = Field(examples=[EXAMPLE_AT])
    ended_at: str | None = Field(examples=["2025-12-31T22:30:41.000+00:00"])
    seconds: float | None = Field(description="how long it took · 用时", examples=[41.0])
    found: int | None = Field(description="signals found; null: it did not come so far · 发现数", examples=[310])
    new: int | None = Field(description="of these not known before · 新增数", examples=[4])
    looked_at: int | None = Field(description="parties that were looked at · 核查主体数", examples=[52])
    full_because: str | None = Field(
        description="why everything was worked out: first_run, asked, rules_or_program_changed, "
        "run_before_did_not_end, run_before_not_kept_here, no_day_of_now; null: only what had changed since the run "
        "before · "
        "全量评估的原因；空为增量",
        examples=[None],
    )
    deliveries: list[WatchedDelivery]
    after_failed: list[str] = Field(
        description="why something that follows could not be done · 后续步骤失败原因", examples=[[]]
    )
    failure: str | None = Field(examples=[None])


class WatchStatus(BaseModel):
    """How the watch stands."""

    holder: str | None = Field(description="of the lease; null: nobody · 租约持有者", examples=[None])
    until: str | None = Field(examples=[None])
    taken: int = Field(description="how often the lease was taken · 租约序号", examples=[31])
    due_at: str | None = Field(description="up to which all is dealt with · 已处理至", examples=[EXAMPLE_AT])
    next_at: str | None = Field(
        description="the next scheduled moment · 下次", examples=["2026-01-01T22:30:00.000+00:00"]
    )
    due: bool = Field(description="a moment has passed that nobody has dealt with · 有到期任务", examples=[False])
    runs: list[WatchRun]
    truncated: bool = Field(description="there are more runs · 还有更多", examples=[False])


@router.get("", summary="The worker and its last runs · 定期监测状态", response_model=WatchStatus)
def read_watch(
    behind: Ask,
    limit: Annotated[int, Query(ge=1, le=1000, description="last runs · 最近运行次数", examples=[20])] = 20,
) -> dict[str, Any]:
    """When each run was, how long it took, how many signals were new, and why one failed."""
    schedule = Schedule(behind.settings.watch_schedule, behind.settings.watch_timezone)
    return shown(status(behind.store, schedule, utc_now(), limit))
