// group/list
// zh: 关联客户组与担保圈
// en: Groups of connected clients and guarantee circles as last found, the largest exposure first
// mode: read
// param kind: text = none  connected_clients or circle; both
// param circle_id: text = none  a circle by the identity that it keeps
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
// return circle_id: text  of a circle: the same from month to month
// return regime: text  nothing: of a circle
// return lender_id: text  nothing: of all lenders together
// return head_id: text  a party, or a concert group
// return head_name: text
// return size: integer  members
// return exposure_cny: money  to the clients; of a circle what its members owe
// return guaranteed_cny: money  of a circle: by members for members
// return limit_cny: money
// return headroom_cny: money  below 0: so much is too much
// return breach: boolean
// return as_of: date
// return run_id: text
// return version: integer  of the data it was found in
//
// Of every question (regime and lender, or circles) the newest run up to the dates answers, and only that one.
MATCH (r:Run) WHERE r.kind IN ['groups', 'circles'] AND r.as_of <= $as_of AND r.known_at <= $known_at
WITH r ORDER BY r.as_of DESC, r.known_at DESC, r.version DESC, r.run_id
WITH r.scope AS scope, collect(r.run_id) AS runs
WITH runs[0] AS run_id
MATCH (found:Group)-[:FOUND_BY]->(newest:Run {run_id: run_id})
WHERE found.size >= $minimum_size AND ($kind IS NULL OR found.kind = $kind)
  AND ($circle_id IS NULL OR found.circle_id = $circle_id) AND ($regime IS NULL OR found.regime = $regime)
  AND ($lender_id IS NULL OR found.lender_id = $lender_id)
  AND ($party_id IS NULL OR EXISTS { MATCH (:Party {party_id: $party_id})-[:MEMBER_OF]->(found) })
  AND (NOT $breached OR found.breach)
OPTIONAL MATCH (head:Party {party_id: found.head_id})
RETURN found.group_id AS group_id, found.kind AS kind, found.circle_id AS circle_id, found.regime AS regime,
       found.lender_id AS lender_id, found.head_id AS head_id, head.name AS head_name, found.size AS size,
       round(found.exposure_cny, 2) AS exposure_cny, round(found.guaranteed_cny, 2) AS guaranteed_cny, round(found.limit_cny, 2) AS limit_cny,
       round(found.limit_cny - found.exposure_cny, 2) AS headroom_cny, found.breach AS breach, found.as_of AS as_of,
       run_id AS run_id, newest.version AS version
ORDER BY exposure_cny DESC, group_id
LIMIT $limit
