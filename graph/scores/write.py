"""The one writer of scores: new ones are added in batches, those of the same model and day follow newer data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cypher import query
from graph.scores.score import Score, Scoring
from graph.store import Reader, Store, Writer

SCORES_PER_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class ScoreWriteCount:
    """How many scores were added, how many were given anew from newer data, how many were there already, and how many
    are of parties that the store does not know, which are not written."""

    new: int
    renewed: int
    unchanged: int
    unknown: int


def write_scores(
    store: Store, scoring: Scoring, scores: Sequence[Score], on_progress: Callable[[int, int], None] | None = None
) -> ScoreWriteCount:
    """Write scores; doing it again with the same data changes nothing."""
    new = renewed = unknown = 0
    for first in range(0, len(scores), SCORES_PER_BATCH):
        batch = scores[first : first + SCORES_PER_BATCH]
        added, changed, homeless = _write_batch(store, scoring, batch)
        new, renewed, unknown = new + added, renewed + changed, unknown + homeless
        if on_progress:
            on_progress(first + len(batch), len(scores))
    return ScoreWriteCount(new, renewed, len(scores) - new - renewed - unknown, unknown)


def _write_batch(store: Store, scoring: Scoring, batch: Sequence[Score]) -> tuple[int, int, int]:
    """How many of the batch were new, of older data, and of nobody known. After a commit of unknown outcome they count
    so when all are there."""
    planned = (0, 0, 0)

    def work(writer: Writer) -> tuple[int, int, int]:
        nonlocal planned
        known = _known(writer, scoring, batch)
        version = [known.get(scoring.score_id(score.party_id)) for score in batch]
        new = [score for score, of in zip(batch, version, strict=True) if of is None]
        old = [score for score, of in zip(batch, version, strict=True) if of is not None and of < scoring.version]
        written = _added(writer, scoring, new) if new else 0
        if old:
            writer.run(query("score/rewrite").text, _columns(scoring, old))
        if written or old:
            writer.run(query("score/scoring").text)
        planned = written, len(old), len(new) - written
        return planned

    def confirm(reader: Reader) -> tuple[int, int, int] | None:
        known = _known(reader, scoring, batch)
        is_there = len(known) == len(batch) - planned[2] and all(of >= scoring.version for of in known.values())
        return planned if is_there else None

    return store.write(work, confirm)


def _added(writer: Writer, scoring: Scoring, scores: Sequence[Score]) -> int:
    """How many of these scores were written: those of parties that are known."""
    of_all = {"as_of": scoring.at.as_of, "known_at": scoring.at.known_at, "model": scoring.model}
    more = {"horizon_days": scoring.horizon_days, "party_id": [score.party_id for score in scores]}
    rows = writer.rows(query("score/write").text, of_all | more | _columns(scoring, scores))
    return int(rows[0]["written"])


def _known(reader: Reader, scoring: Scoring, batch: Sequence[Score]) -> dict[str, int]:
    """Which of the batch are written, and of which version of the data."""
    ids = [scoring.score_id(score.party_id) for score in batch]
    found = reader.columns(query("score/known").text, {"score_ids": ids})
    return dict(zip(found["known"], found["version"], strict=True))


def _columns(scoring: Scoring, scores: Sequence[Score]) -> dict[str, object]:
    return {
        "version": scoring.version,
        "score_id": [scoring.score_id(score.party_id) for score in scores],
        "probability": [score.probability for score in scores],
        "low": [score.low for score in scores],
        "high": [score.high for score in scores],
    }
