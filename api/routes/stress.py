"""What falls when some fall: a scenario played, several side by side, and the fewest failures that bring a guarantor
down."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from api.losses_run import LossesRun
from api.problem import responses
from api.routes.explained import Analyse, Most, document
from api.routes.jobs import Behind, JobStands
from api.routes.parameters import Ask, At, PartyId, named, within
from api.routes.rows import OTHER
from api.routes.scenarios import WHOLE_ID, scenario_of
from api.routes.submitted import ACCEPTED, Actor, submitted
from graph.contagion.balance_sheets import MissingPolicy
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.scenario import ID_PATTERN, LGD
from graph.explain.stress.answer import StressFound
from graph.explain.stress.asked import drawn_instead, failing_instead
from graph.explain.stress.compare import MOST, compare
from graph.explain.stress.comparison import CompareFound
from graph.explain.stress.film import MOST_NODES, FilmFound, film
from graph.explain.stress.film import USUAL as USUAL_NODES
from graph.explain.stress.reverse import ReverseAsked, ReverseFound, reverse_stress
from graph.explain.stress.run import stress

router = APIRouter(
    prefix="/v1", tags=["stress · 压力测试"], responses=responses("not_found", "ambiguous", "limit")
)  # fmt: skip

SEVERAL_IDS: Final = rf"^\s*{ID_PATTERN}\s*(,\s*{ID_PATTERN}\s*)*$"
MOST_ASKED = 1_000_000
"""Trials that a request may ask for; an operator's own scenario may state more."""

Failing = Annotated[
    str | None,
    Query(
        alias="default", min_length=1, max_length=2_000, examples=[OTHER],
        description="who fails at first, instead of the scenario's, comma-separated · 初始违约主体",
    ),
]  # fmt: skip


# Before the address of one scenario, which would take the word for an id.
@router.get(
    "/stress/compare", summary="Stress scenarios side by side · 多个压力情景并列比较", response_model=CompareFound
)
def read_comparison(
    behind: Ask,
    facts: Analyse,
    at: At,
    scenarios: Annotated[
        str,
        Query(
            pattern=SEVERAL_IDS,
            max_length=1_000,
            examples=["circle_hub,largest_borrower"],
            description=f"ids, comma-separated, at most {MOST} · 情景编号",
        ),
    ],
    limit: Most,
    default: Failing = None,
) -> Response:
    """On the same facts: in which settings they differ, who falls in some and not in others and of whom, what each
    costs lenders and guarantee firms."""
    asked = [failing_instead(scenario_of(behind, one), _failing(default)) for one in named(scenarios)]
    with behind.metrics.asking("stress_compare"):
        return document(compare(facts.day(at), asked, facts.party, limit))


@router.get(
    "/stress/{scenario_id}",
    summary="A stress scenario, played loss by loss · 逐笔推演压力情景",
    response_model=StressFound,
)
def read_stress(
    behind: Ask,
    facts: Analyse,
    at: At,
    scenario_id: Annotated[str, Path(pattern=WHOLE_ID, examples=["largest_borrower"])],
    limit: Most,
    default: Failing = None,
) -> Response:
    """Who fell in which round, each loss with the contract, loan or stake that carried it, how sure, what would have
    changed it."""
    scenario = scenario_of(behind, scenario_id)
    with behind.metrics.asking("stress"):
        return document(stress(facts.day(at), failing_instead(scenario, _failing(default)), facts.party, limit))


@router.get(
    "/stress/{scenario_id}/film", summary="A stress scenario as a film, round by round · 压力情景逐轮回放",
    response_model=FilmFound,
)  # fmt: skip
def read_film(
    behind: Ask,
    facts: Analyse,
    at: At,
    scenario_id: Annotated[str, Path(pattern=WHOLE_ID, examples=["largest_borrower"])],
    default: Failing = None,
    nodes: Annotated[
        int | None, Query(ge=1, le=MOST_NODES, description=f"parties shown; default {USUAL_NODES} · 最多节点数")
    ] = None,
) -> Response:
    """In columns: who fell in which round, and what each lost of whom in every round; who fell first stands first."""
    scenario = scenario_of(behind, scenario_id)
    most = within("nodes", nodes, USUAL_NODES, behind.settings.max_nodes)
    with behind.metrics.asking("stress_film"):
        return document(film(facts.day(at), failing_instead(scenario, _failing(default)), facts.party, most))


@router.post(
    "/stress/{scenario_id}/losses", summary="The losses of a scenario that draws by chance · 随机违约的损失分布",
    status_code=HTTPStatus.ACCEPTED, response_model=JobStands, responses=ACCEPTED,
)  # fmt: skip
def ask_losses(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    jobs: Behind,
    actor: Actor,
    facts: Analyse,
    at: At,
    scenario_id: Annotated[str, Path(pattern=WHOLE_ID, examples=["year_of_defaults"])],
    limit: Most,
    pd: Annotated[
        float | None,
        Query(
            ge=0, le=1, examples=[0.02], description="of parties without a score; default: refused · 无评分主体违约概率"
        ),
    ] = None,
    trials: Annotated[
        int | None, Query(ge=2, le=MOST_ASKED, description="at most, instead of the scenario's · 试验次数")
    ] = None,
    seed: Annotated[
        int | None, Query(ge=0, lt=2**63, description="of the draws, instead of the scenario's · 随机种子")
    ] = None,
) -> Response:  # fmt: skip
    """A job: distribution, value at risk and expected shortfall of the portfolio, of lenders and guarantee firms."""
    scenario = drawn_instead(scenario_of(behind, scenario_id), trials, seed)
    run = LossesRun(facts, at, scenario, pd, limit).one_of(behind.settings.job_threads)
    run.check()
    return submitted(jobs, run.asked, lambda progress, _: run.losses(progress), actor)


@router.get(
    "/enterprises/{party_id}/reverse-stress", summary="The fewest failures that bring it down · 反向压力测试",
    response_model=ReverseFound,
)  # fmt: skip
def read_reverse_stress(  # noqa: PLR0913 - each is a parameter of the question
    behind: Ask,
    facts: Analyse,
    at: At,
    party_id: PartyId,
    limit: Most,
    lgd: Annotated[float, Query(ge=0, le=1, description="lost of a loan · 违约损失率")] = LGD,
    allocation: Annotated[Allocation, Query(description="how calls are divided · 代偿分摊")] = Allocation.EQUAL,
    missing_policy: Annotated[
        MissingPolicy, Query(description="what unknown net assets count as · 净资产缺失口径")
    ] = MissingPolicy.REGISTERED_CAPITAL,
) -> Response:
    """Proven to be the fewest, or with the bound below which none suffices; and what these failures do."""
    with behind.metrics.asking("reverse_stress"):
        day, (party,) = facts.about(at, party_id)
        return document(reverse_stress(day, party, ReverseAsked(lgd, allocation, missing_policy.value), limit))


def _failing(default: str | None) -> list[str] | None:
    return None if default is None else named(default)
