// signal/count
// zh: 预警总数
// en: How many warnings have been written
// mode: read
// return signals: integer
MATCH (found:Signal)
RETURN count(found) AS signals
