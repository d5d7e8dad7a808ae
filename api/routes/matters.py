"""What officers work on: matters, their history, acts on them, and the case file."""

from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from api.problem import responses
from api.routes.encoded_slash import with_slashes
from api.routes.matter_told import MATTER_ID, TITLE, CaseFileTold, MatterTold
from api.routes.paging import Page, Pages, begun, dated, fingerprint, sealed
from api.routes.parameters import Ask, Day, Desk
from api.routes.rows import COMPANY, row_model, summary
from api.routes.signals import Words
from api.rules_known import rules_by_id
from api.security.actor import writer
from api.validators import MadeOf, validated
from api.values import jsonable
from graph.as_of import AsOf
from graph.signals.life import Kind, Matter, Order, State, act, case_file, read_matter
from graph.signals.life.case import matter_document
from graph.signals.life.history import OF_RULES
from graph.signals.life.lists import entries_in
from graph.signals.life.page import page
from graph.signals.life.worklist import WantedMatters as Asked
from graph.signals.life.worklist import level_reasons, matter_rows
from graph.text import Text

router = APIRouter(prefix="/v1/matters", tags=["matters · 预警处置"])

KINDS: Final = tuple(kind.value for kind in Kind if kind not in OF_RULES)
PRINTED: Final = {"schema": {"type": "string"}, "example": "<!doctype html>…"}
MatterId = Annotated[
    str,
    Path(
        min_length=1, max_length=200, description="of the matter, or of a signal that raised it · 事项编号或预警编号",
        examples=[MATTER_ID],
    ),
    AfterValidator(with_slashes),
]  # fmt: skip
Language = Annotated[Literal["zh", "en"], Query(description="zh or en · 语言")]


MatterRow = create_model(
    "MatterRow",
    __base__=row_model("signal/matters"),
    __doc__="One matter of the list.",
    title=(
        dict[str, str] | None,
        Field(description="of the rule; null where that is no longer there", examples=[TITLE]),
    ),
    level_reason=(
        Words | None,
        Field(description="of the finding alone; null where that is no longer there · 预警本身定级理由"),
    ),
)


class WantedMatters(BaseModel):
    """Which matters are asked for; `declared_only` refuses what nobody knows."""

    level: int = Field(1, ge=1, le=8, description="this grave or graver · 最低等级")
    state: State | None = Field(None, description="状态")
    rule: str | None = Field(None, max_length=100, description="规则", examples=["guarantee_circle"])
    party_id: str | None = Field(None, max_length=200, description="主体", examples=[COMPANY])
    assigned_to: str | None = Field(None, max_length=200, description="承办人")
    on: Day | None = Field(
        None, description="the day of sleep and lists; default today · 日期", examples=["2025-12-31"]
    )
    ended: bool = Field(False, description="also those dismissed and closed · 含已排除和已关闭")
    waiting: bool = Field(False, description="also those asleep or held back · 含暂缓和白名单暂不提示")

    def asked(self) -> Asked:
        """The same for the desk."""
        told = self.model_dump(exclude={"level", "on"})
        return Asked(minimum_level=self.level, **told)


