-- id
SELECT count(*) FROM "authors" WHERE "id" = ?
-- email
SELECT count(*) FROM "authors" WHERE "e_mail" = ?
-- age
SELECT count(*) FROM "authors" WHERE "age" = ?
-- active
SELECT count(*) FROM "authors" WHERE "active" = ?
-- verified
SELECT count(*) FROM "authors" WHERE "verified" = ?
-- score
SELECT count(*) FROM "authors" WHERE "score" = ?
-- weight
SELECT count(*) FROM "authors" WHERE "weight" = ?
-- balance
SELECT count(*) FROM "authors" WHERE "balance" = ?
-- feeling
SELECT count(*) FROM "authors" WHERE "feeling" = ?
-- born
SELECT count(*) FROM "authors" WHERE "born" = ?
-- wakes
SELECT count(*) FROM "authors" WHERE "wakes" = ?
-- joined
SELECT count(*) FROM "authors" WHERE "joined" = ?
-- pause
SELECT count(*) FROM "authors" WHERE "pause" = ?
-- token
SELECT count(*) FROM "authors" WHERE "token" = ?
-- picture
SELECT count(*) FROM "authors" WHERE "picture" = ?
-- settings
SELECT count(*) FROM "authors" WHERE "settings" = ?
-- country
SELECT count(*) FROM "authors" WHERE "country" = ?
-- codec
SELECT count(*) FROM "authors" WHERE "home" IS NULL
