"""Guarantee firms, their clients and net assets, on top of the facts of guarantees; limits by the names of parties."""

from datetime import date

from graph.explain.day import Day
from graph.guarantees.firm_balance import FirmBalance
from graph.guarantees.limits import GuaranteeUse, limits_for
from graph.regimes import regime
from tests.unit.guarantees.facts import DRAWN, TODAY, Facts, edge

CHINA = regime("china")


class Firms(Facts):
    """Facts about a guarantee firm F and its clients."""

    def firm(self, net_assets: float | None, party_id: str = "F") -> "Firms":
        self.enterprise(party_id, kind="guarantee_firm")
        if net_assets is not None:
            key = f"{party_id}-s"
            self.add("Statement", {"statement_id": key, "period_end": date(2023, 12, 31), "net_assets_cny": net_assets})
            self.add("REPORTED", edge(party_id, key))
        return self

    def enterprise(self, party_id: str, size: str | None = None, kind: str = "company") -> "Firms":
        self.add("Enterprise", {"party_id": party_id, "canonical_id": party_id, "name": party_id, "kind": kind})
        if size is not None:
            self.add("Record", {"record_id": f"{party_id}-r", "size": size})
            self.add("DESCRIBED_BY", edge(party_id, f"{party_id}-r"))
        return self

    def person(self, party_id: str) -> "Firms":
        self.add("Person", {"party_id": party_id, "canonical_id": party_id, "name": party_id})
        return self

    def owns(self, owner: str, owned: str, share: float) -> "Firms":
        self.add("OWNS", edge(owner, owned, share_ratio=share, stake_id=f"{owner}-{owned}"))
        return self

    def office(self, person: str, enterprise: str, role: str) -> "Firms":
        self.add("HOLDS_POSITION", edge(person, enterprise, role=role))
        return self

    def stands(self, client: str, amount: float, **terms: object) -> "Firms":
        """A loan of the client and a guarantee of F for it."""
        number = len(self.rows.get("Loan", ()))
        self.loan(f"l{number}", client, amount, kind=terms.pop("loan_kind", "loan"))
        self.guarantee(f"g{number}", str(terms.pop("by", "F")), (f"l{number}",), **terms)
        return self

    def short_cut(self, guarantor: str, debtor: str) -> "Firms":
        """A contract between two others, as the structures read it."""
        key = f"x{len(self.rows.get('GUARANTEES', ()))}"
        self.add("Guarantee", {"guarantee_id": key, "starts_on": DRAWN})
        self.add("GUARANTEES", edge(guarantor, debtor, guarantee_id=key, cap_cny=1.0))
        return self


class Asked:
    """A day of such facts, asked by the names of the parties."""

    def __init__(self, facts: Facts, on: date = TODAY) -> None:
        self.day = Day(facts.on(on).snapshot)

    def at(self, party_id: str) -> int:
        return self.day.position(party_id)

    def balance(self, firm: str = "F") -> FirmBalance:
        return self.day.responsibilities.of(self.at(firm), CHINA)

    def weighted(self, client: str) -> float:
        return self.balance().amount_cny([self.at(client)])

    def uses(self, *clients: str, added: dict[str, float] | None = None) -> dict[str, GuaranteeUse]:
        """The uses by kind, of one client."""
        more = {self.at(client): amount for client, amount in (added or {}).items()}
        found = limits_for(self.day, self.at("F"), [self.at(one) for one in clients], CHINA, more)
        return {use.of: use for use in found}

    def names(self, use: GuaranteeUse) -> list[str]:
        return [self.day.naming.party(one).party_id for one in use.clients]
