// Who could be a partner of this park, enterprise or industry, and why?
// 谁可以成为该园区、企业或产业的合作伙伴，为什么？
// The ties that a search walks, all at once; in a large graph it reads them node by node.
MATCH (a)-[r]->(b)
WHERE coalesce(r.method, '') <> 'predicted'
  AND NOT r.kind IN ['MENTIONED_IN', 'NAMES', 'SETS', 'REQUIRES', 'MEASURES', 'ISSUED_BY',
                     'COUNTS_TOWARD', 'PROVIDES']
RETURN r.kind AS kind, a.id AS start, b.id AS other, r.source AS source
