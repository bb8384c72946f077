-- id
SELECT count(*) FROM "AUTHORS" WHERE "ID" = ?
-- email
SELECT count(*) FROM "AUTHORS" WHERE "E_MAIL" = CAST(? AS varchar(1000))
-- age
SELECT count(*) FROM "AUTHORS" WHERE "AGE" = ?
-- active
SELECT count(*) FROM "AUTHORS" WHERE "ACTIVE" = ?
-- verified
SELECT count(*) FROM "AUTHORS" WHERE "VERIFIED" = ?
-- score
SELECT count(*) FROM "AUTHORS" WHERE "SCORE" = CAST(? AS double precision)
-- weight
SELECT count(*) FROM "AUTHORS" WHERE "WEIGHT" = CAST(? AS double precision)
-- balance
SELECT count(*) FROM "AUTHORS" WHERE "BALANCE" = ?
-- feeling
SELECT count(*) FROM "AUTHORS" WHERE "FEELING" = CAST(? AS varchar(1000))
-- born
SELECT count(*) FROM "AUTHORS" WHERE "BORN" = ?
-- wakes
SELECT count(*) FROM "AUTHORS" WHERE "WAKES" = ?
-- joined
SELECT count(*) FROM "AUTHORS" WHERE "JOINED" = ?
-- pause
SELECT count(*) FROM "AUTHORS" WHERE "PAUSE" = ?
-- token
SELECT count(*) FROM "AUTHORS" WHERE "TOKEN" = ?
-- picture
SELECT count(*) FROM "AUTHORS" WHERE "PICTURE" = ?
-- settings
SELECT count(*) FROM "AUTHORS" WHERE "SETTINGS" = ?
-- country
SELECT count(*) FROM "AUTHORS" WHERE "COUNTRY" = CAST(? AS varchar(1000))
-- codec
SELECT count(*) FROM "AUTHORS" WHERE "HOME" IS NULL
