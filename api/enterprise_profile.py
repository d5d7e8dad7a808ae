"""The profile of a party, as the command and the API ask for it: what stands beside its facts is read here."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any, Final

from api.analysing import DEFAULT_REGIME, Analysing
from api.estimating import Estimating
from api.profile_warnings import warnings_on
from api.rules_known import rules_by_id
from cypher import query
from gnn.serving.answer import ScoreFacts
from graph.as_of import BEGINNING, AsOf
from graph.errors import UsageError
from graph.explain.day import Day
from graph.identity_numbers import without_identity_numbers
from graph.profile.beside import Beside, IdentifierFact, ScorePoint, ScoreReason
from graph.profile.document import ProfileFound
from graph.profile.profile import SHOWN, Before, ProfileAsked, profile
from graph.regimes.catalogue import regime as law_named
from graph.regimes.provision import Wording
from graph.store import Reader

KEPT_REASONS: Final = 2_000
MOST_REASONS: Final = 12
MOST_SCORES: Final = 50
NOT_AT_HAND: Final = Wording(
    zh="评分理由尚未计算，查询时加 reasons=true 或查看 /score。",
    en="The reasons of the score are not at hand: ask with reasons=true, or see /score.",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """since: the day to look back to. reasons: work out those of the score where they are not at hand."""

    since: date | None = None
    reasons: bool = False
    regime: str = DEFAULT_REGIME
    most: int = SHOWN


class Profiling:
    """Profiles. Thread-safe; the reasons of scores are kept as long as the facts stay as they are."""

    def __init__(self, facts: Analysing, models: Estimating) -> None:
        self._facts = facts
        self._models = models
        self._reasons: OrderedDict[tuple[Any, ...], tuple[tuple[ScoreReason, ...], Wording | None]] = OrderedDict()
        self._lock = Lock()

    def profile(self, text: str, at: AsOf, wanted: Wanted) -> ProfileFound:
        """The profile of a party (party_id, code or exact name).

        NotFound or Ambiguous for the party; UsageError for a day to look back to that is not before.
        """
        law, then = law_named(wanted.regime), None
        if wanted.since is not None:
            then = AsOf(wanted.since, min(wanted.since, at.known_at))
            if wanted.since >= at.as_of:
                raise UsageError(
                    "since is not before as_of. Give an earlier day.", "since 不早于 as_of，请给出更早的日期。",
                    parameter="since",
                )  # fmt: skip

        def look(reader: Reader) -> tuple[str, list[Beside]]:
            (named,) = self._facts.parties([text], reader)
            (row,) = reader.rows(query("signal/identities").text, {"party_id": named})
            party_id, every = row["canonical_id"], sorted(row["party_ids"])
            return party_id, [self._beside(reader, party_id, every, one) for one in (at, then) if one]

        day, (party_id, (now, *earlier)) = self._facts.day_and(at, look)
        before = Before(self._facts.day(then), earlier[0]) if then else None
        now = self._reasoned(day, party_id, now, wanted)
        return profile(day, party_id, ProfileAsked(now, law, wanted.most, before))

    def _beside(self, reader: Reader, party_id: str, every: list[str], at: AsOf) -> Beside:
        identifiers = reader.rows(query("party/identifiers").text, {"party_ids": every, **at.parameters()})
        asked = {"party": party_id, "limit": MOST_SCORES, **at.parameters()}
        scores = reader.rows(query("score/of_party").text, asked)
        rules = rules_by_id(self._facts.settings.rules_folder)
        warned = warnings_on(reader, party_id, rules, at)
        return Beside(
            tuple(_identifier(row) for row in identifiers), tuple(_score(row) for row in scores), (), None,
            warned.level, warned.reason, warned.warnings, warned.seen,
        )  # fmt: skip

    def _reasoned(self, day: Day, party_id: str, beside: Beside, wanted: Wanted) -> Beside:
        """With the reasons of the score, where they are at hand or asked for."""
        if not beside.scores:
            return beside
        at, newest = day.snapshot.at, beside.scores[0]
        key = (day.snapshot.version, party_id, at, newest)
        with self._lock:
            kept = self._reasons.get(key)
        if kept is None and not wanted.reasons:
            return replace(beside, unexplained=NOT_AT_HAND)
        if kept is None:
            kept = _reasons(self._models.score(party_id, at, MOST_REASONS).facts)
            with self._lock:
                self._reasons[key] = kept
                while len(self._reasons) > KEPT_REASONS:
                    self._reasons.popitem(last=False)
        return replace(beside, reasons=kept[0], unexplained=kept[1])


def _reasons(facts: ScoreFacts) -> tuple[tuple[ScoreReason, ...], Wording | None]:
    features = [
        ScoreReason("indicator", one.feature, one.title, one.said, one.value, one.unit, one.log_odds)
        for one in facts.features
    ]
    ties = [
        ScoreReason("ties", one.relation, one.title, one.said, float(one.parties), "count", one.log_odds)
        for one in facts.relations
    ]
    found = sorted((*features, *ties), key=lambda one: -abs(one.log_odds or 0.0))
    return tuple(found[:MOST_REASONS]), facts.unexplained


def _identifier(row: dict[str, Any]) -> IdentifierFact:
    """Whatever a source calls its own number: an identity number in it is masked."""
    since = None if row["valid_from"] == BEGINNING else row["valid_from"]
    value = without_identity_numbers(row["value"] or row["identifier_id"])
    return IdentifierFact(row["scheme"], value, since, row["recorded_on"], row["source"])


def _score(row: dict[str, Any]) -> ScorePoint:
    return ScorePoint(
        row["probability"], row["low"], row["high"], row["horizon_days"], row["model"], row["as_of"], row["known_at"]
    )  # fmt: skip
