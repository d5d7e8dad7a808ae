// signal/end_entry
// zh: 提前移出名单
// en: End an entry of a list before it expires
// mode: write
// param entry_id: text
// param reason: text
// param actor: text
// param at: text
// param ended_on: date
// param writing: text  random, of this writing alone
// return entry_id: text
MATCH (e:ListEntry {entry_id: $entry_id})
CREATE (x:ListEnd {
  entry_id: $entry_id, reason: $reason, actor: $actor, at: $at, ended_on: $ended_on, writing: $writing
})
CREATE (x)-[:ENDS]->(e)
RETURN x.entry_id AS entry_id
