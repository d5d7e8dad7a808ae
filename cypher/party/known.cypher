// party/known
// zh: 主体是否在库
// en: Which of these parties are in the graph
// mode: read
// given texts: list of text
// return party_id: text
// return element: text  good within the transaction
UNWIND $texts AS text
MATCH (party:Party {party_id: text})
RETURN party.party_id AS party_id, elementId(party) AS element
