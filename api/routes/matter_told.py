"""What is told of matters, list entries and case files: the models of their answers."""

from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from api.routes.rows import COMPANY, COMPANY_NAME
from graph.signals.life import Kind, ListName, State
from graph.signals.life.history import Change

MATTER_ID: Final = "matter:5f0c2ab07d3e4f551c0de5a7"
SIGNAL_ID: Final = "signal:1c0de5a7b3f29e8864d0a1b2"
ENTRY_ID: Final = "entry:9e8864d0a1b21c0de5a7b3f2"
MOMENT: Final = "2025-12-31T08:00:00.000+00:00"
DAY: Final = "2025-12-31"
LATER: Final = "2026-06-30"
TITLE: Final = {"zh": "担保圈", "en": "Guarantee circle"}


class MatterParty(BaseModel):
    """Whom a matter is about."""

    party_id: str = Field(examples=[COMPANY])
    name: str | None = Field(examples=[COMPANY_NAME])
    kind: str = Field(description="a kind of enterprise, or person", examples=["company"])


class ActTold(BaseModel):
    """One act of a history. Times are UTC."""

    seq: int = Field(examples=[1])
    kind: Kind = Field(examples=["found"])
    actor: str = Field(description="rules@ringfence: the rules · 处置人", examples=["rules@ringfence"])
    at: str = Field(examples=[MOMENT])
    level: int = Field(description="at which it was judged · 处置时等级", examples=[4])
    reason: str | None = Field(examples=[None])
    note: str | None = Field(examples=[None])
    to: str | None = Field(examples=[None])
    until: str | None = Field(examples=[None])
    change: Change | None = Field(description="how the finding differs from the one before", examples=["first"])
    signal_id: str | None = Field(examples=[SIGNAL_ID])
    value: float | None = Field(examples=[3.0])
    run_id: str | None = Field(examples=["run:0a1b2c3d4e5f60718293a4b5"])
    as_of: str | None = Field(examples=[DAY])


class ListEntryTold(BaseModel):
    """A party on a white or black list, from `begins_on` up to the day before `expires_on` or `ended_on`."""

    entry_id: str = Field(examples=[ENTRY_ID])
    list: ListName = Field(examples=["white"])
    party_id: str = Field(examples=[COMPANY])
    rule: str | None = Field(description="null: all rules · 空：全部规则", examples=["guarantee_circle"])
    reason: str = Field(examples=["集团内部互保，已另行授信管理"])
    actor: str = Field(examples=["wang.jianguo"])
    at: str = Field(examples=[MOMENT])
    begins_on: str = Field(examples=[DAY])
    expires_on: str | None = Field(description="null: never, for a black list · 空：长期", examples=[LATER])
    ended_on: str | None = Field(description="where somebody ended it before · 提前移出日", examples=[None])
    ended_by: str | None = Field(examples=[None])
    ended_at: str | None = Field(examples=[None])
    end_reason: str | None = Field(examples=[None])
    holds: bool = Field(description="today · 今日有效", examples=[True])


class MatterBase(BaseModel):
    """How a matter stands, with its history."""

    matter_id: str = Field(examples=[MATTER_ID])
    party: MatterParty
    state: State = Field(description="closing: a second person has to approve · closing 为待复核", examples=["new"])
    seq: int = Field(description="of the last act; send it as `seen` · 最近处置序号", examples=[1])
    possible: list[Kind] = Field(description="acts that it takes now · 可执行的处置", examples=[["see", "dismiss"]])
    level: int = Field(description="with the floor of a black list · 等级", examples=[4])
    graded_level: int = Field(description="of the finding alone · 预警本身等级", examples=[4])
    value: float = Field(examples=[3.0])
    signal_id: str = Field(description="the finding as it stands · 当前预警", examples=[SIGNAL_ID])
    found: bool = Field(description="by the last run that looked · 最近运行仍发现", examples=[True])
    change: Change = Field(examples=["first"])
    assigned_to: str | None = Field(examples=[None])
    snoozed_until: str | None = Field(examples=[None])
    held_back: bool = Field(description="by a white list · 白名单暂不提示", examples=[False])
    asked: Literal["dismissed", "closed"] | None = Field(
        description="what awaits approval · 待复核的结果", examples=[None]
    )
    asked_by: str | None = Field(examples=[None])
    outcome: str | None = Field(description="why it was dismissed or closed · 结论理由", examples=[None])
    opened_at: str = Field(examples=[MOMENT])
    changed_at: str = Field(examples=[MOMENT])
    history: list[ActTold]
    lists: list[ListEntryTold]


class MatterTold(MatterBase):
    """A matter as it stands today."""

    rule: str = Field(examples=["guarantee_circle"])
    title: dict[str, str] | None = Field(examples=[TITLE])


class CaseFileTold(MatterBase):
    """The case file: the matter, what its rule looks for, and every finding with its evidence."""

    format: str = Field(examples=["ringfence-case-file-1"])
    rule: dict[str, Any] = Field(
        examples=[{"id": "guarantee_circle", "reference": "银监会《关于担保圈贷款风险的通知》"}]
    )
    findings: list[dict[str, Any]] = Field(examples=[[{"signal_id": SIGNAL_ID, "level": 4, "value": 3.0}]])
    exported_at: str = Field(examples=[MOMENT])
    exported_by: str = Field(examples=["wang.jianguo"])
    sha256: str = Field(examples=["0" * 64])
