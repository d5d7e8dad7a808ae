"""Courts, lawsuits and public lists: what follows a default, and the daily noise of business."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.contracts import Columns
from ingest.world.days import NEVER, Calendar
from ingest.world.grouping import rank_within
from ingest.world.losses import BAD_LOAN, CALL, Losses
from ingest.world.names import joined, pick
from ingest.world.places import CITIES, DISTRICT_CITY, DISTRICTS
from ingest.world.tables import choices, feed_table
from ingest.world.ties import Parties

Ints = npt.NDArray[np.int64]

ROLES = ("plaintiff", "defendant", "third_party", "enforcement_applicant", "enforcement_debtor")
LEVELS = ("basic", "intermediate")
CAUSES = ("金融借款合同纠纷", "买卖合同纠纷", "民间借贷纠纷", "劳动争议", "建设工程施工合同纠纷", "保证合同纠纷")
_SUIT, _ENFORCEMENT = range(2)


@dataclass(frozen=True)
class _Appearances(Columns):
    """Rows: a party in a case. `case` numbers the cases; the other columns but party and role are the case's own."""

    case: Ints
    party: Ints
    role: Ints
    cause: Ints
    filed: Ints
    closed: Ints
    amount: Ints
    kind: Ints
    district: Ints


def litigate(
    parties: Parties,
    losses: Losses,
    weakness: npt.NDArray[np.floating[Any]],
    calendar: Calendar,
    rng: np.random.Generator,
) -> pa.Table:
    """The table `cases`: lenders sue defaulters and their guarantors, and firms one another, the weak more often."""
    suits = _loan_suits(parties, losses, rng)
    noise = _other_suits(parties, weakness, calendar, rng, first=int(suits.case.max(initial=-1)) + 1)
    rows = suits.followed_by(noise)
    rows = rows.take(rows.filed <= calendar.today - 20)
    closed = np.where(rows.closed <= calendar.today, rows.closed, NEVER)
    won = rng.random(int(rows.case.max(initial=0)) + 1)[rows.case] < 0.85
    result = np.where(closed == NEVER, 0, np.where(rows.kind == _ENFORCEMENT, 3, np.where(won, 1, 2)))
    basic = rows.amount < 50_000_000
    return feed_table("cases", {
        "case_no": _case_numbers(rows, basic), "party": parties.id_of(rows.party), "role": choices(ROLES, rows.role),
        "cause": pick(CAUSES, rows.cause), "filed_on": rows.filed, "closed_on": closed, "amount_cny": rows.amount,
        "result": pick((None, "支持原告诉讼请求", "驳回诉讼请求", "终结本次执行程序"), result),
        "court": _court_names(rows.district, basic), "level": choices(LEVELS, np.where(basic, 0, 1)),
        "recorded_on": rows.filed + rng.integers(1, 20, int(rows.case.max(initial=0)) + 1)[rows.case],
    })  # fmt: skip


def _loan_suits(parties: Parties, losses: Losses, rng: np.random.Generator) -> _Appearances:
    """Seven of ten bad loans are taken to court some months on, with up to all guarantors; half of these enforced."""
    bad = losses.take((losses.channel == BAD_LOAN) & (losses.amount > 0))
    bad = bad.take(rng.random(len(bad)) < 0.7)
    count = len(bad)
    filed = bad.day + rng.integers(60, 240, count)
    closed = filed + rng.integers(90, 300, count)
    calls = losses.take(losses.channel == CALL)
    order = np.argsort(bad.loan, kind="stable")
    place = np.searchsorted(bad.loan[order], calls.loan)
    suit_of_call = order[np.minimum(place, max(count - 1, 0))] if count else np.empty(0, np.int64)
    sued = bad.loan[suit_of_call] == calls.loan if count else np.empty(0, bool)
    guarantors, suit_of_call = calls.target[sued] if count else suit_of_call, suit_of_call[sued]
    case = np.r_[np.arange(count), np.arange(count), suit_of_call]
    party = np.r_[bad.target, bad.source, guarantors]
    role = np.repeat([0, 1, 1], [count, count, len(guarantors)])
    _, first = np.unique(np.column_stack([case, party, role]), axis=0, return_index=True)
    case, party, role = (column[np.sort(first)] for column in (case, party, role))
    suits = _of_cases(parties, (case, party, role), (filed, closed, bad.amount.astype(np.int64)), bad.source)
    enforced = (rng.random(count) < 0.5)[suits.case]
    enforcement = suits.take(enforced)
    filed_again = (closed + rng.integers(30, 120, count))[enforcement.case]
    return suits.followed_by(_Appearances(
        enforcement.case + count, enforcement.party, np.where(enforcement.role == 0, 3, 4), enforcement.cause,
        filed_again, filed_again + rng.integers(120, 240, count)[enforcement.case], enforcement.amount,
        np.full(len(filed_again), _ENFORCEMENT), enforcement.district,
    ))  # fmt: skip


