// What are these plans and registers called?
MATCH (s:Policy|Register)
WHERE s.id IN $ids
RETURN s.id AS id, s.name AS name
ORDER BY id
