// Which bodies are in these places, of no stated field? Its reader names the label.
MATCH (g:Region)<-[m:LOCATED_IN]-(b)
WHERE g.id IN $places
OPTIONAL MATCH (b)-[f:FOCUSES_ON]->(i:Industry)
WITH g, m, b, count(f) AS fields
WHERE fields = 0
RETURN g.id AS place_id, g.name AS place, m.id AS relationship_id, m.status AS status,
       m.rule AS rule, m.source AS source, m.quote AS quote, m.passages AS passages, b.id AS id,
       b.name AS name, b.name_en AS name_en
ORDER BY id, place_id, relationship_id LIMIT 20
