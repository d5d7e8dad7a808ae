"""What the commands of analyses share: who is asked about, and the four levels of an answer for people."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import question_dates
from api.commands.output import document, note, say, table
from api.commands.words import word

if TYPE_CHECKING:
    from api.analysing import Analysing
    from graph.as_of import AsOf

Found = dict[str, Any]
"""An answer as the API gives it."""

Party = Annotated[str, typer.Argument(metavar="PARTY", help="party_id, code or exact name · 主体编号、代码或全称")]
RegimeName = Annotated[
    str, typer.Option("--regime", metavar="NAME", help="whose law: china, eu, us, basel · 监管口径")
]  # fmt: skip
RegimeOrAll = Annotated[
    str,
    typer.Option("--regime", metavar="NAME", help="whose law: china, eu, us, basel, or all side by side · 监管口径"),
]
Most = Annotated[int, typer.Option("--limit", min=1, max=1000, help="parties and facts of a kind · 每类最多")]
CHINA: Final = "china"

MORE: Final = "more exist; raise --limit · 还有更多，请加大 --limit"
LEVELS: Final = ("1 answer · 结论", "2 facts · 依据", "3 how sure · 可靠程度", "4 what would change it · 变化条件")


@contextmanager
def analysed(
    database: str | None, as_of: date | None, known_at: date | None
) -> "Iterator[tuple[Analysing, AsOf]]":  # fmt: skip
    """The facts of the store, and the days asked for: who is meant can be settled before they are read."""
    from api.analysing import Analysing

    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, known_at)
    with opened(settings) as store:
        yield Analysing(store, settings), at


def answered(
    found: Found, levels: Sequence[Callable[[Found], None]], *, in_json: bool, more: str = MORE
) -> None:  # fmt: skip
    """Print an answer: as the document that the API gives, or its four levels under headings."""
    if in_json:
        document(found)
        return
    say(_asked(found))
    for heading, level in zip(LEVELS, (*levels, changes), strict=True):
        say(f"\n── {heading} ──")
        level(found)
    if found["truncated"]:
        note(more)


def _asked(found: Found) -> str:
    party = f"{who(found['party'])} ({found['party']['party_id']}) · " if found.get("party") else ""
    regime = f" · regime · 监管口径 {found['regime']}" if found.get("regime") else ""
    return f"{party}as of · 截至 {found['as_of']} · known at · 知悉截至 {found['known_at']}{regime}"


def changes(found: Found) -> None:
    """The sentences of what would change the answer."""
    for one in found["changes"]:
        words(one["said"])
    if not found["changes"]:
        say("nothing computed · 无")
    cut("told · 所列", len(found["changes"]), found.get("change_count", 0))


def cut(what: str, shown: int, count: int) -> None:
    """How many there are in all, where not all are shown."""
    if count > shown:
        say(f"{what}: {shown} of {count} · 共 {count} 项，列示 {shown} 项")


def words(said: Found) -> None:
    """A sentence in both languages."""
    say(f"{said['en']} · {said['zh']}")


def who(party: Found | None) -> str:
    """A party, or who acts as one, by name."""
    if party is None:
        return "–"
    if "parties" in party:
        return " + ".join(who(one) for one in party["parties"]) or "nobody · 无"
    return str(party["name"] or party["party_id"])


def percent(ratio: float | None) -> str:
    """A share for people; nothing where it is not known."""
    return "" if ratio is None else f"{ratio * 100:.4f}".rstrip("0").rstrip(".") + " %"


def cny(amount: float | None) -> str:
    """An amount in 元."""
    return "" if amount is None else f"{amount:,.2f} 元"


def endless(amount: float | None) -> str:
    """An amount of 元 that may be without end."""
    return "∞" if amount is None else cny(amount)


def stakes(rows: list[Found]) -> None:
    """Registered stakes, as a table."""
    if rows:
        table(
            "stakes · 持股",
            ("stake · 编号", "owner · 股东", "owned · 被投资企业", "share · 持股", "votes · 表决权", "since · 起",
             "until · 止", "source · 来源"),
            [
                (number(one), who(one["owner"]), who(one["owned"]), percent(one["share_ratio"]),
                 percent(one["vote_ratio"]), one["valid_from"], one["valid_to"], one["source"])
                for one in rows
            ],
        )  # fmt: skip


def number(stake: Found) -> str:
    """A stake's own number, where it has one beside owner and owned."""
    return str(stake["stake_id"] or "").partition("#")[2]


def ties(title: str, rows: list[Found]) -> None:
    """Posts, concert and the like, as a table."""
    if rows:
        table(
            title,
            ("from · 从", "relation · 关系", "as · 身份", "to · 到", "since · 起", "until · 止", "source · 来源"),
            [
                (who(one["from_party"]), word(one["relation"]), word(one["word"]) or one["contract"],
                 who(one["to_party"]), one["valid_from"], one["valid_to"], one["source"])
                for one in rows
            ],
        )  # fmt: skip


def articles(rows: list[Found]) -> None:
    """The law, article by article, and whether somebody read it again."""
    table(
        "law · 依据条款",
        ("regime · 口径", "law · 法规", "article · 条", "rule · 规则", "checked · 核对"),
        [
            (one["regime"], f"{one['law']['zh']} · {one['law']['en']}", one["article"],
             f"{one['title']['zh']} · {one['title']['en']}", "yes · 是" if one["verified"] else "from memory · 凭记忆")
            for one in rows
        ],
    )  # fmt: skip


def facts_line(pairs: Sequence[tuple[str, object]]) -> None:
    """Figures of how sure an answer is, one a line; those with nothing to say are left out."""
    for name, value in pairs:
        if value not in (None, "", [], 0, False):
            say(f"{name}: {'yes · 是' if value is True else value}")


def doubts(found: Found) -> None:
    """Same-name doubts, and the figures that hang on them."""
    for one in found["matches"]:
        stated = "?" if one["probability"] is None else percent(one["probability"])
        ids = f"{one['first']['party_id']}, {one['second']['party_id']}"
        say(f"{who(one['first'])} = {who(one['second'])} ? ({ids}): {stated}")
    if found["ranges"]:
        how = "all counted · 穷举" if found["exact"] else "sampled · 抽样"
        table(
            f"same name · 同名 ({found['ways']} ways · 种, {how})",
            ("party · 主体", "low · 低", "mean · 均值", "high · 高", "holds · 成立概率"),
            [
                (who(one["about"]), percent(one["low"]), percent(one["mean"]), percent(one["high"]),
                 percent(one["probability"]))
                for one in found["ranges"]
            ],
        )  # fmt: skip


def listed(parties: list[Found]) -> str:
    """Some parties in a line."""
    return "; ".join(who(one) for one in parties)
