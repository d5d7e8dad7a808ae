"""What the routes of analyses share: the facts behind them, the regime asked for, and who is meant."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from api.analysing import DEFAULT_REGIME, Analysing
from api.routes.parameters import Ask, within
from api.routes.rows import OTHER
from api.values import shown

USUAL, MOST = 100, 1000
"""So many of each list unless the caller asks for others or the operator allows less, and the most there are."""


async def analysing(request: Request) -> Analysing:
    """The facts behind this application's analyses."""
    behind: Analysing = request.app.state.analysing
    return behind


Analyse = Annotated[Analysing, Depends(analysing)]

RegimeName = Annotated[
    str,
    Query(max_length=50, description=f"whose law: see /v1/regimes; default {DEFAULT_REGIME} · 监管口径"),
]
RegimeOrAll = Annotated[
    str,
    Query(
        max_length=50,
        description=f"whose law: see /v1/regimes; default {DEFAULT_REGIME}; all: side by side · 监管口径",
    ),
]


async def most(
    behind: Ask,
    limit: Annotated[
        int | None,
        Query(
            ge=1,
            le=MOST,
            description=f"parties and facts of a kind, at most; default {USUAL} · 每类最多",
            examples=[USUAL],
        ),
    ] = None,
) -> int:
    """How many of each list are asked for. Raises LimitExceeded above what the operator allows."""
    return within("limit", limit, USUAL, behind.settings.max_rows)


Most = Annotated[int, Depends(most)]
Lender = Annotated[
    str | None,
    Query(
        min_length=1, max_length=200, examples=[OTHER],
        description="the bank whose clients are meant: party_id, code or exact name; default: all lenders · 机构",
    ),
]  # fmt: skip


def document(answer: object, status: HTTPStatus = HTTPStatus.OK, **beside: object) -> Response:
    """An answer as it is displayed, and what stands beside it on its page.

    It is not held against its description here, which took as long as finding it; the tests do so with all answers.
    """
    return JSONResponse(shown(answer) | beside, status)
