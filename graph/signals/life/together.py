"""Where parties stand by all their open matters together, as matters and lists are now; nothing is evaluated anew."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cypher import query
from graph.errors import NotFound
from graph.signals.life.lists import BLACK_FLOOR
from graph.signals.life.worklist import Listed, WantedMatters, matter_rows, worklist
from graph.signals.standing import Covered, Fact, Standing, Warned, may_be_raised, ranked, stored_facts_of
from graph.store import Reader, Store
from graph.text import Text

GROUNDS_AT_ONCE: Final = 500
"""Evidence of some kilobytes each."""

UNKNOWN: Final = Text("", "")


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a matter has its level, and on which facts. evidence: JSON, as it is stored."""

    reason: Text
    facts: frozenset[Fact]
    evidence: str


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter as its party stands by it. row: as `signal/matters` tells it; counts: whether it decided the level;
    covered: why not."""

    row: Mapping[str, Any]
    ground: Ground
    counts: bool
    covered: Covered | None


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """Where one party stands. level: 1 to 8, None where no matter of it is open. matters: the gravest first."""

    party_id: str
    name: str | None
    kind: str
    level: int | None
    reason: Text | None
    matters: tuple[OpenMatter, ...]


Together = tuple[Standing, tuple[Listed, ...]]
"""Where a party stands, without reasons, and its matters."""


def together(
    reader: Reader, family: Mapping[str, str], day: date, *, waiting: bool = False, party_id: str | None = None
) -> list[Together]:  # fmt: skip
    """All parties with an open matter that the last run still found, the gravest first.

    family: of each rule in force; matters of others are looked for by no run, and say nothing of today. waiting: go
    also by matters asleep and by those that a white list holds back on the day. party_id: of this party alone, under
    whichever of its identities; the answer has the one that it is analysed by.
    """
    wanted = WantedMatters(party_id=party_id, found=True, waiting=waiting)
    listed = [one for one in worklist(reader, wanted, day) if one.rule in family]
    if party_id is not None:
        rows = reader.rows(query("signal/identities").text, {"party_id": party_id})
        listed = [one._replace(party_id=row["canonical_id"]) for row in rows for one in listed]
    return _together(reader, listed, family)


def told(store: Store, some: Sequence[Together], family: Mapping[str, str]) -> list[PartyStanding]:
    """These with their reasons and evidence, in that order."""
    listed = [one for _, matters in some for one in matters]
    rows = {row["matter_id"]: row for row in matter_rows(store, listed)}
    grounds = _grounds(store, rows)
    return [
        _told([one for one in matters if one.matter_id in grounds], rows, grounds, family)
        for _, matters in some
        if any(one.matter_id in grounds for one in matters)
    ]


def of_party(
    store: Store, party_id: str, family: Mapping[str, str], day: date, *, waiting: bool = False
) -> PartyStanding:
    """Where one party stands, by the matters of any of its identities. Raises NotFound."""
    rows = store.rows(query("portfolio/parties").text, {"party_ids": [party_id]})
    if not rows:
        raise NotFound(
            f"There is no party {party_id}. Search by name first.",
            f"没有主体 {party_id}。请先按名称搜索。",
            party_id=party_id,
        )
    found = told(store, together(store, family, day, waiting=waiting, party_id=party_id), family)
    none = PartyStanding(rows[0]["canonical_id"], rows[0]["party_name"], rows[0]["kind"], None, None, ())
    return found[0] if found else none


def _together(reader: Reader, listed: Iterable[Listed], family: Mapping[str, str]) -> list[Together]:
    of_party: dict[str, list[Listed]] = {}
    for one in listed:
        of_party.setdefault(one.party_id, []).append(one)
    # Evidence is large: it is read only where it can change the level.
    asked = [one for some in of_party.values() if may_be_raised(_warned(some, {}), family) for one in some]
    grounds = _grounds(reader, [one.matter_id for one in asked])
    found = ranked((one for some in of_party.values() for one in _warned(some, grounds)), family)
    return [(one, tuple(of_party[one.party_id])) for one in found]


def _told(
    matters: Sequence[Listed], rows: Mapping[str, dict[str, Any]], grounds: Mapping[str, Ground],
    family: Mapping[str, str],
) -> PartyStanding:  # fmt: skip
    (standing,) = ranked(_warned(matters, grounds), family)
    covered = {one.id: one for one in standing.covered}
    first = rows[matters[0].matter_id]
    return PartyStanding(
        standing.party_id, first["name"], first["kind"], standing.level, standing.reason,
        tuple(
            OpenMatter(rows[one.id], grounds[one.id], one.id in standing.counted, covered.get(one.id))
            for one in standing.warnings
        ),
    )  # fmt: skip


def _warned(matters: Sequence[Listed], grounds: Mapping[str, Ground]) -> list[Warned]:
    return [
        Warned(
            one.matter_id, one.rule, one.party_id, one.level, _reason(one, grounds),
            grounds[one.matter_id].facts if one.matter_id in grounds else frozenset(),
        )
        for one in matters
    ]  # fmt: skip


def _reason(one: Listed, grounds: Mapping[str, Ground]) -> Text:
    said = grounds[one.matter_id].reason if one.matter_id in grounds else UNKNOWN
    if one.level == one.graded_level:
        return said
    return Text(
        f"{said.zh}；列入黑名单 → 不低于{BLACK_FLOOR}级", f"{said.en}; on a black list → at least {BLACK_FLOOR}"
    )


def _grounds(reader: Reader, matter_ids: Iterable[str]) -> dict[str, Ground]:
    ids = list(matter_ids)
    return {row["matter_id"]: _ground(row) for row in _ground_rows(reader, ids)}


def _ground_rows(reader: Reader, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(ids), GROUNDS_AT_ONCE):
        yield from reader.rows(query("signal/grounds").text, {"matter_ids": ids[start : start + GROUNDS_AT_ONCE]})


def _ground(row: Mapping[str, Any]) -> Ground:
    zh, _, en = row["level_reason"].partition(" · ")
    return Ground(Text(zh, en), stored_facts_of(json.loads(row["evidence"])), row["evidence"])
