"""What the routes of analyses share: the facts behind them, the regime asked for, and who is meant."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from api.analysing import DEFAULT_REGIME, Analysing
from api.routes.rows import OTHER


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
Most = Annotated[int, Query(ge=1, le=1000, description="parties and facts of a kind, at most · 每类最多")]
Lender = Annotated[
    str | None,
    Query(
        min_length=1, max_length=200, examples=[OTHER],
        description="the bank whose clients are meant: party_id, code or exact name; default: all lenders · 机构",
    ),
]  # fmt: skip

Shown = dict[str, Any]
"""An answer as `api.analysing.shown` gives it."""
