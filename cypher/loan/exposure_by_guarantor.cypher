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
// return guarantees: integer  contracts under which the lender can call
// return loans: integer  of the lender that they secure
// return outstanding_cny: money  of those loans, each once
// return amount_cny: money  of the contracts: the cap; without one what is outstanding of the lender's loans they secure
// return contingent_cny: money  at most to be called by the lender: of each contract the cap, once, or its agreed share, or what is outstanding of the lender's loans it secures, whichever is least
//
// Guarantees that can be called on the day (see `guarantee/active_of`), contracts past their own last day among them.
// What a contract secures at other lenders is left out, though its cap is one for all of them. A loan that several stand
// for counts for each of them, so the rows do not add up.
MATCH (:Party {party_id: $party})-[lent:LENT]->(loan:Loan) WHERE in_force(lent)
CALL (loan) {
  active_guarantee(contract, loan)
  RETURN contract, guarantor, outstanding_cny
}
WITH guarantor, contract, collect(loan) AS secured, sum(outstanding_cny) AS secured_cny
WITH guarantor, contract, secured, secured_cny,
     CASE WHEN contract.agreed_share < 1 THEN secured_cny * contract.agreed_share ELSE secured_cny END AS share_cny
WITH guarantor, secured, coalesce(contract.cap_cny, secured_cny) AS amount_cny,
     CASE WHEN contract.cap_cny < share_cny THEN contract.cap_cny ELSE share_cny END AS contingent_cny
WITH guarantor, count(*) AS guarantees, sum(amount_cny) AS amount_cny, sum(contingent_cny) AS contingent_cny,
     collect(secured) AS secured_by_contract
CALL (secured_by_contract) {
  UNWIND secured_by_contract AS secured
  UNWIND secured AS loan
  WITH DISTINCT loan
  loan_balance(loan)
  RETURN count(loan) AS loans, sum(coalesce(balance.outstanding_cny, loan.principal_cny)) AS outstanding_cny
}
RETURN guarantor.party_id AS guarantor_id, guarantor.name AS guarantor_name, guarantees, loans,
       round(outstanding_cny, 2) AS outstanding_cny, round(amount_cny, 2) AS amount_cny,
       round(contingent_cny, 2) AS contingent_cny
ORDER BY outstanding_cny DESC, guarantor_id
LIMIT $limit
