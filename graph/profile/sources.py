"""On which sources a profile rests: how many of the facts shown each has told, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Sourced(Protocol):
    """A fact that says who told of it, and when."""

    @property
    def source(self) -> str | None:
        """Who says so."""

    @property
    def recorded_on(self) -> date | None:
        """Since when that is known."""


@dataclass(frozen=True, slots=True)
class SourceTold:
    """A source: how many facts shown are its own, told from the first to the last of these days (None where it does not
    say)."""

    source: str | None
    facts: int
    first_on: date | None
    last_on: date | None


def sources_of(facts: Iterable[Sourced]) -> tuple[SourceTold, ...]:
    """By source, the one with the most facts first."""
    told: dict[str | None, list[date | None]] = {}
    for one in facts:
        told.setdefault(one.source, []).append(one.recorded_on)
    found = [
        SourceTold(
            source, len(days), min((day for day in days if day), default=None),
            max((day for day in days if day), default=None),
        )
        for source, days in told.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.facts, one.source or "")))
