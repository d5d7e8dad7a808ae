// group/members
// zh: 关联客户组或担保圈的成员及入组原因
// en: The members of a group of connected clients or a guarantee circle, and why each is one
// mode: read
// param group_id: text
// param as_of: date  of the group, or later
// param known_at: date
// param limit: integer
// return party_id: text
// return name: text
// return kind: text  a kind of enterprise, or person
// return tie: head | controls | controlled | depends | guarantees  head: stands at its top; the others: to `through`
// return through_id: text  a party, or a concert group
// return through_name: text
// return dependence: text  of what kind
// return share_ratio: float  of receipts, expenditures …; by guarantee: times the guarantor's net assets
// return exposure_cny: money  in a circle: what it owes
// return other_groups: integer  of the same run, that it is in as well
MATCH (found:Group {group_id: $group_id})-[:FOUND_BY]->(r:Run)
WHERE found.as_of <= $as_of AND r.known_at <= $known_at
WITH found, r ORDER BY r.known_at DESC, r.version DESC, r.run_id LIMIT 1
MATCH (party:Party)-[member:MEMBER_OF]->(found)
OPTIONAL MATCH (through:Party {party_id: member.through_id})
CALL (party, found, r) {
  OPTIONAL MATCH (party)-[:MEMBER_OF]->(other:Group)-[:FOUND_BY]->(r) WHERE other.group_id <> found.group_id
  RETURN count(other) AS other_groups
}
RETURN party.party_id AS party_id, party.name AS name, coalesce(party.kind, 'person') AS kind, member.tie AS tie,
       member.through_id AS through_id, through.name AS through_name, member.dependence AS dependence,
       member.share_ratio AS share_ratio, round(member.exposure_cny, 2) AS exposure_cny, other_groups AS other_groups
ORDER BY exposure_cny DESC, party_id
LIMIT $limit
