// Which nodes are there? The caller names the label.
MATCH (n)
RETURN n AS node
