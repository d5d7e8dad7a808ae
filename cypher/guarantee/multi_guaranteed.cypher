// guarantee/multi_guaranteed
// zh: 被多家担保的企业
// en: Borrowers guaranteed by several firms
// mode: read
// param minimum: integer >= 1 = 3  at least so many distinct enterprises stand for it
// param as_of: date
// param known_at: date
// param limit: integer
// return party_id: text
// return name: text
// return guarantors: integer  distinct, enterprises and persons
// return persons: integer  of these
// return guarantees: integer  contracts
// return amount_cny: money
// return without_amount: integer  contracts with neither cap nor secured loan, not in the amount
// return firms: list of map  party_id and name of each enterprise among the guarantors
//
// Persons who stand beside the firms do not make a borrower guaranteed by several, though their contracts count in the
// amount. Third-party personal guarantees (GUARANTEES); mortgages, pledges and a party's stand for itself do not count.
MATCH (firm:Enterprise)-[g:GUARANTEES]->(debtor:Party) WHERE in_force(g)
WITH debtor, count(DISTINCT firm) AS enterprises WHERE enterprises >= $minimum
WITH debtor, enterprises ORDER BY enterprises DESC, debtor.party_id LIMIT $limit
CALL (debtor) {
  MATCH (guarantor:Party)-[a:GUARANTEES]->(debtor) WHERE in_force(a)
  MATCH (contract:Guarantee {guarantee_id: a.guarantee_id})
  guarantee_amount(contract)
  RETURN count(DISTINCT guarantor) AS guarantors, count(contract) AS guarantees, sum(amount_cny) AS amount_cny,
         count(contract) - count(amount_cny) AS without_amount
}
CALL (debtor) {
  MATCH (one:Enterprise)-[f:GUARANTEES]->(debtor) WHERE in_force(f)
  WITH DISTINCT one ORDER BY one.party_id
  RETURN collect({party_id: one.party_id, name: one.name}) AS firms
}
RETURN debtor.party_id AS party_id, debtor.name AS name, guarantors, guarantors - enterprises AS persons, guarantees,
       round(amount_cny, 2) AS amount_cny, without_amount, firms
ORDER BY size(firms) DESC, party_id
