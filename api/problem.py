"""From errors to RFC 9457 problem details: one table from code to status and title."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.observe.request_id import request_id
from api.values import jsonable
from graph.errors import RingfenceError

log = logging.getLogger("ringfence.api")

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a code means to a client of the API."""

    status: HTTPStatus
    en: str
    zh: str


KINDS: Final[dict[str, Kind]] = {
    "usage": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The call is wrong", "请求有误"),
    "query": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The query's parameters do not fit", "查询参数不符"),
    "limit": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The question is larger than allowed", "超出允许的范围"),
    "forbidden": Kind(HTTPStatus.FORBIDDEN, "Not allowed", "没有权限"),
    "unauthenticated": Kind(HTTPStatus.UNAUTHORIZED, "An API key or a session is needed", "需要接口密钥或登录"),
    "session_ended": Kind(HTTPStatus.UNAUTHORIZED, "The session has ended", "会话已结束"),
    "sign_in_refused": Kind(HTTPStatus.UNAUTHORIZED, "Signing in was refused", "登录未通过"),
    "too_many_sign_ins": Kind(HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts to sign in", "登录尝试过于频繁"),
    "csrf": Kind(HTTPStatus.FORBIDDEN, "The session's token is missing or wrong", "缺少会话令牌或令牌不符"),
    "cross_site": Kind(HTTPStatus.FORBIDDEN, "Another site asked for it", "请求来自其他网站"),
    "https_needed": Kind(HTTPStatus.FORBIDDEN, "Signing in needs https", "登录须使用 https"),
    "misdirected": Kind(HTTPStatus.MISDIRECTED_REQUEST, "This host name is not served here", "不接受该主机名"),
    "not_found": Kind(HTTPStatus.NOT_FOUND, "Not found", "未找到"),
    "unknown_address": Kind(HTTPStatus.NOT_FOUND, "No such address", "没有该地址"),
    "method": Kind(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed", "不支持该方法"),
    "no_longer_kept": Kind(HTTPStatus.GONE, "It is kept no more", "已不再保留"),
    "ambiguous": Kind(HTTPStatus.CONFLICT, "Several parties fit", "有多个主体相符"),
    "stale_cursor": Kind(HTTPStatus.CONFLICT, "The data has changed since the first page", "翻页期间数据已更新"),
    "store_conflict": Kind(HTTPStatus.CONFLICT, "Another writer was faster", "写入冲突"),
    "store_timeout": Kind(HTTPStatus.GATEWAY_TIMEOUT, "The query took too long", "查询超时"),
    "store_unavailable": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "The database is away", "数据库不可用"),
    "store_authentication": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "The database refuses us", "数据库拒绝登录"),
    "store_version": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "The database has another version", "数据库版本不符"),
    "store_damaged": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "The database is damaged", "数据库已损坏"),
    "store": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "The database failed", "数据库出错"),
    "settings": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "The server's settings are wrong", "服务器设置有误"),
    "schema": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "The schema contradicts itself", "数据结构定义有误"),
    "feed": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The file cannot be read", "文件无法读取"),
    "row_refused": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "A field does not fit", "字段不符合要求"),
    "already_there": Kind(HTTPStatus.CONFLICT, "The number is taken", "编号已被使用"),
    "idempotency_key_reused": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY, "The idempotency key was used for another request", "幂等键已用于其他请求"
    ),
    "guarantee_refused": Kind(HTTPStatus.CONFLICT, "The guarantee may not be added", "不得新增该担保"),
    "limit_refused": Kind(HTTPStatus.CONFLICT, "The guarantee would exceed a limit", "新增该担保将突破限额"),
    "act_refused": Kind(HTTPStatus.CONFLICT, "The matter does not take that act", "事项当前不能执行该处置"),
    "act_conflict": Kind(HTTPStatus.CONFLICT, "Somebody acted on the matter meanwhile", "期间已有他人处置该事项"),
    "threshold_conflict": Kind(HTTPStatus.CONFLICT, "The threshold was moved meanwhile", "期间阈值已被调整"),
    "report_failed": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "The report could not be set", "报告无法生成"),
    "queue_full": Kind(HTTPStatus.TOO_MANY_REQUESTS, "Too many long runs are waiting", "排队的任务过多"),
    "no_result": Kind(HTTPStatus.CONFLICT, "The run has no result", "任务没有结果"),
    "lease_lost": Kind(HTTPStatus.CONFLICT, "Another worker has taken over", "另一监测进程已接管"),
    "cancelled": Kind(HTTPStatus.CONFLICT, "The run was cancelled", "任务已取消"),
    "no_model": Kind(HTTPStatus.NOT_FOUND, "No model has been trained", "尚无已训练的模型"),
    "model_mismatch": Kind(HTTPStatus.CONFLICT, "The model was trained with other features", "模型与当前特征不一致"),
    "model_damaged": Kind(HTTPStatus.CONFLICT, "The model's files are not as they were written", "模型文件已被改动"),
    "not_installed": Kind(HTTPStatus.NOT_IMPLEMENTED, "A part is not installed here", "此处未安装所需组件"),
    "rule": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "A rule or scenario file is wrong", "规则或情景文件有误"),
    "error": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Something failed", "出错了"),
}
"""Every code a client can meet. Codes are stable; texts may change."""

