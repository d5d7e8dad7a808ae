"""Guarantees as people and programs propose them: fields as text, parties by any of their names, checked as a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Final

from api.analysing import Analysing
from api.loading import load_options
from api.values import shown
from graph.as_of import AsOf
from graph.errors import GuaranteeRefused, LimitRefused
from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.explain.what_if.circles import ChainReached, CircleClosed, chain_reached, circle_closed, circle_warnings
from graph.explain.what_if.proposed import Proposed
from graph.explain.what_if.question import Judgement, WhatIfFound, what_if, with_warnings
from graph.guarantees.terms import GuaranteeTerms
from graph.regimes.regime import Regime
from graph.store import Reader
from ingest.add_guarantee import Adding, Known, Request
from ingest.one_row import GUARANTEES, checked_row, terms_of
from ingest.options import LoadOptions
from ingest.typed import TypedTable

PLACEHOLDER: Final = "proposed"
"""The number of a contract that is only thought of."""
LIMITS: Final = frozenset({"limit_exceeded", "forbidden"})
SHOWN_OF_CIRCLE: Final = 100


@dataclass(frozen=True, slots=True)
class GuaranteeAdded:
    """A guarantee that was added. version: of the facts with it; judgement: under the locks, by the version before.
    circle: by the version that it names."""

    guarantee_id: str
    version: int
    as_of: date
    known_at: date
    regime: str
    guarantor: PartyName
    debtor: PartyName
    judgement: Judgement
    circle: CircleClosed
    chain: ChainReached


class Proposing:
    """Guarantees over the facts in memory and the store behind them. Thread-safe."""

    def __init__(self, facts: Analysing) -> None:
        self._facts = facts
        self._turn = Lock()

    def what_if(self, values: Mapping[str, str], law: Regime, at: AsOf, most: int) -> WhatIfFound:
        """What a guarantee would change; nothing is written."""
        given, options = {"guarantee_id": PLACEHOLDER} | dict(values), self._options(values)
        day, (_, terms) = self._facts.day_and(at, lambda reader: self._checked(reader, given, options))
        return what_if(day, terms, law, most)

    def add(self, values: Mapping[str, str], key: str, actor: str, law: Regime) -> Mapping[str, Any]:
        """Add a guarantee if nothing stands against it, and what is answered: the same as the first time where the
        request comes again. Writers of this process take turns: on the embedded database they would else start over."""
        request = Request.of(actor, key, {**values, "regime": law.id})
        options = self._options(values)
        given = {"guarantee_id": f"request-{request.batch_id}"} | dict(values)
        row, terms = self._facts.store.read(lambda reader: self._checked(reader, given, options))
        at = AsOf.at(self._facts.settings.as_of)

        def told(day: Day, terms: GuaranteeTerms, judged: Judgement, version: int) -> Mapping[str, Any]:
            return shown(_added(day, terms, judged, law, version))

        def known(anew: bool) -> Known:
            if anew:
                self._facts.day(at)
            return Known(*self._facts.latest(at))

        with self._turn:
            return Adding(self._facts.store, options, law, told, refusal).add(row, terms, request, known)

    def _options(self, values: Mapping[str, str]) -> LoadOptions:
        return load_options(self._facts.settings, source=values.get("source", ""))

    def _checked(
        self, reader: Reader, values: Mapping[str, str], options: LoadOptions
    ) -> tuple[TypedTable, GuaranteeTerms]:
        """The row and its terms; parties may be named as in any question."""
        given_names = [name for name in ("guarantor", "debtor") if values.get(name)]
        named = dict(zip(given_names, self._facts.parties((values[name] for name in given_names), reader), strict=True))
        given = {name: text for name, text in {**values, **named}.items() if name != "source"}
        row = checked_row(GUARANTEES, {"guarantor": "", "debtor": ""} | given, reader, options)
        return row, terms_of(row)


def refusal(judged: Judgement) -> GuaranteeRefused:
    """The error that says why a guarantee was not added."""
    of_limit = any(one.code in LIMITS for one in judged.reasons)
    kind: Callable[..., GuaranteeRefused] = LimitRefused if of_limit else GuaranteeRefused
    return kind(
        "The guarantee was not added. " + " ".join(one.said.en for one in judged.reasons),
        "未新增该担保。" + "".join(one.said.zh for one in judged.reasons),
        version=judged.version,
        reasons=[shown(one) for one in judged.reasons],
        limits=[shown(one) for one in judged.limits],
    )


def _added(day: Day, terms: GuaranteeTerms, judged: Judgement, law: Regime, version: int) -> GuaranteeAdded:
    """The circles are those of the facts in memory, and name their version; everything else was judged anew."""
    proposed = Proposed.of(day, terms)
    circle = circle_closed(proposed, SHOWN_OF_CIRCLE)
    at, naming = day.snapshot.at, day.naming
    return GuaranteeAdded(
        terms.guarantee_id or "", version, at.as_of, at.known_at, law.id, naming.party(proposed.guarantor),
        naming.party(proposed.debtor), with_warnings(judged, tuple(circle_warnings(circle))), circle,
        chain_reached(proposed),
    )  # fmt: skip
