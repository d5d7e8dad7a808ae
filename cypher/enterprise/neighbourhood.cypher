// enterprise/neighbourhood
// zh: 一个主体的周边关系
// en: What surrounds a party: so many of each kind of relationship, and how many more there are
// mode: read
// by: neighbourhood
// param party: party
// param depth: integer >= 1 = 1
// param per_kind: integer >= 1 = 20  shown of one kind at one node
// param kinds: list of OWNS | GUARANTEES | HOLDS_POSITION | ACTS_WITH | RELATED_TO | DEPENDS_ON | SAME_AS | BORROWED | LENT | GAVE | FOR | SECURES | BACKED_BY | PARTY_TO | HEARD_BY | LISTED_ON | HAD | ON = OWNS, GUARANTEES, HOLDS_POSITION, ACTS_WITH, RELATED_TO, DEPENDS_ON, SAME_AS, BORROWED, LENT, GAVE, FOR, SECURES, BACKED_BY, PARTY_TO, HEARD_BY, LISTED_ON, HAD, ON
// param as_of: date
// param known_at: date
// given frontier: list of text  element ids, good within the transaction
// given scan: integer  ties of a kind that are looked at; a larger number is given as this one
// return from_id: text
// return relationship: text
// return total: integer
// return source_id: text
// return target_id: text
// return other_id: text
// return other_label: text
// return other_name: text
// return properties: map
// return tie_element: text
// return other_element: text
// answer hop: integer
// answer from_id: text  the node from which this was found
// answer relationship: text
// answer total: integer  in force of this kind at that node; more than are shown beyond per_kind
// answer source_id: text
// answer target_id: text
// answer other_id: text
// answer other_label: text
// answer other_name: text
// answer properties: map
UNWIND $frontier AS id
MATCH (node) WHERE elementId(node) = id
CALL (node) {
  ties_of(node, OWNS)
  UNION ALL
  ties_of(node, GUARANTEES)
  UNION ALL
  ties_of(node, HOLDS_POSITION)
  UNION ALL
  ties_of(node, ACTS_WITH)
  UNION ALL
  ties_of(node, RELATED_TO)
  UNION ALL
  ties_of(node, DEPENDS_ON)
  UNION ALL
  ties_of(node, SAME_AS)
  UNION ALL
  ties_of(node, BORROWED)
  UNION ALL
  ties_of(node, LENT)
  UNION ALL
  ties_of(node, GAVE)
  UNION ALL
  ties_of(node, FOR)
  UNION ALL
  ties_of(node, SECURES)
  UNION ALL
  ties_of(node, BACKED_BY)
  UNION ALL
  ties_of(node, PARTY_TO)
  UNION ALL
  ties_of(node, HEARD_BY)
  UNION ALL
  ties_of(node, LISTED_ON)
  UNION ALL
  ties_of(node, HAD)
  UNION ALL
  ties_of(node, ON)
}
UNWIND first AS pair
WITH node, relationship, total, pair[0] AS tie, pair[1] AS other
WITH node, relationship, total, tie, other, startNode(tie) AS source, endNode(tie) AS target
RETURN node_id(node) AS from_id, relationship, total, node_id(source) AS source_id, node_id(target) AS target_id,
       node_id(other) AS other_id, [label IN labels(other) WHERE label <> 'Party'][0] AS other_label,
       coalesce(other.name, other.contract_no, other.cause, other.list, other.kind) AS other_name,
       tie {.share_ratio, .vote_ratio, .role, .result, .basis, .probability, .kinship, .kind, .guarantee_id, .cap_cny} AS properties,
       elementId(tie) AS tie_element, elementId(other) AS other_element
