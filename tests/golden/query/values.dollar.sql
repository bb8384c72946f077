-- id
SELECT count(*) FROM "authors" WHERE "id" = $1
-- email
SELECT count(*) FROM "authors" WHERE "e_mail" = $1
-- age
SELECT count(*) FROM "authors" WHERE "age" = $1
-- active
SELECT count(*) FROM "authors" WHERE "active" = $1
-- verified
SELECT count(*) FROM "authors" WHERE "verified" = $1
-- score
SELECT count(*) FROM "authors" WHERE "score" = $1
-- weight
SELECT count(*) FROM "authors" WHERE "weight" = $1
-- balance
SELECT count(*) FROM "authors" WHERE "balance" = $1
-- feeling
SELECT count(*) FROM "authors" WHERE "feeling" = $1
-- born
SELECT count(*) FROM "authors" WHERE "born" = $1
-- wakes
SELECT count(*) FROM "authors" WHERE "wakes" = $1
-- joined
SELECT count(*) FROM "authors" WHERE "joined" = $1
-- pause
SELECT count(*) FROM "authors" WHERE "pause" = $1
-- token
SELECT count(*) FROM "authors" WHERE "token" = $1
-- picture
SELECT count(*) FROM "authors" WHERE "picture" = $1
-- settings
SELECT count(*) FROM "authors" WHERE "settings" = $1
-- country
SELECT count(*) FROM "authors" WHERE "country" = $1
-- codec
SELECT count(*) FROM "authors" WHERE "home" IS NULL
