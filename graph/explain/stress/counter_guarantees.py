"""Counter-guarantees, which no model calls: what stood behind the payments of guarantors and was left out.

Once a guarantor has paid, it can turn to whoever promised to indemnify it, for at most what it paid (Civil Code art.
387(2), 689, 700). The cascades end with the calls of creditors, so guarantors look worse than they would, and those who
gave the counter-guarantees better.
"""

from collections.abc import Iterator

import numpy as np

from graph.explain.stress.answer import CounterNotCalled
from graph.explain.stress.played import Floats, Played
from graph.explain.stress.setting import Setting
from graph.guarantees.book import FEN, Ints
from graph.guarantees.cover import contingent, cover
from graph.guarantees.portfolio import Portfolio, fen
from graph.regimes.provision import Wording


def counter_not_called(setting: Setting, played: Played) -> CounterNotCalled:
    """What counter-guarantees stood behind what guarantors paid. overstrained: those who gave some and stand, but could
    not bear all that they answer for beside what they lost."""
    portfolio = setting.day.portfolio
    book = portfolio.counter_behind(_paid(setting, played))
    givers = np.unique(book.pair_guarantor)
    asked = contingent(book, len(setting.limit))[givers] / FEN
    left = np.maximum(setting.limit - played.counted(setting.counted), 0.0)[givers]
    falls = asked > left if setting.scenario.strict else asked >= left
    return CounterNotCalled(
        len(np.unique(book.contract)), len(givers), int(cover(book).sum()) / FEN,
        int((falls & (played.default_round[givers] < 0)).sum()),
    )  # fmt: skip


def not_called_note(found: CounterNotCalled) -> Iterator[Wording]:
    """What that means for an outcome; nothing where there are none."""
    if found.contracts:
        yield Wording(
            zh=f"各担保人代偿之后可依 {found.contracts} 份反担保向 {found.givers} 个反担保人追偿，至多 "
            f"{found.amount_cny:,.2f} 元；本推演未要求其履行。担保人的损失因此偏高，反担保人的偏低："
            f"其中 {found.overstrained} 个未违约者可能无力承担。",
            en=f"After paying, guarantors could turn to the givers of counter-guarantees ({found.contracts} of "
            f"{found.givers} parties) for at most {found.amount_cny:,.2f} 元; these are not called here. Losses are "
            "overstated for the guarantors and understated for those who gave them: of the latter that stand so many "
            f"might not bear it: {found.overstrained}.",
        )


def of_the_day_note(portfolio: Portfolio, giver: int | None = None) -> Iterator[Wording]:
    """That none of the day's counter-guarantees is called in any cascade, of one giver or of all; nothing where there
    are none."""
    book = portfolio.counter
    if giver is not None:
        book = book.of_pairs(book.pair_guarantor == giver)
    if len(book.contract):
        count, most = len(np.unique(book.contract)), int(cover(book).sum()) / FEN
        yield Wording(
            zh=f"{'该主体提供的' if giver is not None else '当日有效的'} {count} 份反担保（至多 {most:,.2f} 元）"
            "不计入推演：担保人的损失因此偏高，反担保人的偏低。",
            en=f"Counter-guarantees {'that it gave' if giver is not None else 'of the day'} are not called in any "
            f"cascade ({count}, for at most {most:,.2f} 元): losses are overstated for guarantors and understated for "
            "those who gave them.",
        )


def _paid(setting: Setting, played: Played) -> Ints:
    """Per contract of the day what its guarantor paid (fen)."""
    pairs = np.flatnonzero(played.paid > 0)
    contract = (setting.layers if played.law is None else played.law.law).ends(pairs)[0]
    paid: Floats = np.bincount(contract, played.paid[pairs], len(setting.day.portfolio.cap)).astype(np.float64)
    return fen(paid)
