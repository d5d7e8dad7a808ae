"""Who is told of warnings, and by which way. All of it needs a key that may write: addresses are not for everybody."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.notify import subscribing
from api.notify.deliver import local_now
from api.notify.outgoing import Outgoing
from api.notify.subscribing import DEFAULT_HOURS, MOST_HOURS
from api.problem import responses
from api.routes.parameters import Ask
from api.routes.rows import COMPANY
from api.security.actor import writer
from graph.notices import (
    Channel,
    Schedule,
    Subscription,
    Wanted,
    dead,
    replay,
    standing,
    subscription,
    subscriptions,
    written,
)

router = APIRouter(
    prefix="/v1/subscriptions", tags=["notices · 通知"], dependencies=[Depends(writer)],
    responses=responses("forbidden"),
)  # fmt: skip

AN_ID = "sub_5f0c2ab07d3e4f55"
A_DELIVERY = "msg_5f0c2ab07d3e4f551c0de5a7b3f29e"
A_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0d5f8u2Yx0A="  # noqa: S105 - an example


class NewSubscription(BaseModel):
    """Who is to be told of what."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(
        min_length=3, max_length=2_000, description="https://… or an e-mail address · 回调地址或电子邮件",
        examples=["https://risk.bank.example/warnings"],
    )  # fmt: skip
    minimum_level: int = Field(default=1, ge=1, le=8, description="this grave or graver · 最低等级", examples=[5])
    rules: list[str] = Field(
        default=[], max_length=100, description="none: all · 规则，空为全部", examples=[["guarantee_circle"]]
    )
    portfolio: str = Field(default="", max_length=200, description="empty: all parties · 组合，空为全部", examples=[""])
    schedule: Schedule = Field(
        default=Schedule.IMMEDIATELY,
        description="daily and weekly: a digest by e-mail · 频率",
        examples=["immediately"],
    )


class OneSubscription(BaseModel):
    """A subscription and what stands in its queues."""

    subscription_id: str = Field(examples=[AN_ID])
    kind: Channel = Field(examples=["webhook"])
    address: str = Field(examples=["https://risk.bank.example/warnings"])
    minimum_level: int = Field(examples=[5])
    rules: list[str] = Field(examples=[["guarantee_circle"]])
    portfolio: str = Field(examples=[""])
    schedule: Schedule = Field(examples=["immediately"])
    actor: str = Field(description="who made it · 订阅人", examples=["wang"])
    created_at: str = Field(examples=["2025-12-31T08:00:00.000+00:00"])
    pending: int = Field(description="deliveries that wait · 待投递", examples=[0])
    dead: int = Field(description="given up · 已放弃", examples=[0])


class Subscriptions(BaseModel):
    """All that are told."""

    items: list[OneSubscription]


class MadeSubscription(BaseModel):
    """A new subscription, with the secret that verifies its webhooks: shown this once."""

    subscription: OneSubscription
    secret: str | None = Field(
        description="Standard Webhooks; null for e-mail · 签名密钥，仅显示一次", examples=[A_SECRET]
    )


class RotatedSecret(BaseModel):
    """The new secret, shown this once; beside it the one before signs until then."""

    secret: str = Field(description="Standard Webhooks · 新的签名密钥，仅显示一次", examples=[A_SECRET])
    earlier_until: str = Field(description="UTC · 原密钥停用时刻", examples=["2026-01-02T08:00:00.000+00:00"])


class Removed(BaseModel):
    """It is told no more."""

    subscription_id: str = Field(examples=[AN_ID])
    given_up: int = Field(description="deliveries that waited · 已放弃的待投递项", examples=[0])


class Tried(BaseModel):
    """What became of a test."""

    delivered: bool = Field(examples=[True])
    reason: str = Field(description="of a failure · 失败原因", examples=[""])


class DeadDelivery(BaseModel):
    """A delivery that was given up."""

    delivery_id: str = Field(description="the `webhook-id` · 投递编号", examples=[A_DELIVERY])
    kind: str = Field(description="signal, or more: the number of those not told singly", examples=["signal"])
    number: int = Field(examples=[7])
    party_id: str = Field(examples=[COMPANY])
    rule: str = Field(examples=["guarantee_circle"])
    more: int = Field(examples=[0])
    attempts: int = Field(examples=[15])
    created_at: str = Field(examples=["2025-12-31T08:00:00.000+00:00"])
    last_error: str | None = Field(examples=["HTTP 503"])


class DeadDeliveries(BaseModel):
    """The oldest first."""

    items: list[DeadDelivery]
    truncated: bool = Field(description="there are more · 还有更多", examples=[False])


class Dropped(BaseModel):
    """How many deliveries were forgotten."""

    dropped: int = Field(examples=[1])


class Replayed(BaseModel):
    """How many deliveries wait again."""

    replayed: int = Field(examples=[1])


async def outgoing(request: Request) -> Outgoing:
    """How notices of this application go out."""
    behind: Outgoing = request.app.state.outgoing
    return behind


Out = Annotated[Outgoing, Depends(outgoing)]
SubscriptionId = Annotated[str, Path(min_length=1, max_length=100, description="订阅编号", examples=[AN_ID])]


