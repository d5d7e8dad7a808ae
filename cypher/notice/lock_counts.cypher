// notice/lock_counts
// zh: 锁定尚未投递的其余条数
// en: Lock the counts of further warnings that nobody has tried to deliver yet
// mode: write
// given tally: list of text
// given mark: text  new for each call: a changed value, which both databases guard
// return locked: integer
UNWIND $tally AS key
MATCH (d:Delivery {tally: key}) WHERE d.kind = 'more' AND d.attempts = 0
SET d.touched = $mark
RETURN count(d) AS locked
