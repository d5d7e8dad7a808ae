"""A party's probability of default, as it was written down and as the facts stand now, with its reasons."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from api.analysing import Analysing
from api.rules_known import rules_by_id
from api.scored_days import ScoredDays
from gnn.serving.answer import Estimate, ScoreFound, StoredScoreFound, Warned
from gnn.serving.compose import (
    About,
    Explained,
    is_first_loan,
    live_found,
    not_written,
    stored_found,
    unexplained,
)
from gnn.serving.known_day import Unscored
from graph.as_of import AsOf
from graph.ask import ask
from graph.errors import NotFound, NotInstalled, UsageError
from graph.explain.day import Day
from graph.regimes.provision import Wording
from graph.signals import Rule
from graph.snapshot import History

MOST_WARNINGS: Final = 20
REFUSALS: Final = (NotFound, NotInstalled, UsageError)


class Estimating:
    """Questions about one party. Thread-safe. days: may be shared by several."""

    def __init__(self, facts: Analysing, days: ScoredDays | None = None) -> None:
        self._facts = facts
        self._rules = rules_by_id(facts.settings.rules_folder)
        self._days = days or ScoredDays(facts.settings.models_folder)

    def pre_credit(self, text: str, at: AsOf, most: int) -> ScoreFound:
        """What the latest model says of a party on the facts as they stand, everything told later left out.

        NotFound for a party that nobody knows, or without a model; UsageError where the model does not fit;
        NotInstalled without what models need.
        """
        day, (named,) = self._facts.about(at, text)
        about = self._about(day, named)
        party_id = about.party.party_id
        with self._days.turn:
            scored = self._days.scored(day.snapshot.history, cut_off(at))
            position = scored.known.position(party_id)
            why, row = scored.known.why_not(position), scored.known.row(position)
            first_loan = is_first_loan(why)
            if why is None or first_loan:
                why = scored.abstains(row)
            if why is not None:
                return live_found(about, why, unexplained(about, None), first_loan=first_loan)
            found = scored.explained(about, row, most)
            return live_found(about, scored.estimate(row), found, first_loan=first_loan)

    def score(self, text: str, at: AsOf, most: int) -> StoredScoreFound:
        """The newest score of a party that was written down, and why it is what it is; or why there is none.

        NotFound for a party that nobody knows.
        """
        day, (named,) = self._facts.about(at, text)
        about = self._about(day, named)
        party_id = about.party.party_id
        history = day.snapshot.history
        rows = ask(self._facts.store, "score/of_party", {"party": party_id}, at=at, limit=most)
        if not rows.rows:
            why = self._why_not(history, party_id, at)
            return stored_found(about, (), why, unexplained(about, None), truncated=False)
        scores = [_estimate(row) for row in rows.rows]
        found = self._reasons(about, history, scores[0], most)
        return stored_found(about, scores, None, found, truncated=rows.truncated)

    def _reasons(self, about: About, history: History, score: Estimate, most: int) -> Explained:
        """By the model that gave the score, of the same day; none where it is not here any more."""
        day = min(score.scored_on, score.known_on)
        try:
            with self._days.turn:
                scored = self._days.scored(history, day, score.model)
                row = scored.known.row(scored.known.position(about.party.party_id))
                if row < 0 or scored.abstains(row):
                    return unexplained(about, GONE)
                return scored.explained(about, row, most)
        except REFUSALS as error:
            return unexplained(about, Wording(zh=error.zh, en=error.en))

    def _why_not(self, history: History, party_id: str, at: AsOf) -> Unscored:
        """Of the latest day that was scored, or else of the day asked for."""
        days = ask(self._facts.store, "score/days", {}, at=at, limit=1).rows
        day = days[0]["as_of"] if days else cut_off(at)
        known = self._days.known(history, day)
        position = known.position(party_id)
        why = known.why_not(position)
        if why is None and days:
            why = self._abstention(history, day, days[0]["model"], known.row(position))
        return why or not_written(day if days else None)

    def _abstention(self, history: History, day: date, model: str, row: int) -> Unscored | None:
        """Why the model of that day said nothing, as far as it is still here to be asked."""
        try:
            with self._days.turn:
                return self._days.scored(history, day, model).abstains(row)
        except REFUSALS:
            return None

    def _about(self, day: Day, named: str) -> About:
        """Of several identities of a party the one under which scores and warnings stand."""
        at, party = day.snapshot.at, day.naming.party(day.position(named))
        wanted = {"party_id": party.party_id}
        rows = ask(self._facts.store, "signal/list", wanted, at=at, limit=MOST_WARNINGS).rows
        return About(party, at, day.snapshot.version, tuple(_warned(row, self._rules) for row in rows))


GONE: Final = Wording(
    zh="按现有数据，该企业在该日已不在评分范围内，无法给出理由",
    en="On the facts as they stand the enterprise would not be scored on that day, so there are no reasons.",
)


def cut_off(at: AsOf) -> date:
    """The day of which a model is asked: it never sees what was told after the day it speaks of."""
    return min(at.as_of, at.known_at)


def _estimate(row: Mapping[str, Any]) -> Estimate:
    return Estimate(
        row["probability"], row["low"], row["high"], row["horizon_days"], row["model"], row["as_of"], row["known_at"],
        row["version"],
    )  # fmt: skip


def _warned(row: Mapping[str, Any], rules: Mapping[str, Rule]) -> Warned:
    rule = rules.get(row["rule"])
    title = Wording(zh=rule.title.zh, en=rule.title.en) if rule else None
    return Warned(row["signal_id"], row["rule"], title, row["level"], row["level_reason"], row["first_seen_on"])