def _of_cases(
    parties: Parties, who: tuple[Ints, Ints, Ints], facts: tuple[Ints, Ints, Ints], seat: Ints
) -> _Appearances:
    """Suits over loans: each case's facts (filed, closed, amount) and its defendant's seat, for each appearance."""
    case, party, role = who
    filed, closed, amount = (column[case] for column in facts)
    nothing = np.zeros(len(case), np.int64)
    return _Appearances(
        case, party, role, nothing, filed, closed, amount, nothing + _SUIT, parties.firms.district[seat][case]
    )


def _other_suits(
    parties: Parties, weakness: npt.NDArray[np.floating[Any]], calendar: Calendar, rng: np.random.Generator, first: int
) -> _Appearances:
    """About three suits a year for a hundred operating enterprises, more against the weak."""
    firms = parties.firms
    rate = 0.024 * calendar.years * np.exp(0.5 * weakness.astype(np.float64)) * firms.operating
    defendant = np.repeat(np.arange(len(firms)), rng.poisson(rate))
    count = len(defendant)
    plaintiff = rng.integers(0, int(firms.operating.sum()), count)
    filed = calendar.first_day + rng.integers(0, calendar.today - calendar.first_day, count)
    fair = (
        (plaintiff != defendant) & (filed > firms.established[defendant] + 60) & (filed > firms.established[plaintiff])
    )
    plaintiff, defendant, filed = plaintiff[fair], defendant[fair], filed[fair]
    count = len(defendant)
    amount = (np.exp(rng.normal(12.2, 1.3, count))).round(-2).astype(np.int64)
    cause, closed = rng.integers(1, 5, count), filed + rng.integers(60, 400, count)
    case = first + np.tile(np.arange(count), 2)
    return _Appearances(
        case, np.r_[plaintiff, defendant], np.repeat([0, 1], count), np.tile(cause, 2), np.tile(filed, 2),
        np.tile(closed, 2), np.tile(amount, 2), np.full(2 * count, _SUIT), np.tile(firms.district[defendant], 2),
    )  # fmt: skip


def _case_numbers(rows: _Appearances, basic: npt.NDArray[np.bool_]) -> pa.Array:
    """Year, court and a number within both: (2024)浙0106民初17号; enforcement cases have a series of their own."""
    _, head, back = np.unique(rows.case, return_index=True, return_inverse=True)
    year = rows.filed[head].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    district, kind, low = rows.district[head], rows.kind[head], basic[head]
    court = np.where(low, district, len(DISTRICTS) + DISTRICT_CITY[district])
    number = rank_within((year * 1000 + court) * 2 + kind) + 1
    codes = (*(str(code)[2:] for code, _ in DISTRICTS), *(str(c.code)[2:4] for c in CITIES))
    case_no = joined(
        pa.scalar("("), pa.array(year).cast(pa.string()), pa.scalar(")浙"), pick(codes, court),
        pick(("民初", "执"), kind), pa.array(number).cast(pa.string()), pa.scalar("号"),
    )  # fmt: skip
    return case_no.take(pa.array(back))


def _court_names(district: Ints, basic: npt.NDArray[np.bool_]) -> pa.Array:
    """The district's court, or the city's for large amounts."""
    cities = tuple(c.name for c in CITIES)
    low = tuple(
        f"{cities[DISTRICT_CITY[i]] if name.endswith('区') else ''}{name}人民法院"
        for i, (_, name) in enumerate(DISTRICTS)
    )
    names = (*low, *(f"浙江省{city}中级人民法院" for city in cities))
    return pick(names, np.where(basic, district, len(low) + DISTRICT_CITY[district]))
