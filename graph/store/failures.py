"""What the driver raises, said in this product's errors with what to do about it.

Texts of a server can quote stored values, so only the error's code is passed on, and the text only where it speaks of
the statement.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from neo4j import exceptions as driver

from graph.errors import (
    StoreAuthentication,
    StoreConflict,
    StoreError,
    StoreTimeout,
    StoreUnavailable,
    StoreVersion,
    UsageError,
)

OLDEST: Final = (5, 26)
"""The oldest Neo4j that is supported; ArcadeDB reports 5.26.0."""

log = logging.getLogger(__name__)

_STOPPED: Final = re.compile(r"\.Transaction\.(TransactionTimedOut\w*|Terminated|LockClientStopped)$")


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Run the body; an exception of the driver leaves it as a `StoreError` that names `address`."""
    try:
        yield
    except (driver.DriverError, driver.Neo4jError) as error:
        raise as_store_error(error, address) from error


def clashed(error: driver.ClientError) -> bool:
    """Whether another writer is the cause.

    It took the key, the embedded database saw its record half written, or it made the index of a migration that both
    apply: IF NOT EXISTS looks before the other one commits.
    """
    endings = (".Statement.EntityNotFound", ".Schema.EquivalentSchemaRuleAlreadyExists")
    return isinstance(error, driver.ConstraintError) or str(error.code).endswith(endings)


def lost_bookmark(error: driver.Neo4jError) -> bool:
    """Whether the server does not have the commits for which the transaction was to wait."""
    return bool(re.search(r"\.Transaction\.(BookmarkTimeout|InvalidBookmark\w*)$", str(error.code)))


def as_store_error(error: driver.DriverError | driver.Neo4jError, address: str) -> StoreError | UsageError:
    """The error of this product that says the same."""
    if isinstance(error, driver.Neo4jError):
        return _refused(error, address)
    if isinstance(error, driver.IncompleteCommit):
        return unknown_outcome(address)
    if isinstance(error, (driver.ServiceUnavailable, driver.SessionExpired)):
        return unavailable(address)
    if isinstance(error, driver.ConfigurationError):
        return UsageError(
            f"The database address {address} cannot be used: {error}. Write embedded:FOLDER, neo4j://HOST or "
            "bolt://HOST.",
            f"数据库地址 {address} 无法使用。请写成 embedded:目录、neo4j://主机 或 bolt://主机。",
            address=address,
        )
    return StoreError(
        f"The database driver failed at {address}: {type(error).__name__}: {error}. Repeat the command; if it "
        "persists, see the database's log.",
        f"访问数据库 {address} 时驱动程序出错：{type(error).__name__}。请重试；若仍失败，请查看数据库日志。",
        address=address,
    )


def _refused(error: driver.Neo4jError, address: str) -> StoreError:
    """What the server itself answered."""
    code = error.code or "unknown"
    if isinstance(error, driver.AuthError) or ".Security." in code:
        return StoreAuthentication(
            f"The database {address} refuses the user or the password. Check RINGFENCE_DATABASE_USER and "
            "RINGFENCE_DATABASE_PASSWORD.",
            f"数据库 {address} 拒绝该用户名或密码。请检查 RINGFENCE_DATABASE_USER 与 RINGFENCE_DATABASE_PASSWORD。",
            address=address,
        )
    if _STOPPED.search(code):
        return StoreTimeout(
            "The query ran past its time limit and was stopped. Ask for less (a smaller depth, a date, one party) or "
            "raise the limit.",
            "查询超过时限，已被终止。请缩小范围（深度、日期、单个主体）或提高时限。",
            code=code,
        )
    if isinstance(error, driver.TransientError) or (isinstance(error, driver.ClientError) and clashed(error)):
        return StoreConflict(
            f"Another writer changed the same facts and retries are spent ({code}). Run the command again.",
            f"另一写入者同时修改了相同数据，重试已用尽（{code}）。请重新运行该命令。",
            code=code,
        )
    statement = f": {error.message}" if ".Statement." in code and error.message else ""
    return StoreError(
        f"The database refused the statement ({code}){statement}. The database's log says more.",
        f"数据库拒绝执行该语句（{code}）。详情见数据库日志。",
        code=code,
    )


def unavailable(address: str) -> StoreUnavailable:
    """Nobody answers at the address."""
    return StoreUnavailable(
        f"No database answers at {address}. Check that it runs, that host and port are right, and whether it speaks "
        "TLS (bolt+s://, neo4j+s://) or not.",
        f"{address} 没有数据库应答。请确认数据库已启动、主机与端口正确，以及是否使用 TLS（bolt+s://、neo4j+s://）。",
        address=address,
    )


def unknown_outcome(address: str) -> StoreConflict:
    """The connection broke during a commit, and the caller gave no way to look."""
    return StoreConflict(
        f"The connection to {address} broke during a commit; the change may or may not be stored. Look before "
        "repeating it.",
        f"提交期间与 {address} 的连接中断，变更可能已保存，也可能没有。请先核对再重做。",
        address=address,
    )


def check_server(agent: str, address: str) -> str:
    """The kind of database behind `agent` ("Neo4j/5.26.25"): "neo4j" or "arcadedb"; StoreVersion if it is too old."""
    found = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        raise StoreVersion(
            f"The database at {address} is {agent}; Neo4j 5.26 or later is needed. Upgrade the server, or use "
            "embedded:FOLDER.",
            f"{address} 的数据库为 {agent}，需要 Neo4j 5.26 或更高版本。请升级服务器，或使用 embedded:目录。",
            address=address,
            agent=agent,
        )
    kind = "arcadedb" if "ArcadeDB" in agent else "neo4j"
    log.debug("database %s is %s", address, agent)
    return kind
