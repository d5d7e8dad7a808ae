"""Measures of a history by enterprise and name, as they are known on a day."""

from datetime import date

import numpy as np
import pyarrow as pa

from graph.as_of import AsOf
from graph.measures.catalogue import measured
from graph.measures.day import DayMeasures
from graph.measures.facts import Facts
from graph.snapshot import History
from graph.snapshot.known import known_by


class Values:
    """Every measure of every enterprise."""

    def __init__(self, history: History, day: date) -> None:
        self.facts = Facts(known_by(history, day).at(AsOf(day, day)))
        parties = self.facts.snapshot.parties.table.column("party_id")
        self.ids: list[str] = parties.take(pa.array(self.facts.enterprises)).to_pylist()
        self.columns = measured(self.facts)

    def __call__(self, enterprise: str, name: str) -> float:
        return float(self.columns[name][self.ids.index(enterprise)])

    def of(self, enterprise: str, family: str, *names: str) -> list[float]:
        return [self(enterprise, f"{family}.{name}") for name in names]

    def matrix(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.column_stack(list(self.columns.values()))


class PartyValues:
    """Any measure of any party."""

    def __init__(self, history: History, day: date) -> None:
        self.day = DayMeasures.of(history, AsOf(day, day))
        self.ids: list[str] = self.day.facts.snapshot.parties.table.column("party_id").to_pylist()

    def __call__(self, party: str, name: str) -> float:
        return float(self.day.column(name)[self.ids.index(party)])

    def of(self, party: str, family: str, *names: str) -> list[float]:
        return [self(party, f"{family}.{name}") for name in names]
