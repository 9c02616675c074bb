// Which documents does the graph rest on?
MATCH (p:Policy)
WHERE EXISTS { MATCH (:Passage)-[:PART_OF]->(p) }
RETURN p.id AS id, p.name AS name, p.number AS number, p.issued AS issued
ORDER BY p.issued, p.id
