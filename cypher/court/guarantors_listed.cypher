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
// return cases: integer  not closed by that day, as defendant or enforcement debtor
// return case_amount_cny: money  of those
// return case_nos: list of text  the latest first
// return lists: list of text
// return listed: list of map  listing_id, list and listed_on, the latest first
MATCH (guarantor:Party)-[g:GUARANTEES]->(:Party {party_id: $party}) WHERE in_force(g)
WITH guarantor, count(g) AS guarantees
CALL (guarantor) {
  OPTIONAL MATCH (guarantor)-[role:PARTY_TO]->(suit:Case)
  WHERE role.role IN ['defendant', 'enforcement_debtor'] AND (suit.closed_on IS NULL OR suit.closed_on > $as_of)
    AND in_force(role)
  WITH DISTINCT suit ORDER BY suit.filed_on DESC, suit.case_no
  RETURN count(suit) AS cases, sum(suit.amount_cny) AS case_amount_cny, collect(suit.case_no) AS case_nos
}
CALL (guarantor) {
  OPTIONAL MATCH (guarantor)-[stands:LISTED_ON]->(listing:Listing) WHERE in_force(stands)
  WITH DISTINCT listing WHERE listing IS NOT NULL
  WITH listing ORDER BY listing.listed_on DESC, listing.listing_id
  RETURN collect({listing_id: listing.listing_id, list: listing.list, listed_on: listing.listed_on}) AS listed
}
CALL (listed) {
  UNWIND listed AS entry
  WITH DISTINCT entry.list AS listed_as ORDER BY listed_as
  RETURN collect(listed_as) AS lists
}
WITH guarantor, guarantees, cases, case_amount_cny, case_nos, lists, listed WHERE cases > 0 OR listed <> []
RETURN guarantor.party_id AS guarantor_id, guarantor.name AS guarantor_name, guarantees, cases,
       round(case_amount_cny, 2) AS case_amount_cny, case_nos, lists, listed
ORDER BY size(lists) DESC, cases DESC, guarantor_id
LIMIT $limit
