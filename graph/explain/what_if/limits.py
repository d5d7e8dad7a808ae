"""How a guarantee firm would stand to its limits with a proposed guarantee, and the largest cap that they allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from graph.explain.answer import Article, Change, Holder, PartyName
from graph.explain.naming import article
from graph.explain.what_if.proposed import Proposed
from graph.guarantees.book import FEN
from graph.guarantees.limits import GuaranteeUse, limits_for
from graph.guarantees.one_more import OneMore
from graph.regimes.provision import Wording
from graph.regimes.regime import Regime

NOT_LAW: Final = "joined"
"""A figure beside the limits: who is joined by guarantee circles counts as one in no article."""
TRIES: Final = 12
"""So many caps are tried; where amounts grow evenly four suffice."""
SHOWN_CLIENTS: Final = 20


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A limit of the guarantor before and after (weighted, 元). of: all, client, client_and_related, joined (no figure
    of the law) or controller; clients: of whose guarantees, of `client_count`; none for all. limit_cny, headroom: None
    where what the limit is a part of is not known. refuses: the guarantee would break it."""

    of: str
    limit: Article
    clients: tuple[PartyName, ...]
    client_count: int
    before_cny: float
    after_cny: float
    limit_cny: float | None
    headroom_before_cny: float | None
    headroom_after_cny: float | None
    breach_before: bool
    breach_after: bool
    refuses: bool


def limit_changes(proposed: Proposed, law: Regime) -> tuple[LimitChange, ...]:
    """Every limit that binds the guarantor; none where it is no guarantee firm."""
    naming = proposed.day.naming
    before = {_key(use): use for use in limits_for(proposed.day, proposed.guarantor, [proposed.debtor], law)}
    found = []
    for use in _uses(proposed, proposed.more, law):
        was = before.get(_key(use))
        found.append(
            LimitChange(
                use.of, article(law.id, use.limit.source), naming.parties(use.clients[:SHOWN_CLIENTS]),
                len(use.clients), was.amount_cny if was else 0.0, use.amount_cny, use.limit_cny,
                was.headroom_cny if was else use.limit_cny, use.headroom_cny, bool(was and was.breach), use.breach,
                refuses(use),
            )
        )  # fmt: skip
    return tuple(found)


def limit_parties(proposed: Proposed, law: Regime) -> list[str]:
    """All identities, ascending, of guarantor and debtor and of everybody whose guarantees count with the debtor's."""
    uses = limits_for(proposed.day, proposed.guarantor, [proposed.debtor], law)
    positions = {proposed.guarantor, proposed.debtor}.union(*(use.clients for use in uses if use.of != NOT_LAW))
    parties = proposed.day.snapshot.parties
    return sorted(parties.every_id.filter(pa.array(np.isin(parties.position, sorted(positions)))).to_pylist())


def refuses(use: GuaranteeUse) -> bool:
    """Whether the use of a limit stands against a guarantee: above it, if only because it was so before."""
    return use.breach and use.of != NOT_LAW


