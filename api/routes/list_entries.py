"""White and black lists of officers: who stands on them, who put him there, until when and why."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.problem import responses
from api.routes.matter_told import DAY, ENTRY_ID, LATER, ListEntryTold
from api.routes.parameters import Ask, Day
from api.routes.rows import COMPANY
from api.security.actor import writer
from api.values import jsonable
from graph.as_of import FOREVER, AsOf
from graph.ask import resolve_party
from graph.signals.life import Entry, ListName, add_entry, end_entry
from graph.signals.life.lists import entry_of

router = APIRouter(prefix="/v1/list-entries", tags=["matters · 预警处置"])


class ListEntries(BaseModel):
    """Entries, the newest first."""

    items: list[ListEntryTold]
    truncated: bool = Field(description="there are older ones · 还有更早的记录", examples=[False])


class WantedEntry(BaseModel):
    """Whom to put on a list, by whoever's key is sent."""

    model_config = ConfigDict(extra="forbid")

    list: ListName = Field(description="white holds warnings below level 6 back; black lifts to level 6 · 名单",
                           examples=["white"])  # fmt: skip
    party: str = Field(
        min_length=1, max_length=200, description="party_id, code or exact name · 主体", examples=[COMPANY]
    )
    rule: str | None = Field(None, max_length=100, description="blank: all rules · 规则", examples=["guarantee_circle"])
    reason: str = Field(max_length=4_000, description="理由", examples=["集团内部互保，已另行授信管理"])
    begins_on: Day | None = Field(None, description="default today · 起始日", examples=[DAY])
    expires_on: Day | None = Field(
        None, description="the first day on which it no longer holds; needed for white · 失效日", examples=[LATER]
    )


class WantedEnd(BaseModel):
    """Why an entry ends before it expires."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=4_000, description="理由", examples=["担保已解除"])


@router.get("", summary="White and black lists with their history · 白名单与黑名单", response_model=ListEntries)
def list_entries(
    behind: Ask,
    list_name: Annotated[ListName | None, Query(alias="list", description="名单")] = None,
    party_id: Annotated[str | None, Query(max_length=200, examples=[COMPANY])] = None,
    in_force_on: Annotated[
        Day | None, Query(description="in force on this day only · 当日有效", examples=[DAY])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="at most · 最多条数")] = 100,
) -> dict[str, Any]:
    """All that ever stood on them, ended ones too."""
    wanted = {"list": list_name.value if list_name else None, "party_id": party_id, "in_force_on": in_force_on}
    found = behind.answer("signal/entries", wanted, AsOf.at(), limit=limit)
    return {"items": [_told(entry_of(row)) for row in found.rows], "truncated": found.truncated}


@router.post(
    "",
    summary="Put a party on a list · 列入名单",
    status_code=HTTPStatus.CREATED,
    response_model=ListEntryTold,
    responses=responses("forbidden", "not_found", "ambiguous", "store_conflict"),
)
def put_on_list(behind: Ask, actor: Annotated[str, Depends(writer)], wanted: WantedEntry) -> dict[str, Any]:
    """Needs a key that may write. Matters are shown as held back or lifted; nothing is removed."""
    party_id = resolve_party(behind.store, wanted.party, behind.settings.cache_folder)
    asked = Entry(
        "", wanted.list, party_id, wanted.rule, wanted.reason, actor, "", wanted.begins_on or date.today(),
        wanted.expires_on or FOREVER,
    )  # fmt: skip
    return _told(add_entry(behind.store, asked))


@router.post(
    "/{entry_id}/end",
    summary="Take a party off a list · 移出名单",
    response_model=ListEntryTold,
    responses=responses("forbidden", "not_found", "act_refused", "store_conflict"),
)
def take_off_list(
    behind: Ask,
    actor: Annotated[str, Depends(writer)],
    entry_id: Annotated[str, Path(min_length=1, max_length=100, description="名单记录编号", examples=[ENTRY_ID])],
    wanted: WantedEnd,
) -> dict[str, Any]:
    """From today on. Off a black list only by another person than who put it there."""
    return _told(end_entry(behind.store, entry_id, actor, wanted.reason))


def _told(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = jsonable(entry)
    return told | {"holds": entry.holds(entry.rule or "", date.today())}
