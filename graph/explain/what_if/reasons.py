"""Why a proposed guarantee is refused, and what an officer must hear of although it is not.

Refused: what the law or a limit forbids, what secures nothing that the debtor owes, and what cannot be checked because
no amount is known. Warned of: circles, guarantors of bad repute or small means, limits whose base is not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from graph.explain.answer import Article, PartyName
from graph.explain.what_if.limits import NOT_LAW, LimitChange
from graph.explain.what_if.proposed import Proposed
from graph.guarantees.book import FEN
from graph.regimes.provision import Wording
from graph.schema.case import LIST

CODE: Final = Wording(zh="民法典", en="Civil Code")
COMPANY_LAW: Final = Wording(zh="公司法（2023修订）", en="Company Law (2023 revision)")
BUSINESS: Final = ("guarantee_firm", "re_guarantee_firm", "bank", "insurer", "government")
"""Of whom article 15 asks no resolution: to give guarantees is their business, or not theirs at all."""


@dataclass(frozen=True, slots=True)
class Reason:
    """code: for programs. article: where it stands, None where no article says so. amount_cny, limit_cny: the figures
    beside each other, None where there are none. about: loans or lists by their number or name."""

    code: str
    said: Wording
    article: Article | None = None
    amount_cny: float | None = None
    limit_cny: float | None = None
    about: tuple[str, ...] = ()


LISTS: Final = {choice.value: choice.zh for choice in LIST.choices}
CONTROLLER: Final = "controller"


def _law(id: str, law: Wording, article: str, title: Wording, since: date) -> Article:
    return Article("china", id, title, law, article, False, "from memory", since, None, "")


ACCESSORY: Final = _law(
    "guarantee_is_accessory", CODE, "393, 682", Wording(zh="担保从属于主债权", en="Security follows the claim"),
    date(2021, 1, 1),
)  # fmt: skip
ORGANS: Final = _law(
    "no_state_organ", CODE, "683", Wording(zh="机关法人不得为保证人", en="State organs give no guarantees"),
    date(2021, 1, 1),
)  # fmt: skip
POOLS: Final = _law(
    "maximum_amount", CODE, "690", Wording(zh="最高额保证", en="Maximum-amount guarantee"), date(2021, 1, 1)
)  # fmt: skip
PERIOD: Final = _law(
    "guarantee_period", CODE, "692, 693", Wording(zh="保证期间", en="Guarantee period"), date(2021, 1, 1)
)  # fmt: skip
RESOLUTION: Final = _law(
    "company_resolution", COMPANY_LAW, "15", Wording(zh="公司对外担保决议", en="Resolution on guarantees for others"),
    date(2024, 7, 1),
)  # fmt: skip


def refusals(proposed: Proposed, limits: tuple[LimitChange, ...]) -> tuple[Reason, ...]:
    """Every reason for which the guarantee may not be added; none: it may."""
    return (*_of_parties(proposed), *_of_loans(proposed), *_of_terms(proposed), *_of_limits(limits))


def warnings(proposed: Proposed, limits: tuple[LimitChange, ...]) -> tuple[Reason, ...]:
    """What else must be heard of; circles apart."""
    return (*_unchecked(limits), *_joined(limits), *_listed(proposed), *_means(proposed), *_as_stated(proposed))


def _of_parties(proposed: Proposed) -> Iterator[Reason]:
    if proposed.for_oneself and proposed.terms.personal:
        yield Reason(
            "self_guarantee",
            Wording(zh="担保人就是债务人：为自己的债务提供保证没有担保作用。",
                    en="The guarantor is the debtor: a personal guarantee for oneself secures nothing."),
        )  # fmt: skip
    if _party(proposed, proposed.guarantor).kind == "government" and proposed.terms.personal:
        yield Reason(
            "state_organ",
            Wording(zh="担保人是机关法人，不得为保证人（经国务院批准的外债转贷除外，请另行装载）。",
                    en="The guarantor is a state organ and may give no guarantee (loans on-lent from abroad with the "
                    "State Council's approval apart: load those)."),
            ORGANS,
        )  # fmt: skip


def _of_loans(proposed: Proposed) -> Iterator[Reason]:
    portfolio, loans = proposed.day.portfolio, proposed.loans
    facts = proposed.day.contracts.loans(loans)
    keys = np.array([fact.loan_id for fact in facts], dtype=object)
    other = portfolio.borrower[loans] != proposed.debtor
    unknown = np.array([fact.outstanding_cny is None for fact in facts], dtype=np.bool_) & ~other
    repaid = (portfolio.outstanding[loans] == 0) & ~unknown & ~other
    over = ~proposed.alive & ~other & ~repaid & ~unknown
    if other.any():
        yield Reason(
            "loan_of_another",
            Wording(zh=f"以下贷款当日不是该债务人所欠：{_some(keys[other])}。",
                    en=f"On the day the debtor does not owe these loans: {_some(keys[other])}."),
            ACCESSORY, about=tuple(keys[other]),
        )  # fmt: skip
    if unknown.any():
        yield Reason(
            "loan_amount_unknown",
            Wording(zh=f"以下贷款既无余额也无本金，无法核对限额：{_some(keys[unknown])}。请先补充余额。",
                    en=f"Neither balance nor principal is known of these loans, so no limit can be checked: "
                    f"{_some(keys[unknown])}. Load a balance first."),
            about=tuple(keys[unknown]),
        )  # fmt: skip
    if repaid.any():
        yield Reason(
            "loan_repaid",
            Wording(zh=f"以下贷款余额为 0.00 元，没有可担保的债权：{_some(keys[repaid])}。",
                    en=f"0.00 元 is outstanding on these loans, no claim to secure: {_some(keys[repaid])}."),
            ACCESSORY, 0.0, about=tuple(keys[repaid]),
        )  # fmt: skip
    if over.any():
        yield Reason(
            "period_over",
            Wording(zh=f"对以下贷款，保证期间在该日之前已届满：{_some(keys[over])}。",
                    en=f"For these loans the guarantee period would be over by the day: {_some(keys[over])}."),
            PERIOD, about=tuple(keys[over]),
        )  # fmt: skip


def _of_terms(proposed: Proposed) -> Iterator[Reason]:
    terms = proposed.terms
    if not (terms.secured_loans or terms.secured_guarantees or terms.maximum_amount):
        yield Reason(
            "secures_nothing",
            Wording(zh="没有写明担保的贷款或合同，也不是最高额担保。",
                    en="It names neither a loan nor a contract that it secures, and is no maximum-amount guarantee."),
            ACCESSORY,
        )  # fmt: skip
    if terms.maximum_amount and terms.cap_cny is None:
        yield Reason(
            "pool_without_cap",
            Wording(zh="最高额担保没有写明最高限额。", en="The maximum-amount guarantee states no maximum."), POOLS,
        )  # fmt: skip

    on = proposed.day.snapshot.at.as_of
    if terms.begins is not None and terms.begins > on:
        yield Reason(
            "begins_later",
            Wording(zh=f"担保自 {terms.begins} 起，晚于 {on}：限额须在其起始日判断。",
                    en=f"It begins on {terms.begins}, after {on}: limits are to be judged on its first day."),
        )  # fmt: skip


def _of_limits(limits: tuple[LimitChange, ...]) -> Iterator[Reason]:
    for one in limits:
        if not one.refuses:
            continue
        law = one.limit
        if one.of == CONTROLLER:
            yield Reason(
                "forbidden",
                Wording(zh=f"{law.title.zh}（{law.law.zh}第{law.article}条）。",
                        en=f"{law.title.en} ({law.law.en}, art. {law.article})."),
                law, one.after_cny, 0.0,
            )  # fmt: skip
            continue
        allowed = one.limit_cny or 0.0
        yield Reason(
            "limit_exceeded",
            Wording(
                zh=f"“{law.title.zh}”将为 {one.after_cny:,.2f} 元，超过上限 {allowed:,.2f} 元"
                f"（目前 {one.before_cny:,.2f} 元；{law.law.zh}第{law.article}条）。",
                en=f"“{law.title.en}” would come to {one.after_cny:,.2f} 元, above the limit of {allowed:,.2f} 元 "
                f"({one.before_cny:,.2f} 元 now; {law.law.en}, art. {law.article}).",
            ),
            law, one.after_cny, one.limit_cny,
        )  # fmt: skip


def _unchecked(limits: tuple[LimitChange, ...]) -> Iterator[Reason]:
    for one in limits:
        if one.limit_cny is None and one.of != NOT_LAW:
            yield Reason(
                "limit_unchecked",
                Wording(zh=f"担保人净资产未知，无法核对“{one.limit.title.zh}”。",
                        en=f"The guarantor’s net assets are not known: the limit “{one.limit.title.en}” is unchecked."),
                one.limit, one.after_cny,
            )  # fmt: skip


def _joined(limits: tuple[LimitChange, ...]) -> Iterator[Reason]:
    for one in limits:
        if one.of == NOT_LAW and one.breach_after:
            yield Reason(
                "joined_above_limit",
                Wording(
                    zh=f"连同因控制或担保圈相连的客户合计 {one.after_cny:,.2f} 元，"
                    f"高于 {one.limit_cny or 0:,.2f} 元（非法定口径）。",
                    en=f"With the clients joined to it by control or guarantee circles it comes to "
                    f"{one.after_cny:,.2f} 元, above {one.limit_cny or 0:,.2f} 元 (no figure of the law).",
                ),
                one.limit, one.after_cny, one.limit_cny,
            )  # fmt: skip


def _listed(proposed: Proposed) -> Iterator[Reason]:
    for kind in proposed.day.lists_of(proposed.guarantor):
        yield Reason(
            "guarantor_listed",
            Wording(zh=f"担保人当日在名单上：{LISTS.get(kind, kind)}。",
                    en=f"On the day the guarantor stands on a list: {kind.replace('_', ' ')}."),
            about=(kind,),
        )  # fmt: skip


def _means(proposed: Proposed) -> Iterator[Reason]:
    assets = float(proposed.day.responsibilities.net_assets_cny[proposed.guarantor])
    book = proposed.more.after
    promised = float(book.nominal[book.guarantor == proposed.guarantor].sum()) / FEN
    if (
        not np.isnan(assets)
        and promised > max(assets, 0.0)
        and _party(proposed, proposed.guarantor).kind not in BUSINESS
    ):
        yield Reason(
            "above_net_assets",
            Wording(zh=f"担保人对外担保将达 {promised:,.2f} 元，高于其净资产 {assets:,.2f} 元。",
                    en=f"The guarantor’s guarantees would come to {promised:,.2f} 元, above its net assets of "
                    f"{assets:,.2f} 元."),
            None, promised, assets,
        )  # fmt: skip


def _as_stated(proposed: Proposed) -> Iterator[Reason]:
    terms, kind = proposed.terms, _party(proposed, proposed.guarantor).kind
    room = round((terms.cap_cny or 0.0) * FEN) - proposed.more.secured if terms.maximum_amount else 0
    if room > 0:
        yield Reason(
            "pool_undrawn",
            Wording(zh=f"最高额项下尚可提用 {room / FEN:,.2f} 元；限额只计已发生的债权。",
                    en=f"{room / FEN:,.2f} 元 may yet be drawn under the pool; limits count what is drawn."),
            POOLS, room / FEN,
        )  # fmt: skip
    if terms.secured_guarantees:
        yield Reason(
            "counter_guarantee",
            Wording(zh="反担保不计入四项数与限额。", en="As a counter-guarantee it is part of no number and no limit."),
            about=terms.secured_guarantees,
        )
    if kind not in (*BUSINESS, "person") and terms.resolution in (None, "none", "unknown"):
        yield Reason(
            "no_resolution",
            Wording(zh="没有股东会或董事会决议的记载。", en="No resolution of shareholders or board is stated."),
            RESOLUTION,
        )  # fmt: skip


def _party(proposed: Proposed, position: int) -> PartyName:
    return proposed.day.naming.party(position)


def _some(keys: "np.ndarray[tuple[int], np.dtype[np.object_]]", most: int = 5) -> str:
    return ", ".join(keys[:most]) + (f" … +{len(keys) - most}" if len(keys) > most else "")
