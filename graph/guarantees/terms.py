"""The terms of a guarantee that nobody has given yet, as they are proposed."""

from dataclasses import dataclass
from datetime import date
from typing import Final

IN_KIND: Final = ("mortgage", "pledge")


@dataclass(frozen=True, slots=True)
class GuaranteeTerms:
    """A proposed contract, by identities; the columns of a delivered one. cap_cny: None without a limit."""

    guarantor: str
    debtor: str
    secured_loans: tuple[str, ...] = ()
    secured_guarantees: tuple[str, ...] = ()
    form: str | None = None
    maximum_amount: bool = False
    cap_cny: float | None = None
    agreed_share: float | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    claimed_on: date | None = None
    product: str | None = None
    resolution: str | None = None
    guarantee_id: str | None = None
    contract_no: str | None = None

    @property
    def personal(self) -> bool:
        """Whether it is a personal guarantee; one of no stated form is (Civil Code art. 686)."""
        return self.form not in IN_KIND

    @property
    def begins(self) -> date | None:
        """Its first day, where one is stated."""
        return self.starts_on or self.signed_on
