"""What a scenario does to a day: played by its model, told in four levels."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import BufferOf, FilledFrom
from graph.contagion.loss_events import Channel
from graph.contagion.scenario import Scenario
from graph.errors import UsageError
from graph.explain.day import Day
from graph.explain.stress.answer import (
    LostBy,
    PartyHit,
    RoundFound,
    StressAnswer,
    StressCertainty,
    StressChange,
    StressFacts,
    StressFound,
)
from graph.explain.stress.at_stake import several_lenders
from graph.explain.stress.by_calls import ONLY_CALLS
from graph.explain.stress.carried import carried
from graph.explain.stress.counter_guarantees import counter_not_called, not_called_note
from graph.explain.stress.law_told import ToldByLaw
from graph.explain.stress.models import play
from graph.explain.stress.played import Played
from graph.explain.stress.selected import PartyId
from graph.explain.stress.setting import BY_LOANS, LEVELS, OF_CALLS, Setting
from graph.regimes.provision import Wording

SHOWN: Final = 100
NEAREST: Final = 10
"""So many changes are told of each kind."""
WEIGHTED_BY: Final = "total_assets"
"""A party's value in DebtRank: total assets by its latest statement, or by the policy where it has a word on them."""


def stress(day: Day, scenario: Scenario, party_id: PartyId, most: int = SHOWN) -> StressFound:
    """The scenario on the day, at most so many of each list.

    NotFound or Ambiguous where it names parties or circles that the day does not have; UsageError where who fails is
    drawn by chance only.
    """
    check_stated(scenario)
    setting = Setting.of(day, scenario, party_id)
    return told(setting, play(setting), most)


def check_stated(scenario: Scenario) -> None:
    """UsageError where who fails is drawn by chance only."""
    if scenario.chance is not None and not scenario.defaults:
        raise UsageError(
            f"The scenario {scenario.id} states nobody who fails: that is drawn by chance. Ask for the distribution of "
            f"its losses (stress losses {scenario.id}), or name who fails.",
            f"情景 {scenario.id} 未指定初始违约主体，而由随机抽取。请查询其损失分布（stress losses {scenario.id}），"
            "或指定违约主体。",
            scenario=scenario.id,
        )


def told(setting: Setting, played: Played, most: int) -> StressFound:
    """What was played, in four levels."""
    at, version = setting.day.snapshot.at, setting.day.snapshot.version
    law = None if played.law is None else ToldByLaw(setting, played.law, most)
    facts, places = carried(setting, played, most, law.ends if law else None)
    answer = _answer(setting, played, most)
    sure, (changes, change_count) = _certainty(setting, played, most), _changes(setting, played)
    longest = max(
        answer.party_count, facts.carried_count, facts.evidence.guarantee_count, facts.evidence.loan_count,
        sure.insolvent_count, sure.over_owned_count, *(one.fallen_count for one in answer.rounds),
    )  # fmt: skip
    found = StressFound(
        at.as_of, at.known_at, version, setting.scenario.model.value, answer,
        StressFacts(setting.scenario.document(), places, facts.carried_count, facts.evidence),
        sure, changes, change_count, longest > most,
    )  # fmt: skip
    return law.added_to(found) if law else found


def _answer(setting: Setting, played: Played, most: int) -> StressAnswer:
    fell, book = played.default_round, setting.layers.book
    hit = np.flatnonzero((fell >= 0) | (played.lost > 0))
    order = hit[np.lexsort((hit, -played.lost[hit], np.where(fell[hit] < 0, np.iinfo(np.int32).max, fell[hit])))]
    weighed, cleared = played.distress if setting.sheets.value.any() else None, played.cleared
    return StressAnswer(
        int((fell == 0).sum()), int((fell > 0).sum()), len(setting.shocked), setting.shock_cny,
        float(book.due[fell[book.borrower] >= 0].sum()), float(played.paid.sum()), _lost(played),
        tuple(_rounds(setting, played, most)),
        tuple(party_hit(setting, played, int(one)) for one in order[:most]), len(hit),
        None if weighed is None else weighed.debtrank, None if weighed is None else WEIGHTED_BY,
        played.outside_lost_cny, None if cleared is None else float(cleared.default_costs.sum()),
    )  # fmt: skip


