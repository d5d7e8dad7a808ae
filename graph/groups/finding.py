"""Groups as they are written down: by identities instead of positions, with the run that found them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final

from graph.as_of import AsOf
from graph.errors import UsageError
from graph.groups.lender import GroupLimitUse, LenderGroups
from graph.groups.limits import Use
from graph.groups.membership import members
from graph.ownership.concert import Concerts
from graph.regimes.provision import GroupProvision, LimitProvision, Subject
from graph.snapshot import Snapshot

CONNECTED_CLIENTS: Final = "connected_clients"
CIRCLE: Final = "circle"
RUN: Final = "groups"
CIRCLE_RUN: Final = "circles"


@dataclass(frozen=True, slots=True)
class FoundMember:
    """A member of a group, and how it is tied to the party `through_id` (tie: a choice of MEMBER_OF).

    dependence, share_ratio: of what kind and how large, where it depends.
    """

    party_id: str
    exposure_cny: float
    tie: str
    through_id: str | None = None
    dependence: str | None = None
    share_ratio: float | None = None


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A group by identities; `group_id` follows from kind, date, regime, lender and members alone.

    head_id: a party, or the members of a concert group joined by "+". use: how it stands to the group limit. kind: of
    connected clients, or a guarantee circle; of a circle the identity that it keeps and what its members guarantee for
    one another (元).
    """

    group_id: str
    regime: str | None
    lender_id: str | None
    head_id: str | None
    exposure_cny: float
    use: Use | None
    members: tuple[FoundMember, ...]
    kind: str = CONNECTED_CLIENTS
    circle_id: str | None = None
    guaranteed_cny: float | None = None


@dataclass(frozen=True, slots=True)
class GroupRun:
    """One look for groups; the same question of the same data is the same run. `scope` is the question without data."""

    run_id: str
    kind: str
    at: AsOf
    version: int
    scope: str
    parameters: str

    @classmethod
    def of(cls, snapshot: Snapshot, regime: str, lender_id: str | None, provision: GroupProvision) -> "GroupRun":
        """The run over a snapshot for a lender's clients (None: for all lenders) by a regime's provision."""
        scope = json.dumps([CONNECTED_CLIENTS, regime, lender_id], ensure_ascii=False)
        rule = {name: value for name, value in asdict(provision).items() if name != "source"}
        parameters = json.dumps({"scope": scope, "provision": provision.source.id, **rule}, ensure_ascii=False)
        return cls._over(snapshot, RUN, scope, parameters)

    @classmethod
    def of_circles(cls, snapshot: Snapshot) -> "GroupRun":
        """The run over a snapshot for its guarantee circles: everybody's, by no regime."""
        scope = json.dumps([CIRCLE])
        return cls._over(snapshot, CIRCLE_RUN, scope, json.dumps({"scope": scope}))

    @classmethod
    def _over(cls, snapshot: Snapshot, kind: str, scope: str, parameters: str) -> "GroupRun":
        content = [kind, str(snapshot.at.as_of), str(snapshot.at.known_at), snapshot.version, parameters]
        return cls(f"run:{digest(content)}", kind, snapshot.at, snapshot.version, scope, parameters)


def found_groups(
    snapshot: Snapshot,
    found: LenderGroups,
    regime: str,
    *,
    limits: Sequence[LimitProvision] = (),
    minimum_size: int = 2,
) -> list[FoundGroup]:
    """The groups of at least so many clients, the largest exposure first, under the first known limit on groups."""
    if minimum_size < 1:
        raise UsageError("minimum_size is at least 1.", "minimum_size 至少为 1。")
    identities = _Identities(snapshot.parties.table.column("party_id").to_pylist(), found.concerts)
    lender_id = None if found.lender is None else identities.of(found.lender)
    uses = _uses(found.uses(limits))
    return sorted(
        (
            _found(found, group, identities, (regime, lender_id, snapshot.at), uses.get(group))
            for group in (found.groups.size >= minimum_size).nonzero()[0].tolist()
        ),
        key=lambda group: (-group.exposure_cny, group.group_id),
    )


def group_id(at: AsOf, regime: str, lender_id: str | None, members: Iterable[str]) -> str:
    """The identity of the group of these clients: that under which it is written down."""
    return f"group:{digest([CONNECTED_CLIENTS, str(at.as_of), regime, lender_id, sorted(members)])}"


@dataclass(frozen=True, slots=True)
class _Identities:
    party_ids: Sequence[str]
    concerts: Concerts

    def of(self, position: int) -> str:
        """The identity of a party, or of a concert group by its members."""
        if position < len(self.party_ids):
            return self.party_ids[position]
        return "+".join(self.party_ids[member] for member in self.concerts.members_of(position).tolist())


def _uses(uses: Sequence[GroupLimitUse]) -> dict[int, Use]:
    """Per group how it stands to the limit on groups that leaves it the least headroom."""
    found: dict[int, Use] = {}
    for one in uses:
        if one.of_groups and one.use.limit.subject in (Subject.CONNECTED_GROUP, Subject.INTERBANK):
            for place, group in enumerate(one.places.tolist()):
                use = one.use.at(place)
                if group not in found or use.headroom_cny < found[group].headroom_cny:
                    found[group] = use
    return found


def _found(
    found: LenderGroups,
    group: int,
    identities: _Identities,
    question: tuple[str, str | None, AsOf],
    use: Use | None,
) -> FoundGroup:
    regime, lender_id, at = question
    joined = tuple(sorted(_members(found, group, identities), key=lambda member: member.party_id))
    return FoundGroup(
        group_id(at, regime, lender_id, [member.party_id for member in joined]), regime, lender_id,
        identities.of(int(found.groups.head[group])),
        round(float(found.groups.exposure_cny[group]), 2), use, joined,
    )  # fmt: skip


def _members(found: LenderGroups, group: int, identities: _Identities) -> Iterator[FoundMember]:
    for member in members(found.groups, group):
        party_id, exposure = identities.of(member.party), round(member.exposure_cny, 2)
        last = member.path[-1] if member.path else None
        tied = (None, None, None) if last is None else (identities.of(last.first), last.kind or None, last.share)
        yield FoundMember(party_id, exposure, member.tie.value, *tied)


def digest(content: object) -> str:
    """Twenty-four hex digits over JSON: far beyond accidental clashes."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]
