// How many bodies of each label are in these places, of no stated field?
MATCH (g:Region)<-[m:LOCATED_IN]-(b)
WHERE g.id IN $places
OPTIONAL MATCH (b)-[f:FOCUSES_ON]->(i:Industry)
WITH b, count(f) AS fields
WHERE fields = 0
RETURN head(split(b.id, ':')) AS prefix, count(*) AS count
ORDER BY prefix
