"""Portfolios that are watched: lists of parties, or whoever a query finds."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.problem import responses
from api.routes.encoded_slash import with_slashes
from api.routes.explained import Most
from api.routes.parameters import Ask, At
from api.routes.rows import COMPANY, COMPANY_NAME, OTHER
from api.security.actor import writer
from api.values import shown
from graph.ask import resolve_party
from graph.portfolios import Line, NamedPortfolio, Selection, keep, members, portfolio_named, portfolios, remove
from graph.portfolios.lines import resolve_lines
from graph.portfolios.portfolio import LONGEST_NAME

router = APIRouter(prefix="/v1/portfolios", tags=["portfolios · 组合"])

MOST_PARTIES = 10_000
NAME = "重点客户"
WRITTEN = "request"

Writer = Annotated[str, Depends(writer)]
Name = Annotated[str, Path(min_length=1, max_length=3 * LONGEST_NAME, description="组合名称", examples=[NAME])]


class SelectionFound(BaseModel):
    """A named query, asked anew at each use."""

    query: str = Field(examples=["guarantee/given"])
    parameters: dict[str, Any] = Field(examples=[{"party": OTHER}])
    column: str = Field(description="of its rows: who is in the portfolio · 主体所在列", examples=["debtor_id"])


class PortfolioFound(BaseModel):
    """A portfolio."""

    name: str = Field(examples=[NAME])
    owner_id: str | None = Field(description="whose it is · 所属机构", examples=[OTHER])
    owner_name: str | None = Field(examples=["临江融资担保有限公司"])
    selection: SelectionFound | None = Field(description="null: a list · 名单为空")
    created_at: str = Field(description="UTC", examples=["2025-12-31T08:00:00+00:00"])
    created_by: str = Field(examples=["wang"])
    members: int | None = Field(description="of a list; null: of a query · 主体数", examples=[12])


class Portfolios(BaseModel):
    """All of them, by name."""

    items: list[PortfolioFound]


class MemberFound(BaseModel):
    """A party of a portfolio."""

    party_id: str = Field(examples=[COMPANY])
    name: str | None = Field(examples=[COMPANY_NAME])
    kind: str | None = Field(examples=["company"])
    canonical_id: str = Field(description="under which it is analysed · 分析所用编号", examples=[COMPANY])
    added_on: str | None = Field(description="null: a query finds it · 由查询得出为空", examples=["2025-12-31"])


class PortfolioShown(BaseModel):
    """A portfolio with its parties, by name."""

    portfolio: PortfolioFound
    as_of: str = Field(examples=["2025-12-31"])
    known_at: str = Field(examples=["2025-12-31"])
    members: list[MemberFound]
    truncated: bool = Field(description="there are more · 还有更多", examples=[False])


class PortfolioAsked(BaseModel):
    """A portfolio to keep: `parties` for a list, or `query`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=LONGEST_NAME, examples=[NAME])
    owner: str | None = Field(default=None, max_length=200, description="party_id, code or exact name · 所属机构")
    parties: list[str] = Field(
        default=[], max_length=MOST_PARTIES, description="party_ids, codes or exact names · 名单", examples=[[COMPANY]]
    )
    query: str | None = Field(default=None, max_length=100, description="a named query instead · 命名查询")
    parameters: dict[str, str] = Field(default={}, description="of the query · 查询参数")
    column: str | None = Field(default=None, max_length=100, description="of its rows · 主体所在列")


class LineRefused(BaseModel):
    """A text that names nobody, or several."""

    file: str = Field(examples=[WRITTEN])
    row: int = Field(description="place in `parties`, from 1 · 序号", examples=[2])
    field: str = Field(examples=["parties"])
    value: str = Field(examples=["某公司"])
    code: str = Field(examples=["not_found"])
    reason_zh: str = Field(examples=["库中没有该主体"])
    reason_en: str = Field(examples=["nobody is known by this"])
    remedy_zh: str = Field(examples=["请填写主体编号、统一社会信用代码或准确全称，或先装载该主体"])
    remedy_en: str = Field(examples=["write a party_id, a Unified Social Credit Code or the exact name"])


class PortfolioKept(BaseModel):
    """What was kept."""

    portfolio: PortfolioFound
    added: int = Field(description="new in it · 新增", examples=[1])
    refused: list[LineRefused]


@router.get("", summary="Portfolios that are watched · 关注组合", response_model=Portfolios)
def list_portfolios(behind: Ask) -> dict[str, Any]:
    """By name. Which parties are in one is asked for by its name."""
    return {"items": [_document(one) for one in portfolios(behind.store)]}


@router.get(
    "/{name}", summary="A portfolio and who is in it · 组合及其主体", response_model=PortfolioShown,
    responses=responses("not_found", "ambiguous", "limit"),
)  # fmt: skip
def show_portfolio(behind: Ask, at: At, limit: Most, name: Name) -> dict[str, Any]:
    """Of a list those in it; of a query whoever it finds on the day that is asked about."""
    one = portfolio_named(behind.store, with_slashes(name))
    found = members(behind.store, one, at, limit, behind.settings.cache_folder)
    return {"portfolio": _document(one), **shown(at), **shown(found)}


@router.post(
    "", summary="Keep a portfolio, or add to a list · 建立或扩充组合", response_model=PortfolioKept,
    responses=responses("not_found", "ambiguous", "already_there"),
)  # fmt: skip
def keep_portfolio(behind: Ask, actor: Writer, asked: PortfolioAsked) -> dict[str, Any]:
    """Texts that name nobody are refused one by one, the others kept. Asking again changes nothing."""
    cache = behind.settings.cache_folder
    selection = None if asked.query is None else Selection.of(asked.query, asked.parameters, asked.column)
    lines = [Line(WRITTEN, row, "parties", text.strip()) for row, text in enumerate(asked.parties, start=1)]
    owner_id = None if asked.owner is None else resolve_party(behind.store, asked.owner, cache)
    party_ids, refused = resolve_lines(behind.store, lines, cache)
    added = keep(behind.store, asked.name, actor, owner_id=owner_id, selection=selection, party_ids=party_ids)
    kept = portfolio_named(behind.store, asked.name)
    return {"portfolio": _document(kept), "added": added, "refused": [shown(one) for one in refused]}


@router.delete(
    "/{name}", summary="Remove a portfolio; the parties stay · 删除组合", status_code=HTTPStatus.NO_CONTENT,
    response_class=Response, responses=responses("not_found"),
)  # fmt: skip
def remove_portfolio(behind: Ask, _: Writer, name: Name) -> None:
    """Nothing else changes."""
    remove(behind.store, with_slashes(name))


def _document(one: NamedPortfolio) -> dict[str, Any]:
    return shown(one)
