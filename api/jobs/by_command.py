"""What a command has worked out, written down like a job: with its result, or as ended before it had one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from api.jobs.job import Asked, Failure, Job, State, written
from api.jobs.kept import KeptJobs, kept_text
from graph.store import Store

AT_THE_COMMAND_LINE: Final = "command@local"
"""Whoever gives commands at this machine."""


def keep_run(
    store: Store, asked: Asked, document: dict[str, Any], began: datetime, interrupted: Failure | None = None
) -> Job:  # fmt: skip
    """The job that is done; `/v1/jobs` lists it beside those of servers. LimitExceeded where the document is too long
    to be kept.

    interrupted: how far it had come where somebody ended it. Then it is cancelled, as over the API, and the document is
    not kept: its parameters would not lead to it again.
    """
    text, kept = kept_text(document) if interrupted is None else None, KeptJobs(store)
    state = State.DONE if interrupted is None else State.CANCELLED
    job = Job.new(asked, AT_THE_COMMAND_LINE, written(began))
    running = replace(job, state=State.RUNNING, started_at=job.asked_at)
    done = running.ended(state, written(datetime.now(UTC)), interrupted, document.get("version"))
    kept.asked(job)
    kept.begun(running)
    kept.ended(done, text)
    return done
