// guarantee/chain
// zh: 担保链：某主体直接与间接为谁担保
// en: The guarantee chain: everybody a party stands for, directly and through others
// mode: read
// by: walk guarantee/downstream
// param party: party
// param depth: integer >= 1 = none  at most so many hops; empty: to the end
// param as_of: date
// param known_at: date
// param limit: integer
// given reached: list of text
// given hops: list of integer
// return hop: integer
// return party_id: text
// return name: text
// return loans: integer
// return principal_cny: money
// return outstanding_cny: money  a loan without a balance counts with its principal
UNWIND range(0, size($reached) - 1) AS i
WITH i ORDER BY i LIMIT $limit
MATCH (party:Party {party_id: $reached[i]})
CALL (party) {
  OPTIONAL MATCH (party)-[b:BORROWED]->(loan:Loan) WHERE in_force(b)
  loan_balance(loan)
  RETURN count(loan) AS loans, sum(loan.principal_cny) AS principal_cny,
         sum(coalesce(balance.outstanding_cny, loan.principal_cny)) AS outstanding_cny
}
RETURN $hops[i] AS hop, party.party_id AS party_id, party.name AS name, loans,
       round(principal_cny, 2) AS principal_cny, round(outstanding_cny, 2) AS outstanding_cny
ORDER BY hop, party_id
