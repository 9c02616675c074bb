// Which node has this id? The caller narrows n to the label of the id: a look-up by key.
MATCH (n {id: $id})
RETURN n AS node
