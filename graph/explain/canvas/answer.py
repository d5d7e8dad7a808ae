"""What a canvas is answered with: columns of equal length for parties, ties and what was left out.

Parties and ties are named by their place in their columns. Amounts are 元, shares parts of one; None is unknown or
does not apply.
"""

from dataclasses import dataclass
from datetime import date

from graph.regimes.provision import Wording

Texts = tuple[str, ...]
Numbers = tuple[int, ...]
Amounts = tuple[float | None, ...]
Days = tuple[date | None, ...]


@dataclass(frozen=True, slots=True)
class NodeColumns:
    """The parties. kind: of enterprise, or person. level: of all their open warnings, None without one. group_id,
    circle_id: of the largest group of connected clients and the guarantee circle that they are in.

    lists: on which they stand on the day. owed_cny: outstanding of their loans; given_cny, received_cny: guarantees for
    others and by others. relevance: to the parties asked about, None where nobody was; came_by: the tie by which most
    of it came, to a party before.
    """

    party_id: Texts
    name: tuple[str | None, ...]
    kind: tuple[str | None, ...]
    level: tuple[int | None, ...]
    group_id: tuple[str | None, ...]
    circle_id: tuple[str | None, ...]
    lists: tuple[Texts, ...]
    owed_cny: tuple[float, ...]
    given_cny: tuple[float, ...]
    received_cny: tuple[float, ...]
    relevance: Amounts
    came_by: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class TieColumns:
    """The ties, parallel ones as one. id: the same wherever the tie is shown. source, target: places of parties. kind:
    the relationship in the schema; a loan is the LENT of its lender to its borrower.

    amount_cny: guarantees at their caps, without one at what they secure; loans at what is outstanding. share_ratio: of
    stakes and dependences, or the probability of being the same. controls: a stake whose owner controls the owned.
    words: as what it holds (role, basis, kinship); numbers: of the contracts, loans or stakes, the first so many of
    `facts`. valid_from, valid_to: the first day of the earliest, the first day without the latest; None: open.
    """

    id: Texts
    source: Numbers
    target: Numbers
    kind: Texts
    amount_cny: Amounts
    share_ratio: Amounts
    controls: tuple[bool, ...]
    words: tuple[Texts, ...]
    numbers: tuple[Texts, ...]
    facts: Numbers
    valid_from: Days
    valid_to: Days


@dataclass(frozen=True, slots=True)
class LeftOutColumns:
    """Ties of a kind that a party (a place among the nodes) has in force and that are not all shown. direction: out
    where it is their source, in where it is their target."""

    node: Numbers
    kind: Texts
    direction: Texts
    shown: Numbers
    total: Numbers


@dataclass(frozen=True, slots=True)
class HullColumns:
    """Groups of connected clients (of all lenders together) and guarantee circles with members on the canvas. kind:
    group or circle. nodes: the members shown, of `size`. amount_cny: what a group owes, or the contracts inside a
    circle."""

    kind: Texts
    id: Texts
    nodes: tuple[Numbers, ...]
    size: Numbers
    amount_cny: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CanvasFound:
    """A picture. starts: the parties asked about. unknown: identities that nobody has. left_out: ties that are in force
    and not shown, most of them to parties that are not; hidden: how many parties a cap left out; truncated: it left out
    parties, paths, or ties among the parties shown. levels_on: the day of the levels, which stand as officers left
    them."""

    as_of: date
    known_at: date
    version: int
    regime: str
    starts: Numbers
    nodes: NodeColumns
    ties: TieColumns
    left_out: LeftOutColumns
    hulls: HullColumns
    hidden: int
    unknown: Texts
    truncated: bool
    levels_on: date
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class ExpandedFound(CanvasFound):
    """The picture after a party was expanded. added: the parties that are new, in order; shown_before, left: how many
    of the others at such ties stood there already, and how many there are yet."""

    node: int
    kind: str
    direction: str
    added: Numbers
    shown_before: int
    left: int


@dataclass(frozen=True, slots=True)
class PathsFound(CanvasFound):
    """The shortest paths between two parties, each as places of nodes, of `path_count` of the same length."""

    paths: tuple[Numbers, ...]
    path_count: int
    length: int | None


@dataclass(frozen=True, slots=True)
class DatedTieColumns:
    """Ties with their own days: one row per fact and stretch of days. change: stayed, came, went (in force on both
    days, only on the last, only on the first) or passed (in between). amount_cny: by the last of its days asked about.
    """

    id: Texts
    source: Numbers
    target: Numbers
    kind: Texts
    amount_cny: Amounts
    share_ratio: Amounts
    word: tuple[str | None, ...]
    number: tuple[str | None, ...]
    valid_from: Days
    valid_to: Days
    change: Texts


@dataclass(frozen=True, slots=True)
class InForce:
    """On so many days from the one before on, so many ties; day by day where something changes."""

    day: tuple[date, ...]
    came: Numbers
    went: Numbers
    in_force: Numbers


@dataclass(frozen=True, slots=True)
class OverTimeFound:
    """Every tie among some parties in force at any time from the first day to the last, as known on one; the largest
    where there are more than are shown. party_id: the nodes, as in the picture. days: every day of a change."""

    first: date
    last: date
    known_at: date
    version: int
    party_id: Texts
    ties: DatedTieColumns
    tie_count: int
    days: InForce
    unknown: Texts
    truncated: bool
    notes: tuple[Wording, ...]
