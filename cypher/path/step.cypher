// path/step
// zh: 一步：直接相关的主体
// en: One step: the parties directly tied to these
// mode: read
// given frontier: list of text
// given cap: integer
// param kinds: list of OWNS | HOLDS_POSITION | ACTS_WITH | RELATED_TO | DEPENDS_ON | GUARANTEES | SAME_AS = OWNS, HOLDS_POSITION, ACTS_WITH, RELATED_TO, DEPENDS_ON, GUARANTEES, SAME_AS
// param as_of: date
// param known_at: date
// return from_id: text
// return to_id: text
UNWIND $frontier AS id
MATCH (:Party {party_id: id})-[tie:OWNS|HOLDS_POSITION|ACTS_WITH|RELATED_TO|DEPENDS_ON|GUARANTEES|SAME_AS]-(other:Party)
WHERE type(tie) IN $kinds AND in_force(tie)
RETURN DISTINCT id AS from_id, other.party_id AS to_id
ORDER BY from_id, to_id
LIMIT $cap
