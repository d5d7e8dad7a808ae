"""The same enterprises and persons once more, under a sloppy name and a feed's own number instead of a code."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.world.codes import serial_numbers
from ingest.world.enterprises import COMPANY, KINDS
from ingest.world.ownership import Ownership
from ingest.world.registers import Registered, addresses, telephones
from ingest.world.tables import choices, constant, feed_table
from ingest.world.ties import Parties

WAYS = ("typo", "form_dropped", "city_dropped", "swapped")


@dataclass(frozen=True)
class Variants:
    """Rows to add to the feed's tables, and the truth: own number, true party, name given, and how it was garbled."""

    tables: dict[str, pa.Table]
    truth: pa.Table


def draw_variants(
    parties: Parties, registered: Registered, ownership: Ownership, today: int, rng: np.random.Generator
) -> Variants:
    """One of a hundred companies and of two hundred persons appears a second time.

    A company's double keeps address and telephone number (nine of ten) and its leading person as legal representative;
    a person's double is the bare name.
    """
    firms = parties.firms
    companies = firms.of_kind(COMPANY)
    rows = np.sort(rng.permutation(companies)[: max(2, len(firms) // 100)])
    way = rng.integers(0, len(WAYS), len(rows))
    names = [
        garbled(name, WAYS[w], int(at))
        for name, w, at in zip(
            firms.name.take(pa.array(rows)).to_pylist(), way, rng.integers(0, 2, len(rows)), strict=True
        )
    ]
    numbers = serial_numbers("KH", np.arange(len(rows)) + 1, 6)
    contact = np.where(rng.random(len(rows)) < 0.9, registered.contact[rows], rows[::-1])
    known = np.full(len(rows), today - 400)
    doubles = feed_table("enterprises", {
        "party_id": numbers, "name": pa.array(names), "kind": choices(KINDS, firms.kind[rows]),
        "status": constant("active", len(rows)), "address": addresses(firms, contact),
        "phone": telephones(firms, contact), "valid_from": known, "recorded_on": known,
    })  # fmt: skip
    posts = feed_table("positions", {
        "person": parties.id_of(ownership.leader[rows]), "enterprise": numbers,
        "role": constant("legal_representative", len(rows)), "valid_from": known, "recorded_on": known,
    })  # fmt: skip
    people, bare = _bare_names(parties, today, rng)
    truth = pa.table({
        "own_number": pa.concat_arrays([numbers, bare["party_id"].combine_chunks()]),
        "party": pa.array(np.r_[rows, people + len(firms)]),
        "name": pa.concat_arrays([pa.array(names, pa.string()), bare["name"].combine_chunks()]),
        "way": pa.array([*(WAYS[w] for w in way), *["bare_name"] * len(people)]),
    })  # fmt: skip
    return Variants({"enterprises": doubles, "positions": posts, "persons": bare}, truth)


def _bare_names(parties: Parties, today: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.int64], pa.Table]:
    """The persons that appear a second time, and their rows: an own number and the name."""
    persons = parties.persons
    people = np.sort(rng.permutation(len(persons))[: max(2, len(parties.firms) // 200)])
    return people, feed_table("persons", {
        "party_id": serial_numbers("ZR", np.arange(len(people)) + 1, 6),
        "name": persons.name.take(pa.array(people)), "recorded_on": np.full(len(people), today - 400),
    })  # fmt: skip


def garbled(name: str, way: str, at: int) -> str:
    """A firm's name (two characters of city, two or more fanciful ones, trade, form) as a hurried clerk writes it."""
    if way == "typo":
        return (
            name[: 2 + at] + "鑫" + name[3 + at :] if name[2 + at] != "鑫" else name[: 2 + at] + "金" + name[3 + at :]
        )
    if way == "form_dropped":
        return name.removesuffix("股份有限公司").removesuffix("有限公司")
    if way == "city_dropped":
        return name[2:]
    return name[:2] + name[3] + name[2] + name[4:]
