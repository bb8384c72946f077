-- count
SELECT count(*) FROM "letters"
-- count where
SELECT count(*) FROM "letters" WHERE "id" > ?
-- count distinct
SELECT count(*) FROM (SELECT DISTINCT "id" FROM "letters" WHERE "id" > ?) AS "counted"
-- count limit
SELECT count(*) FROM (SELECT 1 FROM "letters" WHERE "id" > ? LIMIT ?) AS "counted"
-- count offset
SELECT count(*) FROM (SELECT 1 FROM "letters" LIMIT -1 OFFSET ?) AS "counted"
-- count ordered
SELECT count(*) FROM "letters"
-- count joined
SELECT count(*) FROM (SELECT DISTINCT "posts"."id" FROM "posts" JOIN "comments" ON "comments"."post_id" = "posts"."id") AS "counted"
-- count of a composite key
SELECT count(*) FROM (SELECT DISTINCT "club", "member" FROM "memberships") AS "counted"
-- exists
SELECT 1 FROM "letters" LIMIT 1
-- exists ordered
SELECT 1 FROM "letters" WHERE "id" > ? LIMIT 1
-- exists offset
SELECT 1 FROM "letters" WHERE "id" > ? LIMIT 1 OFFSET ?
-- exists distinct
SELECT 1 FROM "letters" WHERE "id" > ? LIMIT 1
-- exists distinct offset
SELECT 1 FROM (SELECT DISTINCT "id" FROM "letters" WHERE "id" > ? LIMIT 1 OFFSET ?) AS "counted"
