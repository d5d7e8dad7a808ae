"""One party on one page (一企一档): as JSON, as a page to print, and as PDF."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.analysing import DEFAULT_REGIME
from api.enterprise_profile import Profiling, Wanted
from api.problem import responses
from api.routes.explained import RegimeName, document
from api.routes.parameters import Ask, At, Day, PartyId, within
from api.security.headers import PRINTED_POLICY
from graph.profile.document import ProfileFound
from graph.profile.profile import SHOWN

MOST: Final = 200
PRINTED: Final = {"schema": {"type": "string"}, "example": "<!doctype html>…"}
FILED: Final = {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-1.7 …"}
REFUSED: Final = responses("not_found", "ambiguous", "limit")

router = APIRouter(prefix="/v1/enterprises/{party_id}", tags=["enterprises · 企业"])


async def profiling(request: Request) -> Profiling:
    """The profiles behind this application."""
    behind: Profiling = request.app.state.profiling
    return behind


async def wanted(
    behind: Ask,
    since: Annotated[
        Day | None, Query(description="also what changed since this day, as it was known then · 对比日")
    ] = None,
    regime: RegimeName = DEFAULT_REGIME,
    limit: Annotated[
        int | None, Query(ge=1, le=MOST, description=f"of each list, at most; default {SHOWN} · 每类最多")
    ] = None,
) -> Wanted:
    """How the profile is wanted. Raises LimitExceeded above what the operator allows."""
    return Wanted(since, False, regime, within("limit", limit, SHOWN, behind.settings.max_rows))


Profiles = Annotated[Profiling, Depends(profiling)]
Asked = Annotated[Wanted, Depends(wanted)]
Language = Annotated[Literal["zh", "en"], Query(description="zh or en · 语言")]


@router.get(
    "/profile", summary="One party on one page · 一企一档", response_model=ProfileFound, responses=REFUSED
)  # fmt: skip
def read_profile(
    behind: Ask,
    profiles: Profiles,
    at: At,
    party_id: PartyId,
    asked: Asked,
    reasons: Annotated[
        bool, Query(description="work out the reasons of the score where they are not at hand · 计算评分理由")
    ] = False,
) -> Response:
    """Facts with source and day, owners and controller with reason, group, the four numbers by role, who stands for it
    and for whom it stands, loans, cases, lists, events, score, five dimensions of risk, warnings with evidence, what
    happened in order, and what changed since a day. Also for natural persons, with what does not apply."""
    with behind.metrics.asking("profile"):
        return document(profiles.profile(party_id, at, with_reasons(asked, wanted_too=reasons)))


@router.get(
    "/profile.html", summary="The same as a page to print · 一企一档（可打印）", response_class=Response,
    responses={**REFUSED, 200: {"content": {"text/html": PRINTED}, "description": "a file · 文件"}},
)  # fmt: skip
def print_profile(
    behind: Ask, profiles: Profiles, at: At, party_id: PartyId, asked: Asked, lang: Language = "zh"
) -> HTMLResponse:
    """One file without references to anything else, in one language, with the reasons of the score."""
    from api.reports.html import report_page
    from api.reports.profile import profile_report

    with behind.metrics.asking("profile_page"):
        found = profiles.profile(party_id, at, with_reasons(asked, wanted_too=True))
        headers = _named(found, f"{lang}.html", "inline") | {"content-security-policy": PRINTED_POLICY}
        return HTMLResponse(report_page(profile_report(found, lang)), headers=headers)


@router.get(
    "/profile.pdf", summary="The same as PDF · 一企一档（PDF）", response_class=Response,
    responses={
        **REFUSED, **responses("report_failed"),
        200: {"content": {"application/pdf": FILED}, "description": "a file · 文件"},
    },
)  # fmt: skip
def file_profile(
    behind: Ask, profiles: Profiles, at: At, party_id: PartyId, asked: Asked, lang: Language = "zh"
) -> Response:
    """With page numbers, the picture of what is nearest, and the sources. The same answer makes the same bytes."""
    from api.reports.pdf import report_pdf
    from api.reports.profile import profile_report

    with behind.metrics.asking("profile_pdf"):
        found = profiles.profile(party_id, at, with_reasons(asked, wanted_too=True))
        content = report_pdf(profile_report(found, lang), found.as_of)
    return Response(content, media_type="application/pdf", headers=_named(found, f"{lang}.pdf", "attachment"))


def with_reasons(asked: Wanted, *, wanted_too: bool) -> Wanted:
    """The same, with the reasons of the score or as they are at hand."""
    return Wanted(asked.since, wanted_too, asked.regime, asked.most)


def _named(found: ProfileFound, ending: str, shown: str) -> dict[str, str]:
    """Headers of a file that is shown (inline) or kept (attachment): its name has plain characters only."""
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in found.party.party_id)
    return {"content-disposition": f'{shown}; filename="profile-{plain}-{found.as_of}.{ending}"'}
