"""What would change how a guarantee firm stands to its limits: what it may add, and what would end a breach."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from graph.explain.answer import Change, Holder, percent
from graph.explain.day import Day
from graph.guarantees.limits import GuaranteeUse, RankedUses, Standing
from graph.ownership.threshold import at_least
from graph.regimes.provision import Wording

MOST_CHANGES: Final = 5
"""So many uses of each limit are told of."""
MOST_TRIED: Final = 5
"""So many loans are tried whose repayment might end a breach."""
LAWFUL: Final = ("all", "client", "client_and_related")


def limit_changes(
    day: Day, standing: Standing, ranked: Sequence[RankedUses], client: int | None
) -> tuple[Change, ...]:  # fmt: skip
    """Of each limit what must go or may be added; in all how much a client, or somebody new, may be guaranteed for."""
    uses = [use for one in ranked for use in one.uses[:MOST_CHANGES] if use.headroom_cny is not None]
    found = [change for use in uses if use.breach and use.of != "joined" for change in _must_go(day, standing, use)]
    found += [_headroom(day, use) for use in uses if use.of in LAWFUL and not use.breach]
    found += _may_add(day, standing, ranked, client)
    found += _relief(standing, ranked)
    return tuple(found)


def _must_go(day: Day, standing: Standing, use: GuaranteeUse) -> Iterator[Change]:
    """By how much a use must fall, and the smallest loan whose repayment would do."""
    excess, title = use.amount_cny - (use.limit_cny or 0.0), use.limit.source.title
    about = _about(day, use)
    whose = _named(about)
    yield Change(
        "must_fall",
        Wording(
            zh=f"{whose.zh}：责任余额须减少 {excess:,.2f} 元才不超过“{title.zh}”上限。",
            en=f"{whose.en}: the responsibility balance must fall by {excess:,.2f} 元 to keep the limit “{title.en}”.",
        ),
        about, amount_cny=round(excess, 2),
    )  # fmt: skip
    loan = _repaid(standing, use)
    if loan is None:
        return
    fact = day.contracts.loans([loan])[0]
    owed = f"{fact.outstanding_cny or 0:,.2f} 元"
    yield Change(
        "repayment_ends_breach",
        Wording(
            zh=f"借据 {fact.loan_id}（余额 {owed}）结清后即不再突破。",
            en=f"Once loan {fact.loan_id} ({owed} outstanding) is repaid, the breach ends.",
        ),
        about, amount_cny=fact.outstanding_cny,
    )  # fmt: skip


def _repaid(standing: Standing, use: GuaranteeUse) -> int | None:
    """The smallest loan without which the limit is kept; None where one loan does not do, or none of a few tried."""
    balance, allowed = standing.balance, use.limit_cny or 0.0
    parties = use.clients or tuple(balance.client.tolist())
    loans, which = np.unique(balance.loans, return_inverse=True)
    amounts = np.bincount(which, weights=balance.parts_cny(parties), minlength=len(loans))
    if use.of == "all" and balance.relief is not None and balance.relief.met:
        # Without a loan of those mainly served the higher multiple might end.
        amounts[np.unique(which[balance.relief.served[balance.client_of]])] = 0.0
    enough = np.flatnonzero((amounts >= use.amount_cny - allowed - 1e-6) & (amounts > 0))
    for place in enough[np.lexsort((enough, amounts[enough]))][:MOST_TRIED].tolist():
        loan = int(loans[place])
        if balance.parts_cny(parties, without=loan).sum() <= allowed + 1e-6:
            return loan
    return None


def _may_add(day: Day, standing: Standing, ranked: Sequence[RankedUses], client: int | None) -> Iterator[Change]:
    """What may be added before the first binding limit is exceeded: for the client asked about, or for a new one."""
    if client is not None and client in standing.controllers:
        title = next(one.limit.source.title for one in ranked if one.of == "controller")
        yield Change("forbidden", Wording(f"不得新增担保：{title.zh}。", f"Nothing may be added: {title.en}."))
        return
    if client is None:
        uses = [one.uses[0] for one in ranked if one.of == "all"]
        uses += [standing.use(one.limit, "client", ()) for one in ranked if one.of == "client"]
    else:
        uses = [use for one in ranked if one.of in LAWFUL for use in one.uses]
    rooms = [
        (room_in_all(standing, use, client) if use.of == "all" else use.headroom_cny, place)
        for place, use in enumerate(uses) if use.headroom_cny is not None
    ]  # fmt: skip
    if not rooms:
        return
    least, place = min((room or 0.0, place) for room, place in rooms)
    amount, title = f"{max(least, 0.0):,.2f} 元", uses[place].limit.source.title
    about = None if client is None else day.naming.holder(client)
    whom = Wording("新的、无关联的客户", "a new client, related to nobody,") if client is None else _named(about)
    yield Change(
        "may_add",
        Wording(
            zh=f"{whom.zh}最多还可增加责任余额 {amount}，先触及“{title.zh}”上限。",
            en=f"For {whom.en} responsibility balance of at most {amount} may be added: then “{title.en}” is reached.",
        ),
        about, amount_cny=round(max(least, 0.0), 2),
    )  # fmt: skip


def room_in_all(standing: Standing, use: GuaranteeUse, client: int | None) -> float:
    """What may be added for a client before all guarantees exceed their limit; that may end the relaxed multiple."""
    own, relief, headroom = standing.capital.base_cny(use.limit.base), standing.relief, use.headroom_cny or 0.0
    usual = next(limit for limit in standing.limits if limit.source.id == use.limit.source.id)
    if own is None or relief is None or use.limit.ratio == usual.ratio:
        return headroom
    more = standing if client is None else Standing.of(standing.day, standing.balance.firm, standing.law, {client: 1.0})
    served = more.relief is not None and more.relief.served_cny > relief.served_cny
    if served:
        return headroom
    clients = relief.clients + 1 if client is None else (more.relief or relief).clients
    strict = headroom - max(own, 0.0) * (use.limit.ratio - usual.ratio)
    if not at_least(relief.served_clients / clients, relief.provision.client_share):
        return strict
    needed = relief.provision.balance_share
    until = relief.served_cny / needed - relief.whole_cny if needed > 0 else headroom
    return max(strict, min(headroom, until))


def _headroom(day: Day, use: GuaranteeUse) -> Change:
    about, room, title = _about(day, use), use.headroom_cny or 0.0, use.limit.source.title
    whose = _named(about)
    return Change(
        "limit_reached",
        Wording(
            zh=f"{whose.zh}：再增加责任余额超过 {room:,.2f} 元即突破“{title.zh}”上限。",
            en=f"{whose.en}: more than {room:,.2f} 元 of responsibility balance on top would exceed “{title.en}”.",
        ),
        about, amount_cny=round(room, 2),
    )  # fmt: skip


def _relief(standing: Standing, ranked: Sequence[RankedUses]) -> Iterator[Change]:
    """What the higher multiple would allow, or what losing it would."""
    relief = standing.relief
    for one in ranked:
        provision = next((limit for limit in standing.limits if limit.source.id == one.limit.source.id), None)
        if one.of != "all" or relief is None or provision is None or provision.relaxed is None:
            continue
        own = standing.capital.base_cny(provision.base)
        if own is None:
            return
        other = provision.ratio if relief.met else provision.relaxed
        room = max(own, 0.0) * other - one.uses[0].amount_cny
        shares = (relief.balance_share, relief.client_share)
        needed = (relief.provision.balance_share, relief.provision.client_share)
        zh, en = ("任一低于", "with one below") if relief.met else ("均达到", "at")
        have, need = [percent(one) for one in shares], [percent(one) for one in needed]
        yield Change(
            "relief_ends" if relief.met else "relief_begins",
            Wording(
                zh=f"小微企业和农户现占在保余额 {have[0]}、户数 {have[1]}；{zh} {need[0]} 与 {need[1]} 时，"
                f"上限为净资产的 {other:g} 倍，余量 {room:,.2f} 元。",
                en=f"Small clients and farmers are {have[0]} of the balance and {have[1]} of the clients; {en} "
                f"{need[0]} and {need[1]} the multiple is {other:g}, with {room:,.2f} 元 of headroom.",
            ),
            None, None, shares[0], None, needed[0], round(room, 2),
        )  # fmt: skip


def _about(day: Day, use: GuaranteeUse) -> Holder | None:
    """Whose use it is; nobody for the whole firm. Of many clients the first ones."""
    return Holder(False, day.naming.parties(use.clients[:MOST_CHANGES])) if use.clients else None


def _named(about: Holder | None) -> Wording:
    if about is None:
        return Wording("全部担保", "All guarantees")
    names = [one.name or one.party_id for one in about.parties]
    return Wording("、".join(names), ", ".join(names))
