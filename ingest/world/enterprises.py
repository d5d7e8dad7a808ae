"""The enterprises: who they are before anybody owns, lends or guarantees anything."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world import names
from ingest.world.codes import credit_codes
from ingest.world.days import Calendar, Days, day_of
from ingest.world.names import INDUSTRIES, INDUSTRY_SHARE, joined, pick
from ingest.world.places import CITIES, DISTRICT_CITY, DISTRICT_CODE, DISTRICT_SHARE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = (
    "company", "sole_proprietor", "partnership", "bank", "guarantee_firm", "re_guarantee_firm", "small_loan",
    "leasing", "government",
)  # fmt: skip
COMPANY, SOLE_PROPRIETOR, PARTNERSHIP, BANK, GUARANTEE_FIRM, RE_GUARANTEE_FIRM, SMALL_LOAN, LEASING, GOVERNMENT = range(
    len(KINDS)
)
_CATEGORY = np.array([91, 92, 91, 91, 91, 91, 91, 91, 11])
_INSTITUTION_FORMS = {
    BANK: "商业银行股份有限公司", GUARANTEE_FIRM: "融资担保有限公司", RE_GUARANTEE_FIRM: "融资再担保有限公司",
    SMALL_LOAN: "小额贷款有限公司", LEASING: "融资租赁有限公司", GOVERNMENT: "国有资本运营中心",
}  # fmt: skip


@dataclass(frozen=True)
class Enterprises:
    """Columns over all enterprises; the row number is the enterprise's number everywhere in the world.

    `assets` are in 元 at the start of the history. `order` ranks who may guarantee whom: a guarantee outside the
    planted circles runs from a smaller to a strictly greater `order`, so that nothing else closes a circle.
    """

    kind: Ints
    district: Ints
    industry: Ints
    established: Days
    assets: Floats
    order: Floats
    code: pa.Array
    name: pa.Array

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def city(self) -> Ints:
        """The city of each enterprise."""
        return DISTRICT_CITY[self.district]

    @property
    def operating(self) -> npt.NDArray[np.bool_]:
        """Which enterprises make and trade, rather than lend, guarantee or govern."""
        return self.kind <= PARTNERSHIP

    def of_kind(self, kind: int) -> Ints:
        """The numbers of all enterprises of a kind."""
        return np.flatnonzero(self.kind == kind)

    def ordered(self, order: Floats) -> "Enterprises":
        """The same enterprises with another guarantee order."""
        return replace(self, order=order)


def found_enterprises(count: int, calendar: Calendar, rng: np.random.Generator) -> Enterprises:
    """Draws `count` enterprises: first the operating ones, then the institutions among them."""
    institutions = _institutions(count)
    operating = count - len(institutions)
    kind = np.r_[rng.choice(3, operating, p=[0.88, 0.08, 0.04]), institutions]
    district = rng.choice(len(DISTRICT_CODE), count, p=DISTRICT_SHARE)
    industry = rng.choice(len(INDUSTRIES), count, p=INDUSTRY_SHARE)
    order = rng.random(count)
    order[kind == GUARANTEE_FIRM] -= 2
    order[kind == RE_GUARANTEE_FIRM] -= 4
    return Enterprises(
        kind=kind,
        district=district,
        industry=industry,
        established=_founding_days(count, operating, calendar, rng),
        assets=_sizes(kind, rng),
        order=order,
        code=credit_codes(_CATEGORY[kind], DISTRICT_CODE[district], np.arange(count)),
        name=_names(kind, DISTRICT_CITY[district], industry, rng),
    )


def _institutions(count: int) -> Ints:
    """The kinds of the institutions that a province of this size has; exactly one re-guarantee firm."""
    numbers = {
        BANK: min(80, 4 + round(count**0.5 / 9)),
        GUARANTEE_FIRM: min(150, 3 + count // 2500),
        RE_GUARANTEE_FIRM: 1,
        SMALL_LOAN: min(300, 2 + count // 2000),
        LEASING: min(100, 1 + count // 8000),
        GOVERNMENT: min(12, 2 + count // 2000),
    }
    return np.repeat(list(numbers), list(numbers.values()))


def _founding_days(count: int, operating: int, calendar: Calendar, rng: np.random.Generator) -> Days:
    """Most firms are older than the history, a sixth is founded in it, none in its last fifteen months."""
    first = calendar.first_day
    age = np.minimum(rng.gamma(2.0, 1800.0, count), first - day_of(date(1985, 1, 1))).astype(np.int64) + 1
    established = first - age
    young = np.flatnonzero(rng.random(operating) < 1 / 6)
    span = max(calendar.today - 450 - first, 1)
    established[young] = first + rng.integers(0, span, len(young))
    established[operating:] = np.minimum(established[operating:], first - 1000)
    return established.astype(np.int32)


def _sizes(kind: Ints, rng: np.random.Generator) -> Floats:
    """Total assets in 元: log-normal with a Pareto tail, smaller for sole proprietors."""
    count = len(kind)
    assets = np.exp(rng.normal(np.log(1.2e7), 1.4, count))
    giant = rng.random(count) < 0.02
    assets *= np.where(giant, 1 + rng.pareto(1.3, count) * 3, 1)
    assets[kind == SOLE_PROPRIETOR] *= 0.08
    return np.clip(assets, 1e5, 2e10).round(-4)


def _names(kind: Ints, city: Ints, industry: Ints, rng: np.random.Generator) -> pa.Array:
    count = len(kind)
    form = np.where(rng.random(count) < 0.08, 1, 0)
    form[kind == SOLE_PROPRIETOR] = 2
    form[kind == PARTNERSHIP] = 3
    forms = pick(("有限公司", "股份有限公司", "经营部", "合伙企业（有限合伙）"), form)
    names_of_firms = names.firm_names(city, industry, forms, int(rng.integers(97)))
    institution = np.flatnonzero(kind > PARTNERSHIP)
    words = names.fanciful(np.arange(len(institution)) + 31)
    institution_forms = pa.array([_INSTITUTION_FORMS[int(k)] for k in kind[institution]])
    shorts = pick(tuple(c.short for c in CITIES), city[institution])
    head = int(len(kind) - len(institution))
    return pa.concat_arrays([names_of_firms.slice(0, head), joined(shorts, words, institution_forms)])
