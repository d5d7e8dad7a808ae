"""When a rule fires: a small typed expression over measures and thresholds, worked out in columns.

    events.days_past_due >= days and not (loans.outstanding_cny < 0.1 * own.net_assets_cny)

Measures and thresholds have units; what is compared or added must have the same one, and a plain number may only
multiply or divide. What is not known (NaN) makes a comparison neither true nor false (Kleene 1952), and a condition
fires only where it is true, so that no enterprise is warned of for what nobody knows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Column = Callable[[str], Floats]

GRAMMAR: Final = r"""
?either: both ("or" both)*
?both: one ("and" one)*
?one: "not" one -> negated
    | "known" "(" NAME ")" -> known
    | "(" either ")"
    | sum COMPARES sum -> comparison
?sum: product (ADDS product)*
?product: term (MULTIPLIES term)*
?term: NUMBER -> number
    | NAME -> named
    | "-" term -> minus
    | "(" sum ")"
COMPARES: ">=" | "<=" | ">" | "<" | "=="
ADDS: "+" | "-"
MULTIPLIES: "*" | "/"
NAME: /(?!(?:and|or|not|known)\b)[a-z][a-z0-9_]*(\.[a-z0-9_]+)*/
%import common.NUMBER
%import common.WS
%ignore WS
"""
PARSER: Final = Lark(GRAMMAR, start="either", parser="earley", ambiguity="resolve")

COMPARES: Final[Mapping[str, Callable[[Floats, Floats], Flags]]] = MappingProxyType(
    {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal, "==": np.equal}
)
ARITHMETIC: Final[Mapping[str, Callable[[Floats, Floats], Floats]]] = MappingProxyType(
    {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
)
PLAIN: Final = "1"
"""The unit of a number that stands in the expression."""
RATIO: Final = "ratio"


class ConditionError(ValueError):
    """What is wrong with an expression, in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


@dataclass(frozen=True, slots=True)
class Truth:
    """Per row: whether it is so, and whether it is not; neither where that is not known."""

    yes: Flags
    no: Flags


