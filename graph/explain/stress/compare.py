"""Scenarios side by side: played on the same facts of the same day, and where their outcomes part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.contagion.loss_events import Channel
from graph.contagion.scenario import Scenario, differences
from graph.errors import UsageError
from graph.explain.day import Day
from graph.explain.exposure.scope import GUARANTEE_FIRMS
from graph.explain.stress.answer import LostBy, StressChange, StressFound
from graph.explain.stress.basis import Basis
from graph.explain.stress.carried import largest_until_fall
from graph.explain.stress.comparison import (
    CompareAnswer,
    CompareCertainty,
    CompareFacts,
    CompareFound,
    Cost,
    CostSides,
    PartySides,
    Reason,
    ScenarioSide,
)
from graph.explain.stress.models import play
from graph.explain.stress.played import Played
from graph.explain.stress.run import NEAREST, SHOWN, check_stated, lacked, party_hit, told
from graph.explain.stress.selected import PartyId
from graph.explain.stress.setting import Setting
from graph.regimes.provision import Wording

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FEWEST: Final = 2
MOST: Final = 8
"""So many scenarios are compared."""
SAME_CNY: Final = 0.005
"""Amounts that do not differ by more are the same to the fen."""


def compare(day: Day, scenarios: Sequence[Scenario], party_id: PartyId, most: int = SHOWN) -> CompareFound:
    """The scenarios on the day, at most so many of each list; what says the same is played once.

    UsageError for fewer than two or more than eight, and where who fails is drawn by chance only. NotFound or
    Ambiguous where one names parties or circles that the day does not have.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        raise UsageError(
            f"{len(scenarios)} scenarios are given. Compare from {FEWEST} to {MOST}.",
            f"给出了 {len(scenarios)} 个情景。请给出 {FEWEST} 至 {MOST} 个进行比较。",
        )
    both = SideBySide(day, tuple(_sides(day, scenarios, party_id)))
    found = [told(one.setting, one.played, most) for one in both.sides]
    answer, at = _answer(both, found, most), day.snapshot.at
    fallen = (each.fallen_count for one in answer.scenarios for each in one.answer.rounds)
    sure = (one.certainty for one in found)
    counts = (
        answer.party_count, answer.lender_count, answer.guarantee_firm_count, *fallen,
        *(count for one in sure for count in (one.insolvent_count, one.over_owned_count)),
    )  # fmt: skip
    return CompareFound(
        at.as_of, at.known_at, day.snapshot.version, answer,
        CompareFacts(tuple(one.document() for one in scenarios), differences(scenarios), tuple(_reasons(both, most))),
        CompareCertainty(tuple(one.certainty for one in found), tuple(_notes(scenarios, answer))),
        *_changes(both), max(counts) > most,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Side:
    """One scenario, as it was set and played."""

    label: str
    scenario: Scenario
    setting: Setting
    played: Played


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Where the outcomes of scenarios part, per party."""

    day: Day = field(repr=False)
    sides: tuple[Side, ...]

    @cached_property
    def spread(self) -> Floats:
        """By how much what a party loses differs (元)."""
        return between([one.played.lost for one in self.sides])

    @cached_property
    def otherwise(self) -> NDArray[np.bool_]:
        """Who falls in some scenarios and stands in others."""
        fell = np.stack([one.played.default_round >= 0 for one in self.sides])
        return np.asarray(fell.any(axis=0) & ~fell.all(axis=0))

    @cached_property
    def differing(self) -> Places:
        """With whom anything differs; those that fall in some scenarios only first, then by what is lost."""
        rounds = np.stack([one.played.default_round for one in self.sides])
        found = np.flatnonzero((rounds != rounds[0]).any(axis=0) | (self.spread > SAME_CNY))
        return found[np.lexsort((found, -self.spread[found], ~self.otherwise[found]))]

    def parting(self, most: int) -> list[int]:
        """The first ones of those that fall in some scenarios only."""
        found: list[int] = self.differing[:most][self.otherwise[self.differing[:most]]].tolist()
        return found


def between(amounts: Sequence[Floats]) -> Floats:
    """Per party the largest less the smallest amount."""
    return np.asarray(np.max(amounts, axis=0) - np.min(amounts, axis=0))


def _sides(day: Day, scenarios: Sequence[Scenario], party_id: PartyId) -> Iterator[Side]:
    basis, done, ids = Basis(day), dict[str, tuple[Setting, Played]](), [one.id for one in scenarios]
    for place, scenario in enumerate(scenarios, start=1):
        check_stated(scenario)
        if scenario.fingerprint not in done:
            setting = Setting.on(basis, scenario, party_id)
            done[scenario.fingerprint] = setting, play(setting)
        label = scenario.id if ids.count(scenario.id) == 1 else f"{scenario.id} ({place})"
        yield Side(label, scenario, *done[scenario.fingerprint])


def _answer(both: SideBySide, found: Sequence[StressFound], most: int) -> CompareAnswer:
    differing, naming = both.differing, both.day.naming
    parties = tuple(
        PartySides(
            naming.party(party), float(both.spread[party]),
            tuple(party_hit(one.setting, one.played, party) for one in both.sides),
        )
        for party in differing[:most].tolist()
    )  # fmt: skip
    kinds = both.day.snapshot.parties.table.column("kind")
    is_firm = pc.is_in(kinds, pa.array(GUARANTEE_FIRMS)).to_numpy()
    lent = [one.played.losses[Channel.LOAN] for one in both.sides]
    called = [np.where(is_firm, one.played.losses[Channel.CALL], 0.0) for one in both.sides]
    lenders, firms = _costly(lent), _costly(called)
    return CompareAnswer(
        tuple(_alone(one, each) for one, each in zip(both.sides, found, strict=True)),
        parties, len(differing), int(both.otherwise.sum()),
        tuple(_costs(both, lenders[:most])), len(lenders), tuple(_costs(both, firms[:most])), len(firms),
    )  # fmt: skip


def _alone(side: Side, found: StressFound) -> ScenarioSide:
    title = side.scenario.title
    return ScenarioSide(
        side.label, Wording(zh=title.zh, en=title.en), found.model, replace(found.answer, parties=())
    )  # fmt: skip


def _costly(amounts: Sequence[Floats]) -> Places:
    """Who loses anything in any of the scenarios; where it differs most first, of equal ones who loses most."""
    highest, apart = np.max(amounts, axis=0), between(amounts)
    found = np.flatnonzero(highest > SAME_CNY)
    return found[np.lexsort((found, -highest[found], -apart[found]))]


def _costs(both: SideBySide, parties: Places) -> Iterator[CostSides]:
    paid = [_paid(one) for one in both.sides]
    for party in parties.tolist():
        yield CostSides(
            both.day.naming.party(party),
            tuple(
                Cost(_round(one.played, party), LostBy(*map(float, one.played.losses[:, party])), float(given[party]))
                for one, given in zip(both.sides, paid, strict=True)
            ),
        )


def _paid(side: Side) -> Floats:
    """Per party what it pays of the calls on it (元); by law not what its things bring."""
    law = side.played.law
    book = side.setting.layers.book if law is None else law.law.book
    found = np.bincount(book.guarantor[book.contract], side.played.paid, book.party_count).astype(np.float64)
    return found[: side.setting.layers.book.party_count]


def _round(played: Played, party: int) -> int | None:
    fell = int(played.default_round[party])
    return None if fell < 0 else fell


def _reasons(both: SideBySide, most: int) -> Iterator[Reason]:
    naming = both.day.naming
    for party in both.parting(most):
        for one in both.sides:
            fell, cause = _round(one.played, party), int(one.played.causes[party])
            if fell is not None:
                yield Reason(
                    naming.party(party), one.label, fell, naming.party(cause) if cause >= 0 else None,
                    largest_until_fall(one.setting, one.played, party),
                )  # fmt: skip


def _changes(both: SideBySide) -> tuple[tuple[StressChange, ...], int]:
    """How much more those would have to have that fall in some scenarios to bear what they lose in each; the least
    first, and how many there are. No amount saves who is in default from the start."""
    short = np.max([_shortage(one) for one in both.sides], axis=0)
    known = np.flatnonzero(both.otherwise & np.isfinite(short))
    nearest = known[np.lexsort((known, short[known]))][:NEAREST]
    return tuple(_borne_in_all(both, party, float(short[party])) for party in nearest.tolist()), len(known)


def _borne_in_all(both: SideBySide, party: int, amount: float) -> StressChange:
    strict = all(one.scenario.strict for one in both.sides)
    zh, en = (" ", "") if strict else ("超过 ", "more than ")
    who = both.day.naming.party(party)
    name = who.name or who.party_id
    return StressChange(
        "borne_in_all",
        Wording(
            zh=f"{name}若多有{zh}{amount:,.2f} 元可承受损失，即可承受其在所比较的各情景中所受的损失。",
            en=f"With {en}{amount:,.2f} 元 more to lose, {name} could bear what it loses in each scenario.",
        ),
        who, amount,
    )  # fmt: skip


def _shortage(side: Side) -> Floats:
    """What each party lacked in a scenario (元): nothing where it stands, infinite where it is in default at first."""
    fell = side.played.default_round
    return np.where(fell < 0, 0.0, np.where(fell == 0, np.inf, lacked(side.setting, side.played)))


def _notes(scenarios: Sequence[Scenario], answer: CompareAnswer) -> Iterator[Wording]:
    if len({one.fingerprint for one in scenarios}) == 1:
        yield Wording(
            zh="所比较的情景设定完全相同，结果亦相同。",
            en="The scenarios say the same, so their outcomes are the same.",
        )
    elif not answer.party_count:
        yield Wording(
            zh="设定虽有不同，各主体的违约与损失均相同。",
            en="The settings differ; who falls when and what each party loses does not.",
        )
    if len({one.model for one in scenarios}) > 1:
        yield Wording(
            zh="所用模型不同，计入的损失途径不同：金额之差部分源于模型本身。",
            en="The models differ in the ways of loss that they count: part of the difference is the model’s.",
        )
    if len({one.missing_policy for one in scenarios}) > 1:
        yield Wording(
            zh="净资产缺失的取值口径不同：金额之差部分源于口径。",
            en="What stands for unknown net assets differs: part of the difference is that assumption’s.",
        )
