// court/guarantors_listed
// zh: 某主体的保证人中涉诉或列入名单者
// en: The guarantors of a party that are being sued or stand on a list
// mode: read
// param party: party
// param as_of: date
// param known_at: date
// param limit: integer
// return guarantor_id: text
// return guarantor_name: text
// return guarantees: integer
// return cases: integer  as defendant or enforcement debtor
// return case_amount_cny: money
// return lists: list of text
MATCH (guarantor:Party)-[g:GUARANTEES]->(:Party {party_id: $party}) WHERE in_force(g)
WITH guarantor, count(g) AS guarantees
CALL (guarantor) {
  OPTIONAL MATCH (guarantor)-[role:PARTY_TO]->(suit:Case)
  WHERE role.role IN ['defendant', 'enforcement_debtor'] AND in_force(role)
  WITH DISTINCT suit
  RETURN count(suit) AS cases, sum(suit.amount_cny) AS case_amount_cny
}
CALL (guarantor) {
  OPTIONAL MATCH (guarantor)-[listed:LISTED_ON]->(listing:Listing) WHERE in_force(listed)
  WITH DISTINCT listing.list AS listed_as ORDER BY listed_as
  RETURN collect(listed_as) AS lists
}
WITH guarantor, guarantees, cases, case_amount_cny, lists WHERE cases > 0 OR lists <> []
RETURN guarantor.party_id AS guarantor_id, guarantor.name AS guarantor_name, guarantees, cases,
       round(case_amount_cny, 2) AS case_amount_cny, lists
ORDER BY size(lists) DESC, cases DESC, guarantor_id
LIMIT $limit
