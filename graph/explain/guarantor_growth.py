"""How fast the guarantees for a borrower grew: month by month, over three and twelve months, and by whom."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.explain.answer import PartyName
from graph.explain.guaranteeing import BACK, Guaranteeing
from graph.guarantees.book import FEN
from graph.guarantees.exposure import Exposure
from graph.guarantees.over_time import months_before

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
    course = found.over_time.course(found.of_scope(which))
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
    stands, now = found.stands(which)
    _, before = found.stands(which, BACK[-1])
    added = {
        party: int(stands.nominal[row]) - (int(stands.nominal[before[party]]) if party in before else 0)
        for party, row in now.items()
    }
    first = sorted((party for party, more in added.items() if more > 0), key=lambda one: (-added[one], one))[:FASTEST]
    return tuple(
        Faster(
            found.day.naming.party(party), int(stands.nominal[now[party]]) / FEN, added[party] / FEN,
            _ratio(added[party], int(stands.nominal[before[party]])) if party in before else None,
        )
        for party in first
    )  # fmt: skip


def _since(found: Guaranteeing, which: int, months: int) -> Growth:
    stands, now = found.stands(which)
    _, before = found.stands(which, months)
    figures, here = found.exposure(which)
    there = found.exposure(which, months)[1]
    contracts = int(sum(stands.contracts[row] for row in now.values()))
    earlier = int(sum(stands.contracts[row] for row in before.values()))
    return Growth(
        months, months_before(found.day.snapshot.at.as_of, months), len(now) - len(before), len(now.keys() - before),
        len(before.keys() - now), contracts - earlier,
        *_added(figures, "nominal", here, there), *_added(figures, "covered", here, there),
    )  # fmt: skip


def _added(figures: Exposure, name: str, here: int, there: int) -> tuple[float, float | None]:
    amounts = getattr(figures, name)
    added, before = int(amounts[here]) - int(amounts[there]), int(amounts[there])
    return added / FEN, _ratio(added, before)


def _ratio(added: int, before: int) -> float | None:
    return added / before if before > 0 else None
