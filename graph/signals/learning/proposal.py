"""Which rules should be stricter, by how much, and why the others are left as they are.

Only stricter values are proposed. Officers judge what rules find; of what a rule does not find nobody knows whether it
would have been confirmed, so nothing that they say can argue for a laxer one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.errors import UsageError
from graph.signals.learning.cuts import Cut, cuts
from graph.signals.learning.sample import Sample
from graph.signals.learning.separation import Best, Share, best_cut
from graph.signals.rule import Rule
from graph.text import Text


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a proposal takes.

    least_judged, least_of_each: with fewer than twenty judgements, or five confirmed or dismissed, not even a perfect
    separation could be told from luck over all rules: there are 15,504 ways to choose five of twenty, 252 to choose
    five of ten. least_kept: the share of the confirmed that has to be found still. chance: of any proposal at all by
    luck, over all rules that are looked at (Holm 1979). draws: judgements dealt out anew.
    """

    least_judged: int = 20
    least_of_each: int = 5
    least_kept: float = 0.95
    chance: float = 0.05
    draws: int = 9_999
    seed: int = 0

    def __post_init__(self) -> None:
        fits = self.least_of_each >= 1 and self.draws >= 1
        if not fits or not 0.0 < self.least_kept <= 1.0 or not 0.0 < self.chance < 1.0:
            raise UsageError(
                "Proposals take at least one judgement of each kind, one draw, and shares between 0 and 1.",
                "提出建议至少需要确认与排除各一项、一次抽样，且比例应在0与1之间。",
            )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A threshold to be moved. kept: of the confirmed those still found; left_out: of the dismissed those no longer
    found. gain: Youden's J; chance: of so good a value by luck, `chance_over_rules` with all rules counted."""

    threshold: str
    unit: str
    from_value: float
    to_value: float
    kept: Share
    left_out: Share
    gain: float
    chance: float
    chance_over_rules: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What the judgements say of one rule. why: of the proposal, or of there being none. outside, unlike: as
    `Sample`."""

    rule: Rule
    confirmed: int
    dismissed: int
    outside: int
    unlike: int
    proposal: Proposal | None
    why: Text

    @property
    def moved(self) -> Rule:
        """The rule as proposed; as it is where nothing is."""
        one = self.proposal
        return self.rule.moved({one.threshold: one.to_value}) if one else self.rule


def propose(samples: Sequence[Sample], criteria: Criteria | None = None) -> list[Learned]:
    """One for each sample, in their order."""
    wanted = criteria or Criteria()
    why_not = [_why_not(one, wanted) for one in samples]
    tried = [[] if why else cuts(one) for one, why in zip(samples, why_not, strict=True)]
    best = [_best(one, moves, wanted) for one, moves in zip(samples, tried, strict=True)]
    of_all = _over_rules([one.chance if one else 1.0 for one, why in zip(best, why_not, strict=True) if not why])
    learned = []
    for sample, why, one in zip(samples, why_not, best, strict=True):
        chance = next(of_all) if why is None else 1.0
        found = _proposal(sample, one, chance) if one and chance <= wanted.chance else None
        learned.append(_learned(sample, found, why or _said(found, one, chance, wanted)))
    return learned


def _best(sample: Sample, moves: Sequence[Cut], wanted: Criteria) -> Best | None:
    return best_cut(moves, sample.confirmed, wanted.least_kept, wanted.draws, wanted.seed)


def _over_rules(chances: Sequence[float]) -> Iterator[float]:
    """Each chance with all of them counted (Holm 1979), in their order."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    of_all, reached = [1.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        reached = max(reached, min((len(chances) - rank) * chances[place], 1.0))
        of_all[place] = reached
    return iter(of_all)


def _proposal(sample: Sample, best: Best, chance: float) -> Proposal:
    one = sample.rule.thresholds[best.cut.threshold]
    return Proposal(
        best.cut.threshold, one.unit, one.value, best.cut.value, best.kept, best.left_out, best.gain, best.chance,
        chance,
    )  # fmt: skip


def _learned(sample: Sample, proposal: Proposal | None, why: Text) -> Learned:
    confirmed = int(sample.confirmed.sum())
    return Learned(
        sample.rule, confirmed, sample.judged - confirmed, sample.outside, sample.unlike, proposal, why
    )  # fmt: skip


def _why_not(sample: Sample, wanted: Criteria) -> Text | None:
    """Why no value is looked for."""
    if not any(one.least < one.most for one in sample.rule.thresholds.values()):
        return Text("没有可调整的阈值", "no threshold may be moved")
    confirmed = int(sample.confirmed.sum())
    if sample.judged < wanted.least_judged:
        return Text(
            f"可用判断{sample.judged}项，至少需要{wanted.least_judged}项",
            f"{sample.judged} judged, {wanted.least_judged} are needed",
        )
    for zh, en, count in (
        ("确认", "confirmed", confirmed), ("排除", "dismissed", sample.judged - confirmed),
    ):  # fmt: skip
        if count < wanted.least_of_each:
            return Text(
                f"其中{zh}{count}项，至少需要{wanted.least_of_each}项",
                f"{count} {en} of {sample.judged}, {wanted.least_of_each} are needed",
            )
    return None


def _said(proposal: Proposal | None, best: Best | None, chance: float, wanted: Criteria) -> Text:
    if proposal is not None:
        kept, out = proposal.kept, proposal.left_out
        return Text(
            f"不再提示已排除的{out.part}/{out.whole}项，保留已确认的{kept.part}/{kept.whole}项",
            f"leaves out {out.part} of {out.whole} dismissed, keeps {kept.part} of {kept.whole} confirmed",
        )
    if best is None:
        return Text(
            f"没有更严的取值能在保留至少{wanted.least_kept:.0%}已确认预警的同时减少误报",
            f"no stricter value leaves out dismissed findings and keeps {wanted.least_kept:.0%} of those confirmed",
        )
    return Text(
        f"最佳取值与偶然无异（计入全部规则，偶然概率{chance:.1%}）",
        f"the best value could be luck: {chance:.1%} over all rules, {wanted.chance:.0%} is allowed",
    )
