"""How a report says things in its one language: parties, amounts, shares, days, and the codes of the schema."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.commands.words import word
from api.pictures.nearest import amount_said
from api.reports.report import Table
from graph.explain.answer import Holder, PartyName
from graph.profile.wording import CLASSED, SECTIONS
from graph.regimes.provision import Wording

NOTHING: Final = "–"


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: zh or en."""

    lang: str

    def of(self, said: Wording | None) -> str:
        """A sentence, or a dash for none."""
        if said is None:
            return NOTHING
        return said.zh if self.lang == "zh" else said.en

    def __call__(self, zh: str, en: str) -> str:
        """The one of two texts."""
        return zh if self.lang == "zh" else en

    def code(self, code: str | None) -> str:
        """A code of the schema in words; one that nobody titled as it is."""
        if not code:
            return NOTHING
        en, _, zh = word(code).partition(" · ")
        return self(zh or en, en)

    def loan_class(self, name: str | None) -> str:
        """One of the five classes of loans."""
        return self.of(CLASSED.get(name or ""))

    def section(self, name: str) -> str:
        """The heading of a section."""
        return self.of(SECTIONS[name]) if name in SECTIONS else name

    def cny(self, amount: float | None) -> str:
        """An amount as habit has it."""
        return NOTHING if amount is None else amount_said(amount, self.lang)

    def figure(self, value: float | int | str | date | None, unit: str) -> str:
        """A figure with its unit."""
        if value is None:
            return NOTHING
        if isinstance(value, float) and unit == "cny":
            return self.cny(value)
        if isinstance(value, float) and unit == "ratio":
            return percent(value)
        return f"{value:,.4g}" if isinstance(value, float) else str(value)

    def table(
        self, columns: Iterable[tuple[str, str, bool]], rows: Iterable[tuple[str, ...]], count: int | None = None
    ) -> Table:  # fmt: skip
        """A table with headings (Chinese, English, whether of figures), shown of so many rows."""
        heads, shown = list(columns), tuple(rows)
        left = (count or 0) - len(shown)
        more = self(f"另有 {left} 项", f"{left} more") if left > 0 else ""
        return Table(tuple(self(zh, en) for zh, en, _ in heads), shown, tuple(right for _, _, right in heads), more)


def who(party: PartyName | None) -> str:
    """A party by name."""
    return NOTHING if party is None else party.name or party.party_id


def holder(found: Holder | None) -> str:
    """A party, or who acts as one."""
    return " + ".join(who(one) for one in found.parties) or NOTHING if found else NOTHING


def percent(ratio: float | None) -> str:
    """A share."""
    return NOTHING if ratio is None else f"{ratio * 100:.2f}".rstrip("0").rstrip(".") + " %"


def on(day: date | None) -> str:
    """A day."""
    return NOTHING if day is None else day.isoformat()
