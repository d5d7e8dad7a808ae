"""The pictures of stress scenarios, from their answers as the API gives them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.figure import Figure

from api.pictures.cascade_tree import Fallen, cascade_tree
from api.pictures.loss_by_round import RoundLost, loss_by_round
from api.pictures.scenarios_by_round import ScenarioRounds, scenarios_by_round

WAYS: Final[Mapping[str, str]] = {
    "calls_cny": "calls · 代偿要求", "loans_cny": "loans · 贷款损失", "stakes_cny": "stakes · 股权减值"
}  # fmt: skip


def stress_pictures(found: Mapping[str, Any]) -> dict[str, Figure]:
    """By name: what each round cost, and who brought down whom among the parties shown."""
    title = found["facts"]["scenario"]["title"]
    head = f"{title['zh']} · {title['en']}  ({found['as_of']})"
    return {"loss_by_round": _rounds(head, found["answer"]), "cascade_tree": _tree(head, found["answer"])}


def compare_pictures(found: Mapping[str, Any]) -> dict[str, Figure]:
    """By name: the scenarios of a comparison side by side, round by round."""
    scenarios = [
        ScenarioRounds(
            f"{one['label']}: {one['title']['zh']} · {one['title']['en']}", tuple(_lost(one["answer"]["rounds"]))
        )
        for one in found["answer"]["scenarios"]
    ]
    head = f"压力情景并列比较 · stress scenarios side by side  ({found['as_of']})"
    return {"scenarios_by_round": scenarios_by_round(head, list(WAYS.values()), scenarios)}


def _rounds(head: str, answer: Mapping[str, Any]) -> Figure:
    return loss_by_round(head, list(WAYS.values()), _lost(answer["rounds"]))


def _lost(rounds: Sequence[Mapping[str, Any]]) -> list[RoundLost]:
    return [RoundLost(one["fallen_count"], tuple(max(one["lost"][way], 0.0) for way in WAYS)) for one in rounds]


def _tree(head: str, answer: Mapping[str, Any]) -> Figure:
    fell = [one for one in answer["parties"] if one["round"] is not None]
    place = {one["party"]["party_id"]: at for at, one in enumerate(fell)}
    return cascade_tree(
        head,
        [
            Fallen(
                one["party"]["name"] or one["party"]["party_id"], one["round"], _cause(one, fell, place),
                one["lost_cny"],
            )
            for one in fell
        ],
    )  # fmt: skip


def _cause(one: Mapping[str, Any], fell: list[Any], place: Mapping[str, int]) -> int | None:
    """Where whoever brought it down stands, if that one is drawn and fell before it: a loss of what one owns may come
    from an enterprise that still stands."""
    cause = one["brought_down_by"]
    at = None if cause is None else place.get(cause["party_id"])
    return at if at is not None and fell[at]["round"] < one["round"] else None