EVERYWHERE: Final = (
    "usage", "unauthenticated", "session_ended", "misdirected", "store_unavailable", "store_timeout"
)  # fmt: skip

OF_CHANGES: Final = ("csrf", "cross_site")
"""What a browser can meet besides, with all but GET."""

TOLD: Final = frozenset({"store_timeout", "not_installed"})
"""Failures of the server whose text helps the caller; the others name addresses, files or what a driver said."""

LOGGED: Final = ("address", "code", "agent", "file", "row", "folder", "pid")
"""Details that say where it failed and hold no values."""

LOG_EN: Final = "The server's log has the place under this {}."
LOG_ZH: Final = "服务器日志中以该 {} 记录了出错位置。"

BY_STATUS: Final = {404: "unknown_address", 405: "method", 401: "unauthenticated", 403: "forbidden"}


HTTP_TEXTS: Final = {
    "unknown_address": ("Nothing is served at this address. See /docs.", "该地址没有内容。请看 /docs。"),
    "method": ("This address does not accept that method.", "该地址不支持此方法。"),
}


class FieldProblem(BaseModel):
    """One parameter that does not fit."""

    parameter: str = Field(description="where it stands · 参数", examples=["query.as_of"])
    message: str = Field(examples=["Input should be a valid date"])


class Problem(BaseModel):
    """RFC 9457 problem details; `code` is what programs rely on."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="URN of the code", examples=["urn:ringfence:problem:not_found"])
    title: str = Field(examples=["Not found"])
    title_zh: str = Field(examples=["未找到"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["No party has this identifier at that date. Search by name first."])
    detail_zh: str = Field(examples=["该日期没有此编号的主体。请先按名称搜索。"])
    code: str = Field(description="stable", examples=["not_found"])
    request_id: str = Field(description="to quote to the operator", examples=["9f1c2ab07d3e4f55"])
    errors: list[FieldProblem] = Field(default=[], description="for `usage`: what does not fit, one by one")


def problem(code: str, en: str, zh: str, **more: Any) -> JSONResponse:
    """The response for a code."""
    body = _described(code) | {"detail": en, "detail_zh": zh, "request_id": request_id()} | jsonable(more)
    headers = {"WWW-Authenticate": 'Bearer realm="ringfence"'} if body["status"] == HTTPStatus.UNAUTHORIZED else {}
    if (wait := more.get("details", {}).get("retry_after_s")) is not None:
        headers["Retry-After"] = str(wait)
    return JSONResponse(body, body["status"], headers=headers, media_type=MEDIA_TYPE)


def _known(_request: Request, error: Exception) -> JSONResponse:
    """An error of our own tree. One of the server's own making says no more than its kind; the log says where."""
    assert isinstance(error, RingfenceError)  # noqa: S101 - registered for it
    code, en, zh = told(error)
    if KINDS.get(code, KINDS["error"]).status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem(code, en, zh)
    details = {name: value for name, value in error.details.items() if name != "problem"}
    return problem(code, en, zh, **({"details": details} if details else {}))


