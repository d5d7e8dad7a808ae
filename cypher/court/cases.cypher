// court/cases
// zh: 某主体的司法案件
// en: The cases of a party
// mode: read
// param party: party
// param as_of: date
// param known_at: date
// param limit: integer
// return case_no: text
// return role: text
// return cause: text
// return filed_on: date
// return closed_on: date
// return amount_cny: money
// return result: text
// return court: text
// return court_level: text
MATCH (:Party {party_id: $party})-[role:PARTY_TO]->(suit:Case) WHERE in_force(role)
OPTIONAL MATCH (suit)-[heard:HEARD_BY]->(court:Court) WHERE in_force(heard)
RETURN suit.case_no AS case_no, role.role AS role, suit.cause AS cause, suit.filed_on AS filed_on,
       suit.closed_on AS closed_on, round(suit.amount_cny, 2) AS amount_cny,
       coalesce(role.result, suit.result) AS result, court.name AS court, court.level AS court_level
ORDER BY filed_on DESC, case_no, role
LIMIT $limit
