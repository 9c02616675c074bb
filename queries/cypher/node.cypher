// Which node has this id? The caller narrows `(n {` to the id's label, which makes it a key look-up.
MATCH (n {id: $id})
RETURN n AS node
