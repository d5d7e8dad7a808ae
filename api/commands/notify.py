"""`ringfence notify`: who is told of warnings, what waits to be told, and sending it."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import Database, Json
from api.commands.output import FAILED, document, note, say, table

if TYPE_CHECKING:
    from graph.notices import Subscription

commands = typer.Typer()

SubscriptionId = Annotated[
    str, typer.Argument(metavar="SUBSCRIPTION", help="from `ringfence notify subscriptions` · 订阅编号")
]


@commands.command("subscriptions")
def list_subscriptions(database: Database = None, in_json: Json = False) -> None:
    """List who is told of what, with what waits and what was given up · 列出订阅."""
    from api.routes.subscriptions import one_subscription
    from graph.notices import standing, subscriptions

    with opened(settings_of(database=database)) as store:
        told = subscriptions(store)
        queues = standing(store, told)
    if in_json:
        items = [one_subscription(one, queues.get(one.pending, 0), queues.get(one.dead, 0)) for one in told]
        document({"subscriptions": items})
        return
    table(
        "",
        ("subscription · 订阅", "address · 地址", "wants · 范围", "when · 频率", "waiting · 待投递", "dead · 已放弃"),
        [
            (
                one.subscription_id, one.address, _wants(one), one.schedule.value, queues.get(one.pending, 0),
                queues.get(one.dead, 0),
            )
            for one in told
        ],
    )  # fmt: skip


@commands.command()
def add(  # noqa: PLR0913 - each is an option of the command
    address: Annotated[str, typer.Argument(help="https://… or an e-mail address · 回调地址或电子邮件")],
    minimum_level: Annotated[int, typer.Option("--level", min=1, max=8, help="this grave or graver · 最低等级")] = 1,
    rules: Annotated[list[str] | None, typer.Option("--rule", help="of this rule; may be repeated · 规则")] = None,
    portfolio: Annotated[str, typer.Option("--portfolio", help="about its parties only · 组合编号")] = "",
    schedule: Annotated[
        str, typer.Option("--schedule", help="immediately, daily or weekly (e-mail only) · 频率")
    ] = "immediately",
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Tell an address from now on; the secret of a webhook is shown this once · 新增订阅（密钥仅显示一次）."""
    from api.jobs.by_command import AT_THE_COMMAND_LINE
    from api.notify import subscribing
    from api.notify.outgoing import Outgoing
    from api.routes.subscriptions import one_subscription
    from graph.notices import Schedule, Wanted

    if schedule not in list(Schedule):
        raise typer.BadParameter(f"one of {', '.join(Schedule)} · 应为其中之一", param_hint="--schedule")
    settings = settings_of(database=database)
    wanted = Wanted(minimum_level, tuple(rules or ()), portfolio)
    with opened(settings) as store:
        made = subscribing.add(
            store, Outgoing.of(settings), address, wanted, Schedule(schedule), AT_THE_COMMAND_LINE
        )  # fmt: skip
    if in_json:
        document({"subscription": one_subscription(made.subscription), "secret": made.secret})
        return
    note(f"subscribed · 已订阅: {made.subscription.subscription_id}")
    if made.secret is not None:
        note("the receiver verifies with this secret; it is not shown again · 接收方用此密钥验签，不再显示")
        say(made.secret)


@commands.command()
def remove(subscription_id: SubscriptionId, database: Database = None, in_json: Json = False) -> None:
    """Tell it no more; what waits for it is given up · 取消订阅."""
    from api.notify import subscribing
    from api.notify.outgoing import Outgoing

    settings = settings_of(database=database)
    with opened(settings) as store:
        given_up = subscribing.remove(store, Outgoing.of(settings), subscription_id)
    if in_json:
        document({"subscription_id": subscription_id, "given_up": given_up})
    else:
        say(f"removed · 已取消: {subscription_id} ({given_up} given up · 已放弃)")


