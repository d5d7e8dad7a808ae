"""Which fewest failures bring a guarantor down, and what they do to everybody else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.contagion.reverse import TRIALS, breaking
from graph.contagion.scenario import LGD, Model, Scenario
from graph.contagion.selection import Selection
from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.stress.answer import StressAnswer, StressCertainty, StressChange, StressFacts
from graph.explain.stress.counter_guarantees import of_the_day_note
from graph.explain.stress.models import play
from graph.explain.stress.run import SHOWN, told
from graph.explain.stress.setting import Setting
from graph.regimes.provision import Wording
from graph.text import Text


@dataclass(frozen=True, slots=True)
class ReverseAsked:
    """How calls spread, as in a scenario; most_trials: after so many cascades the answer is a bound."""

    lgd: float = LGD
    allocation: Allocation = Allocation.EQUAL
    missing_policy: str = "registered_capital"
    most_trials: int = TRIALS


@dataclass(frozen=True, slots=True)
class ReverseAnswer:
    """failures: the fewest found, None where even all together do not bring it down. at_least: fewer never do; exact:
    so no fewer than these. buffer_cny: what it can pay, None where the policy says without end; called_cny: what it
    would be called for. candidates: whose failure can reach it at all; trials: cascades run. played: what these
    failures do, None where there are none."""

    failures: tuple[PartyName, ...] | None
    at_least: int
    exact: bool
    buffer_cny: float | None
    called_cny: float
    candidates: int
    trials: int
    played: StressAnswer | None


@dataclass(frozen=True, slots=True)
class ReverseCertainty:
    """How sure the search is (notes), and how sure what was played; None where nothing was."""

    notes: tuple[Wording, ...]
    played: StressCertainty | None


@dataclass(frozen=True, slots=True)
class ReverseFound:
    """What it takes to bring a guarantor down by calls; facts and changes of these failures as a scenario, the nearest
    changes of change_count in all."""

    party: PartyName
    as_of: date
    known_at: date
    version: int
    answer: ReverseAnswer
    facts: StressFacts | None
    certainty: ReverseCertainty
    changes: tuple[StressChange, ...]
    change_count: int
    truncated: bool


def reverse_stress(day: Day, party_id: str, asked: ReverseAsked, most: int = SHOWN) -> ReverseFound:
    """The fewest failures of others after which a party is called for more than it can pay. NotFound for an unknown
    party; UsageError for settings out of range."""
    target = day.position(party_id)
    scenario = Scenario(
        "reverse", Text("反向压力测试", "reverse stress test"), Text("", ""), Model.GUARANTEE_CALLS,
        (Selection(parties=(party_id,)),), lgd=asked.lgd, allocation=asked.allocation.value,
        missing_policy=asked.missing_policy,
    )  # fmt: skip
    setting = Setting.of(day, scenario, lambda text: text)
    cascade = CallCascade(setting.layers.book, setting.buffer, asked.allocation)
    found = breaking(cascade, target, asked.most_trials)
    shown = None
    if found.parties is not None:
        failing = replace(scenario, defaults=(Selection(parties=tuple(day.naming.party_ids(found.parties))),))
        played = replace(setting, scenario=failing, initial=found.parties)
        shown = told(played, play(played), most)
    counted = of_the_day_note(day.portfolio, target)
    buffer, at = float(setting.buffer[target]), day.snapshot.at
    answer = ReverseAnswer(
        None if found.parties is None else day.naming.parties(found.parties.tolist()), found.at_least, found.exact,
        buffer if np.isfinite(buffer) else None, found.calls, found.candidates, found.trials,
        shown.answer if shown else None,
    )  # fmt: skip
    return ReverseFound(
        day.naming.party(target), at.as_of, at.known_at, day.snapshot.version, answer, shown.facts if shown else None,
        ReverseCertainty((*_notes(answer), *counted), shown.certainty if shown else None),
        shown.changes if shown else (), shown.change_count if shown else 0, shown is not None and shown.truncated,
    )  # fmt: skip


def _notes(answer: ReverseAnswer) -> Iterator[Wording]:
    if not answer.candidates:
        yield Wording(zh="没有任何其他主体的违约会使其被要求代偿。", en="It is called for nobody else's failure.")
    elif answer.failures is None:
        yield Wording(
            zh=f"即使所有可影响它的主体（{answer.candidates} 个）全部违约，也不会使其违约。",
            en=f"Not even the failure of everybody who can reach it ({answer.candidates}) brings it down.",
        )
    elif not answer.exact:
        yield Wording(
            zh=f"已尝试 {answer.trials} 次推演：至少需 {answer.at_least} 个主体违约，所列为可行的一组，未证明最少。",
            en=f"After {answer.trials} cascades: at least {answer.at_least} failures are needed, those listed suffice; "
            "that they are the fewest is not proven.",
        )
