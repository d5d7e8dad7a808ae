"""For those who run the API: is the process alive, can it answer, what does it count."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.observe.metrics import CONTENT_TYPE
from api.problem import responses
from api.routes.parameters import Ask
from api.security.actor import authenticate

router = APIRouter(tags=["operation · 运行"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = Field(examples=["ok"])


class Ready(BaseModel):
    """The database answers."""

    status: Literal["ready"] = Field(examples=["ready"])
    database: str = Field(description="kind of database", examples=["arcadedb"])
    version: int = Field(description="version of the facts", examples=[42])


@router.get("/health", summary="Is the process alive · 进程是否存活")
async def health() -> Health:
    """Answers as long as the process does; asks nothing of the database."""
    return Health(status="ok")


@router.get("/ready", summary="Can questions be answered · 是否可用", responses=responses())
def ready(behind: Ask) -> Ready:
    """Answers when the database does, else with the problem that it has."""
    return Ready(status="ready", database=behind.store.kind, version=behind.version())


@router.get("/metrics", summary="Figures for Prometheus · 运行指标", response_class=Response, responses=responses())
def metrics(request: Request, _actor: Annotated[str, Depends(authenticate)]) -> Response:
    """Requests by route template and status, times, times of named queries."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE)
