// portfolio/keep
// zh: 保存一个关注组合
// en: Keep a new portfolio
// mode: write
// param name: text
// param owner_id: text
// param kind: text
// param query: text
// param parameters: text  as JSON
// param column: text
// param created_at: text
// param created_by: text
// return name: text
CREATE (p:Portfolio {
  name: $name, owner_id: $owner_id, kind: $kind, query: $query, parameters: $parameters, column: $column,
  created_at: $created_at, created_by: $created_by
})
RETURN p.name AS name
