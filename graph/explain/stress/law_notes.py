"""What a scenario by law supposes, in words."""

from collections.abc import Iterator

from graph.contagion.law_aware import LawfulOutcome
from graph.contagion.scenario import Scenario
from graph.explain.answer import percent
from graph.explain.liability.step import said
from graph.regimes.provision import Wording


def law_notes(scenario: Scenario, found: LawfulOutcome) -> Iterator[Wording]:
    """How debtors failed, how a claim is divided, what assets and things bring, and what is left out."""
    if scenario.bankrupt:
        yield Wording(
            zh="违约者视为破产已受理：一般保证人不再享有先诉抗辩权。",
            en="Whoever fails counts as bankrupt: no general guarantor keeps its defence.",
        )
    else:
        yield Wording(
            zh="违约者仅为逾期：一般保证人保有先诉抗辩权，公开记录证明其已消灭的除外。",
            en="Whoever fails is only overdue: a general guarantor keeps its defence unless records prove that it has "
            "fallen.",
        )
    yield Wording(
        zh=f"债权人可任选担保人请求（民法典第六百九十九条），法律不定分摊；此处按情景的 {scenario.allocation} 分配。",
        en="A lender may turn to any of those liable (Civil Code art. 699) and no law divides its claim: divided as "
        f"the scenario says, {scenario.allocation}.",
    )
    if scenario.lgd < 1:
        yield Wording(
            zh=f"债务人自己的物清偿后，余额的 {percent(scenario.lgd)} 假定不能由其其他财产清偿。",
            en=f"Of what the debtor's own things leave, {percent(scenario.lgd)} is taken not to be covered by its "
            "other assets.",
        )
    if any(found.law.thing[one.row] for one in found.called):
        yield Wording(
            zh="担保物假定按评估价值变现，先清偿顺位在先者；变现所得不计为任何一方的损失。",
            en="Things are taken to bring what they were appraised at, first to whoever ranks first; what they bring "
            "counts as nobody's loss.",
        )
    yield Wording(
        zh="担保人之间的分担在债权人请求之后，不引发违约。",
        en="Contribution comes after the creditors' calls and brings nobody down here.",
    )
    yield said("note.scope")
    yield said("note.not_advice")