def _rounds(setting: Setting, played: Played, most: int) -> Iterator[RoundFound]:
    naming = setting.day.naming
    for frame in played.events.frames(played.default_round):
        largest = frame.fell[np.lexsort((frame.fell, -played.lost[frame.fell]))][:most]
        amounts = np.bincount(frame.losses.channel, frame.losses.amount, len(Channel))
        yield RoundFound(
            frame.round, naming.parties(largest.tolist()), len(frame.fell), LostBy(*map(float, amounts))
        )  # fmt: skip


def party_hit(setting: Setting, played: Played, party: int) -> PartyHit:
    """What the scenario did to one party."""
    naming, fell = setting.day.naming, int(played.default_round[party])
    cause, limit = int(played.causes[party]), float(setting.limit[party])
    return PartyHit(
        naming.party(party), None if fell < 0 else fell, limit if np.isfinite(limit) else None,
        FilledFrom(int(setting.sheets.filled_from[party])).name.lower(), float(played.lost[party]),
        LostBy(*map(float, played.losses[:, party])), naming.party(cause) if cause >= 0 else None,
        None if played.distress is None else float(played.distress.h[party]), *_payments(played, party),
    )  # fmt: skip


def _payments(played: Played, party: int) -> tuple[float | None, float | None, float | None]:
    """What it owes, the part that it pays, and the rest; of clearing only."""
    cleared = played.cleared
    if cleared is None or not cleared.owed[party] > 0:
        return None, None, None
    owed = float(cleared.owed[party])
    return owed, float(cleared.recovery[party]), owed - float(cleared.payments[party])


def _lost(played: Played) -> LostBy:
    amounts = np.bincount(played.events.channel, played.events.amount, len(Channel))
    return LostBy(*map(float, amounts))


def _certainty(setting: Setting, played: Played, most: int) -> StressCertainty:
    sheets, book, naming = setting.sheets, setting.layers.book, setting.day.naming
    filling = sheets.filling(setting.at_stake_cny)
    counter = counter_not_called(setting, played)
    unknown = int(((book.lender < 0) & (played.default_round[book.borrower] >= 0)).sum())
    return StressCertainty(
        sheets.policy.value, filling.parties, filling.missing_share, filling.missing_at_stake_share,
        {source.name.lower(): count for source, count in filling.filled.items()}, played.convergence.iterations,
        played.convergence.residual, played.convergence.converged, unknown,
        naming.parties(sheets.insolvent[:most].tolist()), len(sheets.insolvent),
        naming.parties(played.over_owned[:most].tolist()), len(played.over_owned), setting.unranked, counter,
        (*_notes(setting, played), *not_called_note(counter)),
    )  # fmt: skip


