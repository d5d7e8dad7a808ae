// loan/of_lender
// zh: 某机构的贷款及其担保人
// en: The loans of a lender, each with its guarantors
// mode: read
// param party: party  the lender
// param as_of: date
// param known_at: date
// param limit: integer
// return loan_id: text
// return kind: text
// return borrower_id: text
// return borrower_name: text
// return principal_cny: money
// return outstanding_cny: money  the principal where no balance is known
// return classification: text
// return days_past_due: integer
// return drawn_on: date
// return matures_on: date
// return guarantors: list of map  of contracts in force by their own dates: party_id, name, guarantee_id and form
// return liable: list of map  who can be called on the day (see `guarantee/active_of`): party_id, name, guarantee_id and last_day
MATCH (:Party {party_id: $party})-[lent:LENT]->(loan:Loan) WHERE in_force(lent)
loan_balance(loan)
WITH loan, balance, coalesce(balance.outstanding_cny, loan.principal_cny) AS outstanding_cny
ORDER BY outstanding_cny DESC, loan.loan_id LIMIT $limit
OPTIONAL MATCH (borrower:Party)-[b:BORROWED]->(loan) WHERE in_force(b)
CALL (loan) {
  OPTIONAL MATCH (contract:Guarantee)-[s:SECURES]->(loan) WHERE in_force(s)
  OPTIONAL MATCH (guarantor:Party)-[gave:GAVE]->(contract) WHERE in_force(gave)
  WITH guarantor, contract WHERE guarantor IS NOT NULL
  WITH guarantor, contract ORDER BY guarantor.party_id, contract.guarantee_id
  RETURN collect({party_id: guarantor.party_id, name: guarantor.name, guarantee_id: contract.guarantee_id,
                  form: contract.form}) AS guarantors
}
CALL (loan) {
  active_guarantee(contract, loan)
  WITH contract, guarantor, last_day ORDER BY guarantor.party_id, contract.guarantee_id
  RETURN collect({party_id: guarantor.party_id, name: guarantor.name, guarantee_id: contract.guarantee_id,
                  last_day: last_day}) AS liable
}
RETURN loan.loan_id AS loan_id, loan.kind AS kind, borrower.party_id AS borrower_id, borrower.name AS borrower_name,
       round(loan.principal_cny, 2) AS principal_cny, round(outstanding_cny, 2) AS outstanding_cny,
       balance.classification AS classification, balance.days_past_due AS days_past_due, loan.drawn_on AS drawn_on,
       loan.matures_on AS matures_on, guarantors, liable
ORDER BY outstanding_cny DESC, loan_id
