"""The whole exception tree. Each class has a stable code, a sentence in both languages and a remedy."""

from collections.abc import Mapping
from typing import ClassVar


class RingfenceError(Exception):
    """Anything this product refuses or fails at, said so that a reader can act on it.

    `code` is stable and is what scripts and API clients rely on; `zh` and `en` say what happened and what to do;
    `details` carries the parts (file, row, field, limit …) for machines.
    """

    code: ClassVar[str] = "error"

    def __init__(self, en: str, zh: str, **details: object) -> None:
        self.en = en
        self.zh = zh
        self.details: Mapping[str, object] = details
        super().__init__(f"{en} · {zh}")


class UsageError(RingfenceError):
    """The call itself is wrong: an unknown name, a missing or ill-typed parameter."""

    code = "usage"


class SettingsError(RingfenceError):
    """A setting is unknown, missing or contradicts another."""

    code = "settings"


class NotFound(RingfenceError):
    """What was asked for is not in the graph at that date."""

    code = "not_found"


class NoLongerKept(RingfenceError):
    """What was asked for was there and has been forgotten since, as the settings have it."""

    code = "no_longer_kept"


class Ambiguous(RingfenceError):
    """A name fits several parties; `details["candidates"]` lists them."""

    code = "ambiguous"


class SchemaError(RingfenceError):
    """The schema in the code contradicts itself."""

    code = "schema"


class QueryError(RingfenceError):
    """A named query's header, parameters or columns do not fit its text or the call."""

    code = "query"


class StoreError(RingfenceError):
    """The database refuses, fails or is away."""

    code = "store"


class StoreUnavailable(StoreError):
    """No server answers at the address."""

    code = "store_unavailable"


class StoreAuthentication(StoreError):
    """The server answers but refuses the user or the password."""

    code = "store_authentication"


class StoreVersion(StoreError):
    """The server is too old, or the stored schema is newer than this program."""

    code = "store_version"


class StoreTimeout(StoreError):
    """A query ran past its time limit and was stopped."""

    code = "store_timeout"


class StoreConflict(StoreError):
    """Another writer was faster and retries are spent."""

    code = "store_conflict"


class StoreDamaged(StoreError):
    """The embedded database did not recover cleanly; nothing is served from it."""

    code = "store_damaged"


class FeedError(RingfenceError):
    """A file cannot be read as a feed at all (a bad row is a reject, not an error)."""

    code = "feed"


class RowRefused(RingfenceError):
    """A fact given by itself fails the loader's checks; `details` has field, value, reason and remedy of each."""

    code = "row_refused"


class AlreadyThere(RingfenceError):
    """What is to be added has a number that is taken."""

    code = "already_there"


class KeyReused(RingfenceError):
    """An idempotency key comes with another request than the first time."""

    code = "idempotency_key_reused"


class GuaranteeRefused(RingfenceError):
    """A guarantee may not be added; `details["reasons"]` says why."""

    code = "guarantee_refused"


class LimitRefused(GuaranteeRefused):
    """A guarantee would exceed a limit, or the law forbids it; `details["reasons"]` has the figures and articles."""

    code = "limit_refused"


class RuleError(RingfenceError):
    """A warning rule's file is wrong; names the file and what to mend."""

    code = "rule"


class LimitExceeded(RingfenceError):
    """The question is larger than the limit set for it."""

    code = "limit"


class Forbidden(RingfenceError):
    """The caller's key is missing, unknown or does not carry the right."""

    code = "forbidden"


class ActRefused(RingfenceError):
    """A matter does not take that act as it stands; `details["possible"]` names those that it takes."""

    code = "act_refused"


class ActConflict(RingfenceError):
    """Somebody acted on a matter meanwhile; `details["meanwhile"]` says what happened."""

    code = "act_conflict"


class ThresholdConflict(RingfenceError):
    """Another value of a threshold is in force than was seen; `details["adjustment_id"]` names the last act on it."""

    code = "threshold_conflict"


class ReportFailed(RingfenceError):
    """A report could not be set as PDF; the document itself is there in JSON and HTML."""

    code = "report_failed"


class QueueFull(RingfenceError):
    """As many long runs wait as may."""

    code = "queue_full"


class NoResult(RingfenceError):
    """A long run has no result: it waits, runs, or ended without one."""

    code = "no_result"


class Cancelled(RingfenceError):
    """A long run ends because somebody asked for that."""

    code = "cancelled"


class LeaseLost(RingfenceError):
    """Another worker has taken over: nothing more is written by this one."""

    code = "lease_lost"


class NotInstalled(SettingsError):
    """A part that is optional and large is not installed here; the sentence says how to have it."""

    code = "not_installed"
