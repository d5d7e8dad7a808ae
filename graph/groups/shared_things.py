"""What parties can have in common that nobody declares as a tie: an address, a number, a person, a guarantor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.groups import contact
from graph.snapshot import Snapshot

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Things:
    """Who has which thing of one kind: one row per party, thing and bearer, by thing, then party.

    thing: int64, a number for the thing. party: int32. bearer: int64, through whom the party has the thing (the person
    who bears a name); parties who have it through the same bearer do not share it in that way. -1 where it needs none.
    place: int64, where the fact stands: among the edges of the first relation, from its end on among the second's.
    relations: the relations with how many edges each has. texts: what a thing is, by number; without, it is a party.
    """

    thing: Ints
    party: NDArray[np.int32]
    bearer: Ints
    place: Ints
    relations: tuple[tuple[str, int], ...]
    texts: Sequence[str] | None = None

    def __len__(self) -> int:
        return len(self.thing)

    def what(self, thing: int) -> tuple[str, int]:
        """The thing as text and as party: one of the two, the other empty or -1."""
        return ("", thing) if self.texts is None else (self.texts[thing], -1)

    def fact(self, row: int) -> tuple[str, int] | None:
        """The relation and the place among its edges of the fact behind a row; None where a name alone says it."""
        place = int(self.place[row])
        for relation, count in self.relations:
            if place < count:
                return relation, place
            place -= count
        return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that can be shared.

    tied_share: in which part of truly tied pairs it is expected to be shared (float, part of one): an assumption of the
    product, learned from nobody's data; it moves a weight by two or three bits, where rarity moves it by ten. evidence:
    kinds that say the same. Of all contacts of a pair only the rarest counts, so of the enterprises in which both
    invest and of the names; a party (officer, guarantor, shareholder) counts once, by the rarest kind in which it is
    shared. at_least: fewer shared things do not count.
    """

    name: str
    zh: str
    en: str
    tied_share: float
    evidence: str
    of: Callable[[Snapshot], Things]
    at_least: int = 1


ONE_EVIDENCE: Final = ("contact", "investment", "name")
"""Evidence of which a pair has one at most, whatever the things are."""


def addresses(snapshot: Snapshot) -> Things:
    """The registered address of every party with one."""
    return _recorded(snapshot, "address", lambda text: (contact.address(text),))


def telephones(snapshot: Snapshot) -> Things:
    """The telephone numbers of every party."""
    return _recorded(snapshot, "phone", contact.phones)


def legal_representatives(snapshot: Snapshot) -> Things:
    """Who is legal representative where."""
    return _posts(snapshot, ("legal_representative",))


def finance_officers(snapshot: Snapshot) -> Things:
    """Who is chief financial officer where."""
    return _posts(snapshot, ("finance_officer",))


def officers(snapshot: Snapshot) -> Things:
    """Who holds any post where."""
    return _posts(snapshot, None)


def small_shareholders(snapshot: Snapshot) -> Things:
    """Who holds a stake in which enterprise; whoever holds much of both declares the tie by it."""
    edges = snapshot.edges("OWNS")
    return _parties(edges.source, edges.target, np.arange(len(edges)), ("OWNS", len(edges)))


def co_investments(snapshot: Snapshot) -> Things:
    """In which enterprises a party holds a stake: partners who meet in several."""
    edges = snapshot.edges("OWNS")
    return _parties(edges.target, edges.source, np.arange(len(edges)), ("OWNS", len(edges)))


def guarantors(snapshot: Snapshot) -> Things:
    """Who stands for whom."""
    edges = snapshot.edges("GUARANTEES")
    return _parties(edges.source, edges.target, np.arange(len(edges)), ("GUARANTEES", len(edges)))


def same_names(snapshot: Snapshot) -> Things:
    """The names of the natural persons who hold posts at, or stakes in, an enterprise."""
    posts, stakes = snapshot.edges("HOLDS_POSITION"), snapshot.edges("OWNS")
    held = np.flatnonzero(~snapshot.parties.is_enterprise[stakes.source])
    person = np.concatenate([posts.source, stakes.source[held]])
    party = np.concatenate([posts.target, stakes.target[held]])
    place = np.concatenate([np.arange(len(posts)), held + len(posts)])
    relations = (("HOLDS_POSITION", len(posts)), ("OWNS", len(stakes)))
    names = [contact.name(name) for name in snapshot.nodes("Party").column("name").take(pa.array(person)).to_pylist()]
    return _named(names, (party, person.astype(np.int64), place), relations)


