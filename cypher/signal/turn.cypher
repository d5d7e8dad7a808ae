// signal/turn
// zh: 轮到一次写入：锁定处置台，并告知已采纳的最近一次运行
// en: Take the turn of one writing: lock the desk, and tell the last run that was taken up
// mode: write
// return turns: integer  writings so far, this one among them
// return as_of: date
// return known_at: date
// return version: integer  of the data
//
// Whatever reads, decides and writes in one transaction takes its turn first: neither database else keeps a second
// writer from deciding on what the first one is changing.
MERGE (d:Desk {desk_id: 'officers'})
SET d.turns = coalesce(d.turns, 0) + 1
RETURN d.turns AS turns, d.as_of AS as_of, d.known_at AS known_at, d.version AS version
