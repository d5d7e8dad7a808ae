"""By which rule somebody is a beneficial owner (受益所有人), and the reasons that there are."""

from dataclasses import dataclass
from enum import StrEnum

from graph.ownership.control_rule import ControlRule
from graph.ownership.threshold import above, at_least


class Method(StrEnum):
    """How a person's share is reckoned."""

    PRODUCT_SUM = "product_sum"
    CONTROL_CHAIN = "control_chain"
    WEAKEST_LINK = "weakest_link"


class SeniorOfficers(StrEnum):
    """When who manages counts: only where nobody else is found, or always beside the owners."""

    FALLBACK = "fallback"
    ALWAYS = "always"


class Ground(StrEnum):
    """Why somebody is a beneficial owner."""

    OWNERSHIP = "ownership"  # his share, reckoned by the rule's method
    CONTROL = "control"  # he controls the enterprise
    CONTROL_OF_HOLDER = "control_of_holder"  # he controls enterprises that hold enough of it (EU 2024/1624 art. 54(a))
    OWNERSHIP_OF_CONTROLLER = "ownership_of_controller"  # he owns enough of who controls it (art. 54(b))
    SENIOR_MANAGER = "senior_manager"  # he manages it
    STATE_OWNED = "state_owned"  # he represents an enterprise that the state controls


class Way(StrEnum):
    """How a share is held, or control is had."""

    DIRECT = "direct"
    LOOK_THROUGH = "look_through"
    MAJORITY = "majority"
    THROUGH = "through"
    AGREEMENT = "agreement"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class BeneficialRule:
    """One definition of a beneficial owner.

    `strict`: more than the threshold is needed, else as much. control_threshold: control of an enterprise is more votes
    than this. `votes`: a share of votes counts as a share does. `control`: who controls the enterprise counts too.
    `coexistence`: EU 2024/1624 art. 54. roles: the offices of senior managers, the first that is filled counts, or all
    of them with `every_manager`. state_roles: offices whose holders are meant where the state controls the enterprise.
    """

    method: Method = Method.PRODUCT_SUM
    threshold: float = 0.25
    strict: bool = False
    control_threshold: float = 0.5
    votes: bool = False
    control: bool = False
    coexistence: bool = False
    managers: SeniorOfficers = SeniorOfficers.FALLBACK
    roles: tuple[str, ...] = ("legal_representative", "general_manager", "chairman")
    every_manager: bool = False
    state_roles: tuple[str, ...] = ()

    def meets(self, share: float) -> bool:
        """Whether a share is enough, a rounding error of doubles aside."""
        return bool(above(share, self.threshold) if self.strict else at_least(share, self.threshold))

    @property
    def control_rule(self) -> ControlRule:
        """Control of an enterprise as this rule means it."""
        return ControlRule(threshold=self.control_threshold, strict=True)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is a beneficial owner.

    value: the share or the votes that count, parts of one; 0 where none do. through: parties by position: the direct
    holders of the enterprise through whom a share runs, the enterprises controlled, or the controller owned. A concert
    group stands as its pseudo-holder (position ≥ the number of parties). role: the office of a manager.
    """

    ground: Ground
    way: Way
    value: float = 0.0
    through: tuple[int, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class BeneficialOwner:
    """A natural person, by position; `share` by the rule's method; `votes` likewise, equal where votes are shares."""

    party: int
    share: float
    votes: float
    reasons: tuple[Reason, ...]
