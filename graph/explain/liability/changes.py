"""What would change who is liable: a period that ends, a debt that falls due, a bankruptcy, a thing realised."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from graph.explain.answer import Change, Holder
from graph.explain.liability.call import Ordered, key_of
from graph.explain.liability.evidence import value_of
from graph.explain.liability.missing import SAID_OF_WHEN
from graph.explain.liability.step import known_day, said, yuan
from graph.guarantees.book import FEN
from graph.liability.defence import Defence
from graph.liability.form import Mode
from graph.liability.order import LIABLE, Order, When, order
from graph.liability.period import Standing


def liability_changes(found: Ordered, shown: Iterable[int]) -> tuple[Change, ...]:
    """What would change the rows shown and their loans."""
    claims, places = found.claims, list(shown)
    all_due = np.ones_like(claims.due)
    if_due = order(replace(claims, due=all_due))
    fallen = np.where(claims.mode == Mode.GENERAL, Defence.FALLEN, claims.defence).astype(np.int8)
    if_bankrupt = order(replace(claims, due=all_due, defence=fallen))
    changes = [one for place in places for one in _of_row(found, place, if_due, if_bankrupt)]
    for loan in dict.fromkeys(found.loan(place) for place in places):
        changes += _of_loan(found, loan)
    return tuple(changes)


def _of_row(found: Ordered, place: int, if_due: Order, if_bankrupt: Order) -> Iterator[Change]:
    when, at = found.when(place), int(found.rows[place])
    if when not in LIABLE:
        return
    last = known_day(found.day.liabilities.last_day[at])
    if last is not None and int(found.day.liabilities.standing[at]) == Standing.WITHIN:
        yield _change(found, place, "period_ends", last=last)
    if when is When.WHEN_DUE:
        due = known_day(found.day.liabilities.pairs.maturity[at]) or "–"
        yield _change(found, place, "falls_due", When(int(if_due.when[place])), day=due)
    if int(found.claims.defence[place]) in (Defence.STANDS, Defence.DOUBTFUL):
        yield _change(found, place, "debtor_bankrupt", When(int(if_bankrupt.when[place])))


def _of_loan(found: Ordered, loan: int) -> Iterator[Change]:
    """What the debtor's own things would leave to the others."""
    places = found.of_loan(loan)
    own = places[found.order.rank[places] == 1].tolist()
    if not own or not (found.order.rank[places] > 1).any():
        return
    values = [value_of(found.day, found.contract(i)) for i in own]
    known = [
        min(value, float(found.order.at_most[i]) / FEN)
        for i, value in zip(own, values, strict=True)
        if value is not None
    ]
    if len(known) == len(own):
        value = sum(known)
        left = max(float(found.claims.outstanding[own[0]]) / FEN - value, 0.0)
        yield _change(found, own[0], "own_security_realised", amount=left, value=yuan(value))
    yield _change(found, own[0], "own_security_given_up")


def _change(
    found: Ordered, place: int, what: str, then: When | None = None, amount: float | None = None, **parts: object
) -> Change:
    day, contract = found.day, found.contract(place)
    giver = int(day.portfolio.guarantor[contract])
    who = day.naming.party(giver) if giver >= 0 else None
    key = key_of(day, "Guarantee", "guarantee_id", contract)
    wording = said(f"when.{SAID_OF_WHEN[then]}") if then is not None else None
    sentence = said(
        f"change.{what}", contract=key, loan=key_of(day, "Loan", "loan_id", found.loan(place)),
        who=(who.name or who.party_id) if who else key, amount=yuan(amount or 0.0),
        when_zh=wording.zh if wording else "", when_en=wording.en if wording else "", **parts,
    )  # fmt: skip
    return Change(what, sentence, Holder(False, (who,)) if who else None, amount_cny=amount)
