"""What the law makes of one contract: which law, which form, what cap and share, which resolution."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa

from graph.explain.answer import PartyName, percent
from graph.explain.day import Day
from graph.explain.liability.step import Step, step, yuan
from graph.guarantees.book import FEN, UNLIMITED
from graph.liability.form import UNSTATED, Mode
from graph.liability.law import CIVIL_CODE_FROM, Law
from graph.liability.resolution import Finding, Giver, Needed, Resolution, resolution
from graph.ownership.control_rule import ControlRule

WHOLE: Final = 1 - 1e-9
"""All shares, whatever rounding says."""
COMPANY_LAW_FROM, COMPANY_LAW_2023_FROM = date(2006, 1, 1), date(2024, 7, 1)

MODE_WORDS: Final = {Mode.GENERAL: "general", Mode.JOINT: "joint_and_several", Mode.IN_KIND: "in_kind"}
LAW_WORDS: Final = {
    Law.CIVIL_CODE: ("civil_code", "民法典", "the Civil Code"),
    Law.GUARANTEE_LAW: ("guarantee_law", "担保法", "the Guarantee Law"),
    Law.BEFORE_PROPERTY_LAW: ("guarantee_law", "担保法", "the Guarantee Law"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContractFound:
    """A contract by its law. law: civil_code or guarantee_law; law_assumed: the day of signing is not stated. mode:
    general, joint_and_several or in_kind; mode_presumed: none is stated. limit_cny: the most that can be called under
    it in all, a pool's cap once. resolution_needed, resolution_found: by the Company Law."""

    guarantee_id: str
    guarantor: PartyName | None
    law: str
    law_assumed: bool
    mode: str
    mode_presumed: bool
    maximum_amount: bool
    cap_cny: float | None
    agreed_share: float | None
    limit_cny: float
    signed_on: date | None
    resolution_needed: str
    resolution_found: str
    steps: tuple[Step, ...]


def contract_found(day: Day, contract: int) -> ContractFound:
    """What the law makes of the contract at a position."""
    laws, row = day.liabilities, terms(day, contract)
    law, mode = Law(int(laws.governing.law[contract])), Mode(int(laws.mode[contract]))
    giver = int(day.portfolio.guarantor[contract])
    cap = int(laws.stated_cap[contract])
    needs = needed_resolution(day, contract, row["resolution"])
    new = law == Law.CIVIL_CODE
    steps = [_law_step(law, row), _form_step(mode, row["form"], new=new)]
    if row["maximum_amount"]:
        steps.append(_maximum_step(cap, new=new))
    if row["agreed_share"] is not None:
        steps.append(step("share.agreed", share=percent(row["agreed_share"]), civil_code=new))
    steps.append(resolution_step(day, contract, needs, row["signed_on"] or row["starts_on"]))
    return ContractFound(
        row["guarantee_id"], day.naming.party(giver) if giver >= 0 else None, LAW_WORDS[law][0],
        bool(laws.governing.assumed[contract]), MODE_WORDS[mode], int(laws.stated_form[contract]) == UNSTATED,
        bool(row["maximum_amount"]), None if cap == UNLIMITED else cap / FEN, row["agreed_share"],
        laws.limit(contract) / FEN, row["signed_on"], needs.needed.value, needs.finding.value,
        tuple(steps),
    )  # fmt: skip


def terms(day: Day, contract: int) -> dict[str, Any]:
    """What is stored of the contract at a position."""
    found: dict[str, Any] = day.snapshot.nodes("Guarantee").take(pa.array([contract])).to_pylist()[0]
    return found


def needed_resolution(day: Day, contract: int, stated: str | None) -> Resolution:
    """Which resolution the contract needs, and whether it is there."""
    giver, laws = int(day.portfolio.guarantor[contract]), day.liabilities
    if giver < 0:
        return Resolution(Needed.UNKNOWN, Finding.UNKNOWN)
    if _for_itself(day, contract):
        return Resolution(Needed.NOTHING, Finding.MET)
    debtors = {int(one) for one in day.portfolio.borrower[laws.by_contract.neighbours(contract)] if one >= 0} - {giver}
    who = day.naming.party(giver)
    personal = bool(laws.mode[contract] != Mode.IN_KIND)
    needs = [resolution(_giver(day, giver, one, who.kind, personal=personal), stated) for one in sorted(debtors)]
    worst = (Finding.LACKING, Finding.UNKNOWN, Finding.MET)
    return min(needs or [resolution(Giver(who.kind, personal=personal), stated)], key=lambda r: worst.index(r.finding))


def _for_itself(day: Day, contract: int) -> bool:
    """Whether all that the contract secures is owed by whoever gave it."""
    debtors = day.portfolio.borrower[day.liabilities.by_contract.neighbours(contract)]
    return bool(len(debtors)) and bool((debtors == day.portfolio.guarantor[contract]).all())


def _giver(day: Day, giver: int, debtor: int, kind: str | None, *, personal: bool) -> Giver:
    """How the guarantor stands to the debtor; ownership is looked up only where it decides."""
    holdings = day.facts.holdings
    if resolution(Giver(kind, personal=personal), None).needed is not Needed.BOARD_OR_SHAREHOLDERS:
        return Giver(kind, personal=personal)
    part = _share(day, debtor, giver)
    holds = part > 0
    if not holds and len(holdings.by_owned.neighbours(giver)):
        control = day.facts.control(ControlRule())
        heads = [control.concerts.members_of(int(one)) for one in control.controllers_of(giver)]
        holds = any(debtor in members for members in heads)
    return Giver(kind, holds, part >= WHOLE, _share(day, giver, debtor) >= WHOLE, personal)


def _share(day: Day, owner: int, owned: int) -> float:
    rows = day.facts.holdings.by_owned
    of_owner = rows.neighbours(owned) == owner
    return float(np.nansum(day.facts.holdings.share[rows.edges_of(owned)[of_owner]]))


def _law_step(law: Law, row: dict[str, Any]) -> Step:
    _, zh, en = LAW_WORDS[law]
    name = "law.signed" if row["signed_on"] else "law.started" if row["starts_on"] else "law.undated"
    return step(name, day=row["signed_on"] or row["starts_on"], law_zh=zh, law_en=en)


def _form_step(mode: Mode, stated: str | None, *, new: bool) -> Step:
    if mode == Mode.IN_KIND:
        return step("form.in_kind", civil_code=new)
    name = "general" if mode == Mode.GENERAL else "joint"
    return step(f"form.{name if stated else 'missing_' + name}", civil_code=new)


def _maximum_step(cap: int, *, new: bool) -> Step:
    if cap == UNLIMITED:
        return step("maximum.unstated", civil_code=new)
    return step("maximum.capped", cap=yuan(cap / FEN), civil_code=new)


def resolution_step(day: Day, contract: int, needs: Resolution, signed: date | None) -> Step:
    """What a contract signed on a day needs, by the article of the Company Law of that day."""
    name = f"resolution.{'oneself' if _for_itself(day, contract) else needs.needed.value}"
    if needs.needed in (Needed.SHAREHOLDERS, Needed.BOARD_OR_SHAREHOLDERS):
        name += f".{needs.finding.value}"
    found = step(name, civil_code=signed is None or signed >= CIVIL_CODE_FROM.astype(object))
    if signed is not None and signed < COMPANY_LAW_2023_FROM:
        older = ("company_law_16",) if signed >= COMPANY_LAW_FROM else ()
        cited = (one for name in found.articles for one in (older if name == "company_law_15" else (name,)))
        return replace(found, articles=tuple(cited))
    return found
