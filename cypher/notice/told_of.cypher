// notice/told_of
// zh: 仍有投递项的通知
// en: Which notices deliveries with these numbers still tell
// mode: read
// given numbers: list of integer
// return notice_ids: list of text
UNWIND $numbers AS one
MATCH (d:Delivery {number: one}) WHERE d.notice_id <> ''
RETURN collect(d.notice_id) AS notice_ids
