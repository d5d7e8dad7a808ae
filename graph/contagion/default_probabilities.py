"""Each party's own probability of default, and what is done where nobody knows it: never anything in silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from graph.contagion.call_book import Floats, Positions
from graph.errors import UsageError

NAMED: Final = 5
"""So many parties without a probability are named in the refusal."""


@dataclass(frozen=True, slots=True, eq=False)
class DefaultProbabilities:
    """pd: float64 per party, 0 to 1, within the horizon of the model that gave them. filled: positions of the parties
    that had none and were given `fill`."""

    pd: Floats
    filled: Positions
    fill: float | None

    @classmethod
    def of(cls, known: Floats, names: Sequence[str], fill: float | None = None) -> "DefaultProbabilities":
        """Probabilities as known, NaN where unknown; those are taken to be `fill`.

        UsageError that names the parties where one is unknown and there is nothing to fill it with.
        """
        missing = np.flatnonzero(np.isnan(known)).astype(np.int32)
        if len(missing) and fill is None:
            some = [names[int(position)] for position in missing[:NAMED]]
            more = len(missing) - len(some)
            raise UsageError(
                f"No probability of default is known of {', '.join(some)}{f' and {more} more' if more else ''}. "
                "Score them, or give a probability for such parties, as in pd 0.02.",
                f"缺少{'、'.join(some)}{f'等{len(missing)}个主体' if more else ''}的违约概率。"
                "请先评分，或为此类主体指定违约概率，例如 pd 0.02。",
                parameter="pd", missing=len(missing), parties=some,
            )  # fmt: skip
        pd = np.where(np.isnan(known), 0.0 if fill is None else fill, known)
        check_probabilities(pd)
        return cls(pd, missing, fill if len(missing) else None)


def nobody_scored(day: date) -> UsageError:
    """The refusal where all probabilities are to come from scores and there are none."""
    return UsageError(
        f"Nobody has a score by {day}, so no probability of default is known. Score the parties, or give a probability "
        "for those without a score, as in pd 0.02.",
        f"截至{day}没有任何评分，因而没有违约概率。请先评分，或以 pd 为无评分主体指定违约概率，例如 pd 0.02。",
        parameter="pd",
    )


def check_probabilities(pd: Floats) -> None:
    """UsageError for a number that is no probability, none included."""
    wrong = np.flatnonzero(~((pd >= 0) & (pd <= 1)))
    if len(wrong):
        raise UsageError(
            f"{pd[wrong[0]]:g} is no probability of default. Give one from 0 to 1.",
            f"{pd[wrong[0]]:g}不是有效的违约概率。应在0到1之间。",
            position=int(wrong[0]),
        )
