// guarantee/given
// zh: 对外担保
// en: Guarantees that a party gave
// mode: read
// param party: party
// param as_of: date
// param known_at: date
// param limit: integer
// return guarantee_id: text
// return contract_no: text
// return form: text
// return debtor_id: text
// return debtor_name: text
// return cap_cny: money  empty: unlimited
// return amount_cny: money  empty: neither cap nor secured loan is known
// return loans: list of text
// return starts_on: date
// return ends_on: date
// return active: boolean  it can be called on the day for one of its loans at least (see `guarantee/active_of`)
// return last_day: date  the latest of the guarantee periods of those loans; empty: open, or none
//
// Contracts in force by their own dates; for those that outlive them by law ask `guarantee/active_of`.
MATCH (:Party {party_id: $party})-[gave:GAVE]->(contract:Guarantee) WHERE in_force(gave)
MATCH (contract)-[stands:FOR]->(debtor:Party) WHERE in_force(stands)
guarantee_amount(contract)
WITH contract, debtor, amount_cny ORDER BY amount_cny DESC, contract.guarantee_id LIMIT $limit
CALL (contract) {
  OPTIONAL MATCH (contract)-[s:SECURES]->(loan:Loan) WHERE in_force(s)
  WITH loan ORDER BY loan.loan_id
  RETURN collect(loan.loan_id) AS loans
}
active_over(contract)
RETURN contract.guarantee_id AS guarantee_id, contract.contract_no AS contract_no, contract.form AS form,
       debtor.party_id AS debtor_id, debtor.name AS debtor_name, round(contract.cap_cny, 2) AS cap_cny,
       round(amount_cny, 2) AS amount_cny, loans, contract.starts_on AS starts_on, contract.ends_on AS ends_on,
       active, last_day
ORDER BY amount_cny DESC, guarantee_id
