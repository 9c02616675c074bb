// The first of what one type of relationship joins to this node. Its reader names label, type, end.
MATCH (n {id: $id})-[r]->(other)
WITH r, other
ORDER BY other.id, r.id LIMIT 20
RETURN 'out' AS direction, r.kind AS kind, r.id AS relationship_id, r.status AS status,
       r.method AS method, r.rule AS rule, '' AS role, r.source AS source, r.quote AS quote,
       r.passages AS passages, other.id AS id, other.name AS name, other.name_en AS name_en
