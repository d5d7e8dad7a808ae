"""What a command has worked out, written down like the result of a job."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from api.jobs.job import Asked, Job, State, written
from api.jobs.kept import KeptJobs, kept_text
from graph.store import Store

AT_THE_COMMAND_LINE: Final = "command@local"
"""Whoever gives commands at this machine."""


def keep_run(store: Store, asked: Asked, document: dict[str, Any], began: datetime) -> Job:
    """The job that is done; `/v1/jobs` lists it beside those of servers. LimitExceeded where the document is too long
    to be kept."""
    text, kept = kept_text(document), KeptJobs(store)
    job = Job.new(asked, AT_THE_COMMAND_LINE, written(began))
    running = replace(job, state=State.RUNNING, started_at=job.asked_at)
    done = running.ended(State.DONE, written(datetime.now(UTC)), version=document.get("version"))
    kept.asked(job)
    kept.begun(running)
    kept.ended(done, text)
    return done
