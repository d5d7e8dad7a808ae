// lease/set
// zh: 写入租约
// en: Write how a lease stands, having locked it
// mode: write
// param name: text
// param holder: text
// param until: text
// param number: integer
// param due_at: text
// return name: text
MATCH (l:Lease {name: $name})
SET l.holder = $holder, l.until = $until, l.number = $number, l.due_at = $due_at
RETURN l.name AS name
