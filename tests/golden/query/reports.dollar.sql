-- column
SELECT "name" FROM "authors"
-- count rows
SELECT count(*) FROM "posts"
-- count
SELECT count("words") FROM "posts"
-- count distinct
SELECT count(DISTINCT "words") FROM "posts"
-- sum
SELECT sum("words") FROM "posts"
-- sum of decimals
SELECT sum("balance") FROM "authors"
-- sum of products
SELECT sum("words" * $1) FROM "posts"
-- min
SELECT min("name") FROM "authors"
-- max
SELECT max("words") FROM "posts"
-- avg
SELECT CAST(avg("words") AS double precision) FROM "posts"
-- label
SELECT "tone" FROM "posts"
-- expression of aggregates
SELECT max("words") - min("words") FROM "posts"
-- distinct
SELECT DISTINCT "name" FROM "authors"
-- grouped
SELECT "authors"."name", count("posts"."id"), CAST(avg("posts"."words") AS double precision) FROM "authors" LEFT JOIN "posts" ON "posts"."author_id" = "authors"."id" WHERE "authors"."active" GROUP BY "authors"."name" HAVING count("posts"."id") > $1 ORDER BY CAST(avg("posts"."words") AS double precision) DESC, "authors"."name" LIMIT $2
-- from the second table named
SELECT "posts"."title", "authors"."name" FROM "authors" JOIN "posts" ON "posts"."author_id" = "authors"."id"
-- from said
SELECT "authors"."name" FROM "posts" JOIN "authors" ON "posts"."author_id" = "authors"."id"
-- all binds
SELECT sum("id" + $1) FROM "letters" WHERE "id" > $2 GROUP BY "id" % $3 HAVING count(*) > $4 ORDER BY "id" % $5 NULLS LAST LIMIT $6 OFFSET $7
