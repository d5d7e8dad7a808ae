"""What the company register says of enterprises: records, addresses, telephone numbers, and names given up."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.codes import digits, strings
from ingest.world.days import NEVER, Calendar, Days
from ingest.world.enterprises import KINDS, Enterprises
from ingest.world.names import INDUSTRIES, firm_names, joined, pick
from ingest.world.ownership import Ownership
from ingest.world.places import CITIES, DISTRICTS, PROVINCE
from ingest.world.tables import appended, choices, constant, feed_table

Ints = npt.NDArray[np.int64]

SIZES = ("micro", "small", "medium", "large")
_SIZE_LIMITS = np.array([3e6, 5e7, 4e8])
_ROADS = tuple(
    a + b
    for a in "文建解中人环江湖学新兴长永和丰金"
    for b in ("华路", "新路", "兴路", "城北路", "山路", "桥路", "河街", "工业大道")
)


@dataclass(frozen=True)
class Registered:
    """What the register holds beside codes and names.

    `contact[e]` is the enterprise whose address and telephone number `e` uses, mostly its own. `renamed` enterprises
    bore `former_name` until the day before `renamed_on`.
    """

    contact: Ints
    capital: Ints
    paid_in: Ints
    renamed: Ints
    renamed_on: Days
    former_name: pa.Array


def register(firms: Enterprises, ownership: Ownership, calendar: Calendar, rng: np.random.Generator) -> Registered:
    """Draws the register: seven of ten fronts and some subsidiaries share an address with who stands behind them."""
    count = len(firms)
    capital = np.maximum((firms.assets * rng.uniform(0.05, 0.3, count)).round(-4), 10_000).astype(np.int64)
    contact = np.arange(count)
    for behind, share in ((ownership.parent, 0.15), (ownership.front_for, 0.7)):
        shares = (behind >= 0) & (rng.random(count) < share)
        contact[shares] = behind[shares]
    old = firms.operating & (firms.established < calendar.first_day)
    renamed = np.flatnonzero(old & (rng.random(count) < 0.02))
    works = pick(("厂",), np.zeros(len(renamed), np.int64))  # no other firm's name ends so
    return Registered(
        contact=contact,
        capital=capital,
        paid_in=(capital * rng.choice([0.2, 0.5, 1.0, 1.0], count)).astype(np.int64),
        renamed=renamed,
        renamed_on=rng.integers(calendar.first_day + 30, calendar.today - 60, len(renamed)).astype(np.int32),
        former_name=firm_names(firms.city[renamed], firms.industry[renamed], works, 0),
    )


def addresses(firms: Enterprises, contact: Ints) -> pa.Array:
    """City, district, road, number and room; one for each contact."""
    district, city = firms.district[contact], firms.city[contact]
    number = strings(digits(100 + (contact * 7 + 211) % 900, 3))
    room = strings(digits(101 + contact // 128 // 900 * 11 % 8000 + contact % 7 * 100, 4))
    return joined(
        pick(tuple(c.name for c in CITIES), city), pick(tuple(name for _, name in DISTRICTS), district),
        pick(_ROADS, contact % len(_ROADS)), number, pa.scalar("号"), room, pa.scalar("室"),
    )  # fmt: skip


def telephones(firms: Enterprises, contact: Ints) -> pa.Array:
    """Area code and an eight-digit number; one for each contact."""
    number = strings(digits(80_000_000 + (contact * 7_654_321 + 2_345_678) % 9_999_991, 8))
    return joined(pick(tuple(c.telephone for c in CITIES), firms.city[contact]), pa.scalar("-"), number)


def enterprise_table(firms: Enterprises, registered: Registered, bankrupt_on: Days) -> pa.Table:
    """The table `enterprises`: each as founded, and again from the day on which its name or status changed."""
    everyone = np.arange(len(firms))
    first_name = _replaced(firms.name, registered.renamed, registered.former_name)
    founded = _records(firms, registered, everyone, firms.established, first_name)
    renamed = _records(
        firms, registered, registered.renamed, registered.renamed_on, _of(firms.name, registered.renamed)
    )
    broken = np.flatnonzero(bankrupt_on < NEVER)
    renamed_later = np.full(len(firms), -NEVER)
    renamed_later[registered.renamed] = registered.renamed_on
    broken_name = first_name.take(pa.array(broken))
    since = renamed_later[broken]
    new_named = np.flatnonzero((since > -NEVER) & (since <= bankrupt_on[broken]))
    broken_name = _replaced(broken_name, new_named, _of(firms.name, broken[new_named]))
    bankrupt = _records(firms, registered, broken, bankrupt_on[broken], broken_name)
    status = bankrupt.schema.get_field_index("status")
    bankrupt = bankrupt.set_column(status, "status", constant("bankrupt", len(broken)))
    return appended(founded, renamed, bankrupt)


def _records(firms: Enterprises, registered: Registered, rows: Ints, since: Days, name: pa.Array) -> pa.Table:
    """Records of these enterprises from these days on, under these names, in good standing."""
    city = firms.city[rows]
    return feed_table("enterprises", {
        "party_id": _of(firms.code, rows),
        "name": name,
        "kind": choices(KINDS, firms.kind[rows]),
        "established_on": firms.established[rows],
        "status": constant("active", len(rows)),
        "registered_capital_cny": registered.capital[rows],
        "paid_in_capital_cny": registered.paid_in[rows],
        "industry": pick(tuple(title for title, *_ in INDUSTRIES), firms.industry[rows]),
        "region": joined(pa.scalar(PROVINCE), pick(tuple(c.name for c in CITIES), city)),
        "size": choices(SIZES, np.searchsorted(_SIZE_LIMITS, firms.assets[rows])),
        "address": addresses(firms, registered.contact[rows]),
        "phone": telephones(firms, registered.contact[rows]),
        "valid_from": since,
        "recorded_on": since + 10,
    })  # fmt: skip


def _of(column: pa.Array, rows: Ints) -> pa.Array:
    return column.take(pa.array(rows))


def _replaced(column: pa.Array, rows: Ints, values: pa.Array) -> pa.Array:
    """The column with these rows' values replaced."""
    source = np.arange(len(column))
    source[rows] = len(column) + np.arange(len(rows))
    return pa.concat_arrays([column, values]).take(pa.array(source))
