"""What the routes of analyses share: the facts behind them, the regime asked for, and who is meant."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from api.analysing import DEFAULT_REGIME, Analysing
from api.routes.parameters import Ask, within
from api.routes.rows import OTHER

USUAL, MOST = 100, 1000
"""So many of each list unless the caller asks for others or the operator allows less, and the most there are."""


def analysing(request: Request) -> Analysing:
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


def most(
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

Shown = dict[str, Any]
"""An answer as `api.analysing.shown` gives it."""
