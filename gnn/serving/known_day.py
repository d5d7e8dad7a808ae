"""Who is known on a day, and of whom no probability is told, and why: before any model is asked."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from gnn.dataset import Dataset
from gnn.relations import network_of
from gnn.sample import Sample
from gnn.task import REASONS, Reason
from graph.explain.answer import PartyName
from graph.explain.naming import PERSON, Naming
from graph.measures.facts import Facts
from graph.regimes.provision import Wording

NOT_KNOWN: Final = "not_known"
NOBODY: Final = -1
SCORED: Final = -1

ALL: Final = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Unscored:
    """Why a party has no probability: a word for programs and the sentence."""

    reason: str
    said: Wording


@dataclass(frozen=True, eq=False)
class KnownDay:
    """cut_off: nothing told later is known. dataset: of the history that this is a day of, with the task."""

    dataset: Dataset
    cut_off: date
    facts: Facts

    @classmethod
    def of(cls, dataset: Dataset, cut_off: date) -> "KnownDay":
        """What was known at a cut-off."""
        return cls(dataset, cut_off, dataset.facts_at(cut_off))

    @property
    def version(self) -> int:
        """Of the facts."""
        return self.dataset.history.version

    @cached_property
    def naming(self) -> Naming:
        """Names by position."""
        return Naming(self.facts.snapshot, self.facts.ownership.concerts)

    @cached_property
    def reason(self) -> NDArray[np.int8]:
        """Per party the place of the first `Reason` not to score it, -1 for none; persons have none."""
        found = np.full(self.facts.count, SCORED, dtype=np.int8)
        for reason, flags in self.dataset.task.left_out(self.facts.snapshot):
            found[flags & (found == SCORED)] = ALL.index(reason)
        return found

    def position(self, party_id: str) -> int:
        """Where a party stands on the day, -1 where nothing was known of it."""
        return int(self.facts.snapshot.find("Party", [party_id])[0])

    def row(self, position: int) -> int:
        """Which enterprise of the sample a party is, -1 where it is none."""
        if position < 0 or not self.facts.snapshot.parties.is_enterprise[position]:
            return NOBODY
        return int(np.searchsorted(self.facts.enterprises, position))

    def party(self, kind: str, place: int) -> PartyName:
        """Who the n-th enterprise or person of the day's network is."""
        places = self.persons if kind == PERSON else self.facts.enterprises
        return self.naming.party(int(places[place]))

    @cached_property
    def persons(self) -> NDArray[np.int64]:
        """The positions of persons among the parties: the nodes of that kind of every network of the day."""
        return np.flatnonzero(~self.facts.snapshot.parties.is_enterprise)

    def why_not(self, position: int) -> Unscored | None:
        """Why the task leaves a party out; None where it does not."""
        if position < 0:
            day = self.cut_off
            return Unscored(
                NOT_KNOWN, Wording(f"截至{day}对该主体一无所知", f"Nothing was known of this party by {day}.")
            )
        if not self.facts.snapshot.parties.is_enterprise[position]:
            return Unscored(PERSON, Wording("自然人：评分只针对企业", "A natural person: only enterprises are scored."))
        place = int(self.reason[position])
        return None if place == SCORED else _left_out(ALL[place])

    @cached_property
    def sample(self) -> Sample:
        """All enterprises of the day, none with a label. Scored are those of the task's population, and those that it
        leaves out only because nothing is outstanding to them yet: whoever asks for a first loan is one of these."""
        facts, parties = self.facts, self.facts.snapshot.parties.table
        ids = np.array(parties.column("party_id").take(pa.array(facts.enterprises)).to_pylist(), dtype=np.str_)
        reason = self.reason[facts.enterprises]
        scored = (reason == SCORED) | (reason == ALL.index(Reason.NOT_EXPOSED))
        label = np.full(len(ids), np.nan)
        return Sample(
            self.cut_off.isoformat(), ids, self.dataset.features(facts), network_of(facts), label, np.asarray(scored)
        )


def _left_out(reason: Reason) -> Unscored:
    zh, en = REASONS[reason]
    return Unscored(reason.value, Wording(f"不评分：{zh}", f"Not scored: {en}."))
