-- table not in the query
ROWAN_INVALID: .where names column title of table posts, which is not in the query: join it
-- order by a table not in the query
ROWAN_INVALID: .order_by names column title of table posts, which is not in the query: join it
-- report of two tables without a join
ROWAN_INVALID: .columns names column title of table posts, which is not in the query: join it
-- report of no table
ROWAN_INVALID: the report summary reads from no table: name it with .from
-- member read twice
ROWAN_INVALID: two of .columns are read into member name of summary
-- from a report's row
ROWAN_INVALID: summary is the row of a report and has no table
-- no foreign key
ROWAN_INVALID: no foreign key leads from table note "book" to authors: say how with rowan_join_on
-- several foreign keys
ROWAN_INVALID: several foreign keys lead from table letters to authors: say which with rowan_join_on
-- table twice
ROWAN_UNSUPPORTED: table authors is in the query twice: a table cannot be joined to itself yet
-- on of a later table
ROWAN_INVALID: the ON of a join names column id of table comments, which is not in the query before it: change the order
-- aggregate in where
ROWAN_INVALID: .where has the aggregate SUM: it can stand in .columns, .having and .order_by, and not inside another one
-- aggregate in a join
ROWAN_INVALID: the ON of a join has the aggregate COUNT_ROWS: it can stand in .columns, .having and .order_by, and not inside another one
-- aggregate in an aggregate
ROWAN_INVALID: .columns has the aggregate MAX: it can stand in .columns, .having and .order_by, and not inside another one
-- aggregate in an update
ROWAN_INVALID: .set has the aggregate MAX: it can stand in .columns, .having and .order_by, and not inside another one
-- aggregate in the order of objects
ROWAN_INVALID: .order_by has the aggregate MAX: it can stand in .columns, .having and .order_by, and not inside another one
-- update of another table
ROWAN_INVALID: .where names column title of table posts, but an UPDATE or DELETE is of one table only
-- column set twice
ROWAN_INVALID: column words is set twice
-- computed column set
ROWAN_INVALID: column initials is computed by the database and cannot be set
