// How many nodes of each label have this text in a name, or are read like it?
// 每类各有多少节点的名称含有这些字，或读音与之相符？
MATCH (n)
WHERE n.reading CONTAINS $text
RETURN head(split(n.id, ':')) AS prefix, count(*) AS count
ORDER BY prefix
