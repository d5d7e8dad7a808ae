"""What a model says of a party on a day."""

from dataclasses import dataclass
from hashlib import sha256

from graph.as_of import AsOf
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class Scoring:
    """Which model scored which day. model: its version; they sort by the time of training. version: of the data."""

    model: str
    at: AsOf
    version: int
    horizon_days: int

    def score_id(self, party_id: str) -> str:
        """The same party scored by the same model for the same day is one score, whatever was loaded since."""
        said = "\n".join([self.model, self.at.as_of.isoformat(), self.at.known_at.isoformat(), party_id])
        return f"score:{sha256(said.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class Score:
    """probability of a default within the horizon, between `low` and `high` by what an ensemble says, all from 0 to 1.
    UsageError where they are not."""

    party_id: str
    probability: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.probability <= self.high <= 1:
            raise UsageError(
                f"The probability of {self.party_id} does not lie within its bounds: {self.low}, {self.probability}, "
                f"{self.high}.",
                f"{self.party_id}的违约概率不在上下限之间：{self.low}、{self.probability}、{self.high}。",
            )
