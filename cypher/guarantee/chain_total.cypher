// guarantee/chain_total
// zh: 担保链合计：链上各主体的贷款
// en: The loans of everybody a party stands for, directly and through others
// mode: read
// by: walk guarantee/downstream
// param party: party
// param depth: integer >= 1 = none  at most so many hops; empty: to the end
// param as_of: date
// param known_at: date
// given reached: list of text
// given hops: list of integer
// return loans: integer  distinct
// return amount_cny: money  of their principals
// return parties: integer  reached, the start excluded
// return hops: integer  to the farthest
UNWIND CASE WHEN $reached = [] THEN [null] ELSE $reached END AS id
OPTIONAL MATCH (:Party {party_id: id})-[b:BORROWED]->(loan:Loan) WHERE in_force(b)
WITH DISTINCT loan
RETURN count(loan) AS loans, round(sum(loan.principal_cny), 2) AS amount_cny, size($reached) AS parties,
       coalesce($hops[-1], 0) AS hops
