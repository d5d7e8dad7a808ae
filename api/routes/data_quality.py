"""The board of data quality: how fresh each source is, what was refused, and whom something is wanting of."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.data_quality import DataQuality
from api.problem import responses
from api.routes.explained import Analyse, document
from api.routes.paging import Dated, dated
from api.routes.parameters import Ask, At, within
from api.routes.rows import COMPANY, COMPANY_NAME
from api.routes.signals import Words
from api.validators import MadeOf, validated
from graph.quality import Aspect

router = APIRouter(prefix="/v1", tags=["data quality · 数据质量"], responses=responses("limit"))

USUAL, MOST = 20, 1_000
TITLE: Final = {"zh": "企业", "en": "Enterprises"}
MISSING: Final = {"zh": "缺失", "en": "missing"}


class StatedTables(BaseModel):
    """What each source states by each table: lists of one length, a place for each source and table."""

    source: list[str] = Field(examples=[["firm"]])
    table: list[str] = Field(description="empty where the ledger does not know · 表", examples=[["enterprises"]])
    title: list[Words | None] = Field(examples=[[TITLE]])
    rows: list[int] = Field(description="delivered, all loads together · 累计交付行数", examples=[[120]])
    loaded: list[int] = Field(description="changed something · 装入", examples=[[118]])
    ignored: list[int] = Field(description="were known · 未变", examples=[[2]])
    facts: list[int] = Field(description="held true at known_at; a row may state several · 事实数", examples=[[118]])
    in_force: list[int] = Field(description="of these on the day · 有效事实数", examples=[[110]])
    superseded: list[int] = Field(
        description="held true before, told otherwise or ended since · 已被更正或终止", examples=[[4]]
    )
    outranked: list[int] = Field(
        description="another source takes precedence and says something else · 因来源优先级未采信", examples=[[1]]
    )
    recorded_on: list[str | None] = Field(description="the newest · 最近知悉日", examples=[["2025-12-30"]])
    valid_from: list[str | None] = Field(description="the newest · 最近生效日", examples=[["2025-12-01"]])
    period_end: list[str | None] = Field(
        description="the newest, of statements · 最近报告期", examples=[["2025-09-30"]]
    )  # fmt: skip
    age_days: list[int | None] = Field(description="since recorded_on · 距今天数", examples=[[1]])


class Files(BaseModel):
    """What files brought, the newest first: lists of one length, a place for each file and day of loading."""

    source: list[str | None] = Field(examples=[["firm"]])
    table: list[str | None] = Field(examples=[["enterprises"]])
    file: list[str | None] = Field(examples=[["enterprises.csv"]])
    loaded_on: list[str | None] = Field(examples=[["2025-12-31"]])
    rows: list[int] = Field(description="that were not refused · 未被拒收的行数", examples=[[120]])
    loaded: list[int] = Field(examples=[[118]])
    ignored: list[int] = Field(examples=[[2]])
    batches: list[int] = Field(examples=[[1]])
    version: list[int] = Field(description="of the facts with the last of it · 数据版本", examples=[[42]])
    waiting: list[int] = Field(description="refused rows of it that still wait · 尚待更正的拒收行", examples=[[3]])


class RefusedOfTable(BaseModel):
    """Refused rows of a table that wait."""

    source: str = Field(examples=["firm"])
    table: str = Field(examples=["enterprises"])
    title: Words | None = Field(examples=[TITLE])
    rows: int = Field(examples=[3])


class RefusedFor(BaseModel):
    """Refused rows by reason; a row may be refused for several."""

    code: str = Field(examples=["uscc"])
    reason: Words | None = Field(examples=[{"zh": "必填项为空", "en": "is required and empty"}])
    rows: int = Field(examples=[3])


class RefusedRow(BaseModel):
    """A refused row, as `ringfence rejects list` tells it."""

    source: str = Field(examples=["firm"])
    table: str = Field(examples=["enterprises"])
    file: str = Field(examples=["enterprises.csv"])
    sheet: str = Field(examples=[""])
    row: int = Field(description="in that file · 行号", examples=[17])
    field: str = Field(examples=["名称"])
    value: str = Field(description="masked where it is private · 隐私值已屏蔽", examples=[""])
    code: str = Field(examples=["required"])
    reason_zh: str = Field(examples=["名称：必填项为空"])
    reason_en: str = Field(examples=["名称 is required and empty"])
    remedy_zh: str = Field(examples=["请填写"])
    remedy_en: str = Field(examples=["fill it in"])


class Rejects(BaseModel):
    """Refused rows that wait on the server to be mended."""

    total: int = Field(examples=[3])
    tables: list[RefusedOfTable]
    reasons: list[RefusedFor]
    rows: list[RefusedRow] = Field(description="at most `limit` · 至多 limit 行")


class ConcernedParties(BaseModel):
    """Parties, the most concerned first, at most `limit`: lists of one length."""

    party_id: list[str] = Field(examples=[[COMPANY]])
    name: list[str | None] = Field(examples=[[COMPANY_NAME]])
    kind: list[str | None] = Field(examples=[["company"]])
    value: list[float | None] = Field(description="of the measure · 指标值", examples=[[1.0]])
    at_stake_cny: list[float | None] = Field(description="of rules · 涉及金额", examples=[[8_000_000.0]])


class Wanting(BaseModel):
    """What is wanting, and of whom."""

    title: Words = Field(examples=[{"zh": "有贷款而无报表", "en": "Loans without any statement"}])
    aspect: Aspect | None = Field(
        description="missing, stale, disputed (sources tell it differently), impossible (it cannot be) · 方面",
        examples=["missing"],
    )
    aspect_title: Words | None = Field(examples=[MISSING])
    measure: str = Field(examples=["data.no_statement"])
    unit: str = Field(examples=["flag"])
    count: int = Field(description="parties concerned · 涉及主体数", examples=[1])
    parties: ConcernedParties


class RuleOnData(Wanting):
    """A warning rule about data, asked on the day as its thresholds stand; nothing is written."""

    rule: str = Field(examples=["statement_missing"])
    meaning: Words = Field(examples=[{"zh": "企业有未结清贷款，却没有任何财务报表", "en": "Loans are outstanding …"}])
    check: Words = Field(examples=[{"zh": "授信档案中是否有未录入的报表", "en": "Whether a statement lies in …"}])
    at_stake_cny: float = Field(description="all together · 涉及金额合计", examples=[8_000_000.0])


class MeasureOfData(Wanting):
    """A measure of data quality over all parties; `count`: of whom it is above zero."""

    definition: Words = Field(examples=[{"zh": "企业是否没有任何已知报表", "en": "whether no statement … is known"}])
    known: int = Field(description="of whom it is known · 可计算的主体数", examples=[31])
    median: float | None = Field(description="of those above zero · 中位数", examples=[1.0])
    most: float | None = Field(description="最大值", examples=[1.0])
    total_cny: float | None = Field(description="of amounts · 金额合计", examples=[None])


class QualityOfData(Dated):
    """The state of the data."""

    tables: StatedTables
    files: Files
    file_count: int = Field(description="in all · 文件总数", examples=[1])
    rejects: Rejects
    rules: list[RuleOnData]
    measures: list[MeasureOfData]


@router.get(
    "/data-quality", summary="How good, complete and fresh the data are · 数据质量", response_model=QualityOfData,
    dependencies=[validated(MadeOf.DESK, MadeOf.REJECTS)],
)  # fmt: skip
def read_data_quality(
    behind: Ask,
    facts: Analyse,
    at: At,
    limit: Annotated[
        int | None,
        Query(ge=1, le=MOST, description=f"parties, files and rows of a list; default {USUAL} · 每项最多"),
    ] = None,
) -> Response:
    """By source and table how much is stated and how fresh it is; deliveries and refused rows that wait on this server;
    contradictions between sources, what is missing or stale, and of whom. As facts are told by `known_at`."""
    most = within("limit", limit, USUAL, behind.settings.max_rows)
    with behind.metrics.asking("data_quality"):
        found = DataQuality.of(facts, at)
        return document(dated(at, found.day.snapshot.version) | found.document(most))
