"""Signing in and out, and who is signed in: what a browser asks before anything else."""

from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from api.problem import responses
from api.security import cookie
from api.security.actor import (
    READ_ONLY,
    bearer,
    check_page,
    header,
    identity_of,
    session_cookie,
    unauthenticated,
)
from api.security.identities import How, Identities, Identity
from api.security.over_https import address_of, check_readable_by_nobody
from api.security.same_origin import check_same_origin
from api.security.sessions import csrf_token
from api.security.sign_in import From, sign_in_by_key, sign_in_by_password, sign_out
from api.settings import Settings
from graph.notices import written

router = APIRouter(prefix="/v1/session", tags=["session · 登录"])

NOT_SIGNED_IN: Final = (
    "Nobody is signed in here. Sign in with name and password, or with an API key.",
    "尚未登录。请用用户名和密码或接口密钥登录。",
)
ENDED: Final = ("The session has ended. Sign in again.", "会话已结束，请重新登录。")
Secret = Annotated[SecretStr, Field(min_length=1, max_length=1_000)]


class Text(BaseModel):
    """A sentence in both languages."""

    zh: str = Field(examples=[READ_ONLY["user"][1]])
    en: str = Field(examples=[READ_ONLY["user"][0]])


class SignIn(BaseModel):
    """Name and password of a user, or an API key."""

    model_config = ConfigDict(extra="forbid")

    user: str | None = Field(None, min_length=1, max_length=64, description="用户名", examples=["wang.jianguo"])
    password: Secret | None = Field(None, description="密码", examples=["correct horse battery staple"])
    key: Secret | None = Field(None, description="instead of both · 接口密钥", examples=[None])

    @model_validator(mode="after")
    def _one_way(self) -> "SignIn":
        by_user, half = self.user is not None and self.password is not None, self.user or self.password
        if by_user == (self.key is not None) or (half and not by_user):
            raise ValueError("give user and password, or key · 请填写用户名和密码，或填写密钥")
        return self


class Session(BaseModel):
    """Who asks, and what may be done."""

    actor: str | None = Field(description="null: sign in first · 使用人", examples=["wang.jianguo"])
    how: How | None = Field(
        description="a session of a user or by a key, a key sent along, or nobody in particular · 登录方式",
        examples=["user"],
    )
    may_write: bool = Field(description="may act and add facts · 可处置和新增", examples=[False])
    read_only: Literal["right", "anonymous", "not_signed_in", "ended"] | None = Field(
        description="why nothing may be decided; null: it may · 只读原因", examples=["right"]
    )
    read_only_because: Text | None = Field(description="the same as a sentence · 只读说明")
    sign_in_needed: bool = Field(description="whether anybody has to sign in · 是否须登录", examples=[True])
    users_exist: bool = Field(description="who might sign in by password · 已有用户", examples=[True])
    keys_exist: bool = Field(description="who might sign in by key · 已有密钥", examples=[True])
    csrf_token: str | None = Field(
        description="of a session: send it as X-CSRF-Token with whatever is not GET · 防跨站请求令牌",
        examples=["5f0c2ab07d3e4f551c0de5a7b3f29e8864d0a1b25f0c2ab07d3e4f551c0de5a7"],
    )
    expires_at: str | None = Field(
        description="UTC; unless it is used · 闲置到期时刻", examples=["2025-12-31T08:30:00.000+00:00"]
    )
    ends_at: str | None = Field(
        description="UTC; at the latest · 最迟结束时刻", examples=["2025-12-31T18:00:00.000+00:00"]
    )


async def identities(request: Request) -> Identities:
    """Keys, users and sessions of this application."""
    behind: Identities = request.app.state.identities
    return behind


async def settings_of(request: Request) -> Settings:
    """The settings of this application."""
    settings: Settings = request.app.state.settings
    return settings


Behind = Annotated[Identities, Depends(identities)]
Own = Annotated[Settings, Depends(settings_of)]


@router.get(
    "",
    summary="Who am I? · 当前登录状态",
    response_model=Session,
    responses=responses(),
    dependencies=[Depends(session_cookie)],
)
def read_session(
    request: Request,
    behind: Behind,
    settings: Own,
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    key: Annotated[str | None, Depends(header)],
) -> dict[str, Any]:
    """Answers everybody, also who has not signed in. Asking keeps no session alive."""
    presented = token.credentials if token else key
    identity = identity_of(request, presented)
    if identity is None and presented is not None:
        raise unauthenticated()
    return _told(behind, identity, None if presented else cookie.presented_token(request, settings))


@router.post(
    "",
    summary="Sign in · 登录",
    status_code=HTTPStatus.CREATED,
    response_model=Session,
    responses=responses("sign_in_refused", "too_many_sign_ins", "cross_site", "https_needed"),
)
def begin_session(
    request: Request, response: Response, behind: Behind, settings: Own, asked: SignIn
) -> dict[str, Any]:  # fmt: skip
    """Sets the cookie of a new session; the one that the browser had ends. Attempts in vain are slowed down."""
    check_same_origin(request, settings)
    check_readable_by_nobody(request, settings)
    where = From(address_of(request, settings), cookie.presented_token(request, settings))
    if asked.user is not None and asked.password is not None:
        token = sign_in_by_password(behind, asked.user, asked.password.get_secret_value(), where)
    else:
        assert asked.key is not None  # noqa: S101 - it is one or the other
        token = sign_in_by_key(behind, asked.key.get_secret_value(), where)
    cookie.give(response, token, request, settings)
    identity = behind.by_session(token)
    request.state.actor = identity.actor if identity else ""
    return _told(behind, identity, token)


@router.delete(
    "",
    summary="Sign out · 退出登录",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=responses("csrf", "cross_site"),
    dependencies=[Depends(session_cookie)],
)
def end_session(request: Request, behind: Behind, settings: Own) -> Response:
    """The session ends everywhere at once. Without one there is nothing to do."""
    token = cookie.presented_token(request, settings)
    identity = behind.by_session(token) if token else None
    if token is not None and identity is not None:
        check_page(request, identity)
        sign_out(behind, token, identity.actor)
        request.state.actor = identity.actor
    answer = Response(status_code=HTTPStatus.NO_CONTENT)
    cookie.take_back(answer, request, settings)
    return answer


def _told(behind: Identities, identity: Identity | None, token: str | None) -> dict[str, Any]:
    """token: the one that the browser has, if it has one."""
    in_session = identity is not None and identity.expires_at is not None
    code, because = _read_only(identity, token)
    return {
        "actor": identity.actor if identity else None,
        "how": identity.how if identity else None,
        "may_write": identity is not None and identity.may_write,
        "read_only": code,
        "read_only_because": {"zh": because[1], "en": because[0]} if because else None,
        "sign_in_needed": identity is None or identity.how != "anonymous",
        "users_exist": bool(behind.credentials.users.users()),
        "keys_exist": bool(behind.credentials.keys.active()),
        "csrf_token": csrf_token(token) if in_session and token else None,
        "expires_at": written(identity.expires_at) if identity and identity.expires_at else None,
        "ends_at": written(identity.ends_at) if identity and identity.ends_at else None,
    }


def _read_only(identity: Identity | None, token: str | None) -> tuple[str | None, tuple[str, str] | None]:
    """Code and sentence."""
    if identity is None:
        return ("ended", ENDED) if token else ("not_signed_in", NOT_SIGNED_IN)
    if identity.may_write:
        return None, None
    return ("anonymous" if identity.how == "anonymous" else "right"), READ_ONLY[identity.how]
