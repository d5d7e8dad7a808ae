// guarantee/multi_guaranteed
// zh: 被多家担保的企业
// en: Borrowers guaranteed by several firms
// mode: read
// param minimum: integer = 3  at least so many distinct guarantors
// param as_of: date
// param known_at: date
// param limit: integer
// return party_id: text
// return name: text
// return guarantors: integer
// return guarantees: integer  contracts
// return amount_cny: money
// return without_amount: integer  contracts with neither cap nor secured loan, not in the amount
// return firms: list of map  party_id and name of each guarantor
//
// Third-party personal guarantees (GUARANTEES); mortgages, pledges and a party's stand for itself do not count.
MATCH (guarantor:Party)-[g:GUARANTEES]->(debtor:Party) WHERE in_force(g)
WITH debtor, count(DISTINCT guarantor) AS guarantors WHERE guarantors >= $minimum
WITH debtor, guarantors ORDER BY guarantors DESC, debtor.party_id LIMIT $limit
CALL (debtor) {
  MATCH (:Party)-[a:GUARANTEES]->(debtor) WHERE in_force(a)
  MATCH (contract:Guarantee {guarantee_id: a.guarantee_id})
  guarantee_amount(contract)
  RETURN count(contract) AS guarantees, sum(amount_cny) AS amount_cny, count(contract) - count(amount_cny) AS without_amount
}
CALL (debtor) {
  MATCH (firm:Party)-[f:GUARANTEES]->(debtor) WHERE in_force(f)
  WITH DISTINCT firm ORDER BY firm.party_id
  RETURN collect({party_id: firm.party_id, name: firm.name}) AS firms
}
RETURN debtor.party_id AS party_id, debtor.name AS name, guarantors, guarantees, round(amount_cny, 2) AS amount_cny,
       without_amount, firms
ORDER BY guarantors DESC, party_id
