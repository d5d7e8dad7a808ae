"""The profile of a party as a report: who it is, where it stands, what is behind that, how sure, and the sources."""

from collections.abc import Iterator
from typing import Final

from api.pictures.nearest import nearest_picture
from api.pictures.radar import radar_picture
from api.reports import profile_facts as facts
from api.reports.report import Block, Pairs, Picture, Report, Said, Section
from api.reports.words import Tongue, holder, on, percent, who
from graph.explain.ownership.control import CONTROLLED, NOBODY, UNDETERMINED, UNKNOWN
from graph.profile.document import ProfileFound

MOST_CHANGES: Final = 30
STATUS: Final = {
    CONTROLLED: ("已认定", "shown"), NOBODY: ("无人控制", "nobody controls"),
    UNDETERMINED: ("未披露的表决权足以改变结论", "undisclosed votes could decide"),
    UNKNOWN: ("股东未知", "no owner is known"),
}  # fmt: skip
"""Whether somebody is shown to control."""


def profile_report(found: ProfileFound, lang: str) -> Report:
    """The report in one language, zh or en."""
    say = Tongue(lang)
    name = who(found.party)
    sections = tuple(Section(title, tuple(blocks)) for title, blocks in _sections(found, say) if blocks)
    lead = (
        f"{found.party.party_id} · {say.code(found.party.kind)}",
        say(
            f"截至 {found.as_of} · 知悉截至 {found.known_at} · 数据版本 {found.version} · 监管口径 {found.regime}",
            f"as of {found.as_of} · as known on {found.known_at} · version of the facts {found.version} · "
            f"regime {found.regime}",
        ),
    )
    return Report(lang, say(f"一企一档：{name}", f"Profile: {name}"), lead, sections)


def _sections(found: ProfileFound, say: Tongue) -> Iterator[tuple[str, list[Block]]]:
    yield say("结论", "At a glance"), _summary(found, say)
    if found.since:
        yield say(f"{found.since.since} 以来的变化", f"What changed since {found.since.since}"), facts.since(found, say)
    yield (
        say("直接关系", "What is nearest"),
        [Picture(nearest_picture(found.facts.nearest, say.lang), say("直接关系图", "Picture of what is nearest"))],
    )
    if found.answer.radar:
        yield (
            say.section("radar"),
            [
                Picture(
                    radar_picture(found.answer.radar, say.lang), say("五维风险雷达", "Radar of five dimensions"), 0.55
                ),
                facts.radar(found.answer.radar, say),
            ],
        )
    yield say.section("warnings"), facts.warnings(found, say)
    yield say.section("score"), facts.score(found, say)
    yield say.section("register"), facts.register(found, say)
    yield say.section("owners"), facts.owners(found, say)
    yield say.section("control"), facts.control(found, say)
    yield say.section("group"), facts.group(found, say)
    yield say.section("guarantees"), facts.guarantees(found, say)
    yield say.section("loans"), facts.loans(found, say)
    yield say("案件、名单与事件", "Cases, lists and events"), facts.conduct(found, say)
    yield say("大事记", "What happened"), facts.timeline(found, say)
    yield say("可靠程度", "How sure it is"), _certainty(found, say)
    yield say("什么会改变结论", "What would change it"), _changes(found, say)
    yield say("来源", "Sources"), facts.sources(found, say)


def _summary(found: ProfileFound, say: Tongue) -> list[Block]:
    answer = found.answer
    level = answer.standing.level
    rows = [
        (
            say("汇总预警等级", "Level by all warnings"),
            say("无未结预警", "no open warning")
            if level is None
            else f"{level} / 8 · {say.of(answer.standing.reason)}",
        ),
        (say("未结预警", "Open warnings"), str(answer.standing.warning_count)),
    ]
    if answer.score:
        bounds = f"{percent(answer.score.low)} – {percent(answer.score.high)}"
        told = f"{percent(answer.score.probability)}（{bounds}） · {on(answer.score.scored_on)}"
        rows.append((say("违约概率", "Probability of default"), told))
    if answer.control:
        status = say(*STATUS[answer.control.status])
        rows.append((say.section("control"), f"{holder(answer.control.controller)} · {status}"))
    for role in answer.exposures:
        told = " · ".join(
            f"{title} {say.cny(amount)}"
            for title, amount in zip(
                facts.four_titles(say),
                (role.numbers.nominal_cny, role.numbers.contingent_cny, role.numbers.covered_cny,
                 role.numbers.expected_call_cny),
                strict=True,
            )
        )  # fmt: skip
        rows.append((say("担保四项数（", "Four numbers (") + say.code(role.role) + say("）", ")"), told))
    loans = answer.loans
    late = "–" if loans.days_past_due is None else str(loans.days_past_due)
    rows.append(
        (
            say.section("loans"),
            say(
                f"{loans.count} 笔，余额 {say.cny(loans.outstanding_cny)}，最差 {say.loan_class(loans.worst_class)}，"
                f"逾期 {late} 天",
                f"{loans.count}, outstanding {say.cny(loans.outstanding_cny)}, worst class "
                f"{say.loan_class(loans.worst_class)}, {late} days past due",
            ),
        )
    )
    lists = "、".join(say.code(one) for one in answer.conduct.lists)
    rows.append((say("在列名单", "Lists"), lists or "–"))
    blocks: list[Block] = [Pairs(tuple(rows))]
    if answer.not_applicable:
        names = "、".join(say.section(one.section) for one in answer.not_applicable)
        blocks.append(Said((say(f"自然人不适用：{names}", f"Does not apply to natural persons: {names}"),), quiet=True))
    return blocks


def _certainty(found: ProfileFound, say: Tongue) -> list[Block]:
    if not found.certainty.known:
        return [Said((say("该日没有关于该主体的信息。", "Nothing is known of the party on the day."),))]
    rows = [
        (
            say.section(one.section),
            (say("完整", "complete") if one.complete else say("不完整", "incomplete"))
            + "".join(f" · {say.of(note)}" for note in one.notes),
        )
        for one in found.certainty.sections
    ]
    return [Pairs(tuple(rows))]


def _changes(found: ProfileFound, say: Tongue) -> list[Block]:
    lines = tuple(f"{say.section(one.section)}：{say.of(one.change.said)}" for one in found.changes[:MOST_CHANGES])
    return [Said(lines or (say("没有计算出。", "Nothing was computed."),))]
