// What is joined to this node, in which direction, and by which words?
MATCH (n {id: $id})-[r]->(other)
RETURN 'out' AS direction, r AS relationship, other AS node
UNION ALL
MATCH (n {id: $id})<-[r]-(other)
RETURN 'in' AS direction, r AS relationship, other AS node
