// signal/taken_up
// zh: 记录已采纳的运行
// en: Write down which run is being taken up
// mode: write
// param as_of: date
// param known_at: date
// param version: integer  of the data
// return turns: integer
//
// Until the run is settled (signal/settle) nobody knows by which run all matters stand.
MATCH (d:Desk {desk_id: 'officers'})
SET d.as_of = $as_of, d.known_at = $known_at, d.version = $version,
    d.taken = coalesce(d.taken, 0) + 1, d.evaluation = null
RETURN d.turns AS turns