class WantedAct(BaseModel):
    """What is to be done, by whoever's key is sent."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[KINDS] = Field(description="`possible` of the matter names them · 处置", examples=["dismiss"])  # type: ignore[valid-type]
    seen: int = Field(
        ge=1, description="`seq` of the matter as you saw it; refused where something happened since · 所见的处置序号",
        examples=[3],
    )  # fmt: skip
    reason: str | None = Field(
        None, description="needed to dismiss, close, reject, reopen · 理由", examples=["已核实，担保已解除"]
    )
    note: str | None = Field(None, description="beside any act; needed for `note` · 备注", examples=[None])
    to: str | None = Field(None, description="needed to assign · 承办人", examples=[None])
    until: Day | None = Field(None, description="needed to snooze: the day it comes back · 暂缓至", examples=[None])

    def order(self) -> Order:
        """The same for the state machine."""
        return Order(Kind(self.kind), self.reason, self.note, self.to, self.until)


@router.get(
    "",
    summary=summary("signal/matters"),
    response_model=Page.__class_getitem__(MatterRow),
    responses=responses("stale_cursor"),
    dependencies=[validated(MadeOf.DESK)],
)
def list_matters(behind: Ask, desk: Desk, pages: Pages, wanted: Annotated[WantedMatters, Query()]) -> dict[str, Any]:
    """As officers left them, asleep or held back as on the day `on`, which the answer tells as `as_of`."""
    at, read_at = AsOf.at(wanted.on, wanted.on), desk.read_at()
    with behind.metrics.asking("signal/matters"):
        question = fingerprint("signal/matters", wanted.model_dump(mode="json"), at)
        begin = begun(pages.cursor, question, list(read_at))
        end = begin + pages.limit
        found = desk.worklist(wanted.asked(), at.as_of, read_at)
        rows = matter_rows(behind.store, found[begin:end])
        reasons = level_reasons(behind.store, found[begin:end])
    return dated(at, read_at[0]) | {
        "items": [
            jsonable(row)
            | {"title": _title(behind, row["rule"]), "level_reason": _words(reasons.get(row["matter_id"]))}
            for row in rows
        ],
        "total": len(found),
        "truncated": False,
        "next_cursor": sealed(question, list(read_at), end) if end < len(found) else None,
    }


@router.get(
    "/{matter_id}",
    summary="A matter with its history · 预警事项及其处置历史",
    response_model=MatterTold,
    responses=responses("not_found"),
)
def read_one(behind: Ask, matter_id: MatterId) -> dict[str, Any]:
    """How it stands today, what may be done with it, and all that was done."""
    return _told(behind, read_matter(behind.store, matter_id))


@router.post(
    "/{matter_id}/acts",
    summary="Act on a matter · 处置预警事项",
    status_code=HTTPStatus.CREATED,
    response_model=MatterTold,
    responses=responses("not_found", "forbidden", "act_refused", "act_conflict", "store_conflict"),
)
def add_act(
    behind: Ask, actor: Annotated[str, Depends(writer)], matter_id: MatterId, wanted: WantedAct
) -> dict[str, Any]:
    """Needs a key that may write. From level 6 on, dismissing and closing wait for a second person's `approve`."""
    with behind.metrics.asking("act"):
        return _told(behind, act(behind.store, matter_id, wanted.order(), actor, wanted.seen))


@router.get(
    "/{matter_id}/case-file",
    summary="The case file of a matter · 预警处置档案",
    response_model=CaseFileTold,
    responses=responses("not_found"),
)
def read_case_file(behind: Ask, request: Request, matter_id: MatterId) -> dict[str, Any]:
    """Matter, history, findings with their evidence, lists; `sha256` is over the rest of it as canonical JSON."""
    actor: str = request.state.actor
    return case_file(behind.store, matter_id, rules_by_id(behind.settings.rules_folder).get, actor).document


@router.get(
    "/{matter_id}/case-file.html",
    summary="The case file as a page to print · 预警处置档案（可打印）",
    response_class=Response,
    responses={
        **responses("not_found"),
        200: {"content": {"text/html": PRINTED}, "description": "a file · 文件"},
    },
)
def print_case_file(behind: Ask, request: Request, matter_id: MatterId, lang: Language = "zh") -> HTMLResponse:
    """One file without references to anything else, to be kept or printed."""
    actor: str = request.state.actor
    file = case_file(behind.store, matter_id, rules_by_id(behind.settings.rules_folder).get, actor)
    name = f"{file.document['matter_id'].replace(':', '-')}.{lang}.html"
    return HTMLResponse(page(file, lang), headers={"content-disposition": f'attachment; filename="{name}"'})


def _told(behind: Ask, matter: Matter) -> dict[str, Any]:
    entries = behind.store.read(lambda reader: entries_in(reader, matter.party_id))
    return matter_document(matter, entries, AsOf.at().as_of) | {"title": _title(behind, matter.rule)}


def _title(behind: Ask, rule_id: str) -> dict[str, str] | None:
    rule = rules_by_id(behind.settings.rules_folder).get(rule_id)
    return _words(rule.title) if rule else None


def _words(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text else None
