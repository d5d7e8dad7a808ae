"""How good each rule's warnings were at past dates: a long run over the whole history."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.backtest_run import BacktestRun
from api.routes.jobs import Behind, JobStands
from api.routes.parameters import Ask, At, Day
from api.routes.submitted import ACCEPTED, Actor, submitted
from graph.signals.backtest import Awaited, Step

router = APIRouter(prefix="/v1", tags=["signals · 预警"])

LONGEST_DAYS = 3_650


@router.post(
    "/backtest", summary="The rules replayed at past dates · 规则回测",
    status_code=HTTPStatus.ACCEPTED, response_model=JobStands, responses=ACCEPTED,
)  # fmt: skip
def ask_backtest(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    jobs: Behind,
    actor: Actor,
    at: At,
    first: Annotated[
        Day | None,
        Query(alias="from", description="default: since events are recorded · 起始日", examples=["2023-01-31"]),
    ] = None,
    step: Annotated[
        str, Query(max_length=10, description="between dates: 1m, 2w or 10d · 步长", examples=["1m"])
    ] = "1m",
    horizon: Annotated[
        int, Query(ge=1, le=LONGEST_DAYS, description="days within which an alarm comes true · 观察期（天）")
    ] = 365,
) -> Response:  # fmt: skip
    """A job: precision, recall, lift, lead time, workload and overlap of each rule, up to `as_of`, each date by what
    was known at it; outcomes as known at `known_at`."""
    run = BacktestRun(behind.settings, behind.store, at, first, Step.parse(step), Awaited(horizon))
    run.check()
    return submitted(jobs, run.asked, lambda progress, _: run.found(progress), actor)
