"""The sections of a profile's report, one function each; a section without facts says so or is left out."""

from api.reports.report import Block, Pairs, Said, Table
from api.reports.words import Tongue, holder, on, percent, who
from graph.profile.document import ProfileFound
from graph.profile.guaranteeing import GuaranteeSide
from graph.profile.radar import Radar
from graph.profile.wording import NUMBERS, REGISTER, STATEMENT

SOURCE = ("来源", "Source", False)
KNOWN = ("知悉", "Known since", False)


def four_titles(say: Tongue) -> list[str]:
    """The names of the four numbers."""
    return [say.of(one) for one in NUMBERS.values()]


def since(found: ProfileFound, say: Tongue) -> list[Block]:
    """What changed since the day looked back to."""
    told = found.since
    if told is None:
        return []
    if not told.figures and not told.facts:
        return [Said((say("没有变化。", "Nothing changed."),))]
    blocks: list[Block] = []
    if told.figures:
        heads = (("项目", "Figure", False), ("原", "Before", True), ("现", "Now", True))
        rows = [
            (say.of(one.title), say.figure(one.before, one.unit), say.figure(one.after, one.unit))
            for one in told.figures
        ]
        blocks.append(say.table(heads, rows))
    if told.facts:
        columns = (("变化", "Change", False), ("类别", "Section", False), ("事实", "Fact", False),
                 ("对方", "Other party", False), ("金额", "Amount", True))  # fmt: skip
        words = {"came": ("新增", "new"), "went": ("消失", "gone"), "changed": ("变动", "changed")}
        facts = [
            (say(*words[one.what]), say.section(one.section), say.of(one.said), who(one.party), say.cny(one.amount_cny))
            for one in told.facts
        ]
        blocks.append(say.table(columns, facts, told.fact_count))
    return blocks


def radar(found: Radar, say: Tongue) -> Table:
    """The dimensions with the measures that make them."""
    heads = (("维度", "Dimension", False), ("值", "Value", True), ("说明", "What it says", False),
             ("指标（位次）", "Measures (rank)", False))  # fmt: skip
    rows = [
        (
            say.of(one.title), "–" if one.value is None else f"{one.value:.0f}", say.of(one.said),
            "; ".join(
                f"{say.of(part.title)} {'–' if part.rank is None else f'{part.rank:.0f}'}" for part in one.measures
            ),
        )
        for one in found.dimensions
    ]  # fmt: skip
    return say.table(heads, rows)


def warnings(found: ProfileFound, say: Tongue) -> list[Block]:
    """The open warnings with the figures behind them."""
    if not found.facts.warnings:
        return [Said((say("没有未结预警。", "No warning is open."),))]
    heads = (("等级", "Level", True), ("预警", "Warning", False), ("定级理由", "Why this level", False),
             ("状态", "State", False), ("首次发现", "First seen", False), ("证据", "Evidence", False))  # fmt: skip
    rows = [
        (
            str(one.level), say.of(one.title) if one.title else one.rule, say.of(one.level_reason),
            say.code(one.state) + (say("（暂缓）", " (waiting)") if one.waiting else ""), on(one.first_seen_on),
            say(f"{len(one.evidence.get('edges', ()))} 项事实", f"{len(one.evidence.get('edges', ()))} facts"),
        )
        for one in found.facts.warnings
    ]  # fmt: skip
    return [say.table(heads, rows)]


def score(found: ProfileFound, say: Tongue) -> list[Block]:
    """The latest score and why it is what it is."""
    one = found.answer.score
    if one is None:
        return []
    rows = (
        (say("违约概率", "Probability of default"), percent(one.probability)),
        (say("区间", "Between"), f"{percent(one.low)} – {percent(one.high)}"),
        (say("评分日", "Scored on"), on(one.scored_on)), (say("模型", "Model"), one.model or "–"),
    )  # fmt: skip
    heads = (("理由", "Reason", False), ("对数几率贡献", "Adds to the log-odds", True))
    reasons = [
        (say.of(why.said), "–" if why.log_odds is None else f"{why.log_odds:+.3f}") for why in found.facts.score_reasons
    ]
    return [Pairs(rows), *([say.table(heads, reasons)] if reasons else [])]


