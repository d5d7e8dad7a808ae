"""What a report is made of: sections of pairs, tables, sentences and pictures, all of them plain text but pictures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with what they are, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. right: per column whether it is of figures. more: what is left out, said below."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Sentences; quiet ones are remarks."""

    lines: tuple[str, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """SVG that stands alone, with words for who cannot see it. wide: of the page's width so much."""

    svg: str
    alt: str
    wide: float = 1.0


Block = Pairs | Table | Said | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under its heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. lang: zh or en; lead: who, of which day, as known on which."""

    lang: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
