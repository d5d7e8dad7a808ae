"""A scenario as a film: who fell and who lost what in every round, in columns, for a picture that plays it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.loss_events import Channel
from graph.contagion.scenario import Scenario
from graph.explain.day import Day
from graph.explain.stress.carried import WAYS
from graph.explain.stress.models import play
from graph.explain.stress.played import Played
from graph.explain.stress.run import check_stated
from graph.explain.stress.selected import PartyId
from graph.explain.stress.setting import Setting

Positions = NDArray[np.int32]

USUAL: Final = 500
MOST_NODES: Final = 2_000
MOST_LOSSES: Final = 20_000


@dataclass(frozen=True, slots=True)
class CastColumns:
    """The parties that fell or lost, who fell first, then by what was lost. round: in which it fell, None where it
    stands. equity_cny: what it had to lose, None where no loss can bring it down. lost_cny: in all."""

    party_id: tuple[str, ...]
    name: tuple[str | None, ...]
    kind: tuple[str | None, ...]
    round: tuple[int | None, ...]
    equity_cny: tuple[float | None, ...]
    lost_cny: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LossColumns:
    """What one lost of another in one round by one way (call, loan or stake); source, loser: places of parties, None
    for one that is not shown, or a lender nobody knows. amount_cny: below zero where a loss was taken back."""

    round: tuple[int, ...]
    way: tuple[str, ...]
    source: tuple[int | None, ...]
    loser: tuple[int | None, ...]
    amount_cny: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FrameColumns:
    """Round by round from 0, in which the initial ones default: how many fell, and what it cost (元) by way; of all
    parties, also of those that are not shown. Ways are not to be added up."""

    fallen: tuple[int, ...]
    calls_cny: tuple[float, ...]
    loans_cny: tuple[float, ...]
    stakes_cny: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FilmFound:
    """A scenario played. party_count, loss_count: how many there are in all; converged: nothing more would happen."""

    scenario: str
    model: str
    as_of: date
    known_at: date
    version: int
    parties: CastColumns
    party_count: int
    losses: LossColumns
    loss_count: int
    frames: FrameColumns
    converged: bool
    truncated: bool


def film(day: Day, scenario: Scenario, party_id: PartyId, nodes: int = USUAL) -> FilmFound:
    """The scenario on the day, at most so many parties and `MOST_LOSSES` losses, the largest of each.

    NotFound or Ambiguous where it names parties or circles that the day does not have; UsageError where who fails is
    drawn by chance only.
    """
    check_stated(scenario)
    setting = Setting.of(day, scenario, party_id)
    played = play(setting)
    hit = np.flatnonzero((played.default_round >= 0) | (played.lost > 0))
    fell = np.where(played.default_round[hit] < 0, np.iinfo(np.int32).max, played.default_round[hit])
    parties = hit[np.lexsort((hit, -played.lost[hit], fell))][:nodes].astype(np.int32)
    losses, loss_count = _losses(played, parties)
    at = day.snapshot.at
    return FilmFound(
        scenario.id, scenario.model.value, at.as_of, at.known_at, day.snapshot.version, _cast(setting, played, parties),
        len(hit), losses, loss_count, _frames(played), played.convergence.converged,
        len(parties) < len(hit) or len(losses.round) < loss_count,
    )  # fmt: skip


def _cast(setting: Setting, played: Played, parties: Positions) -> CastColumns:
    named = setting.day.naming.parties(parties.tolist())
    rounds, limit = played.default_round[parties].tolist(), setting.limit[parties]
    return CastColumns(
        tuple(one.party_id for one in named), tuple(one.name for one in named), tuple(one.kind for one in named),
        tuple(None if one < 0 else one for one in rounds),
        tuple(one if np.isfinite(one) else None for one in limit.tolist()), tuple(played.lost[parties].tolist()),
    )  # fmt: skip


def _losses(played: Played, parties: Positions) -> tuple[LossColumns, int]:
    """Losses of one by another in a round, what came through several contracts as one; by round, the largest first."""
    events = played.events
    keys, which = np.unique(
        np.stack([events.round, events.channel.astype(np.int32), events.source, events.loser]), axis=1,
        return_inverse=True,
    )  # fmt: skip
    amounts = np.bincount(which, events.amount, keys.shape[1])
    place = np.full(len(played.default_round) + 1, -1, dtype=np.int64)  # the last one is for nobody
    place[parties] = np.arange(len(parties))
    source, loser = place[keys[2]], place[keys[3]]
    real = amounts != 0
    shown = np.flatnonzero(real & ((source >= 0) | (loser >= 0)))
    shown = shown[np.argsort(-np.abs(amounts[shown]), kind="stable")][:MOST_LOSSES]
    shown = shown[np.argsort(keys[0, shown], kind="stable")]
    return LossColumns(
        tuple(keys[0, shown].tolist()), tuple(WAYS[Channel(one)] for one in keys[1, shown].tolist()),
        _places(source[shown]), _places(loser[shown]), tuple(amounts[shown].tolist()),
    ), int(real.sum())  # fmt: skip


def _places(found: NDArray[np.int64]) -> tuple[int | None, ...]:
    return tuple(None if one < 0 else one for one in found.tolist())


def _frames(played: Played) -> FrameColumns:
    frames = list(played.events.frames(played.default_round))
    by_way = [np.bincount(one.losses.channel, one.losses.amount, len(Channel)) for one in frames]
    return FrameColumns(
        tuple(len(one.fell) for one in frames),
        *(tuple(float(amounts[way]) for amounts in by_way) for way in (Channel.CALL, Channel.LOAN, Channel.STAKE)),
    )  # fmt: skip
