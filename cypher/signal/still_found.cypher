// signal/still_found
// zh: 这些规则仍视为存在的事项
// en: The matters of these rules whose finding counts as still there
// mode: read
// param rules: list of text
// return matter_id: list of text
// return party_id: list of text
MATCH (m:Matter) WHERE m.rule IN $rules AND m.found
RETURN collect(m.matter_id) AS matter_id, collect(m.party_id) AS party_id
