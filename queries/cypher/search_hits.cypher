// What are these nodes called? The caller narrows n to the label of the ids, for a look-up by key.
// 这些节点叫什么？
UNWIND $ids AS id
MATCH (n {id: id})
RETURN n.id AS id, n.name AS name, n.name_en AS name_en, n.aliases AS aliases,
       n.summary AS summary
