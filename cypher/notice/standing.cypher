// notice/standing
// zh: 各队列的条数
// en: How much stands in queues
// mode: read
// given queues: list of text
// return queue: text
// return deliveries: integer
UNWIND $queues AS one
MATCH (d:Delivery {queue: one})
RETURN one AS queue, count(d) AS deliveries
