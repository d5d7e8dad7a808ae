"""When holders are presumed to act in concert: Measures for the Takeover of Listed Companies (上市公司收购管理办法)
art. 83 para. 2, items 1 to 12. Each presumption is evidence that the holders can rebut; none merges them by itself.

The article is about shares of one listed company; of other companies it is evidence by analogy.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.ownership.control import Control
from graph.ownership.kinship import Kin
from graph.ownership.positions import ROLES, Positions
from graph.ownership.threshold import at_least

OFFICERS: Final = tuple(ROLES.index(role) for role in ROLES if role != "actual_controller")
"""Directors, supervisors and senior managers; the legal representative is one of them (Company Law art. 10)."""

LARGE_HOLDER: Final = 0.30
"""The share in an investor from which items 7 and 9 count a natural person."""

SIGNIFICANT: Final = 0.20
"""The share taken for a significant influence on major decisions, as accounting standards do (items 4 and 6)."""

MOST_INVESTORS: Final = 200
"""So many holders of a company, the largest, are compared with one another."""


@dataclass(frozen=True, slots=True)
class Clause:
    """An item of the article. computed: whether the data support it."""

    number: int
    zh: str
    en: str
    computed: bool = True


CLAUSES: Final = {
    clause.number: clause
    for clause in (
        Clause(1, "投资者之间有股权控制关系", "one controls the other by shares"),
        Clause(2, "投资者受同一主体控制", "one and the same party controls both"),
        Clause(3, "董事、监事或高级管理人员交叉任职", "a director, supervisor or senior manager serves both"),
        Clause(4, "参股另一投资者并可施加重大影响", "one has a significant stake in the other"),
        Clause(5, "为取得股份提供融资安排", "one financed the other's purchase of the shares", computed=False),
        Clause(6, "存在合伙、合作、联营等经济利益关系", "partners: both have a significant stake in a third company"),
        Clause(7, "持有投资者30%以上股份的自然人同时持股", "a natural person with 30 % or more of the other"),
        Clause(8, "在投资者任职的董监高同时持股", "a director, supervisor or senior manager of the other"),
        Clause(9, "前述自然人或董监高的亲属同时持股", "a relative of such a large holder or manager of the other"),
        Clause(10, "公司董监高与其亲属、所控制企业同时持股", "a manager of the company, relatives and their companies"),
        Clause(11, "公司董监高与其控制的法人同时持股", "a manager of the company and a company he controls"),
        Clause(12, "其他关联关系：近亲属同时持股", "other relations: close relatives"),
    )
}


@dataclass(frozen=True, order=True, slots=True)
class Presumption:
    """Two holders presumed to act in concert, `party` before `other`, by the numbered item.

    through: the parties that it rests on besides the two, as the shared director or the relative.
    """

    clause: int
    party: int
    other: int
    through: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Investors:
    """The holders of one company and what ties them. is_person: bool per party."""

    control: Control
    positions: Positions
    kin: Kin
    is_person: NDArray[np.bool_]
    target: int

    def presumptions(self) -> tuple[Presumption, ...]:
        """Every presumption among the holders, by item and then holders."""
        pairs = (
            self._by_control(),
            self._by_shared_officers(),
            self._by_stakes(),
            self._by_persons(),
            self._by_office(),
        )
        merged: dict[tuple[int, int, int], set[int]] = defaultdict(set)
        for clause, one, other, through in (found for kind in pairs for found in kind):
            merged[clause, min(one, other), max(one, other)].update(through)
        return tuple(sorted(Presumption(*key, tuple(sorted(through))) for key, through in merged.items()))

    @cached_property
    def investors(self) -> list[int]:
        """The largest holders of the company, itself left out."""
        holdings = self.control.holdings
        rows = holdings.by_owned.edges_of(self.target)
        rows = rows[(holdings.owner[rows] != self.target) & (holdings.share[rows] > 0)]
        largest = rows[np.argsort(-holdings.share[rows], kind="stable")][:MOST_INVESTORS]
        return sorted(holdings.owner[largest].tolist())

    @cached_property
    def left_out(self) -> int:
        """How many smaller holders were not looked at."""
        owners = self.control.holdings.by_owned.neighbours(self.target)
        return max(0, len(owners) - int((owners == self.target).any()) - len(self.investors))

    @cached_property
    def _companies(self) -> list[int]:
        return [investor for investor in self.investors if not self.is_person[investor]]

    @cached_property
    def _controllers(self) -> dict[int, set[int]]:
        """Who controls each company among the holders."""
        found: dict[int, set[int]] = {company: set() for company in self._companies}
        pairs = self.control.pairs_into(np.array(self._companies, dtype=np.int32))
        for controller, company in zip(*(ends.tolist() for ends in pairs), strict=True):
            found[company].add(controller)
        return found

    def _by_control(self) -> Iterator[tuple[int, int, int, Iterable[int]]]:
        """Items 1 and 2."""
        for company, controllers in self._controllers.items():
            for investor in controllers.intersection(self.investors):
                yield 1, investor, company, ()
        for one, other in combinations(self._companies, 2):
            common = (self._controllers[one] & self._controllers[other]) - {one, other}
            if common and other not in self._controllers[one] and one not in self._controllers[other]:
                yield 2, one, other, self._parties(common)

    def _parties(self, holders: Iterable[int]) -> set[int]:
        return {party for holder in holders for party in self.control.concerts.members_of(holder).tolist()}

    def _by_shared_officers(self) -> Iterator[tuple[int, int, int, Iterable[int]]]:
        """Items 3 and 8."""
        serves = defaultdict(list)
        for company in self._companies:
            for manager in self._senior_officers(company):
                serves[manager].append(company)
                if manager in self._among:
                    yield 8, manager, company, ()
        for manager, companies in serves.items():
            for one, other in combinations(companies, 2):
                yield 3, one, other, (manager,)

    def _by_stakes(self) -> Iterator[tuple[int, int, int, Iterable[int]]]:
        """Items 4 and 6."""
        partners = defaultdict(list)
        for investor in self.investors:
            for company, share in self._stakes(investor):
                if company == self.target or not at_least(share, SIGNIFICANT):
                    continue
                partners[company].append(investor)
                if company in self._among and investor not in self._controllers[company]:
                    yield 4, investor, company, ()
        for company, investors in partners.items():
            for one, other in combinations(investors, 2):
                yield 6, one, other, (company,)

    def _by_persons(self) -> Iterator[tuple[int, int, int, Iterable[int]]]:
        """Items 7, 9 and 12."""
        for company in self._companies:
            large = {owner for owner, share in self._owners(company) if at_least(share, LARGE_HOLDER)}
            large = {owner for owner in large if self.is_person[owner]}
            for person in large & self._among:
                yield 7, person, company, ()
            for person in large | self._senior_officers(company):
                for relative in self.kin.relatives(person) & self._among:
                    yield 9, relative, company, (person,)
        for person in self.investors:
            for relative in self.kin.relatives(person) & self._among:
                yield 12, person, relative, ()

    def _by_office(self) -> Iterator[tuple[int, int, int, Iterable[int]]]:
        """Items 10 and 11."""
        for manager in self._senior_officers(self.target):
            family = {manager} | self.kin.relatives(manager)
            theirs = [c for c, controllers in self._controllers.items() if family & self._parties(controllers)]
            for person in family & self._among:
                if person != manager and manager in self._among:
                    yield 10, manager, person, ()
                for company in theirs:
                    yield 10, person, company, {manager} - {person}
            for company in theirs:
                if manager in self._among and manager in self._parties(self._controllers[company]):
                    yield 11, manager, company, ()

    @cached_property
    def _among(self) -> set[int]:
        return set(self.investors)

    def _senior_officers(self, company: int) -> set[int]:
        rows = self.positions.by_enterprise.edges_of(company)
        return set(self.positions.person[rows[np.isin(self.positions.role[rows], OFFICERS)]].tolist())

    def _stakes(self, investor: int) -> list[tuple[int, float]]:
        holdings = self.control.holdings
        rows = holdings.by_owner.edges_of(investor)
        return list(zip(holdings.owned[rows].tolist(), holdings.share[rows].tolist(), strict=True))

    def _owners(self, company: int) -> list[tuple[int, float]]:
        holdings = self.control.holdings
        rows = holdings.by_owned.edges_of(company)
        return list(zip(holdings.owner[rows].tolist(), holdings.share[rows].tolist(), strict=True))