def largest_cap(proposed: Proposed, law: Regime) -> Iterator[Change]:
    """The largest cap with which every limit would hold, and the limit that allows no more; caps are tried out, because
    weights change with the amount. Nothing for a contract that can be called for no loan."""
    secured = proposed.more.secured
    highest = _Tried.at(proposed, law, secured)
    if not secured or not highest.uses:
        return
    about, lowest = Holder(False, (proposed.day.naming.party(proposed.guarantor),)), _Tried.at(proposed, law, 0)
    if not highest.against:
        yield Change("any_cap", _any_said(secured / FEN), about, amount_cny=secured / FEN)
    elif lowest.against:
        yield Change("no_cap", _none_said(article(law.id, lowest.against[0].limit.source)), about, amount_cny=0.0)
    else:
        low, high = _searched(proposed, law, lowest, highest)
        limit = article(law.id, high.against[0].limit.source)
        yield Change("largest_cap", _largest_said(low.cap / FEN, limit, exact=high.cap - low.cap == 1), about,
                     amount_cny=low.cap / FEN)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a cap (fen) comes to: all uses, and those that stand against it."""

    cap: int
    uses: dict[tuple[str, str], GuaranteeUse]
    against: tuple[GuaranteeUse, ...]

    @classmethod
    def at(cls, proposed: Proposed, law: Regime, cap: int) -> "_Tried":
        uses = _uses(proposed, proposed.more.with_cap(cap), law)
        return cls(cap, {_key(use): use for use in uses}, tuple(use for use in uses if refuses(use)))


def _searched(proposed: Proposed, law: Regime, low: _Tried, high: _Tried) -> tuple[_Tried, _Tried]:
    """The largest cap found to be allowed, and the smallest found not to be: between two steps of the weights amounts
    grow evenly, and a straight line meets the limit where they do; every third time it is tried in the middle."""
    for turn, step in enumerate([*_steps(proposed, law), *[None] * TRIES]):
        if high.cap - low.cap <= 1:
            break
        guess = step
        if guess is None:
            guess = (low.cap + high.cap) // 2 if turn % 3 == 2 else low.cap + _met(low, high)
            guess = min(max(guess, low.cap + 1), high.cap - 1)
        if low.cap < guess < high.cap:
            tried = _Tried.at(proposed, law, guess)
            low, high = (low, tried) if tried.against else (tried, high)
    return low, high


def _steps(proposed: Proposed, law: Regime) -> Iterator[int]:
    """The caps (fen) after which a weight no longer holds for the client, and those one fen above, ascending."""
    balance = proposed.day.responsibilities.of(proposed.guarantor, law)
    place = int(balance.places([proposed.debtor])[0])
    own = int(balance.in_guarantee[place]) if place >= 0 else 0
    weights = law.weights_on(proposed.day.snapshot.at.as_of)
    for most in sorted({one.client_at_most_cny for one in weights if one.client_at_most_cny is not None}):
        yield from (round(most * FEN) - own, round(most * FEN) - own + 1)


def _met(low: _Tried, high: _Tried) -> int:
    """How much above the lower cap the first limit is met, as if amounts grew evenly up to the higher."""
    part = 1.0
    for use in high.against:
        was = low.uses[_key(use)].amount_cny if _key(use) in low.uses else 0.0
        if use.limit_cny is not None and use.amount_cny > was:
            part = min(part, (use.limit_cny - was) / (use.amount_cny - was))
    return int((high.cap - low.cap) * part + 1e-6)


def _uses(proposed: Proposed, more: OneMore, law: Regime) -> tuple[GuaranteeUse, ...]:
    return limits_for(proposed.day_with(more), proposed.guarantor, [proposed.debtor], law)


def _key(use: GuaranteeUse) -> tuple[str, str]:
    return use.of, use.limit.source.id


def _any_said(secured_cny: float) -> Wording:
    return Wording(
        zh=f"所担保贷款余额 {secured_cny:,.2f} 元，任何担保限额均不突破监管上限。",
        en=f"The loans come to {secured_cny:,.2f} 元: no cap on the guarantee would exceed a limit.",
    )


def _none_said(limit: Article) -> Wording:
    return Wording(
        zh=f"任何限额的此担保都会突破“{limit.title.zh}”（{limit.law.zh}第{limit.article}条）。",
        en=f"With no cap would it keep the limit “{limit.title.en}” ({limit.law.en}, art. {limit.article}).",
    )


def _largest_said(cap_cny: float, limit: Article, *, exact: bool) -> Wording:
    least = ("", "") if exact else ("至少 ", "at least ")
    return Wording(
        zh=f"担保限额最高可为 {least[0]}{cap_cny:,.2f} 元；再高即突破“{limit.title.zh}”"
        f"（{limit.law.zh}第{limit.article}条）。",
        en=f"The largest cap is {least[1]}{cap_cny:,.2f} 元; above it the limit “{limit.title.en}” "
        f"({limit.law.en}, art. {limit.article}) would be exceeded.",
    )
