"""The facts that an answer on liability would need and has not, each with what depends on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from graph.explain.liability.call import WHEN_WORDS, Ordered, key_of
from graph.explain.liability.contract import needed_resolution, resolution_step, terms
from graph.explain.liability.evidence import value_of
from graph.explain.liability.step import known_day, said, sentence
from graph.guarantees.active import add_months
from graph.liability.defence import Defence, defence
from graph.liability.form import UNSTATED, Mode
from graph.liability.order import LIABLE, When, order
from graph.liability.period import UNCLEAR_MONTHS, Standing, latest_maturity
from graph.liability.resolution import Finding, Needed
from graph.regimes.provision import Wording

OF_CONTRACT: Final = frozenset(
    {"form", "signed_on", "guarantor", "value", "owner_of_thing", "resolution", "kind", "waiver"}
)
OF_LOAN: Final = frozenset({"borrower", "outstanding", "matures_on", "agreed_order", "agreed_contribution"})
SAID_OF_WHEN: Final = {one: WHEN_WORDS[one] if one in LIABLE else "not_liable" for one in When}


@dataclass(frozen=True, slots=True)
class MissingFact:
    """what: a word for programs. About a contract, a loan, or a contract towards a loan. depends: what would be known
    with it, and by which articles."""

    what: str
    guarantee_id: str | None
    loan_id: str | None
    said: Wording
    depends: Wording
    articles: tuple[str, ...]


def missing_facts(found: Ordered, shown: Iterable[int]) -> tuple[MissingFact, ...]:
    """What is missing of the rows shown and of their loans, each once."""
    facts: dict[tuple[str, str | None, str | None], MissingFact] = {}
    places = list(shown)
    for place in places:
        for one in _of_row(found, place):
            facts.setdefault((one.what, one.guarantee_id, one.loan_id), one)
    for loan in dict.fromkeys(found.loan(place) for place in places):
        for one in _of_loan(found, loan, places):
            facts.setdefault((one.what, one.guarantee_id, one.loan_id), one)
    return tuple(facts.values())


def _of_row(found: Ordered, place: int) -> Iterator[MissingFact]:
    """Of one contract towards one loan; nothing of those that are out whatever the facts."""
    when = found.when(place)
    if when in (When.ENDED, When.NO_GUARANTEE, When.NOTHING_OWED):
        return
    row = terms(found.day, found.contract(place))
    yield from _of_terms(found, place, row)
    if found.claims.mode[place] == Mode.IN_KIND:
        yield from _of_thing(found, place)
    else:
        yield from _of_period(found, place, row)
        if when in LIABLE and int(found.claims.defence[place]) in (Defence.STANDS, Defence.DOUBTFUL):
            yield _missing(found, "waiver", place)
    if when in LIABLE:
        yield from _of_resolution(found, place, row)


def _of_terms(found: Ordered, place: int, row: dict[str, Any]) -> Iterator[MissingFact]:
    if found.day.portfolio.guarantor[found.contract(place)] < 0 and found.claims.mode[place] != Mode.IN_KIND:
        yield _missing(found, "guarantor", place)
    if int(found.day.liabilities.stated_form[found.contract(place)]) == UNSTATED:
        parts: dict[str, str] = {}
        for name, mode in (("joint", Mode.JOINT), ("general", Mode.GENERAL)):
            wording = said(f"when.{SAID_OF_WHEN[_when_if(found, place, mode)]}")
            parts |= {f"{name}_zh": wording.zh, f"{name}_en": wording.en}
        yield _missing(found, "form", place, **parts)
    if row["signed_on"] is None:
        yield _missing(found, "signed_on", place)


def _when_if(found: Ordered, place: int, mode: Mode) -> When:
    """When the row could be called if its contract were of that mode."""
    claims = found.claims
    modes = claims.mode.copy()
    modes[place] = mode
    law = found.day.liabilities.governing.law[found.day.liabilities.contract[found.rows]]
    other = replace(claims, mode=modes, defence=defence(modes, law, claims.debtor, claims.guarantor_bankrupt))
    return When(int(order(other).when[place]))


def _of_thing(found: Ordered, place: int) -> Iterator[MissingFact]:
    contract = found.contract(place)
    if found.day.portfolio.guarantor[contract] < 0:
        yield _missing(found, "owner_of_thing", place)
    if value_of(found.day, contract) is None:
        yield _missing(found, "value", place)


def _of_period(found: Ordered, place: int, row: dict[str, Any]) -> Iterator[MissingFact]:
    laws, at = found.day.liabilities, int(found.rows[place])
    last, maturity = known_day(laws.last_day[at]), laws.pairs.maturity[at : at + 1]
    standing = Standing(int(laws.standing[at]))
    if standing is Standing.EXPIRED and row["claimed_on"] is None:
        yield _missing(found, "claimed_on", place, last=last)
    if standing is Standing.CLAIMED and found.claims.mode[place] == Mode.GENERAL and last is not None:
        yield _missing(found, "claim_kind", place, last=last)
    if row["ends_on"] is None and last is not None and not found.new(place) and standing is not Standing.CLAIMED:
        longer = known_day(add_months(maturity, UNCLEAR_MONTHS)[0])
        yield _missing(found, "period", place, longer=longer, last=last)
    if row["ends_on"] is None and bool(row["maximum_amount"]) and last is not None:
        one = laws.by_contract.edges_of(found.contract(place))
        latest = latest_maturity(laws.contract[one], laws.pairs.maturity[one])
        yield _missing(found, "determined_on", place, maturity=known_day(latest[0]), last=last)


def _of_resolution(found: Ordered, place: int, row: dict[str, Any]) -> Iterator[MissingFact]:
    contract = found.contract(place)
    if found.day.portfolio.guarantor[contract] < 0:
        return
    needs = needed_resolution(found.day, contract, row["resolution"])
    if needs.finding is Finding.UNKNOWN:
        one = _missing(found, "kind" if needs.needed is Needed.UNKNOWN else "resolution", place)
        cited = resolution_step(found.day, contract, needs, row["signed_on"] or row["starts_on"])
        yield replace(one, articles=cited.articles)


def _of_loan(found: Ordered, loan: int, shown: list[int]) -> Iterator[MissingFact]:
    """Of a loan and of what those who stand for it owe each other."""
    laws, places = found.day.liabilities, found.of_loan(loan)
    first = int(places[0])
    if found.day.portfolio.borrower[loan] < 0:
        yield _missing(found, "borrower", first)
    if np.isnan(laws.known_outstanding[loan]):
        yield _missing(found, "outstanding", first)
    if np.isnat(laws.maturity[loan]):
        yield _missing(found, "matures_on", first)
    others = places[(found.order.rank[places] > 0) & ~found.claims.own[places]]
    if (found.order.rank[places] == 1).any() and (found.claims.mode[others] != Mode.IN_KIND).any():
        yield _missing(found, "agreed_order", first)
    givers = found.day.portfolio.guarantor[laws.contract[found.rows[others]]]
    if len(np.unique(givers)) > 1:
        yield _missing(found, "agreed_contribution", first)
        for place in np.intersect1d(others, shown).tolist():
            if found.new(place) and terms(found.day, found.contract(place))["co_signed"] is None:
                yield _missing(found, "co_signed", place)


def _missing(found: Ordered, what: str, place: int, **parts: object) -> MissingFact:
    day = found.day
    contract = None if what in OF_LOAN else key_of(day, "Guarantee", "guarantee_id", found.contract(place))
    loan = None if what in OF_CONTRACT else key_of(day, "Loan", "loan_id", found.loan(place))
    about, new = sentence(f"depends.{what}"), found.new(place)
    return MissingFact(
        what, contract, loan, said(f"missing.{what}"), said(f"depends.{what}", **parts),
        about.articles if new else about.before_2021,
    )  # fmt: skip
