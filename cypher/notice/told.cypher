// notice/told
// zh: 每个订阅、规则和日期已通知的条数
// en: What was told to a subscription of a rule on a day
// mode: read
// given tally: list of text
// return tally: text
// return told: integer  one by one
// return counts: integer  messages that say how many more there are
// return open: list of text  such a message that may still count on
UNWIND $tally AS key
MATCH (d:Delivery {tally: key})
RETURN key AS tally, sum(CASE WHEN d.kind = 'signal' THEN 1 ELSE 0 END) AS told,
       sum(CASE WHEN d.kind = 'more' THEN 1 ELSE 0 END) AS counts,
       collect(CASE WHEN d.kind = 'more' AND d.state = 'pending' AND d.attempts = 0 THEN d.delivery_id ELSE null END) AS open
