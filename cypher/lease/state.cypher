// lease/state
// zh: 租约现状
// en: How a lease stands: who holds it and until when
// mode: read
// param name: text
// param limit: integer
// return name: text
// return holder: text  nothing: nobody
// return until: text  in UTC
// return number: integer  how often it was taken
// return due_at: text  latest scheduled moment that was dealt with, in UTC
MATCH (l:Lease {name: $name})
RETURN l.name AS name, l.holder AS holder, l.until AS until, coalesce(l.number, 0) AS number, l.due_at AS due_at
ORDER BY name
LIMIT $limit
