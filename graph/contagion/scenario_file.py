"""Reads a scenario from TOML, or from a document as JSON has it; what is wrong is said with file, line and field.

id = "largest_borrower"               # the file's name without .toml: A-Z, a-z, 0-9, _ and -, at most 100 of them
model = "multilayer"                  # guarantee_calls | law_aware | multilayer | furfine | debtrank | clearing
lgd = 0.45                            # share lost when a debtor fails; must be there where the model reads it
allocation = "equal_split"            # | equal_split_survivors | full_to_each
default_rule = "above"                # | at_or_above
missing_policy = "registered_capital" # | zero | infinite | peer_median
bankrupt = true                       # law_aware: defaulted debtors are bankrupt, not only overdue
alpha = 1, beta = 1, external_rank    # clearing: what a failed party can pay from; pari_passu | senior
variant = "bardoscia2015"             # debtrank: | battiston2012
buffer_of = "net_assets"              # what calls are paid with: | liquid_assets
[title]      zh, en                   [meaning]  zh, en
[[defaults]] parties, circle, kinds, industries, regions, order, end, most, share    (graph.contagion.selection)
[[shocks]]   the same, and lost_ratio
[chance]     probabilities = "scores" | "constant", probability, horizon_months, correlation, trials, precision, seed
             only with the models guarantee_calls and law_aware
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from graph.contagion.scenario import OF_MODELS, READS, Chance, Model, Scenario, Shock
from graph.contagion.selection import End, Measure, Selection
from graph.errors import RingfenceError, UsageError
from graph.schema.party import KIND
from graph.text import Text
from graph.toml_file import Entry, RuleFile

KINDS: Final = (*(choice.value for choice in KIND.choices), "person")
SOURCES: Final = ("scores", "constant")
RESERVED: Final = frozenset({"compare", "top"})
"""What addresses of stress tests say in place of a scenario's id."""
T = TypeVar("T")


def parse_scenario(text: str, file: str) -> Scenario:
    """The scenario that a file's text states; RuleError with file, line and field where it states none."""
    source = RuleFile(text, file)
    scenario = _scenario(source.top())
    if scenario.id != Path(file).stem:
        raise source.top().wrong("id", f"the file is named {Path(file).name}", f"文件名为 {Path(file).name}")
    return scenario


def scenario_of(document: Mapping[str, Any], name: str = "scenario") -> Scenario:
    """The scenario that a document states, as `Scenario.document` writes it and a request brings it.

    UsageError names the field where it states none; `name` is what the document is called there.
    """
    return _scenario(_Document(document, name).top())


class _Document(RuleFile):
    """Values that stand in no file."""

    def __init__(self, values: Mapping[str, Any], name: str) -> None:
        self.file = name
        self.lines = []
        self.read = set()
        self.values = dict(values)

    def wrong(self, line: int, en: str, zh: str) -> RingfenceError:  # noqa: ARG002 - there are no lines
        return UsageError(f"{self.file}: {en}. Mend it.", f"{self.file}：{zh}。请更正。", document=self.file)


def _scenario(top: Entry) -> Scenario:
    model = Model(top.choice("model", tuple(Model)))
    for name in sorted(OF_MODELS.difference(READS[model])):
        if top.has(name):
            raise top.wrong(name, f"the model {model} does not read it", f"模型 {model} 不使用此项")
    given: dict[str, Any] = {name: read(top, name) for name, read in READERS.items() if top.has(name)}
    if "lgd" in READS[model]:
        given["lgd"] = top.number("lgd")
    if top.has("chance"):
        given["chance"] = _chance(top.table("chance"))
    if top.text("id") in RESERVED:
        raise top.wrong("id", "is a word of the product", "为产品保留字")
    scenario = _made(
        top, Scenario, id=top.text("id"), title=_text(top.table("title")), meaning=_text(top.table("meaning")),
        model=model, defaults=tuple(_default(entry) for entry in top.tables("defaults")),
        shocks=tuple(_shock(entry) for entry in top.tables("shocks")), **given,
    )  # fmt: skip
    top.file.refuse_unread()
    return scenario


def _made(entry: Entry, kind: Callable[..., T], **values: Any) -> T:
    """The part with those values; where they do not fit, the error says where in the file they stand."""
    try:
        return kind(**values)
    except UsageError as error:
        said = error.details
        raise entry.wrong(str(said["field"]), str(said["said_en"]), str(said["said_zh"])) from None


def _text(entry: Entry) -> Text:
    return Text(entry.text("zh"), entry.text("en"))


def _default(entry: Entry) -> Selection:
    """Everybody at once is no scenario but a slip: all of something has to be named."""
    selection = _selection(entry)
    if selection == Selection():
        raise entry.wrong("parties", "nothing is said of who is meant", "没有说明所指的主体")
    return selection


def _selection(entry: Entry) -> Selection:
    given: dict[str, Any] = {name: _texts(entry, name) for name in ("parties", "industries", "regions")}
    given["kinds"] = tuple(entry.choices("kinds", KINDS)) if _texts(entry, "kinds") else ()
    if entry.has("circle"):
        given["circle"] = entry.text("circle")
    if entry.has("order"):
        given["order"] = Measure(entry.choice("order", tuple(Measure)))
    if entry.has("end"):
        given["end"] = End(entry.choice("end", tuple(End)))
        if not entry.has("order"):
            raise entry.wrong("end", "needs an order beside it", "须与 order 同时给出")
    if entry.has("most"):
        given["most"] = _integer(entry, "most")
    if entry.has("share"):
        given["share"] = entry.number("share")
    return _made(entry, Selection, **given)


def _shock(entry: Entry) -> Shock:
    return _made(entry, Shock, of=_selection(entry), lost_ratio=entry.number("lost_ratio"))


def _chance(entry: Entry) -> Chance:
    source = entry.choice("probabilities", SOURCES)
    given: dict[str, Any] = {}
    if source == "constant":
        given["probability"] = entry.number("probability")
    elif entry.has("probability"):
        raise entry.wrong("probability", "scores are asked for, so none may be given", "已指定取自评分，不得另行给出")
    for name in ("horizon_months", "trials", "seed"):
        if entry.has(name):
            given[name] = _integer(entry, name)
    for name in ("correlation", "precision"):
        if entry.has(name):
            given[name] = entry.number(name)
    return _made(entry, Chance, **given)


def _texts(entry: Entry, name: str) -> tuple[str, ...]:
    """A list of texts; none where the value is absent. An empty list would mean everybody, which nobody intends."""
    if not entry.has(name):
        return ()
    values = entry.value(name)
    if not isinstance(values, list) or not values or not all(isinstance(one, str) and one.strip() for one in values):
        raise entry.wrong(name, "must be a list of texts, not empty", "应为非空的文字列表")
    return tuple(one.strip() for one in values)


def _integer(entry: Entry, name: str) -> int:
    value = entry.value(name)
    if type(value) is not int:
        raise entry.wrong(name, "must be a whole number", "应为整数")
    return value


def _boolean(entry: Entry, name: str) -> bool:
    value = entry.value(name)
    if not isinstance(value, bool):
        raise entry.wrong(name, "must be true or false", "应为 true 或 false")
    return value


READERS: Final[Mapping[str, Callable[[Entry, str], Any]]] = {
    "allocation": Entry.text,
    "default_rule": Entry.text,
    "missing_policy": Entry.text,
    "external_rank": Entry.text,
    "variant": Entry.text,
    "buffer_of": Entry.text,
    "alpha": Entry.number,
    "beta": Entry.number,
    "bankrupt": _boolean,
}
"""How each setting of a model is read; whether the value is allowed, the scenario itself says."""
