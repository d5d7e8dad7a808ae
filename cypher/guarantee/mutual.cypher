// guarantee/mutual
// zh: 互保
// en: Parties that guarantee each other
// mode: read
// param as_of: date
// param known_at: date
// param limit: integer
// return party_id: text  the smaller party_id of the two
// return name: text
// return other_id: text
// return other_name: text
// return guarantees: integer  contracts of the party for the other
// return amount_cny: money
// return guarantees_back: integer  contracts of the other for the party
// return amount_back_cny: money
// return without_amount: integer  contracts, both ways, with neither cap nor secured loan, not in the amounts
MATCH (party:Party)-[g:GUARANTEES]->(other:Party) WHERE party.party_id < other.party_id AND in_force(g)
WITH DISTINCT party, other
WHERE EXISTS { MATCH (other)-[back:GUARANTEES]->(party) WHERE in_force(back) }
WITH party, other ORDER BY party.party_id, other.party_id LIMIT $limit
CALL (party, other) {
  MATCH (party)-[there:GUARANTEES]->(other) WHERE in_force(there)
  MATCH (contract:Guarantee {guarantee_id: there.guarantee_id})
  guarantee_amount(contract)
  RETURN count(contract) AS guarantees, sum(amount_cny) AS amount_cny, count(contract) - count(amount_cny) AS unknown
}
CALL (party, other) {
  MATCH (other)-[again:GUARANTEES]->(party) WHERE in_force(again)
  MATCH (returned:Guarantee {guarantee_id: again.guarantee_id})
  guarantee_amount(returned)
  RETURN count(returned) AS guarantees_back, sum(amount_cny) AS amount_back_cny,
         count(returned) - count(amount_cny) AS unknown_back
}
RETURN party.party_id AS party_id, party.name AS name, other.party_id AS other_id, other.name AS other_name,
       guarantees, round(amount_cny, 2) AS amount_cny, guarantees_back, round(amount_back_cny, 2) AS amount_back_cny,
       unknown + unknown_back AS without_amount
ORDER BY party_id, other_id
