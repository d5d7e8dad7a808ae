"""The one way in which thresholds are moved and moved back: once, on what was seen, by a person, with a reason."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from cypher import query
from graph.errors import Forbidden, NotFound, ThresholdConflict, UsageError
from graph.signals.life.desk import take_turn, utc_now, written
from graph.signals.life.history import NOBODY
from graph.signals.life.record import LONGEST
from graph.signals.rule import Rule
from graph.signals.thresholds.adjustment import Adjustment, Kind, adjustment_id_of, applied, mark_of, standing
from graph.store import Reader, Store, Writer

LONGEST_BASIS: Final = 100_000
"""Characters of a basis as JSON."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """To which value a threshold is to be moved, and why. from_value: that in force as the person saw it; None: as it
    stands. basis: what it was proposed on."""

    threshold: str
    to_value: float
    reason: str
    from_value: float | None = None
    basis: Mapping[str, Any] | None = None


def read_adjustments(store: Store) -> list[Adjustment]:
    """All acts on thresholds, in the order in which they were done."""
    return store.read(_acts)


def adjusted(store: Store, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules with the thresholds that persons have accepted; what the file has changed since is left as in the file.

    rules: as their files have them.
    """
    return applied(rules, read_adjustments(store))


def accept(
    store: Store, rule: Rule, wanted: Wanted, actor: str, clock: Callable[[], datetime] = utc_now
) -> Adjustment:  # fmt: skip
    """The act that moves a threshold, written exactly once. rule: as its file has it.

    Raises Forbidden for nobody, UsageError for a value out of bounds or the one in force, or without a reason, and
    ThresholdConflict where another value is in force than was seen.
    """
    _check(actor, wanted.reason)
    rule.moved({wanted.threshold: wanted.to_value})
    basis = None if wanted.basis is None else json.dumps(wanted.basis, ensure_ascii=False, allow_nan=False)
    if len(basis or "") > LONGEST_BASIS:
        raise UsageError("The basis is too long to be kept.", "依据过长，无法保存。", parameter="basis")

    def planned(acts: Sequence[Adjustment]) -> Adjustment:
        before = applied([rule], acts)[0].thresholds[wanted.threshold]
        _check_seen(wanted, before.value, acts)
        return Adjustment(
            "", rule.id, wanted.threshold, 0, Kind.ACCEPT, before.value, wanted.to_value, before.unit, actor,
            written(clock()), wanted.reason.strip(), mark_of(rule), None, wanted.basis,
        )  # fmt: skip

    return _write(store, (rule.id, wanted.threshold), planned)


def revert(
    store: Store, adjustment_id: str, reason: str, actor: str, clock: Callable[[], datetime] = utc_now
) -> Adjustment:  # fmt: skip
    """The act that takes an acceptance back, written exactly once: the threshold is again what it was before.

    Raises Forbidden for nobody, NotFound, UsageError without a reason, and ThresholdConflict for one that does not
    stand: taken back already, or moved again since.
    """
    _check(actor, reason)
    taken = next((one for one in read_adjustments(store) if one.adjustment_id == adjustment_id), None)
    if taken is None or taken.kind is not Kind.ACCEPT:
        raise NotFound(
            f"No threshold was moved by {adjustment_id}. See `ringfence rules adjustments`.",
            f"没有阈值调整 {adjustment_id}。请看 `ringfence rules adjustments`。",
            adjustment_id=adjustment_id,
        )

    def planned(acts: Sequence[Adjustment]) -> Adjustment:
        if [one.adjustment_id for one in standing(acts)] != [adjustment_id]:
            raise _conflict(f"{adjustment_id} does not stand any more", f"{adjustment_id} 已被撤销或取代", acts)
        return Adjustment(
            "", taken.rule, taken.threshold, 0, Kind.REVERT, taken.to_value, taken.from_value, taken.unit, actor,
            written(clock()), reason.strip(), taken.mark, adjustment_id,
        )  # fmt: skip

    return _write(store, (taken.rule, taken.threshold), planned)


