"""Every setting of the program: read once from the environment, checked, and passed down."""

import os
import secrets
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from graph.errors import SettingsError

PREFIX = "RINGFENCE_"
TEST_PREFIX = "RINGFENCE_TEST_"
"""Keys of the test suite; the program leaves them alone."""

SeveralNames = Annotated[tuple[str, ...], NoDecode]
"""Written as a comma-separated list."""


def setting(default: Any, zh: str, en: str, **limits: Any) -> Any:
    """A field with its description in both languages; the README's table is made of them."""
    return Field(default, description=en, json_schema_extra={"zh": zh}, **limits)


class Settings(BaseSettings):
    """What an operator may set. Environment variables carry the prefix `RINGFENCE_`; empty means not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    data_folder: Path = setting(
        Path(), "数据目录：嵌入式数据库、散列密钥、接口密钥、拒收文件；默认为本用户的数据目录",
        "folder of the embedded database, the hash key, the API keys and the reject files; default: the user's",
    )  # fmt: skip
    cache_folder: Path = setting(
        Path(), "快照缓存目录；默认为本用户的缓存目录", "folder of cached snapshots; default: the user's cache folder"
    )
    database: str = setting(
        "", "数据库地址：embedded:目录、neo4j://、neo4j+s://、bolt:// 或 bolt+s://；默认为数据目录下的嵌入式数据库",
        "embedded:FOLDER, neo4j://, neo4j+s://, bolt:// or bolt+s://; default: embedded, in the data folder",
    )  # fmt: skip
    database_user: str | None = setting(None, "数据库用户", "user of the database server")
    database_password: SecretStr | None = setting(None, "数据库密码", "password of the database server")
    database_name: str = setting("neo4j", "服务器上的库名", "name of the database on the server", min_length=1)
    query_timeout_s: float = setting(
        60.0, "单个查询的时限（秒）", "time limit of one query in seconds", gt=0, le=86_400
    )  # fmt: skip
    hash_key: SecretStr | None = setting(
        None, "证件号码散列密钥，至少 32 字符；默认在数据目录中随机生成并保存",
        "key of the identity hashes, 32 characters or more; default: random, kept in the data folder",
    )  # fmt: skip
    as_of: date | None = setting(None, "默认的截至日；默认为今天", "default as-of date; default: today")
    source_priority: SeveralNames = setting(
        (), "数据来源的优先次序，逗号分隔，靠前者为准", "sources by precedence, comma-separated, the first one wins"
    )
    rates_file: Path | None = setting(
        None, "汇率表（TOML 或 CSV：币种、每单位折合人民币）；默认只接受人民币",
        "exchange rates (TOML or CSV: currency, CNY per unit); default: CNY only",
    )  # fmt: skip
    scenarios_folder: Path | None = setting(
        None,
        "自有压力情景目录（TOML），与自带情景并列",
        "folder of stress scenarios of your own (TOML), beside the product's",
    )
    rules_folder: Path | None = setting(
        None,
        "自有预警规则目录（TOML），与自带规则并列；编号相同者取代自带规则",
        "folder of warning rules of your own (TOML), beside the product's; one of the same id takes its place",
    )
    job_threads: int = setting(
        2, "同时运行的长任务数", "long runs that the API works on at a time", ge=1, le=64
    )  # fmt: skip
    job_queue: int = setting(20, "可排队的长任务数", "long runs that may wait for their turn", ge=0, le=10_000)
    watch_schedule: str = setting(
        "30 6 * * *", "监测计划：分 时 日 月 星期（星期用 mon 至 sun）",
        "when `ringfence watch` runs: minute, hour, day, month, weekday (mon to sun)", min_length=1,
    )  # fmt: skip
    watch_timezone: str = setting("Asia/Shanghai", "监测计划的时区", "time zone of that schedule", min_length=1)
    watch_folder: Path | None = setting(
        None, "监测进程装载新交付的目录：其中每个文件或子目录为一次交付",
        "folder from which `ringfence watch` loads new deliveries: each file or sub-folder is one",
    )  # fmt: skip
    watch_source: str = setting(
        "firm", "该目录中数据的来源名称", "who says what those deliveries hold", min_length=1
    )  # fmt: skip
    watch_lease_s: float = setting(
        60.0, "监测租约时长（秒）：持有进程终止后，另一进程经此时长接管",
        "how long a worker holds the lease without renewing it; so long after its end another takes over",
        ge=1, le=240,
    )  # fmt: skip
    host: str = setting(
        "127.0.0.1", "接口监听地址；非本机地址须先有接口密钥或用户",
        "address the API binds to; any but loopback needs an API key or a user", min_length=1,
    )  # fmt: skip
    port: int = setting(8000, "接口端口", "port of the API", ge=0, le=65_535)
    allowed_hosts: SeveralNames = setting(
        (), "反向代理后可接受的主机名，逗号分隔；设置后须有接口密钥或用户",
        "host names accepted behind a reverse proxy, comma-separated; needs an API key or a user",
    )  # fmt: skip
    proxies: SeveralNames = setting(
        (), "反向代理的地址，逗号分隔；仅采信其 X-Forwarded-For 所示的来访地址",
        "addresses of reverse proxies, comma-separated; of these alone X-Forwarded-For is believed",
    )  # fmt: skip
    api_keys_file: Path = setting(
        Path(),
        "接口密钥文件（只存散列）；默认在数据目录中",
        "file of API keys (hashes only); default: in the data folder",
    )
    users_file: Path = setting(
        Path(), "用户文件（只存密码散列），会话存于其旁；默认在数据目录中",
        "file of users (hashes of passwords only), sessions stand beside it; default: in the data folder",
    )  # fmt: skip
    session_idle_minutes: int = setting(
        30, "会话闲置多久后结束（分钟）", "minutes after which an unused session ends", ge=1, le=1_440
    )  # fmt: skip
    session_hours: int = setting(
        10, "会话最长时间（小时）", "hours after which a session ends, however much used", ge=1, le=168
    )  # fmt: skip
    api_key: SecretStr | None = setting(
        None, "命令以此密钥所属的使用人身份处置预警", "key that proves who acts on warnings by commands"
    )
    models_folder: Path = setting(
        Path(), "已训练模型的目录；默认在数据目录中", "folder of trained models; default: in the data folder"
    )
    public_url: str = setting(
        "",
        "接口的对外地址，通知中的链接以此开头；为 https 时登录会话只经加密传输",
        "where people reach the API; links in notices begin with it; with https sessions go encrypted only",
    )
    notice_cap: int = setting(
        50, "每个订阅每条规则每日逐条通知的上限，其余合并为“另有 n 条”",
        "warnings of a rule and day that a subscription is told one by one; the rest is one “n more”", ge=1, le=10_000,
    )  # fmt: skip
    digest_at: time = setting(
        time(8),
        "每日（每周一）摘要邮件的发送时刻，本机时区",
        "time of digests by e-mail, in this machine's zone",
    )
    keep_notices_days: int = setting(
        90, "已送达的通知与投递记录的保留天数；已放弃的投递保留至重新投递或丢弃",
        "days for which notices and made deliveries are kept; what was given up is, until it is replayed or dropped",
        ge=1, le=36_500,
    )  # fmt: skip
    delivery_attempts: int = setting(
        15, "一项通知最多尝试投递的次数", "attempts to deliver a notice before it is given up", ge=1, le=100
    )
    delivery_timeout_s: float = setting(
        10.0, "一次网络回调的总时限（秒）", "time limit of one webhook in seconds, all in all", gt=0, le=60
    )
    event_source: str = setting(
        "urn:ringfence", "网络回调事件的来源标识（CloudEvents source）", "CloudEvents source of webhooks", min_length=1
    )
    webhooks_private: bool = setting(
        True, "网络回调可发往内网和本机地址", "webhooks may go to private and loopback addresses"
    )
    webhook_secrets_file: Path = setting(
        Path(),
        "网络回调签名密钥文件；默认在数据目录中",
        "file of webhook secrets; default: in the data folder",
    )
    smtp_host: str | None = setting(
        None, "邮件服务器；不设置则不发邮件", "mail server; e-mail is off while it is not set"
    )
    smtp_port: int = setting(587, "邮件服务器端口", "port of the mail server", ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = setting(
        "starttls", "邮件连接的加密方式", "encryption of the connection to the mail server"
    )
    smtp_user: str | None = setting(None, "邮件服务器用户", "user of the mail server")
    smtp_password: SecretStr | None = setting(None, "邮件服务器密码", "password of the mail server")
    smtp_from: str = setting(
        "ringfence@localhost", "通知邮件的发件人", "sender of e-mail notices", pattern=r"^[^@\s<>]+@[^@\s<>]+$"
    )
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "info", "日志级别", "least severity that is logged"
    )
    max_depth: int = setting(
        6,
        "接口允许的最大层数（周边关系、股权树、路径）",
        "deepest neighbourhood, equity tree or path that the API accepts",
        ge=1,
        le=50,
    )
    max_nodes: int = setting(
        2_000, "接口一次返回的最多节点数", "most nodes in one graph that the API returns", ge=1, le=100_000
    )
    max_rows: int = setting(
        10_000, "一次查询最多取回的行数", "most rows that one question fetches", ge=1, le=1_000_000
    )  # fmt: skip

    @field_validator("source_priority", "allowed_hosts", "proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("hash_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("needs 32 characters or more · 至少 32 个字符")
        return value

    @model_validator(mode="before")
    @classmethod
    def _places(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Defaults that depend on the data folder."""
        data = Path(values.get("data_folder") or platformdirs.user_data_path("ringfence")).expanduser()
        return {
            "cache_folder": platformdirs.user_cache_path("ringfence"),
            "database": f"embedded:{data / 'database'}",
            "api_keys_file": data / "api-keys.json",
            "users_file": data / "users.json",
            "models_folder": data / "models",
            "webhook_secrets_file": data / "webhook-secrets.json",
        } | {name: value for name, value in values.items() if value is not None} | {"data_folder": data}  # fmt: skip

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options given on the command line, then the environment; no file is read behind the operator's back."""
        return init_settings, env_settings

    @property
    def rejects_folder(self) -> Path:
        """Where refused rows wait for correction."""
        return self.data_folder / "rejects"


