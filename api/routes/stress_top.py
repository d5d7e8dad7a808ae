"""Which parties matter most, and which are most at risk: a long run over everybody of a day."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.problem import responses
from api.routes.explained import MOST, Analyse
from api.routes.jobs import Behind, JobStands
from api.routes.parameters import Ask, At, within
from api.routes.stress import MOST_ASKED
from api.routes.submitted import ACCEPTED, Actor, submitted
from api.top_run import TopRun
from graph.contagion.balance_sheets import MissingPolicy
from graph.contagion.debtrank import Variant
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.scenario import LGD
from graph.explain.stress.top_asked import FIRST, By, Draws, TopAsked

router = APIRouter(prefix="/v1", tags=["stress · 压力测试"], responses=responses("limit"))


async def draws(
    probability: Annotated[
        float | None, Query(ge=0, le=1, examples=[0.02], description="of everybody; default: the scores · 统一违约概率")
    ] = None,
    pd: Annotated[
        float | None,
        Query(ge=0, le=1, examples=[0.02], description="of parties without a score · 无评分主体违约概率"),
    ] = None,
    correlation: Annotated[float | None, Query(ge=0, lt=1, description="of the draws · 相关系数")] = None,
    trials: Annotated[int | None, Query(ge=2, le=MOST_ASKED, description="at most · 试验次数上限")] = None,
    seed: Annotated[int | None, Query(ge=0, lt=2**63, description="of the draws · 随机种子")] = None,
) -> Draws:
    """How defaults are drawn, for default_probability only."""
    return Draws(probability, pd, correlation, trials, seed)


@router.post(
    "/stress/top", summary="The most important or most vulnerable parties · 系统重要性与脆弱性",
    status_code=HTTPStatus.ACCEPTED, response_model=JobStands, responses=ACCEPTED,
)  # fmt: skip
def ask_top(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    jobs: Behind,
    actor: Actor,
    facts: Analyse,
    at: At,
    drawn: Annotated[Draws, Depends(draws)],
    by: Annotated[By, Query(description="what orders · 排序指标")] = By.DEBTRANK,
    limit: Annotated[
        int | None, Query(ge=1, le=MOST, examples=[FIRST], description="so many of each list · 每类最多")
    ] = None,
    lgd: Annotated[float, Query(ge=0, le=1, description="lost of a loan · 违约损失率")] = LGD,
    allocation: Annotated[Allocation, Query(description="how calls are divided · 代偿分摊")] = Allocation.EQUAL,
    missing_policy: Annotated[
        MissingPolicy, Query(description="what unknown net assets count as · 净资产缺失口径")
    ] = MissingPolicy.REGISTERED_CAPITAL,
    variant: Annotated[
        Variant | None, Query(description="of DebtRank; default bardoscia2015 · DebtRank 版本")
    ] = None,
) -> Response:  # fmt: skip
    """A job: each party as the only one that fails (debtrank, loss, induced, vulnerability), or who is likeliest to
    fail (default_probability)."""
    most = within("limit", limit, FIRST, behind.settings.max_rows)
    wanted = TopAsked(by, most, lgd, allocation, missing_policy, variant, drawn)
    run = TopRun(facts, at, wanted).one_of(behind.settings.job_threads)
    run.check()
    return submitted(jobs, run.asked, lambda progress, _: run.top(progress), actor)
