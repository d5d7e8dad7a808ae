"""The ties of a party that nobody declared, with what it shares with whom and how rare that is, in four levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.explain.answer import Asked, Change, Holder, PartyName, TieFact
from graph.explain.day import Day
from graph.explain.ownership.control_changes import told
from graph.groups.hidden_ties import HiddenTie, HiddenTies, Shared, hidden_ties_of
from graph.groups.shared_things import KINDS, ONE_EVIDENCE
from graph.identifiers import masked
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime
from graph.schema import NODES, Privacy

SHOWN: Final = 100
MOST_CHANGES: Final = 10
"""These answers rest on no law."""
PRIVATE: Final = frozenset(one.name for one in NODES["Record"].properties if one.privacy is Privacy.PERSONAL)
"""Kinds of shared thing whose text is personal, as an address: shown masked, as in reports of refused rows."""


@dataclass(frozen=True, slots=True)
class HiddenTieFound:
    """Somebody tied to the party. score_bits: with each bit the odds that the two belong together double. kinds: what
    they share. near: registered in one region; None where a region is not known."""

    party: PartyName
    score_bits: float
    kinds: tuple[str, ...]
    near: bool | None
    near_bits: float


@dataclass(frozen=True, slots=True)
class HiddenAnswer:
    """The ties with the highest score, of `found`."""

    ties: tuple[HiddenTieFound, ...]
    found: int


@dataclass(frozen=True, slots=True)
class SharedFact:
    """Something shared with `party`. value: as compared, an address or number masked; or `thing` where it is a party.

    shared_by: how many have it, of those who have anything of the kind. counted: whether it enters the score.
    """

    party: PartyName
    kind: str
    value: str
    thing: PartyName | None
    shared_by: int
    of: int
    bits: float
    counted: bool
    ties: tuple[TieFact, ...]


@dataclass(frozen=True, slots=True)
class HiddenFacts:
    """Everything shared, tie by tie."""

    things: tuple[SharedFact, ...]


@dataclass(frozen=True, slots=True)
class CommonFound:
    """What the party has and too many others have too, so that it ties nobody."""

    kind: str
    value: str
    thing: PartyName | None
    shared_by: int


@dataclass(frozen=True, slots=True)
class HiddenCertainty:
    """How sure. declared: pairs of all parties left out as declared. same_party: probably the party itself, twice.
    common: shared by more than `block_limit`."""

    known: bool
    declared: int
    same_party: tuple[HiddenTieFound, ...]
    common: tuple[CommonFound, ...]
    block_limit: int
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class HiddenFound(Asked):
    """The undeclared ties of a party."""

    answer: HiddenAnswer
    facts: HiddenFacts
    certainty: HiddenCertainty
    changes: tuple[Change, ...]
    truncated: bool


def hidden(day: Day, party_id: str, law: Regime, most: int = SHOWN) -> HiddenFound:
    """The undeclared ties of a party, at most `most`; who controls whom by the law of the day counts as declared.

    NotFound for an unknown party, or where the regime has no test of control on the day.
    """
    position = day.position(party_id)
    rule = day.control_test(law, known=day.known_facts(position) > 0).rule
    found = hidden_ties_of(day.snapshot, day.naming.party(position).party_id, most, finder=day.finder(rule))
    asked = day.asked(position, law.id)
    return HiddenFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        HiddenAnswer(tuple(_tie(day, position, tie) for tie in found.ties), found.found),
        HiddenFacts(tuple(_shared(day, position, tie, one) for tie in found.ties for one in tie.shared)),
        _certainty(day, position, found),
        tuple(_changes(day, position, found)),
        found.found > len(found.ties),
    )  # fmt: skip


def _other(position: int, tie: HiddenTie) -> int:
    return tie.second if tie.first == position else tie.first


def _value(kind: str, value: str) -> str:
    """What may be shown of a shared text."""
    return masked(value) if kind in PRIVATE else value


def _tie(day: Day, position: int, tie: HiddenTie) -> HiddenTieFound:
    kinds = tuple(dict.fromkeys(one.kind for one in tie.shared if one.counted))
    return HiddenTieFound(day.naming.party(_other(position, tie)), tie.score, kinds, tie.near, tie.near_bits)


def _shared(day: Day, position: int, tie: HiddenTie, one: Shared) -> SharedFact:
    naming = day.naming
    return SharedFact(
        naming.party(_other(position, tie)), one.kind, _value(one.kind, one.value),
        naming.party(one.party) if one.party >= 0 else None, one.shared_by, one.of, one.bits, one.counted,
        tuple(fact for relation, place in one.facts for fact in naming.ties(relation, [place])),
    )  # fmt: skip


def _certainty(day: Day, position: int, found: HiddenTies) -> HiddenCertainty:
    naming = day.naming
    known = day.known_facts(position) > 0 or bool(found.ties or found.common or found.same_party)
    notes: tuple[Wording, ...] = ()
    if not known:
        at = day.snapshot.at.as_of
        notes = (
            Wording(zh=f"截至 {at}，没有可与他人比对的信息。", en=f"Nothing that others could share is known on {at}."),
        )
    return HiddenCertainty(
        known, found.declared, tuple(_tie(day, position, tie) for tie in found.same_party),
        tuple(
            CommonFound(c.kind, _value(c.kind, c.value), naming.party(c.party) if c.party >= 0 else None, c.shared_by)
            for c in found.common[:SHOWN]
        ),
        found.block_limit, notes,
    )  # fmt: skip


def _changes(day: Day, position: int, found: HiddenTies) -> Iterator[Change]:
    """What is left of each tie's score without what says most for it."""
    for tie in found.ties[:MOST_CHANGES]:
        strongest = max((one for one in tie.shared if one.counted), key=lambda one: one.bits, default=None)
        if strongest is None:
            continue
        who, left = day.naming.party(_other(position, tie)), _left(tie, strongest)
        name, kind = who.name or who.party_id, KINDS[strongest.kind]
        thing = f" {told(day.naming.holder(strongest.party))}" if strongest.party >= 0 else ""
        rest_zh = f"余 {left:.1f} 比特" if left > 0 else "不再构成关联"
        rest = f"{left:.1f} of {tie.score:.1f} bits are left" if left > 0 else "nothing is left"
        yield Change(
            "tie_weakens",
            Wording(
                zh=f"若与 {name} 的“{kind.zh}{thing}”不成立，{rest_zh}。",
                en=f"Without “{kind.en}{thing}”, of the tie to {name} {rest}.",
            ),
            Holder(False, (who,)),
        )


def _left(tie: HiddenTie, without: Shared) -> float:
    """The score without a thing, 0 where nothing else is shared. What says the same of a pair counts in its place; a
    party that is not shared is so in no role."""
    evidence = KINDS[without.kind].evidence
    instead = [one.bits for one in tie.shared if not one.counted and KINDS[one.kind].evidence == evidence]
    if evidence not in ONE_EVIDENCE:
        instead = []
    if not instead and sum(one.counted for one in tie.shared) == 1:
        return 0.0
    return tie.score - without.bits + max(instead, default=0.0)