@router.get("", summary="Who is told of what · 订阅", response_model=Subscriptions)
def list_subscriptions(behind: Ask) -> dict[str, Any]:
    """With what waits for each, and what was given up."""
    told = subscriptions(behind.store)
    queues = standing(behind.store, told)
    return {"items": [one_subscription(one, queues.get(one.pending, 0), queues.get(one.dead, 0)) for one in told]}


@router.post(
    "",
    summary="Be told of warnings · 新增订阅",
    status_code=HTTPStatus.CREATED,
    response_model=MadeSubscription,
    responses=responses("not_found", "not_installed"),
)
def add_subscription(behind: Ask, out: Out, request: Request, asked: NewSubscription) -> dict[str, Any]:
    """By webhook or e-mail, of what is found from now on."""
    wanted = Wanted(asked.minimum_level, tuple(asked.rules), asked.portfolio)
    made = subscribing.add(behind.store, out, asked.address, wanted, asked.schedule, request.state.actor)
    return {"subscription": one_subscription(made.subscription), "secret": made.secret}


@router.delete(
    "/{subscription_id}", summary="Be told no more · 取消订阅", response_model=Removed, responses=responses("not_found")
)
def remove_subscription(behind: Ask, out: Out, subscription_id: SubscriptionId) -> dict[str, Any]:
    """What waits for it is given up."""
    given_up = subscribing.remove(behind.store, out, subscription_id)
    return {"subscription_id": subscription_id, "given_up": given_up}


@router.post(
    "/{subscription_id}/test", summary="Send a test · 发送测试", response_model=Tried,
    responses=responses("not_found", "not_installed"),
)  # fmt: skip
def test_subscription(behind: Ask, out: Out, subscription_id: SubscriptionId) -> dict[str, Any]:
    """At once, past the outbox."""
    outcome = subscribing.try_out(behind.store, out, subscription_id)
    return {"delivered": outcome.is_delivered, "reason": outcome.reason}


@router.post(
    "/{subscription_id}/rotate", summary="Change the signing secret · 更换签名密钥", response_model=RotatedSecret,
    responses=responses("not_found"),
)  # fmt: skip
def rotate_secret(
    request: Request,
    behind: Ask,
    out: Out,
    subscription_id: SubscriptionId,
    hours: Annotated[
        float, Query(ge=0, le=MOST_HOURS, description="the one before signs so long, too · 原密钥继续签名的小时数")
    ] = DEFAULT_HOURS,
) -> dict[str, Any]:
    """Meanwhile `webhook-signature` has a signature by each, and the receiver verifies with either."""
    rotated = subscribing.rotate(behind.store, out, subscription_id, hours, request.state.actor)
    return {"secret": rotated.secret, "earlier_until": written(rotated.earlier_until)}


@router.get(
    "/{subscription_id}/dead", summary="What was given up · 已放弃的投递", response_model=DeadDeliveries,
    responses=responses("not_found"),
)  # fmt: skip
def list_dead(
    behind: Ask,
    subscription_id: SubscriptionId,
    limit: Annotated[int, Query(ge=1, le=1000, description="at most · 最多条数")] = 100,
) -> dict[str, Any]:
    """After as many attempts as the settings allow, or when the receiver said that it is gone (410)."""
    rows = dead(behind.store, subscription(behind.store, subscription_id), limit)
    return {"items": rows[:limit], "truncated": len(rows) > limit}


@router.delete(
    "/{subscription_id}/dead", summary="Forget what was given up · 丢弃已放弃的投递", response_model=Dropped,
    responses=responses("not_found"),
)  # fmt: skip
def drop_dead(
    behind: Ask,
    subscription_id: SubscriptionId,
    request: Request,
    delivery_id: Annotated[
        str, Query(max_length=100, description="this one only · 仅此一项", examples=[A_DELIVERY])
    ] = "",
) -> dict[str, Any]:
    """Until then, or until it is replayed, it is kept."""
    told = subscription(behind.store, subscription_id)
    return {"dropped": subscribing.drop(behind.store, told, request.state.actor, delivery_id)}


@router.post(
    "/{subscription_id}/replay", summary="Deliver again what was given up · 重新投递", response_model=Replayed,
    responses=responses("not_found"),
)  # fmt: skip
def replay_dead(
    behind: Ask,
    subscription_id: SubscriptionId,
    delivery_id: Annotated[
        str, Query(max_length=100, description="this one only · 仅此一项", examples=[A_DELIVERY])
    ] = "",
) -> dict[str, Any]:
    """It waits again, under the same `webhook-id`."""
    told = subscription(behind.store, subscription_id)
    return {"replayed": replay(behind.store, told, local_now(), delivery_id)}


def one_subscription(one: Subscription, pending: int = 0, given_up: int = 0) -> dict[str, Any]:
    """As it is shown; never with its secret."""
    return {
        "subscription_id": one.subscription_id, "kind": one.kind.value, "address": one.address,
        "minimum_level": one.wanted.minimum_level, "rules": list(one.wanted.rules), "portfolio": one.wanted.portfolio,
        "schedule": one.schedule.value, "actor": one.actor, "created_at": one.created_at, "pending": pending,
        "dead": given_up,
    }  # fmt: skip