def read_settings(**options: Any) -> Settings:
    """The settings of this process: `options` (not None) first, then the environment, then defaults.

    Raises SettingsError for a RINGFENCE_ key that no setting has, and for a value that does not fit.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(
        key for key in os.environ if key.startswith(PREFIX) and not key.startswith(TEST_PREFIX) and key not in known
    )
    if unknown:
        raise SettingsError(
            f"Unknown setting {', '.join(unknown)}. Known: {', '.join(sorted(known))}.",
            f"未知的设置 {', '.join(unknown)}。可用的设置：{'、'.join(sorted(known))}。",
            unknown=unknown,
        )
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        raise _refused(error) from None


def _refused(error: ValidationError) -> SettingsError:
    """The first wrong value, named by its variable; the value itself may be secret and is not repeated."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = PREFIX + str(first["loc"][0] if first["loc"] else "").upper()
    return SettingsError(
        f"{name} (or its option): {first['msg']}. Mend the value.",
        f"设置 {name}（或对应的选项）不合要求：{first['msg']}。请更正。",
        setting=name,
    )


def read_hash_key(settings: Settings) -> bytes:
    """The key of the identity hashes; made and kept in the data folder (mode 0600) when none is set."""
    if settings.hash_key is not None:
        return settings.hash_key.get_secret_value().encode()
    file = settings.data_folder / "hash-key"
    settings.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written aside and linked into place, so that of two processes that start at once both use the first one's key.
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    if not file.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = file.read_text().strip()
    if len(key) < 32:
        raise SettingsError(
            f"The hash key file {file} is damaged. Restore it from your backup, or set {PREFIX}HASH_KEY.",
            f"散列密钥文件 {file} 已损坏。请从备份恢复，或设置 {PREFIX}HASH_KEY。",
            file=str(file),
        )
    return key.encode()


def settings_table() -> str:
    """The README's configuration table (Markdown): variable, default, meaning in both languages."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} · {_chinese(field)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows])


def _default(field: FieldInfo) -> str:
    value = field.default
    return "" if value in (None, "", (), Path()) else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _chinese(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra["zh"]) if isinstance(extra, dict) else ""
