// loan/exposure_by_guarantor
// zh: 某机构按保证人的敞口
// en: What is outstanding to a lender, by the guarantor that stands for it
// mode: read
// param party: party  the lender
// param as_of: date
// param known_at: date
// param limit: integer
// return guarantor_id: text
// return guarantor_name: text
// return guarantees: integer  contracts that secure loans of the lender
// return amount_cny: money  of those contracts
// return loans: integer
// return outstanding_cny: money  of the loans secured, each once
//
// Personal guarantees (a missing form counts as one) of others than the borrower. A loan that several stand for counts
// for each of them, so the rows do not add up.
MATCH (:Party {party_id: $party})-[lent:LENT]->(loan:Loan) WHERE in_force(lent)
loan_balance(loan)
WITH loan, coalesce(balance.outstanding_cny, loan.principal_cny) AS outstanding_cny
MATCH (contract:Guarantee)-[s:SECURES]->(loan)
WHERE coalesce(contract.form, 'general') IN ['general', 'joint_and_several'] AND in_force(s)
MATCH (guarantor:Party)-[gave:GAVE]->(contract) WHERE in_force(gave)
WITH guarantor, contract, loan, outstanding_cny
WHERE NOT EXISTS { MATCH (guarantor)-[own:BORROWED]->(loan) WHERE in_force(own) }
WITH guarantor, collect(DISTINCT contract) AS contracts, collect(DISTINCT [loan.loan_id, outstanding_cny]) AS loans
CALL (contracts) {
  UNWIND contracts AS contract
  guarantee_amount(contract)
  RETURN sum(amount_cny) AS amount_cny
}
WITH guarantor, contracts, loans, amount_cny, reduce(total = 0.0, loan IN loans | total + loan[1]) AS outstanding_cny
RETURN guarantor.party_id AS guarantor_id, guarantor.name AS guarantor_name, size(contracts) AS guarantees,
       round(amount_cny, 2) AS amount_cny, size(loans) AS loans, round(outstanding_cny, 2) AS outstanding_cny
ORDER BY outstanding_cny DESC, guarantor_id
LIMIT $limit
