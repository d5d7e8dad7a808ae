"""From a day's estimate, or a stored score, to the answer about one party."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gnn.serving.answer import (
    Estimate,
    ScoreAnswer,
    ScoreCertainty,
    ScoreFacts,
    ScoreFound,
    StoredScoreFound,
    Trained,
    Warned,
)
from gnn.serving.known_day import Unscored
from gnn.task import Reason
from graph.as_of import AsOf
from graph.explain.answer import PartyName, percent
from graph.regimes.provision import Wording

FIRST_LOAN = Wording(
    zh="该企业目前没有未偿贷款，也未对外提供担保；模型只学习过有敞口的企业，此处为外推",
    en="Nothing is outstanding to this enterprise and it stands for nobody, while the model has learnt only of such as "
    "have debts or have given guarantees: this is an extrapolation.",
)
NOBODY_SCORED = "nobody_scored"
NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class About:
    """What an answer begins with. version: of the facts as they stand."""

    party: PartyName
    at: AsOf
    version: int
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """Reasons, and the model that they are of; where there are none `facts` says why, and may have no model.

    probability_now: by that model on the facts as they stand."""

    facts: ScoreFacts
    trained: Trained | None = None
    probability_now: float | None = None
    notes: tuple[Wording, ...] = ()
    truncated: bool = False


def live_found(about: About, estimate: Estimate | Unscored, explained: Explained, *, first_loan: bool) -> ScoreFound:
    """What the model says on the facts as they stand."""
    notes = (FIRST_LOAN,) if first_loan and isinstance(estimate, Estimate) else ()
    certainty = _certainty(explained, notes, newer=False, extrapolated=bool(notes))
    return ScoreFound(
        about.party, about.at.as_of, about.at.known_at, about.version, _answer(estimate), explained.facts, certainty,
        (), explained.truncated,
    )  # fmt: skip


def stored_found(
    about: About, scores: Sequence[Estimate], unscored: Unscored | None, explained: Explained, *, truncated: bool
) -> StoredScoreFound:
    """The newest score as it was written down, with reasons by the same model; `unscored` where there is none."""
    newest = unscored or scores[0]
    newer = isinstance(newest, Estimate) and newest.version < about.version
    certainty = _certainty(explained, (), newer=newer, extrapolated=False)
    return StoredScoreFound(
        about.party, about.at.as_of, about.at.known_at, about.version, _answer(newest), explained.facts, certainty,
        (), truncated or explained.truncated, tuple(scores[1:]),
    )  # fmt: skip


def unexplained(about: About, why: Wording | None) -> Explained:
    """No reasons, and why."""
    return Explained(ScoreFacts(None, None, None, (), 0, (), (), 0, None, why, about.warnings))


def not_written(day: date | None) -> Unscored:
    """No score is there although nothing speaks against one. day: the latest that was scored, None for no day."""
    if day is None:
        return Unscored(
            NOBODY_SCORED,
            Wording(
                zh="截至该日尚未对任何企业评分。请先运行 `ringfence score train` 和 `ringfence score apply`。",
                en="Nobody has been scored by that day. Run `ringfence score train` and `ringfence score apply` first.",
            ),
        )
    return Unscored(
        NOT_COVERED,
        Wording(
            zh=f"{day}的评分未包含该企业，可能其数据是之后装入的。请再次运行 `ringfence score apply`。",
            en=f"The scores of {day} do not cover this enterprise; its facts may have been loaded since. Run "
            "`ringfence score apply` again.",
        ),
    )  # fmt: skip


def is_first_loan(why: Unscored | None) -> bool:
    """Whether a party is left out only because it has no debts and stands for nobody."""
    return why is not None and why.reason == Reason.NOT_EXPOSED


def _answer(found: Estimate | Unscored) -> ScoreAnswer:
    if isinstance(found, Unscored):
        return ScoreAnswer(False, found.said, found.reason, None)
    probability, low, high = (percent(round(one, 4)) for one in (found.probability, found.low, found.high))
    said = Wording(
        zh=f"{found.scored_on}之后{found.horizon_days}天内违约概率为 {probability}（{low} 至 {high}）",
        en=f"The probability of a default within {found.horizon_days} days after {found.scored_on} is {probability} "
        f"({low} to {high}).",
    )
    return ScoreAnswer(True, said, None, found)


def _certainty(
    explained: Explained, notes: tuple[Wording, ...], *, newer: bool, extrapolated: bool
) -> ScoreCertainty:  # fmt: skip
    told = tuple(dict.fromkeys((*notes, *explained.notes)))
    return ScoreCertainty(newer, explained.probability_now, extrapolated, explained.trained, told)
