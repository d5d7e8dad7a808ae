"""`ringfence keys`: make, list and revoke the keys of the API. The key itself is shown once and kept nowhere."""

from typing import Annotated

import typer

from api.commands.opening import settings_of
from api.commands.options import Json
from api.commands.output import document, note, say, table

commands = typer.Typer()


@commands.command()
def create(
    actor: Annotated[str, typer.Argument(help="who acts with this key, as in wang.jianguo · 使用人")],
    write: Annotated[bool, typer.Option("--write", help="may add facts, not only read · 可写入")] = False,
    same_actor: Annotated[
        bool, typer.Option("--same-actor", help="the user of this name is this person · 与同名用户为同一人")
    ] = False,
    in_json: Json = False,
) -> None:
    """Make a key for an actor; it is shown this once · 生成密钥（仅显示一次）."""
    from api.security.credentials import Credentials

    key = Credentials.of(settings_of()).create_key(actor, may_write=write, same_actor=same_actor)
    if in_json:
        document({"key_id": key.key_id, "actor": key.actor, "key": key.secret})
    else:
        note(f"key {key.key_id} for {key.actor}; keep it, it is not shown again · 请妥善保存，不再显示")
        say(key.secret)


@commands.command("list")
def list_keys(in_json: Json = False) -> None:
    """List the keys: identifier, actor, dates; never the key · 列出密钥."""
    from api.security.keys import KeyFile

    rows = KeyFile(settings_of().api_keys_file).entries()
    if in_json:
        document({"keys": [entry.public() for entry in rows]})
    else:
        table(
            "",
            ("key · 编号", "actor · 使用人", "created · 创建", "revoked · 吊销", "may write · 可写入"),
            [
                (one.key_id, one.actor, one.created_on, one.revoked_on, "yes · 是" if one.may_write else "")
                for one in rows
            ],
        )


@commands.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="identifier from `ringfence keys list` · 密钥编号")],
    in_json: Json = False,
) -> None:
    """Revoke a key at once, also for a running API · 吊销密钥."""
    from api.security.keys import KeyFile

    entry = KeyFile(settings_of().api_keys_file).revoke(key_id)
    if in_json:
        document(entry.public())
    else:
        say(f"revoked · 已吊销: {entry.key_id} ({entry.actor})")
