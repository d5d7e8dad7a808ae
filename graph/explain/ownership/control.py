"""Who controls an enterprise by a regime, on which votes that rests, how sure it is, and which sale would end it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.explain.answer import Article, Asked, Change, Doubts, Holder, PartyName, StakeFact, TieFact, percent
from graph.explain.day import Day
from graph.explain.doubts import control_doubts
from graph.explain.naming import article
from graph.explain.ownership.control_caveats import open_top, registered_other
from graph.explain.ownership.control_changes import control_changes, counted
from graph.explain.ownership.owners import nothing_known
from graph.explain.ownership.part import Part
from graph.explain.ownership.power import Power, power
from graph.explain.ownership.presumed import Presumed, presumed
from graph.ownership.control import Control
from graph.ownership.control_reason import ControlReason, Held, control_steps
from graph.ownership.positions import ACTUAL_CONTROLLER
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

SHOWN: Final = 100
CONTROLLED, NOBODY, UNDETERMINED, UNKNOWN = "controlled", "nobody", "undetermined", "no_owner_known"


@dataclass(frozen=True, slots=True)
class Controller:
    """Somebody who controls. votes_ratio: with those it votes through; own_votes_ratio: its own. ultimate: nobody
    controls it. declared: it, or a member, is registered as the actual controller."""

    holder: Holder
    basis: str
    votes_ratio: float
    own_votes_ratio: float
    ultimate: bool
    declared: bool


@dataclass(frozen=True, slots=True)
class ControlAnswer:
    """status: controlled, nobody, undetermined (undisclosed votes could decide) or no_owner_known.

    counted: what the regime counts, votes or shares; wherever the answer says votes, these. controller: the one whom
    nobody controls. controllers: everybody who controls, that one first. power: who decides
    how often, where votes are known and nobody controls.
    """

    status: str
    controller: Holder | None
    controllers: tuple[Controller, ...]
    counted: str
    threshold_ratio: float
    strict: bool
    power: Power | None


@dataclass(frozen=True, slots=True)
class HeldFact:
    """What one party holds of an enterprise: votes that count there, the share, and the stakes that make it up."""

    party: PartyName
    votes_ratio: float
    share_ratio: float
    stakes: tuple[StakeFact, ...]


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """Why `holder` controls `controlled`: by its own stakes and those of parties that it controls."""

    holder: Holder
    controlled: PartyName
    basis: str
    votes_ratio: float
    own: tuple[HeldFact, ...]
    through: tuple[HeldFact, ...]


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """steps: the enterprises that the ultimate controller controls on the way, the one asked about last; reasons: of
    the other controllers; concerts: the declarations; posts: registered actual controllers; articles: of the rule."""

    steps: tuple[ReasonFact, ...]
    reasons: tuple[ReasonFact, ...]
    concerts: tuple[TieFact, ...]
    posts: tuple[TieFact, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class ContenderFound:
    """Somebody who could control with undisclosed votes: what it has, and what it lacks."""

    holder: Holder
    votes_ratio: float
    missing_ratio: float


@dataclass(frozen=True, slots=True)
class ControlCertainty:
    """How sure. uncertain: control hangs on an enterprise whose registered votes exceed the whole. by_an_unknown:
    somebody of whom no stake is known could control. presumed: concert that is presumed by law, until rebutted."""

    known: bool
    complete: bool
    undisclosed_votes_ratio: float
    undetermined: bool
    by_an_unknown: bool
    contenders: tuple[ContenderFound, ...]
    uncertain: bool
    over_owned: tuple[PartyName, ...]
    doubts: Doubts
    presumed: Presumed | None
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class ControlFound(Asked):
    """Who controls an enterprise."""

    answer: ControlAnswer
    facts: ControlFacts
    certainty: ControlCertainty
    changes: tuple[Change, ...]
    truncated: bool


def control(day: Day, party_id: str, law: Regime, most: int = SHOWN) -> ControlFound:
    """Who controls an enterprise by the law of the day, at most `most` controllers.

    NotFound for an unknown party, or where the regime has no rule on the day; UsageError for a natural person.
    """
    target = day.enterprise(party_id)
    part, known = Part.of(day, target), day.known_facts(target) > 0
    provision = day.control_test(law, known=known)
    rule = provision.rule
    found = part.facts.control(rule)
    reasons, steps = reasons_of(part, found), _steps(part, found)
    asked = day.asked(target, law.id)
    return ControlFound(
        asked.party, asked.as_of, asked.known_at, asked.version, asked.regime,
        ControlAnswer(
            _status(part, found), _ultimate(part, found), tuple(_controller(part, found, r) for r in reasons[:most]),
            rule.unit, rule.threshold, rule.strict, power(part, found),
        ),
        _facts(part, found, steps, reasons[:most], (article(law.id, provision.source),)),
        _certainty(part, found, reasons, presumed(day, target, law.id, rule), known=known),
        tuple(control_changes(part, found, [why.holder for why in reasons])),
        len(reasons) > most or _cut(part, found, steps, reasons),
    )  # fmt: skip


def _cut(part: Part, found: Control, steps: Sequence[ControlReason], reasons: list[ControlReason]) -> bool:
    """Whether a list within the answer is longer than what is shown of it."""
    lengths = [len(steps), len(part.facts.shares.over_owned), len(found.contenders(part.target).contenders)]
    lengths += [len(held) for why in (*steps, *reasons) for held in (why.own, why.through)]
    return max(lengths) > SHOWN


def _status(part: Part, found: Control) -> str:
    if len(found.controllers_of(part.target)):
        return CONTROLLED
    if found.no_owner_known[part.target]:
        return UNKNOWN
    return UNDETERMINED if found.undetermined[part.target] else NOBODY


def _ultimate(part: Part, found: Control) -> Holder | None:
    top = int(found.ultimate[part.target])
    return part.day.naming.holder(part.position(top)) if top >= 0 else None


def reasons_of(part: Part, found: Control) -> list[ControlReason]:
    """Why each controller controls: the ultimate one first, then by votes."""
    top = int(found.ultimate[part.target])
    reasons = [found.why(int(holder), part.target) for holder in found.controllers_of(part.target)]
    return sorted(reasons, key=lambda why: (why.holder != top, -why.votes, why.holder))


def _controller(part: Part, found: Control, why: ControlReason) -> Controller:
    return Controller(
        part.day.naming.holder(part.position(why.holder)), why.basis.value, why.votes, why.own_votes,
        why.holder == int(found.ultimate[part.target]), why.declared,
    )  # fmt: skip


def _steps(part: Part, found: Control) -> Sequence[ControlReason]:
    """The way down from the ultimate controller, where there is one."""
    top = int(found.ultimate[part.target])
    return control_steps(found, top, part.target) if top >= 0 else ()


def _facts(
    part: Part, found: Control, steps: Sequence[ControlReason], reasons: list[ControlReason],
    articles: tuple[Article, ...],
) -> ControlFacts:  # fmt: skip
    day, top = part.day, int(found.ultimate[part.target])
    declared = {one.place for why in reasons for one in (why.agreement.declarations if why.agreement else ())}
    edges = day.snapshot.edges("HOLDS_POSITION")
    here = np.flatnonzero(edges.target == part.nodes[part.target])
    posts = (tie for tie in day.naming.ties("HOLDS_POSITION", here.tolist()) if tie.word == ACTUAL_CONTROLLER)
    return ControlFacts(
        tuple(_reason(part, why) for why in steps[-SHOWN:]),
        tuple(_reason(part, why) for why in reasons if why.holder != top),
        _declarations(part, declared), tuple(posts), articles,
    )  # fmt: skip


def _declarations(part: Part, places: Iterable[int]) -> tuple[TieFact, ...]:
    """The declarations at these places of the part, as they stand in the whole."""
    concerts = part.facts.concerts
    wanted = {(int(part.nodes[concerts.party[p]]), int(part.nodes[concerts.other[p]])) for p in places}
    edges = part.day.snapshot.edges("ACTS_WITH")
    ends = zip(edges.source.tolist(), edges.target.tolist(), strict=True)
    return part.day.naming.ties("ACTS_WITH", [place for place, pair in enumerate(ends) if pair in wanted])


def _reason(part: Part, why: ControlReason) -> ReasonFact:
    naming = part.day.naming
    return ReasonFact(
        naming.holder(part.position(why.holder)), naming.party(part.position(why.target)), why.basis.value, why.votes,
        tuple(_held(part, one) for one in why.own[:SHOWN]), tuple(_held(part, one) for one in why.through[:SHOWN]),
    )  # fmt: skip


def _held(part: Part, one: Held) -> HeldFact:
    naming = part.day.naming
    stakes = naming.stakes(part.stakes[list(one.stakes)].tolist())
    return HeldFact(naming.party(part.position(one.party)), one.votes, one.share, stakes)


def _certainty(
    part: Part, found: Control, reasons: list[ControlReason], by_law: Presumed | None, *, known: bool
) -> ControlCertainty:
    day, target = part.day, part.target
    contenders = found.contenders(target)
    doubts = control_doubts(day, part.position(target), found.rule)
    over = part.facts.shares.over_owned.tolist()
    uncertain = bool(found.uncertain[target]) or any(why.uncertain for why in reasons)
    undetermined = bool(found.undetermined[target])
    return ControlCertainty(
        known=known,
        complete=not (undetermined or uncertain or doubts.ranges or found.no_owner_known[target])
        and open_top(part, found) is None,
        undisclosed_votes_ratio=float(found.ballot.undisclosed[target]),
        undetermined=undetermined,
        by_an_unknown=contenders.by_an_unknown,
        contenders=tuple(
            ContenderFound(day.naming.holder(part.position(one.holder)), one.votes, one.missing)
            for one in contenders.contenders[:SHOWN]
        ),
        uncertain=uncertain,
        over_owned=day.naming.parties(part.positions(over[:SHOWN])),
        doubts=doubts,
        presumed=by_law,
        notes=tuple(_notes(part, found, known=known)),
    )


def _notes(part: Part, found: Control, *, known: bool) -> Iterable[Wording]:
    name = part.day.naming.party(part.position(part.target))
    if not known:
        yield nothing_known(name, part.day)
    elif found.no_owner_known[part.target]:
        yield Wording(
            zh=f"没有 {name.name} 已知的股东，无法判断由谁控制。",
            en=f"No holder of votes in {name.name} is known, so nothing is said about its control.",
        )
    elif found.undetermined[part.target]:
        part_open = percent(float(found.ballot.undisclosed[part.target]))
        unit = counted(found.rule)
        yield Wording(
            zh=f"{part_open} 的{unit.zh}未披露，足以改变结论，故不作判断。",
            en=f"{part_open} of the {unit.en} are undisclosed, here or upstream enough to decide: no answer is given.",
        )
    other = registered_other(part, found)
    if other:
        names = ", ".join(one.name or one.party_id for one in other)
        yield Wording(
            zh=f"登记的实际控制人 {names} 与按{counted(found.rule).zh}认定的不一致，请核实协议、代持等安排。",
            en=f"The registered actual controller, {names}, does not control by known {counted(found.rule).en}: look "
            "for agreements or nominees.",
        )
    top = open_top(part, found)
    if top is not None:
        yield Wording(
            zh=f"{top.name or top.party_id} 自身由谁控制未知，其上可能另有控制人。",
            en=f"Who controls {top.name or top.party_id} itself is not known; somebody may stand above it.",
        )
