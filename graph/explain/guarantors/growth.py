"""How fast the guarantees for a borrower grew: month by month, over three and twelve months, and by whom."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.explain.answer import PartyName
from graph.explain.guarantors.guaranteeing import BACK, Guaranteeing
from graph.guarantees.book import FEN, Ints

FASTEST: Final = 5


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """What stood on a day (元). owed_cny: by the borrower in all; outstanding_cny: of the guaranteed loans."""

    day: date
    guarantors: int
    contracts: int
    owed_cny: float
    outstanding_cny: float
    nominal_cny: float
    covered_cny: float


@dataclass(frozen=True, slots=True)
class Growth:
    """What was added since a day so many months ago; below 0 where it fell. joined, left: guarantors then and now
    without a guarantee that could be called. ratios: part of what there was, None where there was nothing."""

    months: int
    since: date
    guarantors: int
    joined: int
    left: int
    contracts: int
    nominal_cny: float
    nominal_ratio: float | None
    covered_cny: float
    covered_ratio: float | None


@dataclass(frozen=True, slots=True)
class Faster:
    """A guarantor and by how much what it stands for grew in twelve months; added_ratio: None where it joined."""

    party: PartyName
    nominal_cny: float
    added_cny: float
    added_ratio: float | None


def series(found: Guaranteeing, which: int) -> tuple[SeriesPoint, ...]:
    """The days of the course."""
    course = found.course(which)
    return tuple(
        SeriesPoint(
            one, int(course.guarantors[i]), int(course.contracts[i]), int(course.owed[i]) / FEN,
            int(course.outstanding[i]) / FEN, int(course.nominal[i]) / FEN, int(course.covered[i]) / FEN,
        )
        for i, one in enumerate(found.over_time.days) if one in found.course_days
    )  # fmt: skip


def growth(found: Guaranteeing, which: int) -> tuple[Growth, ...]:
    """Over three and twelve months."""
    return tuple(_since(found, which, months) for months in BACK[1:])


def fastest(found: Guaranteeing, which: int) -> tuple[Faster, ...]:
    """Who added most in twelve months; nobody who added nothing."""
    stands, rows = found.stands(which)
    before = found.nominal_before(which, BACK[-1])
    now = {party: int(stands.nominal[row]) for party, row in rows.items()}
    added = {party: amount - before.get(party, 0) for party, amount in now.items()}
    first = sorted((party for party, more in added.items() if more > 0), key=lambda one: (-added[one], one))[:FASTEST]
    return tuple(
        Faster(
            found.day.naming.party(party), now[party] / FEN, added[party] / FEN,
            _ratio(added[party], before.get(party, 0)),
        )
        for party in first
    )  # fmt: skip


def _since(found: Guaranteeing, which: int, months: int) -> Growth:
    course, then, before = found.course(which), found.day_before(months), found.nominal_before(which, months).keys()
    now = found.stands(which)[1].keys()
    return Growth(
        months, found.over_time.days[then], len(now) - len(before), len(now - before), len(before - now),
        int(course.contracts[-1] - course.contracts[then]), *_added(course.nominal, then),
        *_added(course.covered, then),
    )  # fmt: skip


def _added(amounts: Ints, then: int) -> tuple[float, float | None]:
    added, before = int(amounts[-1]) - int(amounts[then]), int(amounts[then])
    return added / FEN, _ratio(added, before)


def _ratio(added: int, before: int) -> float | None:
    return added / before if before > 0 else None
