// Which nodes have this text in a name, or are read like it, best first?
// 哪些节点的名称含有这些字，或读音与之相符？
MATCH (n)
WHERE n.reading CONTAINS $text
WITH n.id AS id, size(n.name) AS length,
     CASE WHEN n.reading STARTS WITH $whole THEN 0
          WHEN n.reading STARTS WITH $text THEN 1
          WHEN n.reading CONTAINS $alias THEN 2
          WHEN n.reading CONTAINS $text THEN 3
          ELSE 4 END AS rank
WHERE rank > $rank OR (rank = $rank AND (length > $length OR (length = $length AND id > $after)))
RETURN id, length, rank
ORDER BY rank, length, id LIMIT $limit
