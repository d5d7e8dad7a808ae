"""The learned probability of default beside what else a command says of parties."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from api.commands.levels import percent

if TYPE_CHECKING:
    from graph.as_of import AsOf
    from graph.store import Store

FIELDS = ("probability", "low", "high", "horizon_days", "model", "as_of")


def scores_of(store: "Store", party_ids: Sequence[str], at: "AsOf") -> dict[str, dict[str, Any]]:
    """The latest score of each of some parties; those without one are left out."""
    from graph.ask.scores import latest_scores

    rows = latest_scores(store, sorted(set(party_ids)), at)
    return {row["party_id"]: {name: row[name] for name in FIELDS} for row in rows}


def brief(score: Mapping[str, Any] | None) -> str:
    """A score in a few words: the probability with its bounds."""
    if score is None:
        return ""
    probability, low, high = (rounded(score[name]) for name in ("probability", "low", "high"))
    return f"{probability} ({low} – {high})" if low and high else probability


def rounded(ratio: float | None) -> str:
    """A probability to a tenth of a percent."""
    return percent(None if ratio is None else round(ratio, 3))
