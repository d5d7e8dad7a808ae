"""Who stands for whom, as facts: each with a loan, a contract and the short cut between the two."""

from datetime import date
from typing import Any

from graph.explain.day import Day
from tests.unit.guarantees.facts import DRAWN, TODAY, Facts, edge


class CircleFacts(Facts):
    """Who stands for whom, said in a line each."""

    def stands(self, guarantor: str, debtor: str, key: str | None = None, **terms: Any) -> "CircleFacts":
        """A contract `key` (by default both names) for a loan of the debtor's of its own, of 100 元 unless `owed`."""
        key = key or f"{guarantor}{debtor}"
        owed = terms.pop("owed", 100.0)
        start, end = terms.setdefault("starts_on", DRAWN), terms.get("ends_on")
        self.loan(f"l-{key}", debtor, owed, drawn_on=start, matures_on=end)
        self.guarantee(key, guarantor, (f"l-{key}",), **terms)
        self.add("FOR", edge(key, debtor, start, end))
        if guarantor != debtor:
            cap = terms.get("cap_cny")
            self.add("GUARANTEES", edge(guarantor, debtor, start, end, guarantee_id=key, cap_cny=cap))
        return self

    def ring(self, *parties: str, **terms: Any) -> "CircleFacts":
        """Each stands for the next, the last for the first."""
        for guarantor, debtor in zip(parties, (*parties[1:], parties[0]), strict=True):
            self.stands(guarantor, debtor, **terms)
        return self

    def day(self, day: date = TODAY) -> Day:
        """What is known, on a day."""
        return Day(self.on(day).snapshot)


def parties(*names: str) -> CircleFacts:
    """A world with these parties and no guarantee yet."""
    facts = CircleFacts()
    facts.party(*names)
    return facts
