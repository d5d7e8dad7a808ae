"""Small worlds of ties, as a feed would state them."""

from collections import defaultdict
from datetime import date
from typing import Any

from graph.as_of import AsOf
from graph.explain.canvas.picture import Canvas, Levels
from graph.explain.day import Day
from graph.regimes.catalogue import regime
from tests.unit.measures.told import told

TODAY = date(2025, 12, 31)
SINCE = date(2020, 1, 1)
CHINA = regime("china")


class World:
    """What a feed states, a line each. Everybody is a company unless said."""

    def __init__(self, *companies: str, **kinds: str) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one, kind in (dict.fromkeys(companies, "company") | kinds).items():
            self.rows["enterprises"].append(
                {"party_id": one, "name": one, "kind": kind, "valid_from": SINCE, "recorded_on": SINCE}
            )

    def person(self, *names: str) -> "World":
        self.rows["persons"] += [{"party_id": one, "name": one, "recorded_on": SINCE} for one in names]
        return self

    def stands(self, guarantor: str, debtor: str, cap: float | None = 100.0, **terms: Any) -> "World":
        row = {
            "guarantee_id": f"{guarantor}>{debtor}", "guarantor": guarantor, "debtor": debtor, "cap": cap,
            "form": "joint_and_several", "starts_on": SINCE, "recorded_on": SINCE,
        }  # fmt: skip
        self.rows["guarantees"].append(row | terms)
        return self

    def ring(self, *parties: str, cap: float = 100.0) -> "World":
        for guarantor, debtor in zip(parties, (*parties[1:], parties[0]), strict=True):
            self.stands(guarantor, debtor, cap)
        return self

    def owns(self, owner: str, owned: str, share: float, **terms: Any) -> "World":
        row = {"owner": owner, "owned": owned, "share_ratio": share, "valid_from": SINCE, "recorded_on": SINCE}
        self.rows["stakes"].append(row | terms)
        return self

    def lends(self, lender: str, borrower: str, principal: float | None = 100.0, **terms: Any) -> "World":
        row = {
            "loan_id": f"{lender}:{borrower}", "borrower": borrower, "lender": lender, "principal": principal,
            "drawn_on": SINCE, "recorded_on": SINCE,
        }  # fmt: skip
        self.rows["loans"].append(row | terms)
        return self

    def stood(self, loan: str, outstanding: float, since: date) -> "World":
        row = {"loan_id": loan, "outstanding": outstanding, "valid_from": since, "recorded_on": since}
        self.rows["balances"].append(row)
        return self

    def add(self, table: str, **row: Any) -> "World":
        self.rows[table].append({"valid_from": SINCE, "recorded_on": SINCE} | row)
        return self

    def day(self, on: date = TODAY, known: date | None = None) -> Day:
        return Day(told(self.rows).at(AsOf(on, known or on)))

    def canvas(self, on: date = TODAY, known: date | None = None, **levels: int) -> Canvas:
        return Canvas(self.day(on, known), CHINA, Levels(levels, TODAY))
