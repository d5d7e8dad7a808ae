"""The picture of losses by chance, from their answer as the API gives it."""

from collections.abc import Mapping
from typing import Any, Final

from matplotlib.figure import Figure

from api.pictures.loss_distribution import loss_distribution

MARKED: Final = 0.99
"""The level that is marked; more lines could not be told apart."""


def losses_pictures(found: Mapping[str, Any]) -> dict[str, Figure]:
    """By name: the distribution over all trials with mean, value at risk and expected shortfall."""
    title, answer = found["facts"]["scenario"]["title"], found["answer"]
    head = f"{title['zh']} · {title['en']}  ({found['as_of']})"
    (tail,) = (one for one in answer["tails"] if one["level"] == MARKED)
    marks = {
        "mean · 均值": answer["expected_loss_cny"],
        f"VaR {MARKED:.0%}": tail["value_at_risk_cny"],
        f"ES {MARKED:.0%}": tail["expected_shortfall_cny"],
    }
    histogram = answer["histogram"]
    return {"loss_distribution": loss_distribution(head, histogram["edges_cny"], histogram["counts"], marks)}
