"""What a synthetic world is asked for, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from graph.errors import UsageError

SMALLEST, LARGEST = 200, 1_000_000


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """The dials of a world; two equal options give the same bytes.

    `contagion` is how strongly a default presses on guarantors, owners and lenders (0: not at all, 1: strongly).
    `dirty` is the share of broken rows added to what is delivered. `as_of` is the world's today, the last day of a
    year; its history covers `years` whole years up to that day.
    """

    seed: int = 1
    enterprises: int = 2000
    contagion: float = 0.5
    dirty: float = 0.0
    as_of: date = date(2025, 12, 31)
    years: int = 8

    def __post_init__(self) -> None:
        if not SMALLEST <= self.enterprises <= LARGEST:
            raise UsageError(
                f"A world has {SMALLEST} to {LARGEST} enterprises, not {self.enterprises}. Choose a number in between.",
                f"世界的企业数须在 {SMALLEST} 至 {LARGEST} 之间，不能是 {self.enterprises}。请改用其间的数。",
                enterprises=self.enterprises,
            )
        if self.seed < 0:
            raise UsageError(
                f"A seed is zero or a positive number, not {self.seed}.",
                f"种子须为零或正整数，不能是 {self.seed}。",
                seed=self.seed,
            )
        for name, value in (("contagion", self.contagion), ("dirty", self.dirty)):
            if not 0 <= value <= 1:
                raise UsageError(
                    f"{name} is a share between 0 and 1, not {value}.",
                    f"{name} 是 0 到 1 之间的比例，不能是 {value}。",
                    name=name,
                    value=value,
                )
        if (self.as_of.month, self.as_of.day) != (12, 31) or not 2 <= self.years <= 20:
            raise UsageError(
                f"A world ends with a year and covers 2 to 20 of them, not {self.years} up to {self.as_of}.",
                f"世界须止于某年年末、历时 2 至 20 年，不能是截至 {self.as_of} 的 {self.years} 年。",
                as_of=self.as_of.isoformat(),
                years=self.years,
            )


@dataclass(frozen=True)
class World:
    """A finished world: what a firm would deliver, and apart from it what is true.

    `tables` are Arrow tables named and ordered as `graph.schema.TABLES`, with the schema's column names and stored
    values; `truth` are the planted structures and causes that no feed says.
    """

    options: WorldOptions
    tables: Mapping[str, pa.Table]
    truth: Mapping[str, pa.Table]