def told(error: RingfenceError, identifier: str = "request_id") -> tuple[str, str, str]:
    """Code and both sentences of an error for whoever asked. Of one of the server's own making only its kind is told;
    the log says where, under the identifier that is named so."""
    code = str(error.details.get("problem", error.code))
    kind = KINDS.get(code, KINDS["error"])
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        about = {name: str(error.details[name]) for name in LOGGED if name in error.details}
        log.error("refused", extra={"code": code, "about": about})
        if code not in TOLD:
            return code, f"{kind.en}. {LOG_EN.format(identifier)}", f"{kind.zh}。{LOG_ZH.format(identifier)}"
    return code, error.en, error.zh


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Parameters that do not fit; what was sent is not repeated, for it may be personal."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    wrong = [
        {"parameter": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])}
        for one in error.errors()
    ]  # fmt: skip
    names = ", ".join(part["parameter"] for part in wrong)
    return problem(
        "usage",
        f"These parameters do not fit: {names}. See errors.",
        f"参数不符合要求：{names}。详见 errors。",
        errors=wrong,
    )


def _http(_request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code = BY_STATUS.get(
        error.status_code, "error" if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else "usage"
    )
    en, zh = HTTP_TEXTS.get(code, (str(error.detail), str(error.detail)))
    answer = problem(code, en, zh)
    answer.headers.update(error.headers or {})  # a refused method comes with those allowed
    return answer


def _unexpected(error: Exception) -> JSONResponse:
    """A mistake of ours."""
    return problem(*unforeseen(error))


def unforeseen(error: Exception, identifier: str = "request_id") -> tuple[str, str, str]:
    """What is told of a mistake of ours, as by `told`. Its message may quote data, so the log gets the type and the
    place only."""
    log.error("failed", extra={"exception": type(error).__name__, "places": _places(error)})
    en, zh = LOG_EN.format(identifier), LOG_ZH.format(identifier)
    return "error", f"The server made a mistake. {en}", f"服务器内部出错。{zh}"


def _places(error: BaseException) -> list[str]:
    """The innermost lines of the traceback, without values."""
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]


def answer_with_problems(app: FastAPI) -> None:
    """Make every failure of the application a problem document; what nobody foresaw is left to `LastResort`."""
    app.add_exception_handler(RingfenceError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


class LastResort:
    """Answers a mistake of ours inside the layers that name, protect and log every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what fails before it answered is answered as a problem."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await _unexpected(error)(scope, receive, send)


def responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The problems of an operation, for its OpenAPI description; those that every question can meet are included."""
    described: dict[int | str, dict[str, Any]] = {}
    for code in sorted({*EVERYWHERE, *codes}):
        kind = KINDS[code]
        one = described.setdefault(
            int(kind.status), {"model": Problem, "description": "", "content": {MEDIA_TYPE: {"examples": {}}}}
        )
        one["description"] += f"{'; ' if one['description'] else ''}{kind.en} · {kind.zh} (`{code}`)"
        one["content"][MEDIA_TYPE]["examples"][code] = {"value": _described(code)}
    return described


def _described(code: str) -> dict[str, Any]:
    """The fields that follow from the code."""
    kind = KINDS.get(code, KINDS["error"])
    return {
        "type": f"urn:ringfence:problem:{code}", "title": kind.en, "title_zh": kind.zh, "status": int(kind.status),
        "detail": kind.en, "detail_zh": kind.zh, "code": code, "request_id": "9f1c2ab07d3e4f55",
    }  # fmt: skip
