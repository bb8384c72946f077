-- in one
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" IN ($1)
-- in three
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" IN ($1, $2, $3, $4)
-- not in
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" NOT IN ($1, $2)
-- in array
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" IN ($1, $2, $3, $4, $5, $6, $7, $8)
-- in texts
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "text" IN ($1)
-- in none
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE FALSE
-- not in none
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE TRUE
-- in none and
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE FALSE AND "id" = $1
-- in columns
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" IN ("sender_id", $1)
-- sum in
SELECT "id", "sender_id", "receiver_id", "text" FROM "letters" WHERE "id" + $1 IN ($2, $3)
