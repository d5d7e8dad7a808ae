"""The command `ringfence`. Each command is a file; heavy packages are imported when a command runs, not before."""

import io
import sys

import typer

from api.commands import (
    backtest,
    circles,
    control,
    db,
    demo,
    export,
    exposure,
    group,
    guarantors,
    keys,
    liability,
    limits,
    load,
    notify,
    owners,
    portfolios,
    post_guarantee,
    profile,
    query,
    rejects,
    related,
    rules,
    score,
    serve,
    signals,
    stress,
    surgeon,
    template,
    tree,
    users,
    warn,
    watch,
    what_if,
    world,
)  # fmt: skip
from api.commands.output import FAILED, complain, exit_code
from graph.errors import RingfenceError


def application() -> typer.Typer:
    """The command line with all its commands."""
    commands = typer.Typer(
        name="ringfence",
        help="Graph risk intelligence for guarantee networks · 担保圈风险图谱",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for function in (
        world.world,
        template.template,
        load.load,
        query.query,
        owners.owners,
        control.control,
        tree.tree,
        group.group,
        exposure.exposure,
        related.related,
        surgeon.surgeon,
        limits.limits,
        post_guarantee.post_guarantee,
        profile.profile,
        guarantors.guarantors,
        liability.liability,
        circles.circles,
        export.export,
        warn.warn,
        backtest.backtest,
        serve.serve,
        demo.demo,
    ):
        commands.command()(function)
    for several, name, title in (
        (db.commands, "db", "the database: start, stop, status, migrate, digest · 数据库"),
        (rejects.commands, "rejects", "refused rows · 拒收的行"),
        (rules.commands, "rules", "the warning rules: list, test, measures, proposals · 预警规则"),
        (signals.commands, "signals", "warnings found · 预警"),
        (portfolios.commands, "portfolios", "portfolios that are watched: add, list, show, remove · 关注组合"),
        (stress.commands, "stress", "what falls when some fall: run, compare, losses, reverse · 压力测试"),
        (score.commands, "score", "learned probabilities of default: train, apply, report, card · 违约概率评分"),
        (what_if.commands, "what-if", "what is not there yet: guarantee · 假设分析"),
        (notify.commands, "notify", "who is told of warnings: add, send, dead, replay · 通知"),
        (keys.commands, "keys", "API keys · 接口密钥"),
        (users.commands, "users", "people who sign in by password: add, list, disable · 用户"),
    ):
        commands.add_typer(several, name=name, help=title, no_args_is_help=True)
    commands.add_typer(watch.commands, name="watch", help="evaluate the rules on a schedule · 定期监测")
    return commands


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 1 failed, 2 wrong usage, 3 done with rejected rows."""
    arguments = sys.argv[1:] if arguments is None else arguments
    in_json = "--json" in arguments
    _say_it_anyhow()
    try:
        outcome = application()(args=arguments, prog_name="ringfence", standalone_mode=False)
    except RingfenceError as error:
        complain(error.code, error.en, error.zh, dict(error.details), in_json=in_json)
        return exit_code(error)
    except typer.Abort:
        return FAILED
    except typer.TyperException as error:
        return _misused(error, in_json=in_json)
    except OSError as error:
        return _unusable(error, in_json=in_json)
    return outcome if isinstance(outcome, int) else 0


def _say_it_anyhow() -> None:
    """Escape what the terminal's encoding has not, as GBK has no ⇄, instead of failing at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _unusable(error: OSError, *, in_json: bool) -> int:
    """A file or folder that is missing, in the way, full or not ours."""
    where = f"{error.filename}: " if error.filename else ""
    said = f"{where}{error.strerror or error}"
    complain(
        "error",
        f"{said}. Check the path, its permissions and the room on the disk.",
        f"{said}。请检查路径、权限和磁盘空间。",
        {"file": str(error.filename or "")},
        in_json=in_json,
    )
    return FAILED


def _misused(error: typer.TyperException, *, in_json: bool) -> int:
    """A wrong option or argument. A group called without a command shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(str(error) + "\n")
    else:
        said = getattr(error, "format_message", lambda: str(error))()
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "ringfence"
        complain(
            "usage",
            f"{said} See: {path} --help",
            f"命令用法不对（{said}）。请看：{path} --help",
            {"command": path},
            in_json=in_json,
        )
    return int(getattr(error, "exit_code", FAILED))
