// What do these relationships of this node say? The caller names labels, types and direction.
MATCH (n {id: $id})-[r]-(other)
WHERE r.id IN $relationships
RETURN other.id AS reached, r AS relationship
