"""The API as one application: `create_app(settings, store)`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from api.analysing import Analysing
from api.asking import Asking
from api.desk_known import DeskKnown
from api.docs import serve_docs
from api.enterprise_profile import Profiling
from api.estimating import Estimating
from api.explorer import serve_explorer
from api.jobs import Jobs
from api.notify.feed import Feed
from api.notify.outgoing import Outgoing
from api.observe.metrics import Metrics
from api.observe.middleware import Observe
from api.problem import LastResort, answer_with_problems, responses
from api.proposing import Proposing
from api.routes import QUESTIONS, health, session
from api.routes.encoded_slash import EncodedSlash
from api.routes.parameters import declared_only
from api.searching import Searching
from api.security.actor import authenticate
from api.security.binding import check_binding
from api.security.headers import SecurityHeaders
from api.security.hosts import LOOPBACK_NAMES, written_name
from api.security.identities import Identities
from api.security.known_hosts import KnownHosts
from api.settings import Settings
from api.validators import Validated, Validators, answer_unchanged
from graph.store import Store

GZIP_FROM_BYTES = 1024

DESCRIPTION = """Who is tied to whom, who guarantees whom, and what a lender is exposed to · 担保圈风险图谱接口

Every answer is dated: `as_of` (in force on that day) and `known_at` (as known on that day), today by default.
Amounts are in 元 (`_cny`). A date that is null is open: not stated at the start, still in force at the end.
An answer with an `ETag` may be kept: sent as `If-None-Match`, it is answered 304 as long as nothing behind it changed.
Failures are `application/problem+json` with a stable `code`. 所有回答均按截至日与知悉截至日给出；金额单位为元。
带 `ETag` 的回答可保留，未变化时返回 304。
"""


def create_app(settings: Settings, store: Store) -> FastAPI:
    """The application over an open store. Raises SettingsError if it would be reachable from elsewhere without keys
    and users."""
    identities = Identities.of(settings)
    check_binding(settings, identities.credentials)
    metrics = Metrics()
    app = questions()
    app.state.settings, app.state.identities, app.state.metrics = settings, identities, metrics
    app.state.asking = Asking(store, settings, metrics)
    app.state.desk = DeskKnown(store, settings)
    app.state.analysing = Analysing(store, settings)
    app.state.searching = Searching(app.state.analysing, app.state.desk)
    app.state.proposing = Proposing(app.state.analysing)
    app.state.estimating = Estimating(app.state.analysing)
    app.state.profiling = Profiling(app.state.analysing, app.state.estimating)
    app.state.validators = Validators(store, settings)
    app.state.jobs = Jobs(store, settings.job_threads, settings.job_queue)
    app.state.feed, app.state.outgoing = Feed(store), Outgoing.of(settings)
    serve_explorer(app)
    answer_with_problems(app)
    answer_unchanged(app)
    # The last one added is the outermost.
    app.add_middleware(EncodedSlash)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES)
    app.add_middleware(Validated)
    app.add_middleware(KnownHosts, allowed=_hosts(settings))
    app.add_middleware(LastResort)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observe, metrics=metrics)
    return app


def questions() -> FastAPI:
    """What can be asked, with nothing behind it: enough to describe it."""
    app = FastAPI(
        title="Ringfence",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=_lifespan,
    )
    app.include_router(health.router)
    app.include_router(session.router, dependencies=[Depends(declared_only)])
    for router in QUESTIONS:
        app.include_router(router, dependencies=[Depends(authenticate), Depends(declared_only)], responses=responses())
    serve_docs(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """While the application serves; when it stops, streams end and long runs are cancelled."""
    yield
    app.state.feed.stop()
    await run_in_threadpool(app.state.jobs.close)


def _hosts(settings: Settings) -> set[str]:
    """The names under which the API answers."""
    bound = set() if settings.host in ("0.0.0.0", "::") else {settings.host.strip("[]").lower()}  # noqa: S104 - compared
    return {*LOOPBACK_NAMES, *map(written_name, settings.allowed_hosts), *bound}
