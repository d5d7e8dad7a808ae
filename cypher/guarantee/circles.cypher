// guarantee/circles
// zh: 担保圈
// en: Guarantee circles: parties each of which stands, through others, for itself
// mode: read
// by: circles guarantee/inside party/cards
// param minimum: integer >= 2 = 2  at least so many members
// param as_of: date
// param known_at: date
// given buckets: integer  in so many rows
// return guarantors: list of text
// return debtors: list of text
// answer circle_id: text  the smallest party_id of the members
// answer members: list of text
// answer names: list of text  of the members, in their order
// answer size: integer
// answer guarantees: integer  contracts between members
// answer amount_cny: money
// answer without_amount: integer  contracts with neither cap nor secured loan, not in the amount
//
// A circle is a strongly connected component of two or more of guarantor → debtor over third-party personal
// guarantees: parallel contracts merged, a party's stand for itself left out.
MATCH (guarantor:Party)-[g:GUARANTEES]->(debtor:Party) WHERE in_force(g)
WITH guarantor.party_id AS guarantor, debtor.party_id AS debtor, toInteger(rand() * $buckets) AS bucket
WITH bucket, collect(guarantor) AS guarantors, collect(debtor) AS debtors
RETURN guarantors, debtors
