// Which brands does the city of this park have?
MATCH (p:Park {id: $park})-[l:LOCATED_IN]->(g:Region)-[r:BRANDED_AS]->(b:Brand)
RETURN g.id AS place_id, g.name AS place, r.id AS relationship_id, r.status AS status,
       r.rule AS rule, r.source AS source, r.quote AS quote, r.passages AS passages, b.id AS id,
       b.name AS name, b.name_en AS name_en
ORDER BY id, place_id, relationship_id LIMIT 20
