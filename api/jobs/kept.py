"""Jobs in the store: each is a `Run`, written down when it is asked for, when it begins and when it ends."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from api.jobs.job import Failure, Job, State, Title
from cypher import query
from graph.as_of import AsOf
from graph.ask import ask
from graph.errors import LimitExceeded, NotFound
from graph.store import Store, Writer

RESULT_BYTES: Final = 8_000_000
"""Of a result as JSON: half of what the embedded database takes in one message."""


class KeptJobs:
    """The jobs of all processes that share a store. One that has not ended and of which nothing has been heard since
    `lost_before` (a moment as the runs have it) is told as lost."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def asked(self, job: Job) -> None:
        """Write down a new job."""
        title = {"title_zh": job.title.zh, "title_en": job.title.en}
        said = {name: getattr(job, name) for name in ("kind", "actor", "as_of", "known_at", "asked_at")}
        parameters = json.dumps(job.parameters, ensure_ascii=False, sort_keys=True)
        self._write("run/ask", run_id=job.job_id, parameters=parameters, **title, **said)

    def begun(self, job: Job) -> None:
        """Write down that it runs."""
        self._write("run/begin", run_id=job.job_id, started_at=job.started_at)

    def ended(self, job: Job, result: str | None = None) -> None:
        """Write down how it ended, with its result; what has ended stays as it ended."""
        failure = None if job.failure is None else json.dumps(asdict(job.failure), ensure_ascii=False)
        said = {"state": job.state.value, "ended_at": job.ended_at, "version": job.version, "failure": failure}

        def work(writer: Writer) -> bool:
            ends = writer.rows(query("run/end").text, {"run_id": job.job_id, **said})
            if ends and result is not None:
                writer.run(query("run/keep").text, {"run_id": job.job_id, "document": result})
            return True

        self._store.write(work, confirm=lambda _: None)

    def alive(self, job_ids: Sequence[str], now: str) -> list[str]:
        """Write down that they go on; those that somebody asked to cancel."""
        rows = self._write("run/alive", run_ids=list(job_ids), heard_at=now)
        return [job_id for row in rows for job_id in row["cancel_asked"]]

    def cancel(self, job_id: str) -> None:
        """Ask the process that runs it to cancel it; nothing where it has ended."""
        self._write("run/cancel", run_id=job_id)

    def jobs(self, kind: str | None, limit: int, lost_before: str) -> tuple[list[Job], bool]:
        """The newest ones, and whether there are more."""
        found = ask(self._store, "run/list", {"kind": kind}, at=AsOf.at(), limit=limit)
        return [_job(row, lost_before) for row in found.rows], found.truncated

    def job(self, job_id: str, lost_before: str) -> Job:
        """One of them. Raises NotFound."""
        rows = ask(self._store, "run/list", {"run_id": job_id}, at=AsOf.at(), limit=1).rows
        if not rows:
            raise NotFound(
                f"There is no job {job_id}. See /v1/jobs.", f"没有任务 {job_id}。请看 /v1/jobs。", job_id=job_id
            )
        return _job(rows[0], lost_before)

    def result(self, job_id: str) -> str | None:
        """What it found, as JSON; None where it has not found anything."""
        rows = ask(self._store, "run/result", {"run_id": job_id}, at=AsOf.at(), limit=1).rows
        return rows[0]["document"] if rows else None

    def _write(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """Rows of a writing query; all of them may be repeated without harm."""

        def work(writer: Writer) -> list[dict[str, Any]]:
            return writer.rows(query(name).text, parameters)

        return self._store.write(work, confirm=lambda _: None)


LOST: Final = Failure(
    "lost",
    "The server that ran it has ended. Ask for it again.",
    "运行该任务的服务已终止。请重新提交。",
)


def _job(row: dict[str, Any], lost_before: str) -> Job:
    state = State(row["state"])
    failure = None if row["failure"] is None else Failure(**json.loads(row["failure"]))
    same = ("kind", "actor", "as_of", "known_at", "asked_at", "started_at", "ended_at", "version", "cancel_asked")
    job = Job(
        job_id=row["run_id"], title=Title(row["title_zh"], row["title_en"]), state=state, failure=failure,
        parameters=json.loads(row["parameters"]), **{name: row[name] for name in same},
    )  # fmt: skip
    lost = job.unfinished and row["heard_at"] < lost_before
    return job.ended(State.LOST, row["heard_at"], LOST) if lost else job


def kept_text(document: dict[str, Any]) -> str:
    """A result as it is kept. LimitExceeded where that is too long."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    size = len(text.encode())
    if size > RESULT_BYTES:
        raise LimitExceeded(
            f"The result has {size:,} bytes, more than the {RESULT_BYTES:,} that are kept. Ask for shorter lists.",
            f"结果为 {size:,} 字节，超过可保存的 {RESULT_BYTES:,} 字节。请减少所列条数。",
            size=size,
            allowed=RESULT_BYTES,
        )
    return text
