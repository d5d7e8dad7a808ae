// party/identifiers
// zh: 主体的各项标识及其来源
// en: The numbers under which sources have a party, identity numbers of natural persons left out
// mode: read
// given party_ids: list of text  all identities of one party
// param as_of: date
// param known_at: date
// return identifier_id: text
// return scheme: text
// return value: text
// return valid_from: date
// return recorded_on: date
// return source: text
UNWIND $party_ids AS id
MATCH (identifier:Identifier)-[identifies:IDENTIFIES]->(:Party {party_id: id}) WHERE in_force(identifies)
WITH identifier, identifies WHERE identifier.scheme <> 'cn.ric'
RETURN identifier.identifier_id AS identifier_id, identifier.scheme AS scheme, identifier.value AS value,
       identifies.valid_from AS valid_from, identifies.recorded_on AS recorded_on, identifies.source AS source
ORDER BY identifier_id, source
