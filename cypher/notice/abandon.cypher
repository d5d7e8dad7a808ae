// notice/abandon
// zh: 放弃某订阅的全部待投递项
// en: Give up all that waits in a queue
// mode: write
// given queue: text
// given dead: text  the queue of what was given up
// given reason: text
// return abandoned: integer
MATCH (d:Delivery {queue: $queue})
SET d.state = 'dead', d.queue = $dead, d.last_error = $reason
RETURN count(d) AS abandoned
