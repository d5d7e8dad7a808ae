// portfolio/keep
// zh: 保存一个关注组合
// en: Keep a portfolio; one of that name stays as it is
// mode: write
// param name: text
// param owner_id: text
// param kind: text
// param query: text
// param parameters: text  as JSON
// param column: text
// param created_at: text
// param created_by: text
// return owner_id: text
// return kind: text
// return query: text
// return parameters: text
// return column: text
MERGE (p:Portfolio {name: $name})
ON CREATE SET p.owner_id = $owner_id, p.kind = $kind, p.query = $query, p.parameters = $parameters,
              p.column = $column, p.created_at = $created_at, p.created_by = $created_by
RETURN p.owner_id AS owner_id, p.kind AS kind, p.query AS query, p.parameters AS parameters, p.column AS column
