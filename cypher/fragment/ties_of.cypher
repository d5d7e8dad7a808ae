// ties_of(node, kind)
// zh: 一个节点某一类关系的前几条及总数
// en: of one kind of relationship of a node the first few, by the other end, and how many there are up to $scan
MATCH (node)-[tie:kind]-(other) WHERE 'kind' IN $kinds AND in_force(tie)
WITH DISTINCT tie, other LIMIT $scan
WITH tie, other ORDER BY node_id(other), tie.stake_id, tie.guarantee_id, tie.role, tie.valid_from
WITH collect([tie, other]) AS ties
RETURN 'kind' AS relationship, size(ties) AS total, ties[..$per_kind] AS first
