"""What part of a guarantee counts towards the responsibility balance: by what is guaranteed, for whom and how much.

A weight applies where all that it asks for is known to hold. Where it might, but a fact is missing, the guarantee
counts as if it did not, and is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.guarantees.book import FEN, Ints, Positions
from graph.guarantees.calls import Floats
from graph.guarantees.portfolio import Flags
from graph.regimes.provision import ReliefProvision, WeightProvision
from graph.snapshot import Snapshot

PERSON: Final = "person"
SOLE_PROPRIETOR: Final = "sole_proprietor"


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Per guarantee the part that counts. unclear: it might be less, but a fact is missing."""

    weight: Floats
    unclear: Flags


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights of a day's clients."""

    snapshot: Snapshot

    def weigh(
        self, provisions: Sequence[WeightProvision], clients: Positions, balances: Ints, kind: pa.Array,
        product: pa.Array,
    ) -> Weighed:  # fmt: skip
        """The part that counts of guarantees: client, its balance (fen), kind of loan and product of each."""
        weight, lowest = np.ones(len(clients)), np.ones(len(clients))
        for provision in provisions:
            holds, may_hold = self._holds(provision, clients, kind, product)
            if provision.client_at_most_cny is not None:
                small = balances <= round(provision.client_at_most_cny * FEN)
                holds, may_hold = holds & small, may_hold & small
            weight = np.where(holds, np.minimum(weight, provision.weight), weight)
            lowest = np.where(may_hold, np.minimum(lowest, provision.weight), lowest)
        return Weighed(weight, lowest < weight)

    def serves(
        self, relief: ReliefProvision, provisions: Sequence[WeightProvision], clients: Positions, product: pa.Array
    ) -> tuple[Flags, Flags]:
        """Whether clients are such as the relief counts, by size and product, whatever is guaranteed and how much; and
        whether they may be, for all that is known."""
        size = self._size.take(pa.array(clients))
        serves, may_serve = np.zeros(len(clients), dtype=np.bool_), np.zeros(len(clients), dtype=np.bool_)
        for one in provisions:
            if one.source.id in relief.weights:
                among, named = _one_of(size, one.clients), _named(product, one.products)
                serves |= _sure(among) & _sure(named)
                may_serve |= _possible(among) & _possible(named)
        return serves, may_serve

    @cached_property
    def _size(self) -> pa.Array:
        """Per party what it is for the weights: its size, sole_proprietor or person; null where not known."""
        parties, described = self.snapshot.parties, self.snapshot.edges("DESCRIBED_BY")
        record = np.full(len(parties.table), -1, dtype=np.int64)
        record[described.source] = described.target
        sizes = self.snapshot.nodes("Record").column("size").cast(pa.string()).combine_chunks()
        found = sizes.take(pa.array(record, mask=record < 0))
        kind = parties.table.column("kind").cast(pa.string()).combine_chunks()
        own = pc.fill_null(pc.equal(kind, SOLE_PROPRIETOR), False)
        found = pc.if_else(own, SOLE_PROPRIETOR, found)
        return pc.if_else(pa.array(parties.is_enterprise), found, PERSON)

    def _holds(
        self, provision: WeightProvision, clients: Positions, kind: pa.Array, product: pa.Array
    ) -> tuple[Flags, Flags]:
        """Whether what a weight asks for holds, and whether it might; amounts apart. Ratings are in no fact."""
        size = self._size.take(pa.array(clients))
        tests = [
            _among(kind, provision.loan_kinds),
            _one_of(size, provision.clients),
            _named(product, provision.products),
        ]
        holds = np.full(len(clients), provision.rating is None)
        may_hold = np.ones(len(clients), dtype=np.bool_)
        for test in tests:
            holds &= _sure(test)
            may_hold &= _possible(test)
        return holds, may_hold


def _among(values: pa.Array, allowed: Sequence[str]) -> pa.Array:
    """Whether each value is one of these, null where it is not known; anything is one of none."""
    if not allowed:
        return pa.array(np.ones(len(values), dtype=np.bool_))
    found = pc.is_in(values, value_set=pa.array(allowed, pa.string()))
    return pc.if_else(pc.is_valid(values), found, pa.scalar(None, pa.bool_()))


def _one_of(size: pa.Array, clients: Sequence[str]) -> pa.Array:
    """The same of clients. Whose size is not known is an enterprise: no person, but perhaps anything else."""
    found = _among(size, clients)
    return pc.fill_null(found, False) if set(clients) == {PERSON} else found


def _named(products: pa.Array, words: Sequence[str]) -> pa.Array:
    """Whether each product is called by one of these words, null where it is not known; any is by none."""
    if not words:
        return pa.array(np.ones(len(products), dtype=np.bool_))
    encoded = products.dictionary_encode()  # a firm has few products
    found = pc.match_substring(encoded.dictionary, words[0], ignore_case=True)
    for word in words[1:]:
        found = pc.or_(found, pc.match_substring(encoded.dictionary, word, ignore_case=True))
    return found.take(encoded.indices)


def _sure(test: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(test, False).to_numpy(zero_copy_only=False)
    return flags


def _possible(test: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(test, True).to_numpy(zero_copy_only=False)
    return flags
