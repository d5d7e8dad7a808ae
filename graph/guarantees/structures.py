"""The structures of a day by party: who is in which circle, what is promised inside, and joint or self guarantees.

Structures are made of contracts in force by their own dates; whether a guarantor can be called by law is the
portfolio's to say. Everything is worked out when first asked for.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.errors import NotFound
from graph.guarantees import structure
from graph.guarantees.chains import Chain, longest_chain
from graph.guarantees.network import GuaranteeNetwork, sums
from graph.guarantees.portfolio import Portfolio
from graph.guarantees.stars import JointGuarantees, joint_guarantees
from graph.guarantees.timeline import CircleTimeline, circle_timeline
from graph.kernels.csr import CSR, build_csr

Positions = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Structures:
    """The circles of a day by number, in the order of `network.circles`, and what else guarantees form."""

    network: GuaranteeNetwork
    portfolio: Portfolio

    @cached_property
    def timeline(self) -> CircleTimeline:
        """How the circles came to be."""
        return circle_timeline(self.portfolio.snapshot)

    @cached_property
    def circle_of(self) -> Positions:
        """Per party the number of its circle, -1 without one."""
        found = np.full(self.network.party_count, -1, dtype=np.int32)
        for number, circle in enumerate(self.network.circles):
            found[circle.members] = number
        return found

    @cached_property
    def identity(self) -> tuple[str, ...]:
        """Per circle the identity that it keeps."""
        circles = self.timeline.circles
        some = self.portfolio.snapshot.find("Party", [next(iter(members)) for members in circles.values()])
        numbers = self.circle_of[some].tolist()
        return tuple(name for _, name in sorted(zip(numbers, circles, strict=True)))

    @cached_property
    def by_amount(self) -> Places:
        """The numbers of the circles, the largest amount inside first, of equal ones by identity."""
        by_identity = np.argsort(np.array(self.identity, dtype=np.str_), kind="stable")
        return np.asarray(by_identity[np.argsort(-self.nominal_cny[by_identity], kind="stable")])

    def number(self, circle_id: str) -> int:
        """The circle of an identity. NotFound where no circle of the day has it."""
        if circle_id not in self._numbers:
            at = self.portfolio.snapshot.at
            raise NotFound(
                f"On {at.as_of} there is no circle {circle_id}. List the circles of the day, or ask for another day.",
                f"截至 {at.as_of} 没有担保圈 {circle_id}。请列出当日担保圈，或改查其他日期。",
                circle=circle_id,
            )
        return self._numbers[circle_id]

    @cached_property
    def nominal_cny(self) -> NDArray[np.float64]:
        """Per circle, what the contracts inside come to, as far as their amounts are known (元)."""
        amounts = [float(np.nansum(self.network.amount_cny[one.guarantees])) for one in self.network.circles]
        return np.array(amounts, dtype=np.float64)

    @cached_property
    def owed_cny(self) -> NDArray[np.float64]:
        """Per party, what is outstanding of its loans (元)."""
        return sums(self.network.borrower, self.network.loan_amount_cny, self.network.party_count)

    @cached_property
    def contract(self) -> Positions:
        """Per guarantee of the network its contract, a position among the Guarantee nodes; -1 without one."""
        edges = self.portfolio.snapshot.edges("GUARANTEES")
        ids = edges.column("guarantee_id").combine_chunks()
        return self.portfolio.snapshot.find("Guarantee", ids)[self.network.edge]

    @cached_property
    def until(self) -> NDArray[np.datetime64]:
        """Per guarantee of the network the first day on which it is no longer in force, NaT where open."""
        days = self.portfolio.snapshot.edges("GUARANTEES").column("valid_to").cast(pa.date32()).to_numpy()
        until = days.astype("datetime64[D]")[self.network.edge]
        return np.where(until == np.datetime64("9999-12-31"), np.datetime64("NaT"), until)

    @cached_property
    def longest_chain(self) -> Chain:
        """The longest chain of the day."""
        return longest_chain(self.network.arcs)

    def inside(self, number: int) -> CSR:
        """The arcs of a circle between its members' places; `edge` is the (first) guarantee of the network."""
        circle = self.network.circles[number]
        source, target = self.ends(circle)
        csr = structure.arcs(len(circle.members), source, target)
        return CSR(csr.indptr, csr.indices, circle.guarantees[csr.edge])

    def ends(self, circle: structure.Circle) -> tuple[Positions, Positions]:
        """Guarantor and debtor of each guarantee inside a circle, by their places among its members."""
        ends = (self.network.guarantor[circle.guarantees], self.network.debtor[circle.guarantees])
        source, target = (np.searchsorted(circle.members, one).astype(np.int32) for one in ends)
        return source, target

    def pairs_in(self, number: int) -> Positions:
        """The mutual pairs among a circle's members: int32, pairs × 2; both of a pair are always in one circle."""
        return self.network.mutual_pairs[self._pairs_by_circle.edges_of(number)]

    def between(self, guarantor: int, debtor: int) -> Places:
        """The guarantees of one party for another."""
        given = self.network.by_guarantor
        return np.asarray(given.edges_of(guarantor)[given.neighbours(guarantor) == debtor])

    @cached_property
    def joint(self) -> JointGuarantees:
        """Loans for which several stand by contracts in force: of the loan's position, its guarantors."""
        return joint_guarantees(self.portfolio.guarantor[self._secures[0]], self._secures[1])

    def joint_loans(self, party: int) -> Positions:
        """The jointly guaranteed loans that a party owes or stands for, ascending."""
        loans = np.concatenate([self._secures_of.neighbours(party), self._loans_of.neighbours(party)])
        return np.intersect1d(loans, self.joint.items).astype(np.int32)

    def contracts_for(self, loans: NDArray[np.integer]) -> Positions:
        """The contracts in force of others that secure these loans, ascending."""
        return np.unique(self._secures[0][self._secured_by.edges_of_all(loans)])

    def loans_under(self, contracts: NDArray[np.integer]) -> Positions:
        """The loans for which some contracts can be called by law, ascending."""
        return np.unique(self.portfolio.book.loan[self._pairs_of_contract.edges_of_all(contracts)])

    @cached_property
    def for_oneself(self) -> Places:
        """The contracts in force by which a party personally stands for itself: errors in the data, ascending."""
        gave, owed = self.portfolio.snapshot.edges("GAVE"), self.portfolio.snapshot.edges("FOR")
        debtor = np.full(len(self.portfolio.personal), -1, dtype=np.int32)
        debtor[owed.source] = owed.target
        return np.unique(gave.target[(debtor[gave.target] == gave.source) & self.portfolio.personal[gave.target]])

    @cached_property
    def pairs_of_borrower(self) -> CSR:
        """By borrower the pairs of contract and loan for which it can be called, by law."""
        book = self.portfolio.book
        return build_csr(book.borrower[book.loan], book.loan, self._widest)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.identity)}

    @cached_property
    def _pairs_of_contract(self) -> CSR:
        book = self.portfolio.book
        return build_csr(book.contract, book.loan, self._widest)

    @cached_property
    def _pairs_by_circle(self) -> CSR:
        circle = self.circle_of[self.network.mutual_pairs[:, 0]]
        return build_csr(circle, circle, len(self.network.circles))

    @cached_property
    def _secures(self) -> tuple[Positions, Positions]:
        """Contract and loan of personal guarantees in force, others' than the borrower's."""
        edges = self.portfolio.snapshot.edges("SECURES_LOAN")
        guarantor = self.portfolio.guarantor[edges.source]
        kept = self.portfolio.personal[edges.source] & (guarantor >= 0)
        kept &= guarantor != self.portfolio.borrower[edges.target]
        return edges.source[kept], edges.target[kept]

    @cached_property
    def _secures_of(self) -> CSR:
        """By guarantor the loans it stands for."""
        contract, loan = self._secures
        return build_csr(self.portfolio.guarantor[contract], loan, self._widest)

    @cached_property
    def _secured_by(self) -> CSR:
        """By loan the contracts that secure it."""
        contract, loan = self._secures
        return build_csr(loan, contract, self._widest)

    @cached_property
    def _loans_of(self) -> CSR:
        loan = np.flatnonzero(self.portfolio.borrower >= 0).astype(np.int32)
        return build_csr(self.portfolio.borrower[loan], loan, self._widest)

    @cached_property
    def _widest(self) -> int:
        sizes = (self.portfolio.outstanding, self.portfolio.personal)
        return max(self.network.party_count, *(len(one) for one in sizes))
