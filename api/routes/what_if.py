"""May this guarantee be added? The question, which never writes, and the adding, which judges again under the locks."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.analysing import DEFAULT_REGIME
from api.problem import responses
from api.proposing import GuaranteeAdded, Proposing
from api.routes.explained import Most, RegimeName, document
from api.routes.parameters import Ask, At
from api.routes.rows import COMPANY, OTHER
from api.security.actor import writer
from graph.explain.what_if.question import WhatIfFound
from graph.regimes.catalogue import regime as law_named

router = APIRouter(
    prefix="/v1/guarantees", tags=["guarantees · 担保"], responses=responses("not_found", "ambiguous", "row_refused")
)  # fmt: skip


def as_text(value: Any) -> Any:
    """A value of JSON as a cell of a delivery would hold it; the loader's own checks read it from there."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    return ";".join(map(str, value)) if isinstance(value, list) else value


Cell = Annotated[str, BeforeValidator(as_text), Field(max_length=10_000)]
"""Text as in a delivered file; numbers, yes or no and lists of JSON are taken too."""


class ProposedGuarantee(BaseModel):
    """A guarantee as the delivered table has it. Amounts in whole units of the currency, days as YYYY-MM-DD."""

    model_config = ConfigDict(extra="forbid")

    guarantor: Cell = Field(description="party_id, code or exact name · 担保人", examples=[OTHER])
    debtor: Cell = Field(description="party_id, code or exact name · 被担保人", examples=[COMPANY])
    secured_loans: Cell = Field(
        "", description="numbers of loans, by semicolons or as a list · 担保借据编号", examples=["firm:JJ2023000187"]
    )
    secured_guarantees: Cell = Field("", description="of the contracts that it counter-secures · 反担保对应合同")
    maximum_amount: Cell = Field("", description="yes: a pool that may be drawn on · 最高额担保", examples=["no"])
    cap: Cell = Field("", description="blank: unlimited · 担保限额", examples=["8000000"])
    currency: Cell = Field("", description="default CNY · 币种")
    agreed_share: Cell = Field("", description="part of one · 约定份额")
    form: Cell = Field(
        "", description="general, joint_and_several, mortgage, pledge · 担保方式", examples=["joint_and_several"]
    )
    signed_on: Cell = Field("", description="签署日", examples=["2023-06-18"])
    starts_on: Cell = Field("", description="担保起始日", examples=["2023-06-20"])
    ends_on: Cell = Field("", description="the last day · 保证期间届满日", examples=["2026-06-19"])
    claimed_on: Cell = Field("", description="主张权利日")
    product: Cell = Field("", description="担保品种")
    resolution: Cell = Field("", description="shareholders, board, none, unknown · 决议情况", examples=["board"])
    co_signed: Cell = Field("", description="共同签署编号")
    contract_no: Cell = Field("", description="合同文号")
    guarantee_id: Cell = Field("", description="default: made of the Idempotency-Key · 担保合同编号")
    source: Cell = Field("", description="who says so, before its own numbers; default firm · 来源")

    def values(self) -> dict[str, str]:
        """The fields that are filled."""
        return {name: text for name, text in self.model_dump().items() if text.strip()}


class AskedGuarantee(ProposedGuarantee):
    """The same as parameters of a question, beside its days and others; `declared_only` refuses what nobody knows."""

    model_config = ConfigDict(extra="ignore")


async def proposing(request: Request) -> Proposing:
    """The guarantees proposed to this application."""
    behind: Proposing = request.app.state.proposing
    return behind


Propose = Annotated[Proposing, Depends(proposing)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=200,
        description="new for every new request; with the same one a request is carried out once · 幂等键",
    ),
]  # fmt: skip


@router.get("/what-if", summary="May this guarantee be added? · 能否新增该担保", response_model=WhatIfFound)
def read_what_if(
    behind: Ask,
    propose: Propose,
    at: At,
    limit: Most,
    asked: Annotated[AskedGuarantee, Query()],
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """Nothing is written: the four numbers and limits before and after, circles closed, reasons, the largest cap."""
    with behind.metrics.asking("what_if"):
        return document(propose.what_if(asked.values(), law_named(regime), at, limit))


@router.post(
    "/what-if", summary="May this guarantee be added? (as a document) · 能否新增该担保", response_model=WhatIfFound
)
def ask_what_if(
    behind: Ask,
    propose: Propose,
    at: At,
    limit: Most,
    asked: ProposedGuarantee,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """The same question with the body with which the guarantee would be added; nothing is written."""
    with behind.metrics.asking("what_if"):
        return document(propose.what_if(asked.values(), law_named(regime), at, limit))


@router.post(
    "",
    summary="Add a guarantee if every limit holds · 新增担保",
    status_code=HTTPStatus.CREATED,
    response_model=GuaranteeAdded,
    responses=responses(
        "forbidden", "already_there", "idempotency_key_reused", "guarantee_refused", "limit_refused", "store_conflict"
    ),
)
def add_guarantee(
    behind: Ask,
    propose: Propose,
    actor: Annotated[str, Depends(writer)],
    asked: ProposedGuarantee,
    key: IdempotencyKey,
    regime: RegimeName = DEFAULT_REGIME,
) -> Response:
    """Judged again under the locks, so that of several at once none slips under a limit. Needs a key that may write."""
    law = law_named(regime)
    with behind.metrics.asking("add_guarantee"):
        return document(propose.add(asked.values(), key, actor, law), HTTPStatus.CREATED)
