// How many bodies work in each of these industries?
MATCH (b)-[r:FOCUSES_ON]->(i:Industry)
WHERE i.id IN $industries
RETURN i.id AS id, count(DISTINCT b) AS count
ORDER BY id
