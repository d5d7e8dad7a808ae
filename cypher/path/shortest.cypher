// path/shortest
// zh: 两个主体之间的最短路径
// en: The shortest path between two parties
// mode: read
// by: shortest path/step party/cards
// param party: party
// param other: party
// param maximum_length: integer = 10  at most so many ties
// param kinds: list of OWNS | HOLDS_POSITION | ACTS_WITH | RELATED_TO | DEPENDS_ON | GUARANTEES | SAME_AS = OWNS, HOLDS_POSITION, ACTS_WITH, RELATED_TO, DEPENDS_ON, GUARANTEES, SAME_AS
// param as_of: date
// param known_at: date
// given from_ids: list of text
// given to_ids: list of text
// return from_id: text
// return to_id: text
// return tie: map
// answer length: integer
// answer party_ids: list of text  from the party to the other
// answer names: list of text
// answer ties: list of map  what joins each two in the order of the path, parallel ties beside one another
//
// Along ties between parties in either direction; a path passes no party twice.
UNWIND range(0, size($from_ids) - 1) AS i
MATCH (a:Party {party_id: $from_ids[i]})
MATCH (a)-[tie:OWNS|HOLDS_POSITION|ACTS_WITH|RELATED_TO|DEPENDS_ON|GUARANTEES|SAME_AS]-(b:Party)
WHERE b.party_id = $to_ids[i] AND type(tie) IN $kinds AND in_force(tie)
WITH a, b, tie, startNode(tie).party_id AS source_id, endNode(tie).party_id AS target_id
ORDER BY a.party_id, b.party_id, type(tie), source_id, tie.stake_id, tie.guarantee_id, tie.role
RETURN a.party_id AS from_id, b.party_id AS to_id,
       tie {kind: type(tie), source_id: source_id, target_id: target_id, .share_ratio, .role, .basis, .kinship,
            .guarantee_id, .cap_cny} AS tie
