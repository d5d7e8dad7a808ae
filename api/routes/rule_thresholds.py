"""What officers' judgements propose for the thresholds of rules, what persons accepted, and taking that back."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.backtest_run import BacktestRun
from api.moving_thresholds import Asked, accept_asked, log, told
from api.problem import responses
from api.proposals_run import ProposalsRun
from api.routes.backtest import LONGEST_DAYS
from api.routes.jobs import JOB_ID, Behind, JobStands
from api.routes.parameters import Ask, At, Day
from api.routes.submitted import ACCEPTED, Actor, submitted
from api.security.actor import writer
from api.values import jsonable
from graph.signals.backtest import Awaited, Step
from graph.signals.learning import Criteria
from graph.signals.thresholds import Kind, revert

router = APIRouter(prefix="/v1/rules", tags=["signals · 预警"])

ADJUSTMENT_ID: Final = "adjustment:5f0c2ab07d3e4f551c0de5a7"
REASON: Final = "三家担保的多为集团内互保，历次核实均排除"
REFUSED: Final = responses("forbidden", "not_found", "threshold_conflict", "store_conflict")
BASIS: Final = {"job_id": JOB_ID, "confirmed": 31, "dismissed": 22, "outside": 0, "unlike": 1}


class AdjustmentTold(BaseModel):
    """One act on a threshold. Times are UTC."""

    adjustment_id: str = Field(examples=[ADJUSTMENT_ID])
    rule: str = Field(examples=["multi_guaranteed"])
    threshold: str = Field(examples=["guarantors"])
    seq: int = Field(description="number in its threshold · 序号", examples=[1])
    kind: Kind = Field(description="accept, or revert: taken back · 采纳或撤销", examples=["accept"])
    from_value: float = Field(examples=[3.0])
    to_value: float = Field(examples=[5.0])
    unit: str = Field(examples=["count"])
    actor: str = Field(description="调整人", examples=["wang.jianguo"])
    at: str = Field(examples=["2025-12-31T08:00:00.000+00:00"])
    reason: str = Field(examples=[REASON])
    mark: str = Field(description="of what the rule's file said then · 规则指纹", examples=["0a1b2c3d4e5f60718293a4b5"])
    reverts: str | None = Field(description="the act that is taken back · 所撤销的调整", examples=[None])
    basis: dict[str, Any] | None = Field(
        description="judgements, proposal and back-test; null: nobody proposed it · 依据，空：非系统建议",
        examples=[BASIS],
    )
    stands: bool = Field(description="not taken back or moved on from · 未被撤销或取代", examples=[True])
    in_force: bool = Field(
        description="false where the rule's file has changed since · 规则文件变更后失效", examples=[True]
    )


class Adjustments(BaseModel):
    """All acts on thresholds, the newest first."""

    items: list[AdjustmentTold]


class WantedThreshold(BaseModel):
    """Which value is accepted, by whoever's key is sent."""

    model_config = ConfigDict(extra="forbid")

    rule: str = Field(min_length=1, max_length=100, description="规则", examples=["multi_guaranteed"])
    threshold: str = Field(min_length=1, max_length=100, description="阈值", examples=["guarantors"])
    from_value: float = Field(
        allow_inf_nan=False, description="in force as you saw it; refused where it is another now · 所见的现值",
        examples=[3.0],
    )  # fmt: skip
    to_value: float = Field(allow_inf_nan=False, description="within the bounds of the rule · 新值", examples=[5.0])
    reason: str = Field(max_length=4_000, description="理由", examples=[REASON])
    job_id: str | None = Field(
        None, max_length=100, description="that proposed it; default: the newest that did · 提出建议的任务",
        examples=[JOB_ID],
    )  # fmt: skip


class WantedRevert(BaseModel):
    """Why an acceptance is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=4_000, description="理由", examples=["漏掉了两家违约企业"])


@router.post(
    "/proposals", summary="Stricter thresholds that officers' judgements propose · 阈值建议",
    status_code=HTTPStatus.ACCEPTED, response_model=JobStands, responses=ACCEPTED,
)  # fmt: skip
def ask_proposals(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    jobs: Behind,
    actor: Actor,
    at: At,
    first: Annotated[
        Day | None,
        Query(alias="from", description="of the back-test; default: since events are recorded · 起始日",
              examples=["2023-01-31"]),
    ] = None,
    step: Annotated[
        str, Query(max_length=10, description="between dates: 1m, 2w or 10d · 步长", examples=["1m"])
    ] = "1m",
    horizon: Annotated[
        int, Query(ge=1, le=LONGEST_DAYS, description="days within which an alarm comes true · 观察期（天）")
    ] = 365,
) -> Response:  # fmt: skip
    """A job: of each rule what was confirmed and dismissed, the stricter value that this proposes, or why none; and of
    each proposal the rule's figures over the back-test before and after."""
    test = BacktestRun(behind.settings, behind.store, at, first, Step.parse(step), Awaited(horizon))
    test.check()
    run = ProposalsRun(test, Criteria())
    return submitted(jobs, run.asked, lambda progress, _: run.found(progress), actor)


@router.get(
    "/adjustments", summary="Thresholds that persons have moved, with all that was done · 阈值调整记录",
    response_model=Adjustments,
)  # fmt: skip
def list_adjustments(behind: Ask) -> dict[str, Any]:
    """Each with who, when, why, and what it was proposed on."""
    return {"items": jsonable(log(behind.settings, behind.store))}


@router.post(
    "/adjustments", summary="Accept a value for a threshold · 采纳阈值", status_code=HTTPStatus.CREATED,
    response_model=AdjustmentTold, responses=REFUSED,
)  # fmt: skip
def accept_value(
    behind: Ask, actor: Annotated[str, Depends(writer)], wanted: WantedThreshold
) -> dict[str, Any]:  # fmt: skip
    """Needs a key that may write. Every evaluation from now on goes by it; a folder of rules tried alone does not."""
    act = accept_asked(behind.settings, behind.store, Asked(**wanted.model_dump()), actor)
    found: dict[str, Any] = jsonable(told(act, stands=True, in_force=True))
    return found


@router.post(
    "/adjustments/{adjustment_id}/revert", summary="Take a moved threshold back · 撤销阈值调整",
    status_code=HTTPStatus.CREATED, response_model=AdjustmentTold,
    responses=REFUSED,
)  # fmt: skip
def take_back(
    behind: Ask,
    actor: Annotated[str, Depends(writer)],
    adjustment_id: Annotated[
        str, Path(min_length=1, max_length=100, description="阈值调整编号", examples=[ADJUSTMENT_ID])
    ],
    wanted: WantedRevert,
) -> dict[str, Any]:
    """The threshold is again what it was before; the log keeps both acts."""
    act = revert(behind.store, adjustment_id, wanted.reason, actor)
    found: dict[str, Any] = jsonable(told(act, stands=False, in_force=False))
    return found
