"""Stress scenarios: those of the product, and the operator's own beside them."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.asking import Asking
from api.problem import responses
from api.routes.parameters import Ask
from graph.contagion.scenario import ID_PATTERN, Model, Scenario
from graph.contagion.scenario_catalogue import load_scenarios
from graph.errors import NotFound

router = APIRouter(prefix="/v1/scenarios", tags=["stress · 压力测试"])

WHOLE_ID: Final = f"^{ID_PATTERN}$"
SETTINGS = {
    "model": "multilayer", "lgd": 0.45, "allocation": "equal_split", "default_rule": "above",
    "missing_policy": "registered_capital",
    "defaults": [{"order": "outstanding_cny", "end": "highest", "most": 1}],
}  # fmt: skip


class ScenarioWords(BaseModel):
    """The same in both languages."""

    zh: str = Field(examples=["最大借款人违约"])
    en: str = Field(examples=["The largest borrower fails"])


class ScenarioListed(BaseModel):
    """What a scenario is called and means."""

    id: str = Field(examples=["largest_borrower"])
    title: ScenarioWords
    meaning: ScenarioWords
    model: Model = Field(examples=["multilayer"])
    fingerprint: str = Field(
        description="equal where all that decides is equal · 参数指纹", examples=["851a1bc365aaa76c35ada330"]
    )


class ScenarioSettings(ScenarioListed):
    """A scenario in full."""

    settings: dict[str, Any] = Field(
        description="all that decides, as its file has it, with what the file left to the usual · 全部设定",
        examples=[SETTINGS],
    )


class Scenarios(BaseModel):
    """All scenarios, by id."""

    items: list[ScenarioListed]


@router.get("", summary="Stress scenarios · 压力情景", response_model=Scenarios)
def scenarios(behind: Ask) -> dict[str, Any]:
    """The product's own, and those of the operator's folder."""
    return {"items": [_listed(one) for one in load_scenarios(behind.settings.scenarios_folder).values()]}


@router.get(
    "/{scenario_id}",
    summary="A stress scenario in full · 压力情景的全部设定",
    response_model=ScenarioSettings,
    responses=responses("not_found"),
)
def scenario(
    behind: Ask, scenario_id: Annotated[str, Path(pattern=WHOLE_ID, examples=["largest_borrower"])]
) -> dict[str, Any]:
    """Every setting that its model reads."""
    found = scenario_of(behind, scenario_id)
    return _listed(found) | {"settings": found.settings()}


def scenario_of(behind: Asking, scenario_id: str) -> Scenario:
    """The scenario of that id, the product's or the operator's. Raises NotFound."""
    found = load_scenarios(behind.settings.scenarios_folder).get(scenario_id)
    if found is None:
        raise NotFound(
            f"There is no scenario {scenario_id}. See /v1/scenarios.", f"没有情景 {scenario_id}。请看 /v1/scenarios。"
        )
    return found


def _listed(one: Scenario) -> dict[str, Any]:
    said = one.document()
    return {name: said[name] for name in ("id", "title", "meaning", "model")} | {"fingerprint": one.fingerprint}
