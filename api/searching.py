"""Who is meant by what people type or paste: parties with what a list shows of them, from memory."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain, islice
from typing import Final

from api.analysing import DEFAULT_REGIME, Analysing
from api.desk_known import DeskKnown
from graph.as_of import AsOf
from graph.ask import NameIndex, name_index
from graph.ask.names import USCC, normalised
from graph.ask.party import known
from graph.ask.question import Found
from graph.ask.search import first_known, known_enterprises
from graph.explain.cards import Card, Cards
from graph.explain.day import Day
from graph.guarantees.lineage import CIRCLE
from graph.identity_numbers import without_identity_numbers
from graph.regimes.catalogue import regime
from graph.signals.life.desk import turns
from graph.store import Reader

CANDIDATES: Final = 5
"""So many are offered for a line that means nobody for certain."""

MOST_BY_PART: Final = 100
"""Lines for which all names are looked through; of further ones only beginnings, which an order finds."""

NAMED_OF_CIRCLE: Final = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that was found. found_as: the name by which it was, where that is another than its own. level: by all its
    open matters, None without one."""

    card: Card
    found_as: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class CircleHit:
    """A guarantee circle. nominal_cny: what its members guarantee for one another (元). names: of some members."""

    circle_id: str
    size: int
    nominal_cny: float
    names: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was found for a text. truncated: there are more."""

    day: Day
    hits: tuple[Hit, ...]
    circles: tuple[CircleHit, ...]
    truncated: bool


class By(StrEnum):
    """By what a line was found."""

    PARTY_ID = "party_id"
    USCC = "uscc"
    NAME = "name"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list, without identity numbers. certain: exactly one party is meant. by: None where nobody was found.
    repeats: the number of the earlier line with the same text or party. truncated: more might be meant."""

    number: int
    text: str
    certain: bool
    by: By | None
    hits: tuple[Hit, ...]
    truncated: bool
    repeats: int | None


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found for each line, in order. by_beginning: so many lines were not looked for as part of a name."""

    day: Day
    lines: tuple[Line, ...]
    by_beginning: int


class Searching:
    """Searches over the facts in memory and the index over names. Thread-safe."""

    def __init__(self, facts: Analysing, desk: DeskKnown) -> None:
        self._facts = facts
        self._desk = desk

    def typed(self, text: str, at: AsOf, most: int) -> Typed:
        """A number that is given whole first, then names: whole, beginnings, parts; and circles by the beginning of
        their identity."""
        names, text = self._names(), _clean(text)

        def look(reader: Reader) -> tuple[Found, int]:
            candidates = chain((text, _coded(text)), names.enterprises(text.removeprefix(USCC)))
            return first_known(candidates, most, lambda ids: known_enterprises(reader, ids, at)), turns(reader)

        day, (found, writings) = self._facts.day_and(at, look)
        finding = self._finding(day, {row["party_id"]: row["name"] for row in found.rows}, writings)
        hits = finding.hits([text] if finding.is_person(text) else list(finding.names))
        circles = _circles(day, text)
        more = found.truncated or max(len(hits), len(circles)) > most
        return Typed(day, tuple(hits[:most]), tuple(circles[:most]), more)

    def pasted(self, texts: Sequence[str], at: AsOf) -> Pasted:
        """Each line by number or exact name; where nobody has it, who might be meant."""
        names, cleaned = self._names(), [_clean(text) for text in texts]
        day, ((meant, there), writings) = self._facts.day_and(
            at, lambda reader: (_looked_up(reader, names, cleaned, at), turns(reader))
        )
        finding, lines = self._finding(day, there, writings), list[Line]()
        first: dict[str, int] = {}
        for number, (text, one) in enumerate(zip(cleaned, meant, strict=True), start=1):
            line = finding.line(number, text, one)
            keys = [normalised(text), *(hit.card.party_id for hit in line.hits if line.certain)]
            repeats = min((first[key] for key in keys if key in first), default=None)
            first.update({key: number for key in keys if key not in first})
            lines.append(replace(line, repeats=repeats))
        unsure = sum(one.by is By.PART for one in meant)
        return Pasted(day, tuple(lines), max(unsure - MOST_BY_PART, 0))

    def _names(self) -> NameIndex:
        return name_index(self._facts.store, self._facts.settings.cache_folder)

    def _finding(self, day: Day, names: Mapping[str, str | None], writings: int) -> "_Finding":
        """Levels are those of today, as matters and lists stand. writings: to the desk."""
        levels = self._desk.levels(date.today(), (day.snapshot.version, writings))
        return _Finding(Cards.of(day, regime(DEFAULT_REGIME)), levels, names)


@dataclass(frozen=True, slots=True)
class _Meant:
    """Whom a line may mean, and by what."""

    by: By
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Finding:
    """From identities to hits. names: of the enterprises that are known at the date, by identity."""

    cards: Cards
    levels: Mapping[str, int]
    names: Mapping[str, str | None]

    def is_person(self, party_id: str) -> bool:
        """Whether that is an identity of a natural person."""
        position = self._positions([party_id])[0]
        return position >= 0 and bool(self.cards.day.facts.is_person[position])

    def hits(self, ids: Sequence[str]) -> list[Hit]:
        """The parties with these identities, each once, in order; who is not in the facts of the day is left out."""
        found: dict[int, str] = {}
        for party_id, position in zip(ids, self._positions(ids), strict=True):
            if position >= 0:
                found.setdefault(position, party_id)
        return [self._hit(position, party_id) for position, party_id in found.items()]

    def line(self, number: int, text: str, meant: _Meant) -> Line:
        """A line and who is meant by it: enterprises known at the date, or a person whose number stands there whole."""
        of_person = meant.by is By.PARTY_ID and self.is_person(text)
        hits = self.hits([one for one in meant.ids if of_person or one in self.names])
        certain = len(hits) == 1 and meant.by is not By.PART
        shown = text if certain else without_identity_numbers(text, cautious=True)
        by, more = (meant.by if hits else None), len(hits) > CANDIDATES
        return Line(number, shown, certain, by, tuple(hits[:CANDIDATES]), more, None)

    def _hit(self, position: int, party_id: str) -> Hit:
        card, name = self.cards.card(position), self.names.get(party_id)
        levels = [self.levels[one] for one in self.cards.identities(position) if one in self.levels]
        return Hit(card, None if name == card.name else name, max(levels, default=None))

    def _positions(self, ids: Sequence[str]) -> list[int]:
        positions: list[int] = self.cards.day.snapshot.find("Party", ids).tolist()
        return positions


def _looked_up(
    reader: Reader, names: NameIndex, texts: Sequence[str], at: AsOf
) -> tuple[list[_Meant], dict[str, str | None]]:
    """Whom each line may mean, and the names of the enterprises among them that are known at the date."""
    meant = [
        _Meant(By.NAME, names.named(text)) if one is None else _Meant(By.PARTY_ID if one == text else By.USCC, (one,))
        for text, one in zip(texts, known(reader, texts), strict=True)
    ]
    there = _known(reader, meant, at)
    unsure = [place for place, one in enumerate(meant) if one.by is By.NAME and not there.keys() & set(one.ids)]
    for rank, place in enumerate(unsure):
        found = names.enterprises(texts[place].removeprefix(USCC), parts=rank < MOST_BY_PART)
        meant[place] = _Meant(By.PART, list(islice(found, CANDIDATES + 1)))
    return meant, there | _known(reader, [meant[place] for place in unsure], at)


def _known(reader: Reader, meant: Iterable[_Meant], at: AsOf) -> dict[str, str | None]:
    ids = list(dict.fromkeys(one for some in meant for one in some.ids))
    return {row["party_id"]: row["name"] for row in known_enterprises(reader, ids, at)}


def _circles(day: Day, text: str) -> list[CircleHit]:
    """The circles whose identity begins so, the largest amount first."""
    if not text.startswith(CIRCLE):
        return []
    structures, naming = day.structures, day.naming
    found = [int(number) for number in structures.by_amount if structures.identity[number].startswith(text)]
    return [
        CircleHit(
            structures.identity[number], len(members := day.network.circles[number].members),
            float(structures.nominal_cny[number]),
            tuple(one.name for one in naming.parties(members[:NAMED_OF_CIRCLE])),
        )
        for number in found
    ]  # fmt: skip


def _clean(text: str) -> str:
    """Half width, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def _coded(text: str) -> str:
    """The party with that text as credit code."""
    return f"{USCC}{text.upper()}"
