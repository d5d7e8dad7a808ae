// portfolio/list
// zh: 关注组合
// en: Portfolios that are watched, by name
// mode: read
// param name: text = none  this one only
// param limit: integer
// return name: text
// return owner_id: text  nothing: nobody's in particular
// return owner_name: text
// return kind: list | query
// return query: text  of a query: which, asked anew at each use
// return parameters: text  its parameters, as JSON
// return column: text  the column of its rows that names the parties
// return created_at: text  in UTC
// return created_by: text
// return members: integer  of a list; nothing of a query
MATCH (p:Portfolio) WHERE $name IS NULL OR p.name = $name
OPTIONAL MATCH (owner:Party {party_id: p.owner_id})
CALL (p) {
  OPTIONAL MATCH (p)-[:WATCHES]->(party:Party)
  RETURN count(party) AS watched
}
RETURN p.name AS name, p.owner_id AS owner_id, owner.name AS owner_name, p.kind AS kind, p.query AS query,
       p.parameters AS parameters, p.column AS column, p.created_at AS created_at, p.created_by AS created_by,
       CASE WHEN p.kind = 'list' THEN watched ELSE null END AS members
ORDER BY name
LIMIT $limit