@commands.command()
def rotate(
    subscription_id: SubscriptionId,
    hours: Annotated[
        float,
        typer.Option("--hours", min=0, max=720, help="the one before signs so long, too · 原密钥继续签名的小时数"),
    ] = 24.0,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Change the secret of a webhook; the new one is shown this once · 更换签名密钥（仅显示一次）."""
    from api.jobs.by_command import AT_THE_COMMAND_LINE
    from api.notify import subscribing
    from api.notify.outgoing import Outgoing
    from graph.notices import written

    settings = settings_of(database=database)
    with opened(settings) as store:
        rotated = subscribing.rotate(store, Outgoing.of(settings), subscription_id, hours, AT_THE_COMMAND_LINE)
    until = written(rotated.earlier_until)
    if in_json:
        document({"secret": rotated.secret, "earlier_until": until})
        return
    note(
        f"the one before signs, too, until · 原密钥同时签名至 {until}; the new one is not shown again · 新密钥不再显示"
    )
    say(rotated.secret)


@commands.command("test")
def try_out(subscription_id: SubscriptionId, database: Database = None, in_json: Json = False) -> int:
    """Send a test at once · 发送测试."""
    from api.notify import subscribing
    from api.notify.outgoing import Outgoing

    settings = settings_of(database=database)
    with opened(settings) as store:
        outcome = subscribing.try_out(store, Outgoing.of(settings), subscription_id)
    if in_json:
        document({"delivered": outcome.is_delivered, "reason": outcome.reason})
    else:
        say("delivered · 已送达" if outcome.is_delivered else f"not delivered · 未送达: {outcome.reason}")
    return 0 if outcome.is_delivered else FAILED


@commands.command()
def send(database: Database = None, in_json: Json = False) -> None:
    """Send all that is due, once, and forget what was told long ago · 发送到期的通知，并清理旧通知."""
    from dataclasses import asdict

    from api.notify.deliver import clearing, sending

    settings = settings_of(database=database)
    with opened(settings) as store:
        count = sending(settings)(store)
        clearing(settings)(store)
    if in_json:
        document(asdict(count))
        return
    put_off = f"{count.retried} to be tried again · 待重试, {count.dead} given up · 已放弃"
    say(f"{count.delivered} delivered · 已送达, {put_off}")
    if count.waiting:
        note(
            f"{count.waiting} wait: for e-mail set RINGFENCE_SMTP_HOST; webhooks are sent where their secrets are · "
            f"另有 {count.waiting} 项待发：电子邮件请设置 RINGFENCE_SMTP_HOST；网络回调由存有密钥的机器发送"
        )


@commands.command("dead")
def list_dead(
    subscription_id: SubscriptionId,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="most rows · 最多行数")] = 100,
    database: Database = None,
    in_json: Json = False,
) -> None:
    """List what was given up · 列出已放弃的投递."""
    from graph.notices import dead, subscription

    with opened(settings_of(database=database)) as store:
        rows = dead(store, subscription(store, subscription_id), limit)
    if in_json:
        document({"dead": rows[:limit], "truncated": len(rows) > limit})
        return
    table(
        "",
        ("delivery · 投递", "party · 主体", "rule · 规则", "attempts · 尝试", "error · 错误"),
        [(r["delivery_id"], r["party_id"], r["rule"], r["attempts"], r["last_error"]) for r in rows[:limit]],
    )
    if len(rows) > limit:
        note("more exist; raise --limit · 还有更多，请加大 --limit")


@commands.command()
def drop(
    subscription_id: SubscriptionId,
    delivery_id: Annotated[str, typer.Option("--delivery", help="this one only · 仅此一项")] = "",
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Forget what was given up, which is kept until then · 丢弃已放弃的投递."""
    from api.jobs.by_command import AT_THE_COMMAND_LINE
    from api.notify import subscribing
    from graph.notices import subscription

    with opened(settings_of(database=database)) as store:
        dropped = subscribing.drop(store, subscription(store, subscription_id), AT_THE_COMMAND_LINE, delivery_id)
    if in_json:
        document({"dropped": dropped})
    else:
        say(f"{dropped} dropped · 项已丢弃")


@commands.command()
def replay(
    subscription_id: SubscriptionId,
    delivery_id: Annotated[str, typer.Option("--delivery", help="this one only · 仅此一项")] = "",
    database: Database = None,
    in_json: Json = False,
) -> None:
    """Let what was given up wait again, under the same webhook-id · 重新投递."""
    from api.notify.deliver import local_now
    from graph import notices

    with opened(settings_of(database=database)) as store:
        replayed = notices.replay(
            store, notices.subscription(store, subscription_id), local_now(), delivery_id
        )  # fmt: skip
    if in_json:
        document({"replayed": replayed})
    else:
        say(f"{replayed} wait again · 项待重新投递")


def _wants(one: "Subscription") -> str:
    """What a subscription covers, in a few words."""
    rules = ", ".join(one.wanted.rules) or "all rules · 全部规则"
    portfolio = f", {one.wanted.portfolio}" if one.wanted.portfolio else ""
    return f"level · 等级 ≥ {one.wanted.minimum_level}, {rules}{portfolio}"