def namesakes(snapshot: Snapshot) -> Things:
    """The names of all natural persons."""
    persons = snapshot.nodes("Person")
    names = [contact.name(name) for name in persons.column("name").to_pylist()]
    position = persons.column("position").to_numpy()
    return _named(names, (position, position.astype(np.int64), np.zeros(len(names), dtype=np.int64)), ())


def _recorded(snapshot: Snapshot, column: str, values_of: Callable[[str | None], tuple[str, ...]]) -> Things:
    """What the records in force say of the parties."""
    edges = snapshot.edges("DESCRIBED_BY")
    texts = snapshot.nodes("Record").column(column).take(pa.array(edges.target)).combine_chunks()
    encoded = pa.chunked_array([texts]) if isinstance(texts, pa.Array) else texts
    encoded = encoded.combine_chunks().dictionary_encode()
    encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
    plain = [values_of(text) for text in encoded.dictionary.to_pylist()]
    codes = pc.fill_null(encoded.indices, -1).to_numpy()
    rows = [(value, row) for row, code in enumerate(codes.tolist()) if code >= 0 for value in plain[code]]
    place = np.array([row for _, row in rows], dtype=np.int64)
    nobody = np.full(len(rows), -1, dtype=np.int64)
    party = edges.source[place] if len(place) else np.zeros(0, dtype=np.int32)
    return _named([value for value, _ in rows], (party, nobody, place), (("DESCRIBED_BY", len(edges)),))


def _posts(snapshot: Snapshot, roles: tuple[str, ...] | None) -> Things:
    """Persons by the enterprises at which they hold one of these posts."""
    edges = snapshot.edges("HOLDS_POSITION")
    place = np.arange(len(edges))
    if roles is not None:
        held = pc.is_in(edges.column("role").cast(pa.string()), value_set=pa.array(roles))
        place = np.flatnonzero(held.to_numpy())
    return _parties(edges.source[place], edges.target[place], place, ("HOLDS_POSITION", len(edges)))


def _parties(thing: NDArray[np.int32], party: NDArray[np.int32], place: Ints, relation: tuple[str, int]) -> Things:
    """Things that are parties themselves; nobody has itself."""
    apart = thing != party
    nobody = np.full(int(apart.sum()), -1, dtype=np.int64)
    return _sorted(thing[apart].astype(np.int64), (party[apart], nobody, place[apart]), (relation,), None)


def _named(
    values: Sequence[str],
    columns: tuple[NDArray[np.int32], Ints, Ints],
    relations: tuple[tuple[str, int], ...],
) -> Things:
    """Things that are texts, numbered; empty texts are nothing."""
    encoded = pa.array(values, pa.string()).dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    thing = encoded.indices.to_numpy().astype(np.int64)
    said = np.flatnonzero(np.array([bool(text) for text in texts], dtype=np.bool_)[thing]) if texts else thing
    party, bearer, place = columns
    return _sorted(thing[said], (party[said], bearer[said], place[said]), relations, texts)


def _sorted(
    thing: Ints,
    columns: tuple[NDArray[np.int32], Ints, Ints],
    relations: tuple[tuple[str, int], ...],
    texts: Sequence[str] | None,
) -> Things:
    """By thing, party and bearer, the first of equal rows."""
    party, bearer, place = columns
    order = np.lexsort((place, bearer, party, thing))
    thing, party, bearer, place = thing[order], party[order], bearer[order], place[order]
    first = np.ones(len(thing), dtype=np.bool_)
    first[1:] = (thing[1:] != thing[:-1]) | (party[1:] != party[:-1]) | (bearer[1:] != bearer[:-1])
    return Things(thing[first], party[first].astype(np.int32), bearer[first], place[first], relations, texts)


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("address", "同一地址", "same address", 0.5, "contact", addresses),
            Kind("phone", "同一电话", "same telephone number", 0.5, "contact", telephones),
            Kind("legal_representative", "同一法定代表人", "same legal representative", 0.2, "party",
                 legal_representatives),
            Kind("finance_officer", "同一财务负责人", "same chief financial officer", 0.3, "party", finance_officers),
            Kind("officer", "同一任职人员", "same officer", 0.2, "party", officers),
            Kind("shareholder", "同一小股东", "same small shareholder", 0.1, "party", small_shareholders),
            Kind("co_investment", "多次共同投资", "repeated co-investment", 0.05, "investment", co_investments, 2),
            Kind("guarantor", "同一保证人", "same guarantor", 0.2, "party", guarantors),
            Kind("same_name", "相关人员同名", "their persons bear the same name", 0.02, "name", same_names),
            Kind("namesake", "同名", "same name", 0.02, "name", namesakes),
        )
    }
)  # fmt: skip
