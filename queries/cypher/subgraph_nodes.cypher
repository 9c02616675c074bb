// Which nodes have these ids? The caller names the label.
UNWIND $ids AS id
MATCH (n {id: id})
RETURN n AS node
