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
// return loans: integer  of the lender that they secure
// return outstanding_cny: money  of those loans, each once
// return amount_cny: money  of the contracts: the cap; without one what is outstanding of the lender's loans they secure
// return contingent_cny: money  at most to be called by the lender: of each contract the cap, once, or what is outstanding of the lender's loans it secures, whichever is less
// return without_amount: integer  contracts with neither cap nor known outstanding, in neither amount
//
// Personal guarantees (a missing form counts as one) of others than the borrower. What a contract secures at other
// lenders is left out, though its cap is one for all of them. A loan that several stand for counts for each of them,
// so the rows do not add up.
MATCH (:Party {party_id: $party})-[lent:LENT]->(loan:Loan) WHERE in_force(lent)
loan_balance(loan)
WITH loan, coalesce(balance.outstanding_cny, loan.principal_cny) AS outstanding_cny
MATCH (contract:Guarantee)-[s:SECURES]->(loan)
WHERE coalesce(contract.form, 'general') IN ['general', 'joint_and_several'] AND in_force(s)
MATCH (guarantor:Party)-[gave:GAVE]->(contract) WHERE in_force(gave)
WITH DISTINCT guarantor, contract, loan, outstanding_cny
WHERE NOT EXISTS { MATCH (guarantor)-[own:BORROWED]->(loan) WHERE in_force(own) }
WITH guarantor, contract, collect(loan) AS secured, sum(outstanding_cny) AS known_cny, count(outstanding_cny) AS known
WITH guarantor, contract, secured, CASE WHEN known > 0 THEN known_cny END AS secured_cny
WITH guarantor, secured, coalesce(contract.cap_cny, secured_cny) AS amount_cny,
     CASE WHEN secured_cny > contract.cap_cny THEN contract.cap_cny
          ELSE coalesce(secured_cny, contract.cap_cny) END AS contingent_cny
WITH guarantor, count(*) AS guarantees, count(amount_cny) AS with_amount, sum(amount_cny) AS amount_cny,
     sum(contingent_cny) AS contingent_cny, collect(secured) AS secured_by_contract
CALL (secured_by_contract) {
  UNWIND secured_by_contract AS secured
  UNWIND secured AS loan
  WITH DISTINCT loan
  loan_balance(loan)
  RETURN count(loan) AS loans, sum(coalesce(balance.outstanding_cny, loan.principal_cny)) AS outstanding_cny
}
RETURN guarantor.party_id AS guarantor_id, guarantor.name AS guarantor_name, guarantees, loans,
       round(outstanding_cny, 2) AS outstanding_cny, round(amount_cny, 2) AS amount_cny,
       round(contingent_cny, 2) AS contingent_cny, guarantees - with_amount AS without_amount
ORDER BY outstanding_cny DESC, guarantor_id
LIMIT $limit
