"""`ringfence warn`: evaluate the rules and write what is new."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from api.commands.opening import opened, settings_of
from api.commands.options import AsOfDay, Database, Json, KnownAtDay, question_dates
from api.commands.output import document, progress, say, table
from api.commands.words import looked_at
from api.warning import Outcome, evaluate

GRAVEST: Final = 20
"""So many parties are shown by all their warnings together."""


def warn(
    database: Database = None,
    as_of: AsOfDay = None,
    known_at: KnownAtDay = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="the rules of this folder alone · 仅用此目录的规则")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="work out everything, also what has not changed · 全量评估")
    ] = False,
    in_json: Json = False,
) -> None:
    """Evaluate the warning rules, write what is new · 运行预警规则."""
    settings = settings_of(database=database)
    at = question_dates(settings.as_of, as_of, known_at)
    with opened(settings) as store, progress("warn · 预警", quiet=in_json) as moved:
        outcome = evaluate(settings, store, at, rules, moved, full=full)
    show(outcome, in_json=in_json)


def show(outcome: Outcome, *, in_json: bool) -> None:
    """Print how many signals each rule found at which level, who stands worst by all of them, and how many are new."""
    from graph.signals.standing import standings

    found = Counter((signal.level.level, signal.rule) for signal in outcome.signals)
    by_rule = {rule.id: sum(n for (_, one), n in found.items() if one == rule.id) for rule in outcome.rules}
    gravest = standings(outcome.signals, outcome.rules)[:GRAVEST]
    if in_json:
        by_level = {str(level): sum(n for (one, _), n in found.items() if one == level) for level in range(8, 0, -1)}
        document(
            {
                **outcome.at.parameters(), "version": outcome.version, "found": len(outcome.signals),
                "new": outcome.count.new, "unchanged": outcome.count.unchanged, "looked_at": outcome.scope.parties,
                "full_because": outcome.scope.full, "levels": by_level, "rules": by_rule,
                "gravest": [
                    {
                        "party_id": one.party_id, "level": one.level, "signals": len(one.warnings),
                        "reason": {"zh": one.reason.zh, "en": one.reason.en},
                    }
                    for one in gravest
                ],
            }
        )  # fmt: skip
        return
    titles = {rule.id: f"{rule.title.zh} · {rule.title.en}" for rule in outcome.rules}
    rows = [
        (level, titles[rule], n) for (level, rule), n in sorted(found.items(), key=lambda one: (-one[0][0], one[0][1]))
    ]
    table("", ("level · 等级", "warning · 预警", "parties · 主体"), rows)
    table(
        "by all their warnings together · 按主体汇总",
        ("level · 等级", "party · 主体", "warnings · 预警数", "why this level · 定级理由"),
        [(one.level, one.party_id, len(one.warnings), f"{one.reason.zh} · {one.reason.en}") for one in gravest],
    )
    say(
        f"{len(outcome.signals)} found · 发现, {outcome.count.new} new · 新增, {outcome.count.unchanged} known · 已有 "
        f"(as of · 截至 {outcome.at.as_of}; {looked_at(outcome.scope.parties, outcome.scope.full)})"
    )
