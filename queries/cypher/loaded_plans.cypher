// Which of the loaded documents are plans: which name industries or set out programmes?
MATCH (y:Policy)
WHERE EXISTS { MATCH (y)-[:NAMES]->(:Industry) } OR EXISTS { MATCH (:Program)-[:PART_OF]->(y) }
RETURN y.id AS id, y.name AS name, y.number AS number, y.issued AS issued
ORDER BY issued DESC, id
