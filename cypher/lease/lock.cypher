// lease/lock
// zh: 锁定租约并读取其现状
// en: Lock a lease for the rest of the transaction, and read how it stands
// mode: write
// param name: text
// return holder: text
// return until: text
// return number: integer
// return due_at: text
//
// A changed value guards the node on both databases: whoever else locks it waits, or is repeated.
MERGE (l:Lease {name: $name})
SET l.touched = coalesce(l.touched, 0) + 1
RETURN l.holder AS holder, l.until AS until, coalesce(l.number, 0) AS number, l.due_at AS due_at
