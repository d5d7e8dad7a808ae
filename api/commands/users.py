"""`ringfence users`: people who sign in by name and password. Passwords are typed unseen, or come by standard input."""

import sys
from getpass import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import settings_of
from api.commands.options import Json
from api.commands.output import document, note, say, table
from graph.errors import UsageError

if TYPE_CHECKING:
    from api.security.users import User, UserFile

commands = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="NAME", help="who signs in and acts, as in wang.jianguo · 用户名")]


@commands.command()
def add(
    name: Name,
    write: Annotated[bool, typer.Option("--write", help="may act and add facts, not only read · 可写入")] = False,
    same_actor: Annotated[
        bool, typer.Option("--same-actor", help="the keys of this name are this person's · 与同名密钥为同一人")
    ] = False,
    in_json: Json = False,
) -> None:
    """Add a user; the password is asked for, or read from standard input · 添加用户."""
    from api.security.credentials import Credentials

    credentials = Credentials.of(settings_of())
    user = credentials.add_user(name, _password(name), may_write=write, same_actor=same_actor)
    _tell("added · 已添加", user, in_json=in_json)


@commands.command("list")
def list_users(in_json: Json = False) -> None:
    """List the users: name, dates, right; never the password · 列出用户."""
    rows = _file().users()
    if in_json:
        document({"users": [user.public() for user in rows]})
    else:
        table(
            "",
            ("user · 用户", "created · 创建", "disabled · 停用", "may write · 可写入"),
            [(one.name, one.created_on, one.disabled_on, "yes · 是" if one.may_write else "") for one in rows],
        )


@commands.command()
def password(name: Name, in_json: Json = False) -> None:
    """Set another password; all sessions of the user end · 重设密码."""
    _tell("password set · 密码已重设", _file().set_password(name, _password(name)), in_json=in_json)


@commands.command()
def disable(name: Name, in_json: Json = False) -> None:
    """Keep a user out at once, also of a running API · 停用用户."""
    _tell("disabled · 已停用", _file().disable(name), in_json=in_json)


@commands.command()
def enable(
    name: Name,
    write: Annotated[
        bool | None, typer.Option("--write/--read-only", help="may act and add facts; default: as before · 可写入")
    ] = None,
    in_json: Json = False,
) -> None:
    """Let a user sign in again, or give another right · 启用用户."""
    _tell("enabled · 已启用", _file().enable(name, write), in_json=in_json)


@commands.command()
def remove(name: Name, in_json: Json = False) -> None:
    """Forget a user; what was done under the name stays. `disable` keeps the name taken · 删除用户."""
    _tell("removed · 已删除", _file().remove(name), in_json=in_json)


def _file() -> "UserFile":
    from api.security.users import UserFile

    return UserFile(settings_of().users_file)


def _tell(done: str, user: "User", *, in_json: bool) -> None:
    if in_json:
        document(user.public())
    else:
        say(f"{done}: {user.name}")


def _password(name: str) -> str:
    """Asked for twice at a terminal, else the first line of standard input. Never an argument: others would see it."""
    from api.security.passwords import check_password

    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        check_password(given, name)
        return given
    note("12 characters or more; nothing is shown while you type · 至少 12 个字符，输入时不显示")
    given = getpass("password · 密码: ")
    check_password(given, name)
    if getpass("again · 再次输入: ") != given:
        raise UsageError("The two passwords differ. Try again.", "两次输入的密码不一致，请重试。")
    return given
