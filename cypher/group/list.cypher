// group/list
// zh: 关联客户组
// en: Groups of connected clients as last found, the largest exposure first
// mode: read
// param party_id: text = none  those it is a member of
// param lender_id: text = none  those of this lender's clients
// param regime: text = none
// param breached: boolean = false  only those above their limit
// param minimum_size: integer >= 1 = 2
// param as_of: date
// param known_at: date
// param limit: integer
// return group_id: text
// return kind: text
// return regime: text
// return lender_id: text  nothing: of all lenders together
// return head_id: text  a party, or a concert group
// return head_name: text
// return size: integer  clients
// return exposure_cny: money
// return limit_cny: money
// return headroom_cny: money  below 0: so much is too much
// return breach: boolean
// return as_of: date
// return run_id: text
//
// Of every question (regime and lender) the newest run up to the dates answers, and only that one.
MATCH (r:Run) WHERE r.kind = 'groups' AND r.as_of <= $as_of AND r.known_at <= $known_at
WITH r ORDER BY r.as_of DESC, r.known_at DESC, r.version DESC, r.run_id
WITH r.scope AS scope, collect(r.run_id) AS runs
WITH runs[0] AS run_id
MATCH (found:Group)-[:FOUND_BY]->(newest:Run {run_id: run_id})
WHERE found.size >= $minimum_size AND ($regime IS NULL OR found.regime = $regime)
  AND ($lender_id IS NULL OR found.lender_id = $lender_id)
  AND ($party_id IS NULL OR EXISTS { MATCH (:Party {party_id: $party_id})-[:MEMBER_OF]->(found) })
  AND (NOT $breached OR found.breach)
OPTIONAL MATCH (head:Party {party_id: found.head_id})
RETURN found.group_id AS group_id, found.kind AS kind, found.regime AS regime, found.lender_id AS lender_id,
       found.head_id AS head_id, head.name AS head_name, found.size AS size,
       round(found.exposure_cny, 2) AS exposure_cny, round(found.limit_cny, 2) AS limit_cny,
       round(found.limit_cny - found.exposure_cny, 2) AS headroom_cny, found.breach AS breach, found.as_of AS as_of,
       run_id AS run_id
ORDER BY exposure_cny DESC, group_id
LIMIT $limit
