"""What counts as control: the part of the votes that decides, and which votes count."""

from dataclasses import dataclass

from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class ControlRule:
    """Control by more than `threshold` of the votes, or by that part itself where not `strict`.

    votes: count votes; otherwise shares. suspend_subsidiary_votes: a company's own subsidiaries do not vote in it (PRC
    Company Law 2023 art. 141). Own shares never vote (art. 116). UsageError for a threshold outside 0 to 1.
    """

    threshold: float = 0.5
    strict: bool = True
    suspend_subsidiary_votes: bool = False
    votes: bool = True

    @property
    def unit(self) -> str:
        """What it counts: votes or shares."""
        return "votes" if self.votes else "shares"

    def __post_init__(self) -> None:
        if not 0.0 <= self.threshold <= 1.0:
            raise UsageError(
                "The threshold of control is a part of one. Give a number from 0 to 1, as 0.5.",
                "控制权阈值须为比例。请给出0到1之间的数，例如0.5。",
                threshold=self.threshold,
            )