def register(found: ProfileFound, say: Tongue) -> list[Block]:
    """What sources say the party is."""
    facts = found.facts
    rows = [(say("成立日期", "Established on"), on(facts.established_on))] if facts.established_on else []
    rows += [(one.scheme, f"{one.value} · {one.source or '–'} · {on(one.recorded_on)}") for one in facts.identifiers]
    if facts.record:
        values = [(title, getattr(facts.record, name), name) for name, title in REGISTER.items()]
        rows += [
            (say.of(title), say.cny(value) if name.endswith("_cny") else say.code(value))
            for title, value, name in values
            if value is not None
        ]
        told = f"{facts.record.source or '–'} · {on(facts.record.valid_from)} · {on(facts.record.recorded_on)}"
        rows.append((say("登记信息来源 · 起 · 知悉", "Register: source · since · known"), told))
    if facts.statement:
        figures = [(title, getattr(facts.statement, name), name) for name, title in STATEMENT.items()]
        rows += [
            (say.of(title), say.cny(value) if name.endswith("_cny") else str(value))
            for title, value, name in figures
            if value is not None
        ]
        told = f"{facts.statement.source or '–'} · {on(facts.statement.recorded_on)}"
        rows.append((say("报表来源 · 知悉", "Statement: source · known"), told))
    return [Pairs(tuple(rows))] if rows else []


def owners(found: ProfileFound, say: Tongue) -> list[Block]:
    """Look-through holders, beneficial owners, and the stakes that a person or an enterprise holds."""
    blocks: list[Block] = []
    if found.answer.owners:
        heads = (("股东", "Holder", False), ("穿透持股", "Look-through", True), ("直接持股", "Direct", True))
        rows = [
            (who(one.party), percent(one.share_ratio), percent(one.direct_ratio)) for one in found.answer.owners.holders
        ]
        blocks.append(say.table(heads, rows, found.answer.owners.holder_count))
        named = "、".join(who(one.party) for one in found.answer.owners.beneficial_owners)
        blocks.append(Said((say(f"受益所有人：{named or '未认定'}", f"Beneficial owners: {named or 'none found'}"),)))
    if found.facts.holdings:
        heads = (("被投资企业", "Enterprise owned", False), ("持股", "Share", True), ("起", "Since", False))
        held = [
            (who(one.owned), percent(one.share_ratio), on(one.valid_from), one.source or "–")
            for one in found.facts.holdings
        ]
        blocks.append(say.table((*heads, SOURCE), held, found.facts.holding_count))
    if found.facts.posts:
        heads = (("任职人员", "Person", False), ("企业", "Enterprise", False), ("职务", "Post", False))
        posts = [
            (who(one.from_party), who(one.to_party), say.code(one.word), on(one.valid_from), one.source or "–")
            for one in found.facts.posts
        ]
        blocks.append(say.table((*heads, ("起", "Since", False), SOURCE), posts, found.facts.post_count))
    return blocks


def control(found: ProfileFound, say: Tongue) -> list[Block]:
    """Who controls it, and on which votes that rests."""
    if found.answer.control is None:
        return []
    heads = (("控制人", "Controller", False), ("依据", "Basis", False), ("表决权", "Votes", True),
             ("其中自有", "Own votes", True), ("最终", "Ultimate", False))  # fmt: skip
    rows = [
        (holder(one.holder), say.code(one.basis), percent(one.votes_ratio), percent(one.own_votes_ratio),
         say("是", "yes") if one.ultimate else "")
        for one in found.answer.control.controllers
    ]  # fmt: skip
    return [say.table(heads, rows)] if rows else [Said((say("没有已知的控制人。", "No controller is known."),))]


def group(found: ProfileFound, say: Tongue) -> list[Block]:
    """Its groups of connected clients, with the members shown."""
    if found.answer.group is None or found.facts.group is None:
        return []
    heads = (("组首", "Head", False), ("成员数", "Clients", True), ("敞口", "Exposure", True))
    rows = [(holder(one.head), str(one.size), say.cny(one.exposure_cny)) for one in found.answer.group.groups]
    members = (("成员", "Member", False), ("关系", "Tie", False), ("敞口", "Exposure", True))
    inside = [(who(one.party), say.code(one.tie), say.cny(one.exposure_cny)) for one in found.facts.group.members]
    blocks: list[Block] = [say.table(heads, rows, found.answer.group.group_count)] if rows else []
    return [*blocks, say.table(members, inside, found.facts.group.member_count)] if inside else blocks


