// Where are these nodes? The caller narrows `(n)` to their labels.
MATCH (n)-[:LOCATED_IN]->(place)
WHERE n.id IN $ids
RETURN n.id AS id, place.name AS place_name
ORDER BY id, place_name
