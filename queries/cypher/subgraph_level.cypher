// Which nodes are joined to these, in the order of their ids? The caller names labels, types and direction.
// OPTIONAL makes the embedded engine begin at the keys; without it, it reads every relationship.
UNWIND $ids AS id
MATCH (n {id: id})
OPTIONAL MATCH (n)-[r]-(other)
WITH DISTINCT other
RETURN other.id AS reached
ORDER BY reached
LIMIT $most
