"""Who is it? Search by name or code, and the facts of one party."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.problem import responses
from api.routes.paging import Dated, Pages, dated, page_of, read_page
from api.routes.parameters import Ask, At, PartyId
from api.routes.party_score import PartyScore, scores_of
from api.routes.rows import answer_model, row_model, summary
from api.validators import OF_FACTS, MadeOf, validated
from api.values import jsonable

router = APIRouter(prefix="/v1", tags=["enterprises · 企业"])


Enterprise = answer_model("Enterprise", "The facts of one party.", Dated, party=row_model("enterprise/profile"),
                          score=PartyScore | None)  # fmt: skip


@router.get(
    "/enterprises",
    summary=summary("enterprise/search"),
    response_model=page_of("enterprise/search"),
    dependencies=[OF_FACTS],
)
def search(
    behind: Ask,
    at: At,
    pages: Pages,
    q: Annotated[str, Query(min_length=1, max_length=100, description="name or code · 名称或代码", examples=["临江"])],
) -> dict[str, Any]:
    """Whole names first, then beginnings, then parts. Numbers of natural persons are not searched."""
    return read_page(behind, "enterprise/search", {"text": q}, at, pages)


@router.get(
    "/enterprises/{party_id}",
    summary=summary("enterprise/profile"),
    response_model=Enterprise,
    responses=responses("not_found", "ambiguous"),
    dependencies=[validated(MadeOf.SCORES)],
)
def profile(behind: Ask, at: At, party_id: PartyId) -> dict[str, Any]:
    """Register, latest statement, how many ties of each kind, and the latest score; also for natural persons."""
    version = behind.version()
    answer = behind.answer("enterprise/profile", {"party": party_id}, at, version=version)
    party = jsonable(answer.rows[0])
    # The address of a person is a keyed pseudonym already; the list adds other sources' numbers only.
    party["identifiers"] = [one for one in party["identifiers"] or () if not one.startswith("cn.ric:")]
    score = scores_of(behind, [party["party_id"]], at).get(party["party_id"])
    return dated(at, version) | {"party": party, "score": score}
