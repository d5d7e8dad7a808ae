// court/listings
// zh: 某主体列入的名单
// en: The lists on which a party stands
// mode: read
// param party: party
// param as_of: date
// param known_at: date
// param limit: integer
// return listing_id: text
// return list: text
// return listed_on: date
// return removed_on: date
MATCH (:Party {party_id: $party})-[listed:LISTED_ON]->(listing:Listing) WHERE in_force(listed)
RETURN listing.listing_id AS listing_id, listing.list AS list, listing.listed_on AS listed_on,
       listing.removed_on AS removed_on
ORDER BY listed_on DESC, listing_id
LIMIT $limit
