// notice/count_on
// zh: 增加其余条数
// en: Count further warnings in messages that nobody has tried to deliver yet
// mode: write
// given delivery_id: list of text
// given more: list of integer
// given number: list of integer
// return written: integer
UNWIND range(0, size($delivery_id) - 1) AS i
MATCH (d:Delivery {delivery_id: $delivery_id[i]})
SET d.more = d.more + $more[i], d.number = $number[i]
RETURN count(d) AS written
