"""What officers are to hear of, in the order in which it was found: as pages, and as a stream that can be resumed."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api.notify.feed import Feed, Listener
from api.problem import responses
from api.routes.parameters import Ask
from api.routes.rows import COMPANY
from api.security.actor import while_known
from api.values import jsonable
from graph.errors import UsageError
from graph.notices import notices_after
from graph.signals.life.history import Change

router = APIRouter(prefix="/v1/notices", tags=["notices · 通知"])

LAST: Final = 2**53
STREAMED: Final = (
    'event: notice\ndata: {"number": 7, "signal_id": "signal:1c0de5a7b3f29e8864d0a1b2", "level": 4}\nid: 7\n\n'
)


class Notice(BaseModel):
    """That a signal was found, or is found changed or again."""

    number: int = Field(description="its place, without gaps · 序号", examples=[7])
    notice_id: str = Field(examples=["notice:matter:5f0c2ab07d3e4f551c0de5a7#000001"])
    signal_id: str = Field(examples=["signal:1c0de5a7b3f29e8864d0a1b2"])
    rule: str = Field(examples=["guarantee_circle"])
    level: int = Field(ge=1, le=8, description="8 is the gravest · 等级", examples=[4])
    level_reason: str = Field(examples=["概率中 × 损失1000万至1亿元 → 4级 · probability medium × loss … → level 4"])
    party_id: str = Field(examples=[COMPANY])
    matter_id: str | None = Field(
        description="see /v1/matters · 所属事项", examples=["matter:5f0c2ab07d3e4f551c0de5a7"]
    )
    kind: Literal["found", "changed", "returned"] = Field(examples=["found"])
    change: Change | None = Field(description="how the finding differs from the one before", examples=["first"])
    as_of: str = Field(examples=["2025-12-31"])
    created_at: str = Field(description="UTC", examples=["2025-12-31T08:00:00.000+00:00"])


class Notices(BaseModel):
    """Those after a number, at most as many numbers as are looked through at a time."""

    items: list[Notice]
    through: int = Field(description="read on with this as `after` · 下一次的 after", examples=[7])
    newest: int = Field(description="number of the newest notice: at the end, `through` is that", examples=[7])


async def feed(request: Request) -> Feed:
    """The streams of this application."""
    behind: Feed = request.app.state.feed
    return behind


Level = Annotated[int, Query(ge=1, le=8, description="this grave or graver · 最低等级")]
RuleId = Annotated[str, Query(max_length=100, description="of this rule only · 规则", examples=["guarantee_circle"])]


@router.get(
    "", summary="Notices after a number · 某序号之后的通知", response_model=Notices,
    responses=responses("no_longer_kept"),
)  # fmt: skip
def list_notices(
    behind: Ask,
    after: Annotated[int, Query(ge=0, le=LAST, description="number of the last one you have · 已有的最后序号")] = 0,
    level: Level = 1,
    rule: RuleId = "",
) -> dict[str, Any]:
    """The same as the stream, for programs that rather ask. A number beyond the newest begins anew, as 0 does, with the
    oldest that is kept."""
    page = notices_after(behind.store, after, level, rule)
    return {"items": jsonable(page.rows), "through": page.through, "newest": page.newest}


@router.get(
    "/stream",
    summary="Notices as they are found · 实时通知流",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events: `notice`, with its number as id · 服务器推送事件",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": STREAMED}},
        },
        **responses("queue_full", "no_longer_kept"),
    },
)
async def stream_notices(
    request: Request,
    behind: Annotated[Feed, Depends(feed)],
    after: Annotated[
        int | None,
        Query(ge=0, le=LAST, description="number of the last one you have; default: from now on · 已有的最后序号"),
    ] = None,
    level: Level = 1,
    rule: RuleId = "",
    last_event_id: Annotated[
        str | None,
        Header(max_length=20, description="the same, as browsers send it on their own; it goes before `after`"),
    ] = None,
) -> StreamingResponse:
    """What was missed comes first, from the store: nothing is lost while a client is away, as long as notices are
    kept. One who was away longer is refused, with the number to go on from."""
    had = _number(last_event_id) if last_event_id else after
    parts = await behind.open(Listener(had, level, rule))
    return StreamingResponse(
        while_known(request, parts), media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )  # fmt: skip


def _number(last_event_id: str) -> int:
    if not (last_event_id.isascii() and last_event_id.isdigit()):
        raise UsageError(
            "Last-Event-ID is the number of a notice.", "Last-Event-ID 应为通知序号。", parameter="Last-Event-ID"
        )
    return int(last_event_id)
