// What is joined to this node after this key? The caller names labels, the type and the direction.
MATCH (n {id: $id})-[r]-(other)
WHERE other.id > $other OR (other.id = $other AND r.id > $relationship)
RETURN other.id AS reached, r.id AS relationship
ORDER BY reached, relationship
LIMIT $most
