// How many relationships does this node have?
MATCH (n {id: $id})-[r]-()
RETURN count(r) AS count
