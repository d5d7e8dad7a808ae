// enterprise/profile
// zh: 一个主体的基本事实
// en: The facts of one party
// mode: read
// param party: party
// param as_of: date
// param known_at: date
// return party_id: text
// return name: text
// return kind: text  a kind of enterprise, or person
// return established_on: date
// return identifiers: list of text
// return record: map  what the register says, in force that day
// return statement: map  the latest statement known that day
// return shareholders: integer
// return holdings: integer
// return positions: integer  offices held at the enterprise, or by the person
// return loans: integer
// return guarantees_given: integer
// return guarantees_received: integer
// return cases: integer
// return listings: integer
MATCH (party:Party {party_id: $party})
OPTIONAL MATCH (party)-[described:DESCRIBED_BY]->(record:Record) WHERE in_force(described)
WITH party, head(collect(record)) AS record
OPTIONAL MATCH (party)-[reported:REPORTED]->(statement:Statement) WHERE in_force(reported)
WITH party, record, head(collect(statement)) AS statement
OPTIONAL MATCH (identifier:Identifier)-[identifies:IDENTIFIES]->(party) WHERE in_force(identifies)
WITH party, record, statement, identifier ORDER BY identifier.identifier_id
WITH party, record, statement, collect(DISTINCT identifier.identifier_id) AS identifiers
RETURN party.party_id AS party_id, party.name AS name, coalesce(party.kind, 'person') AS kind,
       party.established_on AS established_on, identifiers,
       record {.legal_name, .status, .registered_capital_cny, .paid_in_capital_cny, .industry, .region, .size,
               .address, .phone} AS record,
       statement {.period_end, .total_assets_cny, .total_liabilities_cny, .net_assets_cny, .liquid_assets_cny,
                  .interbank_assets_cny, .interbank_liabilities_cny, .net_capital_cny, .tier1_capital_cny,
                  .revenue_cny, .profit_cny} AS statement,
       COUNT { MATCH (:Party)-[o:OWNS]->(party) WHERE in_force(o) } AS shareholders,
       COUNT { MATCH (party)-[h:OWNS]->(:Party) WHERE in_force(h) } AS holdings,
       COUNT { MATCH (party)-[p:HOLDS_POSITION]-(:Party) WHERE in_force(p) } AS positions,
       COUNT { MATCH (party)-[b:BORROWED]->(:Loan) WHERE in_force(b) } AS loans,
       COUNT { MATCH (party)-[g:GAVE]->(:Guarantee) WHERE in_force(g) } AS guarantees_given,
       COUNT { MATCH (:Guarantee)-[f:FOR]->(party) WHERE in_force(f) } AS guarantees_received,
       COUNT { MATCH (party)-[c:PARTY_TO]->(:Case) WHERE in_force(c) } AS cases,
       COUNT { MATCH (party)-[l:LISTED_ON]->(:Listing) WHERE in_force(l) } AS listings
