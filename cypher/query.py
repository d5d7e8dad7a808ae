"""What a named query is: its text, and what its header declares of it."""

from dataclasses import dataclass, field
from typing import Any, Literal

from cypher.types import Type

REQUIRED = object()
"""The default of a parameter that has none."""

AMBIENT = frozenset({"as_of", "known_at", "limit"})
"""Parameters that every question carries; a caller never names them among a query's own."""


class QueryFileError(ValueError):
    """A query file's header or text is wrong; the message names the file and what to mend."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter; without a default it must be given. A number below `minimum` is refused."""

    name: str
    type: Type
    default: Any = REQUIRED
    note: str = ""
    minimum: int | None = None

    @property
    def allowed(self) -> str:
        """Its type as a caller is told it, with the bound."""
        return str(self.type) if self.minimum is None else f"{self.type} >= {self.minimum}"

    @property
    def required(self) -> bool:
        """Whether the caller must give it."""
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A declared column of the rows."""

    name: str
    type: Type
    note: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A named query of the product.

    `parameters` come from the caller, `given` from the method that runs the text. Where `by` is empty the rows of the
    text are the answer; else the method of that name (in `graph.ask`) makes the answer out of this text and of the
    queries it `uses`, and `answer` declares the rows that the caller sees, which else are those of the text.
    """

    name: str
    title_zh: str
    title_en: str
    mode: Literal["read", "write"]
    text: str
    written: str = field(repr=False)  # as the file has it, fragments expanded but for those that date
    own: str = field(repr=False)  # as the file has it
    parameters: tuple[Parameter, ...] = ()
    given: tuple[Parameter, ...] = ()
    columns: tuple[ResultColumn, ...] = ()
    answer: tuple[ResultColumn, ...] = ()
    by: str = ""
    uses: tuple[str, ...] = ()
    notes: str = ""

    @property
    def askable(self) -> bool:
        """Whether a caller can ask it; else it is a part that a method runs."""
        return self.mode == "read" and (bool(self.by) or not self.given)

    @property
    def own_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that a caller may name."""
        return tuple(p for p in self.parameters if p.name not in AMBIENT)

    def declared(self) -> frozenset[str]:
        """Names of everything the text may use."""
        return frozenset(p.name for p in (*self.parameters, *self.given))
