// loan/exposure_by_borrower
// zh: 某机构按借款人的敞口
// en: What is outstanding to a lender, by borrower
// mode: read
// param party: party  the lender
// param as_of: date
// param known_at: date
// param limit: integer
// return borrower_id: text
// return borrower_name: text
// return loans: integer
// return principal_cny: money
// return outstanding_cny: money  a loan without a balance counts with its principal
// return without_balance: integer  loans that do
//
// A loan of several lenders counts in full for each: their parts are not recorded.
MATCH (:Party {party_id: $party})-[lent:LENT]->(loan:Loan) WHERE in_force(lent)
MATCH (borrower:Party)-[b:BORROWED]->(loan) WHERE in_force(b)
loan_balance(loan)
WITH borrower, count(loan) AS loans, sum(loan.principal_cny) AS principal_cny,
     sum(coalesce(balance.outstanding_cny, loan.principal_cny)) AS outstanding_cny, count(balance) AS with_balance
RETURN borrower.party_id AS borrower_id, borrower.name AS borrower_name, loans, round(principal_cny, 2) AS principal_cny,
       round(outstanding_cny, 2) AS outstanding_cny, loans - with_balance AS without_balance
ORDER BY outstanding_cny DESC, borrower_id
LIMIT $limit
