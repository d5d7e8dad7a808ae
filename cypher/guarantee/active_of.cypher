// guarantee/active_of
// zh: 当日依法可要求承担责任的保证：某主体作为借款人、担保人或贷款人
// en: Guarantees that can be called on the day, of a party as borrower, guarantor or lender
// mode: read
// param party: party
// param role: borrower | guarantor | lender = borrower
// param as_of: date
// param known_at: date
// param limit: integer
// return guarantee_id: text
// return contract_no: text
// return form: text  empty: none stated, which is a general guarantee, before 2021 joint and several
// return guarantor_id: text
// return guarantor_name: text
// return borrower_id: text
// return borrower_name: text
// return lenders: list of map  party_id and name
// return loan_id: text
// return outstanding_cny: money  of the loan; the principal where no balance is known
// return cap_cny: money  of the contract, one for all its loans; empty: unlimited
// return agreed_share: ratio
// return starts_on: date
// return ends_on: date  as the contract says
// return last_day: date  of the guarantee period, agreed or by law; empty: it has not begun to run
// return claimed: boolean  the creditor has claimed within the period, so that the liability outlives it
//
// One row per contract and loan. A personal guarantee of a loan with something outstanding, begun, and within its
// guarantee period or claimed in it: the period agreed, or six months from maturity where nothing, or no day after
// maturity, is agreed (Civil Code art. 692 to 694). So a contract past its own last day may stand here, and one in force
// for a repaid loan does not. The terms of a contract are those last told.
CALL () {
  MATCH (:Party {party_id: $party})-[b:BORROWED]->(loan:Loan) WHERE $role = 'borrower' AND in_force(b)
  active_guarantee(contract, loan)
  RETURN contract, loan, guarantor, borrower, outstanding_cny, last_day, claimed
  UNION ALL
  MATCH (:Party {party_id: $party})-[lent:LENT]->(loan:Loan) WHERE $role = 'lender' AND in_force(lent)
  active_guarantee(contract, loan)
  RETURN contract, loan, guarantor, borrower, outstanding_cny, last_day, claimed
  UNION ALL
  MATCH (party:Party {party_id: $party}) WHERE $role = 'guarantor'
  has_given(party, contract)
  WITH DISTINCT contract
  active_guarantee(contract, loan)
  WITH contract, loan, guarantor, borrower, outstanding_cny, last_day, claimed WHERE guarantor.party_id = $party
  RETURN contract, loan, guarantor, borrower, outstanding_cny, last_day, claimed
}
WITH contract, loan, guarantor, borrower, outstanding_cny, last_day, claimed
ORDER BY outstanding_cny DESC, contract.guarantee_id, loan.loan_id LIMIT $limit
CALL (loan) {
  OPTIONAL MATCH (lender:Party)-[by:LENT]->(loan) WHERE in_force(by)
  WITH lender WHERE lender IS NOT NULL
  WITH lender ORDER BY lender.party_id
  RETURN collect({party_id: lender.party_id, name: lender.name}) AS lenders
}
RETURN contract.guarantee_id AS guarantee_id, contract.contract_no AS contract_no, contract.form AS form,
       guarantor.party_id AS guarantor_id, guarantor.name AS guarantor_name, borrower.party_id AS borrower_id,
       borrower.name AS borrower_name, lenders, loan.loan_id AS loan_id, round(outstanding_cny, 2) AS outstanding_cny,
       round(contract.cap_cny, 2) AS cap_cny, contract.agreed_share AS agreed_share, contract.starts_on AS starts_on,
       contract.ends_on AS ends_on, last_day, claimed
ORDER BY outstanding_cny DESC, guarantee_id, loan_id