@dataclass(frozen=True, slots=True)
class Term:
    """A number per row. measures: those it reads."""

    unit: str
    values: Callable[[Column], Floats]
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """Something that is so, or not, per row."""

    of: Callable[[Column], Truth]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression that was read and found sound. text: as written; measures: those it reads, in order."""

    text: str
    measures: tuple[str, ...]
    test: Test

    def holds(self, column: Column) -> Flags:
        """Per row, whether the condition is true. column: the values of a measure or threshold by its name."""
        return self.test.of(column).yes


def parse_condition(text: str, units: Mapping[str, str]) -> Condition:
    """units: of every measure and threshold by name. ConditionError for anything else than a sound expression."""
    try:
        test = _Read(units).transform(PARSER.parse(text))
    except UnexpectedInput as error:
        place = max(getattr(error, "column", 0) or len(text), 1)
        raise ConditionError(
            f"the expression cannot be read at character {place}", f"表达式在第{place}个字符处无法识别"
        ) from error
    except VisitError as error:
        if isinstance(error.orig_exc, ConditionError):
            raise error.orig_exc from error
        raise
    if not isinstance(test, Test):
        raise ConditionError("the expression compares nothing", "表达式中没有比较")
    return Condition(text, tuple(dict.fromkeys(test.measures)), test)


@v_args(inline=True)
class _Read(Transformer[Token, Any]):
    """From the tree of the text to what can be worked out, with units checked."""

    def __init__(self, units: Mapping[str, str]) -> None:
        super().__init__()
        self.units = units

    def number(self, token: Token) -> Term:
        value = np.float64(token)
        return Term(PLAIN, lambda _: np.asarray(value))

    def named(self, token: Token) -> Term:
        name = str(token)
        if name not in self.units:
            raise ConditionError(f"there is no measure or threshold {name}", f"没有名为{name}的指标或阈值")
        return Term(self.units[name], lambda column: column(name), (name,))

    def minus(self, term: Term) -> Term:
        return Term(term.unit, lambda column: -term.values(column), term.measures)

    def sum(self, first: Term, *more: Any) -> Term:
        return _folded(first, more, _unit_of_sum)

    def product(self, first: Term, *more: Any) -> Term:
        return _folded(first, more, _unit_of_product)

    def comparison(self, left: Term, sign: Token, right: Term) -> Test:
        left, right = _term(left), _term(right)
        if left.unit != right.unit and PLAIN not in (left.unit, right.unit):
            raise ConditionError(
                f"{left.unit} is compared with {right.unit}", f"比较的单位不一致：{left.unit}与{right.unit}"
            )
        if PLAIN in (left.unit, right.unit) and left.unit != right.unit:
            unit = right.unit if left.unit == PLAIN else left.unit
            raise ConditionError(
                f"a number without a unit is compared with {unit}; name a threshold of that unit",
                f"无单位的数值与{unit}比较；请定义该单位的阈值",
            )
        compares = COMPARES[str(sign)]

        def of(column: Column) -> Truth:
            a, b = left.values(column), right.values(column)
            known = ~(np.isnan(a) | np.isnan(b))
            holds = compares(a, b)
            return Truth(known & holds, known & ~holds)

        return Test(of, left.measures + right.measures)

    def known(self, token: Token) -> Test:
        term = self.named(token)

        def of(column: Column) -> Truth:
            missing = np.isnan(term.values(column))
            return Truth(~missing, missing)

        return Test(of, term.measures)

    def negated(self, test: Test) -> Test:
        test = _test(test)

        def of(column: Column) -> Truth:
            truth = test.of(column)
            return Truth(truth.no, truth.yes)

        return Test(of, test.measures)

    def either(self, *tests: Test) -> Test:
        return _joined(tests, np.logical_or, np.logical_and)

    def both(self, *tests: Test) -> Test:
        return _joined(tests, np.logical_and, np.logical_or)


def _joined(tests: tuple[Test, ...], yes: Any, no: Any) -> Test:
    sound = [_test(test) for test in tests]

    def of(column: Column) -> Truth:
        truths = [test.of(column) for test in sound]
        found = truths[0]
        for truth in truths[1:]:
            found = Truth(yes(found.yes, truth.yes), no(found.no, truth.no))
        return found

    return Test(of, tuple(name for test in sound for name in test.measures))


def _folded(first: Term, more: tuple[Any, ...], unit_of: Callable[[str, str, str], str]) -> Term:
    found = _term(first)
    for sign, term in _pairs(more):
        found = _combined(found, sign, _term(term), unit_of(found.unit, sign, term.unit))
    return found


def _combined(left: Term, sign: str, right: Term, unit: str) -> Term:
    def values(column: Column) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = ARITHMETIC[sign](left.values(column), right.values(column))
        return np.where(np.isinf(found), np.nan, found)

    return Term(unit, values, left.measures + right.measures)


def _pairs(more: tuple[Any, ...]) -> Iterator[tuple[str, Term]]:
    return ((str(sign), term) for sign, term in zip(more[::2], more[1::2], strict=True))


def _unit_of_sum(left: str, _sign: str, right: str) -> str:
    if left != right:
        raise ConditionError(f"{left} and {right} are added", f"相加减的单位不一致：{left}与{right}")
    return left


def _unit_of_product(left: str, sign: str, right: str) -> str:
    """A unit times a number or a ratio stays that unit; one unit by the same is a ratio."""
    if sign == "/" and left == right:
        return RATIO
    pure = (PLAIN, RATIO)
    if right in pure:
        return right if left == PLAIN and sign == "*" else left
    if sign == "*" and left in pure:
        return right
    raise ConditionError(f"{left} {sign} {right} has no unit", f"{left} {sign} {right} 没有可用的单位")


def _term(found: Any) -> Term:
    if isinstance(found, Term):
        return found
    raise ConditionError("a number is expected where something is compared", "应为数值，而非比较结果")


def _test(found: Any) -> Test:
    if isinstance(found, Test):
        return found
    raise ConditionError("a comparison is expected where a number stands", "应为比较，而非数值")
