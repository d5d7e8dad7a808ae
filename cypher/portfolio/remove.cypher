// portfolio/remove
// zh: 删除组合（主体本身不受影响）
// en: Remove a portfolio; the parties in it stay
// mode: write
// param name: text
// return removed: integer
MATCH (p:Portfolio {name: $name})
DETACH DELETE p
RETURN count(*) AS removed
