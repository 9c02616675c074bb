// What is joined to this node, and by which words: the first of it, in one order?
MATCH (n {id: $id})-[r]->(other)
WITH r, other
ORDER BY r.kind, other.id, r.id LIMIT $limit
RETURN 'out' AS direction, r AS relationship, other AS node
UNION ALL
MATCH (n {id: $id})<-[r]-(other)
WITH r, other
ORDER BY r.kind, other.id, r.id LIMIT $limit
RETURN 'in' AS direction, r AS relationship, other AS node
