"""What would change a party's groups: what limits still allow, and what would break the tie that makes it a member."""

from collections.abc import Iterator, Sequence

from graph.explain.answer import Change, Holder, percent, stake_said
from graph.explain.groups.lending import Lending, LimitFound, headroom, pair_of
from graph.explain.ownership.control_changes import told
from graph.groups.dependency import GUARANTEE
from graph.groups.membership import Link, Member, Step
from graph.regimes.provision import Wording


def group_changes(
    lending: Lending, own: Member | None, limits: Sequence[tuple[LimitFound, Holder]]
) -> tuple[Change, ...]:  # fmt: skip
    """The headroom under each limit (with whose group it is), and the last step by which the party is a member."""
    told_limits = (headroom(limit, head) for limit, head in limits)
    last = own.path[-1] if own and own.path else None
    return (*told_limits, *(_step_changes(lending, last) if last else ()))


def _step_changes(lending: Lending, link: Link) -> Iterator[Change]:
    if link.step is not Step.PROVIDES:
        yield from _control_change(lending, *pair_of(link))
    elif link.share is not None and link.kind != GUARANTEE:
        yield _dependence_change(lending, link, link.share)


def _dependence_change(lending: Lending, link: Link, share: float) -> Change:
    naming, line = lending.day.naming, lending.found.provision.dependent_share
    first, second = told(naming.holder(link.first)), told(naming.holder(link.second))
    return Change(
        "dependence_ends",
        Wording(
            zh=f"{second} 对 {first} 的依存为 {percent(share)}，低于 {percent(line)} 即不再计入。",
            en=f"{second} depends on {first} for {percent(share)}; below {percent(line)} it no longer counts.",
        ),
        naming.holder(link.second), None, share, None, line,
    )  # fmt: skip


def _control_change(lending: Lending, controller: int, controlled: int) -> Iterator[Change]:
    found, naming = lending.control, lending.day.naming
    sold = found.what_would_change(controller, controlled)
    if sold is None:
        return
    fact, above = naming.stakes([sold.place])[0], told(naming.holder(controller))
    stake = stake_said(fact)
    below, line = told(naming.holder(controlled)), found.rule.threshold
    yield Change(
        "control_ends",
        Wording(
            zh=f"入组所依据的控制（{above} 对 {below}）在出售 {stake.zh} 后终止："
            f"余 {percent(sold.votes_left)}，界线 {percent(line)}。",
            en=f"The control of {above} over {below}, which makes the party a member, ends if "
            f"{stake.en} is sold: {percent(sold.votes_left)} left, the line is {percent(line)}.",
        ),
        naming.holder(controller), fact, found.why(controller, controlled).votes, sold.votes_left, line,
        over=naming.party(controlled),
    )  # fmt: skip
