// guarantee/inside
// zh: 担保圈内部的合同
// en: The contracts inside circles
// mode: read
// given members: list of text
// given circle_of: map  from party_id to circle_id
// param as_of: date
// param known_at: date
// return circle_id: text
// return guarantees: integer
// return amount_cny: money
// return without_amount: integer
UNWIND $members AS member
MATCH (:Party {party_id: member})-[g:GUARANTEES]->(debtor:Party)
WHERE in_force(g) AND $circle_of[debtor.party_id] = $circle_of[member]
MATCH (contract:Guarantee {guarantee_id: g.guarantee_id})
guarantee_amount(contract)
WITH $circle_of[member] AS circle_id, count(contract) AS guarantees, sum(amount_cny) AS amount_cny,
     count(amount_cny) AS with_amount
RETURN circle_id, guarantees, round(amount_cny, 2) AS amount_cny, guarantees - with_amount AS without_amount
