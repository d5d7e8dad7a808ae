"""Long runs: which there are, how far one has come, what it found, and ending it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.jobs import Job, Jobs, State
from api.problem import responses
from api.security.actor import checked_writer
from api.values import shown

router = APIRouter(prefix="/v1/jobs", tags=["jobs · 任务"])

MOST_WAIT_S: Final = 10.0
"""A server that stops answers those who wait first."""
JOB_ID: Final = "job:5f0c2ab07d3e4f551c0de5a7"


class JobTitle(BaseModel):
    """The same in both languages."""

    zh: str = Field(examples=["压力测试：最大借款人违约"])
    en: str = Field(examples=["Stress test: the largest borrower fails"])


class JobProgress(BaseModel):
    """How far a job that this server runs has come."""

    what: str = Field(description="what it is at · 当前步骤", examples=["trials"])
    done: int = Field(examples=[2_000])
    total: int | None = Field(description="null: nobody can say · 未知为空", examples=[10_000])


class JobFailure(BaseModel):
    """Why there is no result."""

    code: str = Field(description="stable, as of problems", examples=["limit"])
    en: str = Field(examples=["The result has 9,000,000 bytes, more than the 8,000,000 that are kept."])
    zh: str = Field(examples=["结果为 9,000,000 字节，超过可保存的 8,000,000 字节。"])


class JobStands(BaseModel):
    """One job as it stands. Times are UTC."""

    job_id: str = Field(examples=[JOB_ID])
    kind: str = Field(examples=["stress"])
    title: JobTitle
    state: State = Field(
        description="lost: the server that ran it has ended · lost 表示运行它的服务已终止", examples=["running"]
    )
    actor: str = Field(description="who asked for it · 发起人", examples=["wang"])
    as_of: str = Field(description="in force on · 截至日", examples=["2025-12-31"])
    known_at: str = Field(description="as known on · 知悉截至日", examples=["2025-12-31"])
    parameters: dict[str, Any] = Field(description="all that decides · 全部参数", examples=[{"lgd": 0.45}])
    asked_at: str = Field(examples=["2025-12-31T08:00:00.000+00:00"])
    started_at: str | None = Field(examples=["2025-12-31T08:00:00.012+00:00"])
    ended_at: str | None = Field(description="null: not yet; of a lost one, when last heard of", examples=[None])
    version: int | None = Field(description="of the data that the result was found in · 数据版本", examples=[None])
    cancel_asked: bool = Field(description="somebody asked to end it · 已请求取消", examples=[False])
    progress: JobProgress | None = Field(description="only while this server runs it · 进度")
    failure: JobFailure | None = Field(
        description="of a job that failed, was lost or interrupted · 失败或中断原因", examples=[None]
    )


class JobList(BaseModel):
    """Jobs, the newest first."""

    items: list[JobStands]
    truncated: bool = Field(description="there are older ones · 还有更早的任务", examples=[False])


async def jobs_behind(request: Request) -> Jobs:
    """The jobs of this application."""
    behind: Jobs = request.app.state.jobs
    return behind


Behind = Annotated[Jobs, Depends(jobs_behind)]
JobId = Annotated[str, Path(min_length=1, max_length=100, description="任务编号", examples=[JOB_ID])]


@router.get("", summary="Long runs, the newest first · 长时间运行的任务", response_model=JobList)
def list_jobs(
    behind: Behind,
    kind: Annotated[str | None, Query(max_length=100, description="only these · 类型", examples=["stress"])] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="at most · 最多条数")] = 100,
) -> dict[str, Any]:
    """Of all servers over the same database, also those of the past."""
    found, more = behind.jobs(kind, limit)
    return {"items": [_stands(job) for job in found], "truncated": more}


@router.get(
    "/{job_id}",
    summary="How far has a long run come? · 任务进度",
    response_model=JobStands,
    responses=responses("not_found"),
)
def read_job(
    behind: Behind,
    job_id: JobId,
    wait_s: Annotated[
        float, Query(ge=0, le=MOST_WAIT_S, description="answer once it has ended, or after so long · 最长等待秒数")
    ] = 0,
) -> dict[str, Any]:
    """State, progress, and where it failed why. Waiting helps only with a job that this server runs."""
    return _stands(behind.wait(job_id, wait_s))


@router.delete(
    "/{job_id}",
    summary="Cancel a long run · 取消任务",
    response_model=JobStands,
    responses=responses("not_found", "forbidden", "store_conflict"),
)
def cancel_job(behind: Behind, request: Request, job_id: JobId) -> dict[str, Any]:
    """One that waits ends at once; one that runs, as soon as its work listens; one that has ended stays as it ended.

    Whoever asked for it may; anybody else needs a key that may write.
    """
    if behind.job(job_id).actor != request.state.actor:
        checked_writer(request)
    return _stands(behind.cancel(job_id))


@router.get(
    "/{job_id}/result",
    summary="What did a long run find? · 任务结果",
    response_model=dict[str, Any],
    responses=responses("not_found", "no_result"),
)
def read_result(behind: Behind, job_id: JobId) -> Response:
    """The document as it was kept, with model, parameters and dates as its kind of job has them."""
    return Response(behind.result(job_id), media_type="application/json")


def _stands(job: Job) -> dict[str, Any]:
    return shown(job)
