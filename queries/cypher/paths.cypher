// What connects two nodes: every shortest path, each step with its words?
// 两者之间有什么联系？（所有最短路径，每步附原文）
// One level of a search from both ends. The caller names labels, types and direction.
UNWIND $ids AS id
MATCH (n {id: id})
OPTIONAL MATCH (n)-[r]-(other)
RETURN DISTINCT n.id AS near, other.id AS reached, r.kind AS kind