def _notes(setting: Setting, played: Played) -> Iterator[Wording]:
    if not len(played.events) and not (played.default_round >= 0).any():
        yield Wording(
            zh="该情景在当日没有初始违约主体，故无传染。",
            en="Nobody fails at first by this scenario on the day: nothing spreads.",
        )
    if setting.scenario.chance is not None:
        yield Wording(
            zh="该情景另有随机违约，此处只推演其明确给出的违约；损失分布见 stress losses。",
            en="The scenario also draws defaults by chance; only those that it states are played here. Stress losses "
            "tells the distribution of what is lost.",
        )
    if not played.convergence.converged:
        yield Wording(
            zh="推演在轮数上限内未收敛，损失为下限。",
            en="The rounds allowed were not enough: the losses are a lower bound.",
        )
    if setting.scenario.model in OF_CALLS:
        yield ONLY_CALLS
    if setting.scenario.model in BY_LOANS:
        yield Wording(
            zh="本模型只推演已知主体间的贷款：不计担保代偿、反担保与股权减值。",
            en="Only loans between known parties spread in this model: guarantees, counter-guarantees and stakes do "
            "not count.",
        )
    if not setting.settled:
        yield Wording(
            zh=f"股权价值只追溯 {LEVELS} 层股东：无报表主体的净资产按其所持股权估值，为下限。",
            en=f"What stakes are worth is followed through {LEVELS} levels of owners: net assets of parties without a "
            "statement that own beyond that are a lower bound.",
        )
    if setting.sheets.buffer_of is BufferOf.LIQUID_ASSETS:
        guarantors = np.unique(setting.layers.book.guarantor)
        stated = int(setting.sheets.liquid[guarantors].sum())
        yield Wording(
            zh=f"代偿以流动资产支付：{len(guarantors)} 个担保人中 {stated} 个有披露，其余以净资产代替。",
            en=f"Calls are paid from liquid assets: {stated} of {len(guarantors)} guarantors state them, "
            "for the others net assets stand.",
        )
    yield from several_lenders(setting.layers, played.events.place[played.events.channel == Channel.LOAN])
    yield from played.notes


def _changes(setting: Setting, played: Played) -> tuple[tuple[StressChange, ...], int]:
    """How much each that fell of losses lacked to bear them, and how much those still bear that lost; the nearest
    first, and how many there are. Not that it would stand in the end: owners write down more of what has more to lose,
    and may be guaranteed by it."""
    counted, short = played.counted(setting.counted), lacked(setting, played)
    stands = (played.default_round < 0) & (counted > 0) & np.isfinite(setting.limit)
    room = np.where(stands, setting.limit - counted, np.inf)
    told = (*_saved_by(setting, short), *_next_to_fall(setting, room))
    return told, int(np.isfinite(short).sum() + np.isfinite(room).sum())


def _saved_by(setting: Setting, short: NDArray[np.float64]) -> Iterator[StressChange]:
    zh, en = (" ", "") if setting.scenario.strict else ("超过 ", "more than ")
    for party in _nearest(short):
        amount, who = float(short[party]), setting.day.naming.party(party)
        name = who.name or who.party_id
        yield StressChange(
            "saved_by",
            Wording(
                zh=f"{name}若多有{zh}{amount:,.2f} 元可承受损失，即可承受其所受损失。",
                en=f"With {en}{amount:,.2f} 元 more to lose, {name} could have borne what it lost.",
            ),
            who, amount,
        )  # fmt: skip


def _next_to_fall(setting: Setting, room: NDArray[np.float64]) -> Iterator[StressChange]:
    strict = setting.scenario.strict
    for party in _nearest(room):
        amount, who = float(room[party]), setting.day.naming.party(party)
        name = who.name or who.party_id
        yield StressChange(
            "next_to_fall",
            Wording(
                zh=f"{name}再损失{'超过' if strict else '达到'} {amount:,.2f} 元即违约。",
                en=f"{name} falls if it loses {'more than ' if strict else ''}{amount:,.2f} 元 on top.",
            ),
            who, amount,
        )  # fmt: skip


def lacked(setting: Setting, played: Played) -> NDArray[np.float64]:
    """Per party how much more net assets, or liquid ones where it pays from these, would have saved it (元); infinite
    for those that did not fall of losses. Net assets below zero have to be made up first."""
    missing = np.maximum(played.counted(setting.counted) - setting.limit, 0.0) + setting.overdrawn
    return np.where(played.default_round > 0, missing, np.inf)


def _nearest(distance: NDArray[np.float64]) -> list[int]:
    known = np.flatnonzero(np.isfinite(distance))
    found: list[int] = known[np.lexsort((known, distance[known]))][:NEAREST].tolist()
    return found
