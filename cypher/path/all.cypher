// path/all
// zh: 两个主体之间的全部路径
// en: All paths between two parties
// mode: read
// by: paths path/step party/cards
// param party: party
// param other: party
// param maximum_length: integer >= 1 = 4  at most so many ties
// param kinds: list of OWNS | HOLDS_POSITION | ACTS_WITH | RELATED_TO | DEPENDS_ON | GUARANTEES | SAME_AS = OWNS, HOLDS_POSITION, ACTS_WITH, RELATED_TO, DEPENDS_ON, GUARANTEES, SAME_AS
// param as_of: date
// param known_at: date
// given from_ids: list of text
// given to_ids: list of text
// return from_id: text
// return to_id: text
// return tie: map
// answer length: integer
// answer party_ids: list of text  from the party to the other
// answer names: list of text
// answer ties: list of map  what joins each two in the order of the path, parallel ties beside one another
//
// Along ties between parties in either direction; a path passes no party twice.
path_ties(a, b)