def guarantees(found: ProfileFound, say: Tongue) -> list[Block]:
    """The four numbers by role, then who stands for it and for whom it stands."""
    blocks: list[Block] = []
    if found.answer.exposures:
        heads = (("角色", "Role", False), *((one.zh, one.en, True) for one in NUMBERS.values()))
        rows = [
            (say.code(one.role), *(say.cny(getattr(one.numbers, name)) for name in NUMBERS))
            for one in found.answer.exposures
        ]
        blocks.append(say.table(heads, rows))
        blocks.append(
            Said((say("四项数回答四个问题，不可相加。", "Four questions: they are never added up."),), quiet=True)
        )
    for section, side in (("guaranteed_by", found.facts.guaranteed_by), ("guarantees_for", found.facts.guarantees_for)):
        if side.ties:
            blocks += [Said((say.section(section),)), _side(side, say)]
    return blocks


def _side(side: GuaranteeSide, say: Tongue) -> Table:
    heads = (("主体", "Party", False), ("合同", "Contracts", True), ("名义", "Nominal", True),
             ("或有上限", "At most", True), ("预期代偿", "Expected call", True), ("起", "From", False),
             ("止", "To", False))  # fmt: skip
    rows = [
        (
            who(one.party), str(one.contracts), say.cny(one.nominal_cny), say.cny(one.contingent_cny),
            say.cny(one.expected_call_cny), on(one.starts_on), on(one.ends_on),
        )
        for one in side.ties
    ]  # fmt: skip
    return say.table(heads, rows, side.tie_count)


def loans(found: ProfileFound, say: Tongue) -> list[Block]:
    """The loans that it owes."""
    if not found.facts.loans:
        return []
    heads = (("借据", "Loan", False), ("出借人", "Lender", False), ("余额", "Outstanding", True),
             ("五级分类", "Class", False), ("逾期天数", "Days past due", True), ("到期", "Matures", False),
             SOURCE)  # fmt: skip
    rows = [
        (
            one.loan_id, "、".join(who(lender) for lender in one.lenders) or "–", say.cny(one.outstanding_cny),
            say.loan_class(one.classification), "–" if one.days_past_due is None else str(one.days_past_due),
            on(one.matures_on), one.source or "–",
        )
        for one in found.facts.loans
    ]  # fmt: skip
    return [say.table(heads, rows, found.facts.loan_count)]


def conduct(found: ProfileFound, say: Tongue) -> list[Block]:
    """Cases, lists and events."""
    facts, blocks = found.facts, list[Block]()
    if facts.cases:
        heads = (("案号", "Case", False), ("地位", "Role", False), ("案由", "Cause", False), ("立案", "Filed", False),
                 ("结案", "Closed", False), ("标的额", "Amount", True), ("法院", "Court", False))  # fmt: skip
        cases = [
            (one.case_no, say.code(one.role), one.cause or "–", on(one.filed_on), on(one.closed_on),
             say.cny(one.amount_cny), one.court or "–")
            for one in facts.cases
        ]  # fmt: skip
        blocks.append(say.table(heads, cases, facts.case_count))
    if facts.listings:
        listed = (("名单", "List", False), ("列入", "Listed", False), ("移出", "Removed", False), SOURCE)
        lists = [
            (say.code(one.list), on(one.listed_on), on(one.removed_on), one.source or "–") for one in facts.listings
        ]
        blocks.append(say.table(listed, lists, facts.listing_count))
    if facts.events:
        happened = (("事件", "Event", False), ("发生", "On", False), ("金额", "Amount", True), ("涉及", "About", False))
        events = [
            (say.code(one.kind), on(one.occurred_on), say.cny(one.amount_cny), one.about or "–", one.source or "–")
            for one in facts.events
        ]
        blocks.append(say.table((*happened, SOURCE), events, facts.event_count))
    return blocks


def timeline(found: ProfileFound, say: Tongue) -> list[Block]:
    """What happened, the newest first."""
    heads = (("日期", "Day", False), ("事项", "What", False), ("对方", "Other party", False), ("金额", "Amount", True))
    rows = [
        (on(one.on), say.of(one.said), who(one.party), say.cny(one.amount_cny), on(one.recorded_on), one.source or "–")
        for one in found.facts.timeline
    ]
    return [say.table((*heads, KNOWN, SOURCE), rows, found.facts.timeline_count)] if rows else []


def sources(found: ProfileFound, say: Tongue) -> list[Block]:
    """On whose word it rests."""
    heads = (("来源", "Source", False), ("所示事实", "Facts shown", True), ("最早知悉", "First known", False),
             ("最近知悉", "Last known", False))  # fmt: skip
    rows = [
        (one.source or say("未说明", "not stated"), str(one.facts), on(one.first_on), on(one.last_on))
        for one in found.facts.sources
    ]
    return [say.table(heads, rows)] if rows else [Said((say("没有来源。", "No source."),))]