def standing_of(store: Store, rule: str, threshold: str) -> Adjustment:
    """The acceptance that stands of a threshold. Raises NotFound."""
    found = [one for one in standing(read_adjustments(store)) if (one.rule, one.threshold) == (rule, threshold)]
    if not found:
        raise NotFound(
            f"Nobody has moved {threshold} of {rule}, or it was taken back. See `ringfence rules adjustments`.",
            f"规则 {rule} 的阈值 {threshold} 没有生效中的调整。请看 `ringfence rules adjustments`。",
            rule=rule,
            threshold=threshold,
        )
    return found[0]


def _write(store: Store, of: tuple[str, str], planned: Callable[[Sequence[Adjustment]], Adjustment]) -> Adjustment:
    """Append the act that follows from the acts so far; of a threshold, the next in number."""
    writing = secrets.token_hex(12)
    done: Adjustment | None = None

    def work(writer: Writer) -> Adjustment:
        nonlocal done
        take_turn(writer)
        acts = [one for one in _acts(writer) if (one.rule, one.threshold) == of]
        done = _numbered(planned(acts), len(acts) + 1)
        append(writer, done, writing)
        return done

    def confirm(reader: Reader) -> Adjustment | None:
        rows = reader.rows(query("signal/threshold_acts").text, {"writing": writing})
        return done if rows else None

    return store.write(work, confirm)


def _acts(reader: Reader) -> list[Adjustment]:
    rows = reader.rows(query("signal/threshold_acts").text, {"writing": None})
    return [
        Adjustment(**{**row, "kind": Kind(row["kind"]), "basis": json.loads(row["basis"]) if row["basis"] else None})
        for row in rows
    ]


def _numbered(act: Adjustment, seq: int) -> Adjustment:
    return replace(act, adjustment_id=adjustment_id_of(act.rule, act.threshold, seq), seq=seq)


def append(writer: Writer, act: Adjustment, writing: str) -> None:
    """Write the act down. `writing` marks it as of this writing."""
    basis = None if act.basis is None else json.dumps(act.basis, ensure_ascii=False, allow_nan=False)
    columns = asdict(act) | {"kind": act.kind.value, "basis": basis, "writing": writing}
    writer.run(query("signal/move_threshold").text, columns)


def _check(actor: str, reason: str) -> None:
    if actor.casefold() in NOBODY:
        raise Forbidden(
            f"{actor} is nobody in particular and cannot move a threshold. Act with a key of your own: "
            "`ringfence keys create NAME --write`.",
            f"{actor} 不代表具体个人，不能调整阈值。请使用本人的密钥：`ringfence keys create 名称 --write`。",
        )
    if not reason.strip() or len(reason) > LONGEST:
        raise UsageError(
            f"Say why, in at most {LONGEST:,} characters.", f"请填写理由，最多 {LONGEST} 个字符。", parameter="reason"
        )


def _check_seen(wanted: Wanted, value: float, acts: Sequence[Adjustment]) -> None:
    if wanted.from_value is not None and wanted.from_value != value:
        raise _conflict(
            f"{wanted.threshold} is {value:g} now, not {wanted.from_value:g}",
            f"{wanted.threshold} 现为 {value:g}，而非 {wanted.from_value:g}",
            acts,
        )
    if wanted.to_value == value:
        raise UsageError(
            f"{wanted.threshold} is {value:g} already.", f"{wanted.threshold} 已为 {value:g}。", parameter="value"
        )


def _conflict(en: str, zh: str, acts: Sequence[Adjustment]) -> ThresholdConflict:
    last = acts[-1] if acts else None
    told = f"; last: {last.kind} to {last.to_value:g} by {last.actor}, {last.at}" if last else ""
    told_zh = f"；最近一次：{last.actor} {last.at} 将其改为 {last.to_value:g}" if last else ""
    return ThresholdConflict(
        f"{en}{told}. Look again, then decide.", f"{zh}{told_zh}。请重新查看后再决定。",
        adjustment_id=last.adjustment_id if last else None,
    )  # fmt: skip
