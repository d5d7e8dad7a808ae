"""How a delivery is loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from graph.identifiers import HashKey
from graph.money import Rates

Format = Literal["auto", "templates", "finbench"]
OnProgress = Callable[[str, int, int], None]
"""Called with a table's name, the rows done and the rows in all."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a delivery is loaded.

    `source` names who says it and prefixes his own numbers. `hash_key` is needed as soon as an identity number occurs.
    `rejects` is the folder that receives rejected rows; without it they are only in the report. `priority` lists
    sources from the most to the least trusted; those not listed follow, in alphabetical order. `loaded_on` is the day
    of knowledge of facts whose feed does not give one. `batch_rows` is the rows per transaction, by database if None.
    `replay` says that the files are reject files, in which identity numbers may stand as the hash that was made here.
    """

    source: str = "firm"
    format: Format = "auto"
    hash_key: HashKey | None = None
    rates: Rates = field(default_factory=Rates)
    rejects: Path | None = None
    priority: Sequence[str] = ()
    loaded_on: date = field(default_factory=date.today)
    batch_rows: int | None = None
    replay: bool = False

    @property
    def precedence(self) -> str:
        """The order of precedence as the ledger notes it."""
        return " > ".join(self.priority)

    def rank(self, source: str) -> tuple[int, str]:
        """The place of a source: lower takes precedence."""
        return (self.priority.index(source) if source in self.priority else len(self.priority), source)
