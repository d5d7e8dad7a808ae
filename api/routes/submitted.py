"""Questions that take long: answered with the job that works on them, and where to watch it."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Response
from fastapi.responses import JSONResponse

from api.jobs import Asked, Jobs, Work
from api.problem import responses
from api.security.actor import authenticate
from api.values import shown

Actor = Annotated[str, Depends(authenticate)]
"""Who asks: whoever may read, since no facts are added."""

ACCEPTED: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.ACCEPTED.value: {
        "description": "The job, which waits for its turn · 任务已提交",
        "headers": {"Location": {"description": "/v1/jobs/{job_id}", "schema": {"type": "string"}}},
    },
    **responses("queue_full"),
}
"""`responses` of such an operation, beside `status_code=202` and `response_model=JobStands`."""


def submitted(behind: Jobs, asked: Asked, work: Work, actor: str) -> Response:
    """202 with the job as `/v1/jobs/{job_id}` tells it. QueueFull where too many wait."""
    job = behind.submit(asked, work, actor)
    return JSONResponse(shown(job), HTTPStatus.ACCEPTED, {"Location": f"/v1/jobs/{job.job_id}"})
