"""The one writer of groups: with the run that found them and why each member is in; doing it again adds nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cypher import query
from graph.groups.finding import FoundGroup, GroupRun
from graph.store import Reader, Store, Writer

MEMBERS_PER_BATCH: Final = 5_000
"""A transaction takes groups up to so many members, and a group of more by itself."""


@dataclass(frozen=True, slots=True)
class GroupWriteCount:
    """How many groups are new, how many an earlier run had found and this one found again, and how many were there."""

    new: int
    found_again: int
    unchanged: int


def write_groups(
    store: Store, groups: Sequence[FoundGroup], run: GroupRun, on_progress: Callable[[int, int], None] | None = None
) -> GroupWriteCount:
    """Write the run and the groups that it found. A group that an earlier run found is the same node: the newest run's
    amounts and reasons stand, and it is found by both.
    """
    store.write(lambda writer: _write_run(writer, run), confirm=lambda _: None)  # a merge may be repeated
    new = again = done = 0
    for batch in _batches(groups):
        added, renewed = _write_batch(store, batch, run)
        new, again, done = new + added, again + renewed, done + len(batch)
        if on_progress:
            on_progress(done, len(groups))
    return GroupWriteCount(new, again, len(groups) - new - again)


def _batches(groups: Sequence[FoundGroup]) -> Iterator[list[FoundGroup]]:
    batch: list[FoundGroup] = []
    size = 0
    for group in groups:
        if batch and size + len(group.members) > MEMBERS_PER_BATCH:
            yield batch
            batch, size = [], 0
        batch.append(group)
        size += len(group.members)
    if batch:
        yield batch


def _write_run(writer: Writer, run: GroupRun) -> bool:
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    writer.run(
        query("group/run").text,
        {
            "run_id": run.run_id, "kind": run.kind, "version": run.version, "started_at": started_at,
            "parameters": run.parameters, "scope": run.scope, **run.at.parameters(),
        },
    )  # fmt: skip
    return True


def _write_batch(store: Store, batch: Sequence[FoundGroup], run: GroupRun) -> tuple[int, int]:
    """How many groups of the batch were new, and how many were found again; they count so once they are there."""
    planned = (0, 0)

    def work(writer: Writer) -> tuple[int, int]:
        nonlocal planned
        written, found = _known(writer, batch, run)
        todo = [group for group in batch if group.group_id not in found]
        planned = (
            sum(group.group_id not in written for group in todo),
            sum(group.group_id in written for group in todo),
        )
        if todo:
            writer.run(query("group/write").text, _columns(todo, run))
            writer.run(query("group/write_members").text, _member_columns(todo))
        return planned

    def confirm(reader: Reader) -> tuple[int, int] | None:
        return planned if len(_known(reader, batch, run)[1]) == len(batch) else None

    return store.write(work, confirm)


def _known(reader: Reader, batch: Sequence[FoundGroup], run: GroupRun) -> tuple[set[str], set[str]]:
    """Which of the batch are written, and which of these as found by the run."""
    wanted = {"group_ids": [group.group_id for group in batch], "run_id": run.run_id}
    known = reader.columns(query("group/known").text, wanted)
    return set(known["written"]), set(known["found"])


def _columns(groups: Sequence[FoundGroup], run: GroupRun) -> dict[str, object]:
    return {
        "run_id": run.run_id,
        "as_of": run.at.as_of,
        "group_id": [group.group_id for group in groups],
        "kind": [group.kind for group in groups],
        "regime": [group.regime for group in groups],
        "lender_id": [group.lender_id for group in groups],
        "head_id": [group.head_id for group in groups],
        "size": [len(group.members) for group in groups],
        "exposure_cny": [group.exposure_cny for group in groups],
        "limit_cny": [None if group.use is None else round(group.use.limit_cny, 2) for group in groups],
        "circle_id": [group.circle_id for group in groups],
        "guaranteed_cny": [group.guaranteed_cny for group in groups],
        "breach": [None if group.use is None else group.use.breach for group in groups],
    }


def _member_columns(groups: Sequence[FoundGroup]) -> dict[str, object]:
    rows = [(group.group_id, member) for group in groups for member in group.members]
    return {
        "group_id": [group_id for group_id, _ in rows],
        "party_id": [member.party_id for _, member in rows],
        "tie": [member.tie for _, member in rows],
        "through_id": [member.through_id for _, member in rows],
        "dependence": [member.dependence for _, member in rows],
        "share_ratio": [member.share_ratio for _, member in rows],
        "exposure_cny": [member.exposure_cny for _, member in rows],
    }
