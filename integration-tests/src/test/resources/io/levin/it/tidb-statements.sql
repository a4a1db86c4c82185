-- What importers, their users and ordinary clients say to a TiDB.
-- A line "#differs (end columns rows) reason": the next statement is answered otherwise on purpose.
-- "#any order": its rows are sorted first. "#any rows": its rows are not compared.

-- databases
CREATE DATABASE honest;
CREATE DATABASE honest;
CREATE DATABASE IF NOT EXISTS honest;
SHOW WARNINGS;
CREATE DATABASE honest2 CHARACTER SET latin1 COLLATE latin1_bin;
USE nowhere;
USE honest;
SELECT DATABASE();
SELECT SCHEMA();
SHOW CREATE DATABASE honest;
SHOW CREATE DATABASE IF NOT EXISTS honest2;
SHOW CREATE DATABASE nowhere;
SHOW DATABASES LIKE 'hones_';
SHOW DATABASES LIKE 'nothing%';
DROP DATABASE nowhere;
DROP DATABASE IF EXISTS nowhere;
SHOW WARNINGS;
#differs (end) is refused
ALTER DATABASE honest CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
#differs (rows) follows from the refusal
SHOW CREATE DATABASE honest;
#differs (end) is refused
ALTER DATABASE honest CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- tables
CREATE TABLE every (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  ti TINYINT, tu TINYINT UNSIGNED, t1 TINYINT(1), si SMALLINT, su SMALLINT UNSIGNED,
  mi MEDIUMINT, mu MEDIUMINT UNSIGNED, i INT, iu INT UNSIGNED, iz INT(8) ZEROFILL,
  b BIGINT, bu BIGINT UNSIGNED, f FLOAT, fu FLOAT UNSIGNED, d DOUBLE, d2 DOUBLE(10, 3),
  n DECIMAL(30, 10), nu DECIMAL(5) UNSIGNED, c CHAR(5), cn CHAR(3) NOT NULL DEFAULT 'x',
  v VARCHAR(40), vl VARCHAR(20) CHARACTER SET latin1, va VARCHAR(10) CHARACTER SET ascii,
  vu VARCHAR(10) CHARACTER SET utf8, vc VARCHAR(10) COLLATE utf8mb4_general_ci,
  bn BINARY(4), vb VARBINARY(16), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB,
  tt TINYTEXT, tx TEXT, mt MEDIUMTEXT, lt LONGTEXT, da DATE, dt DATETIME, dt6 DATETIME(6),
  ts TIMESTAMP NULL, ts3 TIMESTAMP(3) NULL, t TIME, t3 TIME(3), y YEAR,
  e ENUM('a', 'b'), s SET('x', 'y', 'z'), j JSON, bi BIT(12), b1 BIT,
  UNIQUE KEY ub (b), KEY kv (v, i), KEY kp (tx(10)));
INSERT INTO every VALUES (18446744073709551615, -128, 255, 1, -32768, 65535, -8388608, 16777215,
  -2147483648, 4294967295, 42, -9223372036854775808, 18446744073709551615, 1.5, 2.25, -2.25e100,
  3.14159, -12345678901234567890.0123456789, 99999, 'ab', 'y', 'it''s', 'latin', 'ascii', 'utf8',
  'Caseless', 'bin', x'00FF275C', 'tb', 'bl', 'mb', 'lb', 'tt', 'tx', 'mt', 'lt', '2024-02-29',
  '2024-02-29 12:34:56', '2024-02-29 12:34:56.000123', '2024-02-29 12:34:56',
  '2024-02-29 12:34:56.789', '-12:34:56', '838:59:58.999', 2024, 'b', 'x,z',
  '{"k": [1, null, "v"], "a": 1.5}', b'101000000101', b'1');
INSERT INTO every (id, tu, su, iu, f, d, da, dt, t) VALUES
  (1, 0, 0, 0, 0.1, 1e15, '0001-01-01', '1970-01-01 00:00:00', '00:00:00'),
  (2, 128, 32768, 2147483648, 1e20, 1e-7, '9999-12-31', '9999-12-31 23:59:59', '00:00:01');
SELECT * FROM every ORDER BY id;
SELECT tu, su, mu, iu, bu FROM every ORDER BY id DESC LIMIT 1;
SELECT e.tu AS x, h.id FROM every AS e JOIN honest.every AS h ON e.id = h.id ORDER BY h.id;
SELECT id FROM every WHERE id = 1;
SELECT id FROM every WHERE id = 77;
SELECT 1 FROM `honest`.`every` USE INDEX() LIMIT 1;
SELECT v FROM every WHERE vc = 'CASELESS';
SHOW CREATE TABLE every;
SHOW CREATE TABLE nowhere;
SHOW COLUMNS FROM every;
SHOW FULL COLUMNS FROM every LIKE 't%';
DESC every;
DESC every id;
SHOW INDEX FROM every;
SHOW TABLES;
SHOW TABLES FROM honest2;
SHOW TABLES FROM nowhere;
SHOW FULL TABLES LIKE 'ev%';
SHOW TABLE every NEXT_ROW_ID;

-- kinds of tables
CREATE TABLE auto (a BIGINT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20));
INSERT INTO auto (v) VALUES ('x'), ('y');
SELECT LAST_INSERT_ID();
SELECT ROW_COUNT();
INSERT INTO auto VALUES (100, 'z');
INSERT INTO auto (v) VALUES ('w');
SELECT * FROM auto;
SHOW TABLE auto NEXT_ROW_ID;
ALTER TABLE auto AUTO_INCREMENT = 5000;
ALTER TABLE auto AUTO_INCREMENT = 6000, COMMENT = 'two';
SHOW TABLE auto NEXT_ROW_ID;
SHOW CREATE TABLE auto;
ALTER TABLE auto FORCE AUTO_INCREMENT = 50000;
SHOW TABLE auto NEXT_ROW_ID;
CREATE TABLE apart (a BIGINT AUTO_INCREMENT, v VARCHAR(20), KEY (a)) AUTO_ID_CACHE = 1;
SHOW TABLE apart NEXT_ROW_ID;
SHOW CREATE TABLE apart;
CREATE TABLE random (a BIGINT AUTO_RANDOM(5) PRIMARY KEY, v VARCHAR(20));
SHOW TABLE random NEXT_ROW_ID;
SHOW CREATE TABLE random;
INSERT INTO random VALUES (1, 'x');
ALTER TABLE random AUTO_RANDOM_BASE = 700;
SHOW TABLE random NEXT_ROW_ID;
ALTER TABLE every AUTO_RANDOM_BASE = 700;
CREATE TABLE sharded (v INT) SHARD_ROW_ID_BITS = 4 PRE_SPLIT_REGIONS = 2;
SHOW CREATE TABLE sharded;
CREATE TABLE hidden (v INT);
INSERT INTO hidden VALUES (1), (2);
SELECT _tidb_rowid, v FROM hidden;
SHOW TABLE hidden NEXT_ROW_ID;
INSERT INTO hidden (_tidb_rowid, v) VALUES (9, 9);
SET tidb_opt_write_row_id = 1;
INSERT INTO hidden (_tidb_rowid, v) VALUES (9, 9);
SET tidb_opt_write_row_id = 0;
CREATE TABLE common (a VARCHAR(20), b INT, c INT, PRIMARY KEY (a, b) CLUSTERED, UNIQUE KEY uc (c));
SHOW CREATE TABLE common;
CREATE TABLE apartpk (a VARCHAR(20) PRIMARY KEY NONCLUSTERED, b INT);
SHOW CREATE TABLE apartpk;
CREATE TABLE parts (id INT PRIMARY KEY, d DATE) PARTITION BY HASH (id) PARTITIONS 3;
SHOW CREATE TABLE parts;
CREATE TABLE ranges (id INT, KEY (id)) PARTITION BY RANGE (id)
  (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);
SHOW CREATE TABLE ranges;
CREATE TABLE listed (id INT) PARTITION BY LIST (id) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3));
INSERT INTO listed VALUES (4);
CREATE TABLE made (a INT, b INT AS (a + 1) STORED, c INT AS (a * 2) VIRTUAL, KEY (c));
INSERT INTO made (a) VALUES (5);
INSERT INTO made (a, b) VALUES (5, 6);
SELECT * FROM made;
SHOW CREATE TABLE made;
CREATE VIEW seen AS SELECT id, v FROM every;
#differs (columns) the columns of a view are described as expressions
SELECT * FROM seen WHERE id = 1;
#differs (rows) a view keeps its text as it was written
SHOW CREATE VIEW seen;
#differs (rows) a view keeps its text as it was written
SHOW CREATE TABLE seen;
SHOW CREATE VIEW every;
CREATE TABLE copied LIKE every;
SHOW CREATE TABLE copied;
CREATE TABLE timed (id INT PRIMARY KEY, a TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  b DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3), c VARCHAR(9) DEFAULT 'it''s') COMMENT 'about time';
SHOW CREATE TABLE timed;
SHOW FULL COLUMNS FROM timed;

-- the metadata of several instances
CREATE DATABASE IF NOT EXISTS `honest2`;
CREATE TABLE IF NOT EXISTS `honest2`.`task_meta_v2` (
  task_id BIGINT(20) UNSIGNED NOT NULL, pd_cfgs VARCHAR(2048) NOT NULL DEFAULT '',
  status VARCHAR(32) NOT NULL, state TINYINT(1) NOT NULL DEFAULT 0,
  tikv_source_bytes BIGINT(20) UNSIGNED NOT NULL DEFAULT 0, PRIMARY KEY (task_id));
INSERT INTO honest2.task_meta_v2 (task_id, status) VALUES (18446744073709551615, 'initialized')
  ON DUPLICATE KEY UPDATE state = 0;
INSERT INTO honest2.task_meta_v2 (task_id, status) VALUES (18446744073709551615, 'initialized')
  ON DUPLICATE KEY UPDATE state = 1;
INSERT INTO honest2.task_meta_v2 (task_id, status) VALUES (18446744073709551615, 'initialized')
  ON DUPLICATE KEY UPDATE state = 1;
INSERT IGNORE INTO honest2.task_meta_v2 (task_id, status) VALUES (18446744073709551615, 'x'), (7, 'y');
SHOW WARNINGS;
SET SESSION tidb_txn_mode = 'pessimistic';
BEGIN;
SELECT task_id, pd_cfgs, status, state, tikv_source_bytes FROM honest2.task_meta_v2 FOR UPDATE;
UPDATE honest2.task_meta_v2 SET status = 'schedule_set', pd_cfgs = '{"a":1}' WHERE task_id = 7;
UPDATE honest2.task_meta_v2 SET status = 'schedule_set' WHERE task_id = 7;
UPDATE honest2.task_meta_v2 SET status = 'z' WHERE task_id = 8;
COMMIT;
REPLACE INTO honest2.task_meta_v2 (task_id, status) VALUES (7, 'again');
DELETE FROM honest2.task_meta_v2 WHERE task_id = 7;
SELECT COUNT(*) FROM honest2.task_meta_v2;
#differs (columns) expressions have H2's types
SELECT MAX(task_id), MIN(state), SUM(state), AVG(state), COUNT(DISTINCT status) FROM honest2.task_meta_v2;
ALTER TABLE honest2.task_meta_v2 ADD COLUMN has_duplicates BOOL NOT NULL DEFAULT 0;
ALTER TABLE honest2.task_meta_v2 ADD COLUMN has_duplicates BOOL NOT NULL DEFAULT 0;
ALTER TABLE honest2.task_meta_v2 DROP COLUMN nothing;
DROP TABLE IF EXISTS honest2.nothing;
SHOW WARNINGS;
DROP TABLE honest2.nothing;
DROP TABLE honest2.task_meta_v2;
DROP DATABASE honest2;

-- what an importer asks
SELECT variable_value FROM mysql.tidb WHERE variable_name = 'new_collation_enabled';
#differs (rows) only a TiDB on TiKV has it
SELECT VARIABLE_VALUE FROM mysql.tidb WHERE VARIABLE_NAME = 'tikv_gc_life_time';
SELECT current_resource_group();
SHOW VARIABLES WHERE Variable_name IN ('max_allowed_packet','div_precision_increment','time_zone','lc_time_names','default_week_format','block_encryption_mode','group_concat_max_len','tidb_backoff_weight','tidb_row_format_version');
SHOW VARIABLES LIKE 'character\_set\_client';
SHOW GLOBAL VARIABLES LIKE 'tidb\_backoff\_weight';
SELECT @@tidb_backoff_weight;
SELECT @@global.tidb_backoff_weight, @@session.sql_mode, @@autocommit, @@max_allowed_packet;
SELECT @@version_comment LIMIT 1;
SELECT @@tidb_row_format_version, @@time_zone, @@tx_isolation, @@transaction_isolation;
#differs (columns) every number among the variables is a number
SELECT @@character_set_client, @@collation_connection, @@lower_case_table_names, @@wait_timeout, @@interactive_timeout;
SELECT @@tidb_txn_mode, @@tidb_snapshot, @@tidb_allow_auto_random_explicit_insert, @@innodb_lock_wait_timeout;
#differs (columns) every number among the variables is a number
#any rows
SELECT @@tidb_current_ts, @@tidb_config, @@port, @@hostname;
#differs (end) assignments within queries are refused
SELECT @a, @a := 5;
SET @a = 7;
SELECT @a;
SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TIFLASH_REPLICA WHERE REPLICA_COUNT > 0;
SELECT table_name FROM information_schema.tables WHERE table_schema = 'honest' ORDER BY table_name;
SELECT column_name FROM information_schema.columns WHERE table_schema = 'honest' AND table_name = 'made';
#any rows
SHOW CONFIG WHERE type = 'tikv' AND name = 'storage.engine';
ADMIN CHECK TABLE every;
ADMIN CHECK TABLE nowhere;
#any rows
ADMIN CHECKSUM TABLE every;
ADMIN CHECKSUM TABLE nowhere;
ANALYZE TABLE auto;
ANALYZE TABLE nowhere;
#differs (columns) times are texts
#any rows
ADMIN SHOW DDL JOBS 3;
#any rows
SHOW MASTER STATUS;
#any rows
SHOW PROCESSLIST;
SELECT USER(), CURRENT_USER();
#differs (columns) expressions have H2's types
#any rows
SELECT CONNECTION_ID(), VERSION(), NOW(), UNIX_TIMESTAMP(), CURDATE();
SHOW GRANTS;
SHOW STATUS LIKE 'Ssl_cipher';
SHOW ENGINES;
SHOW CHARSET LIKE 'utf8mb4';
SHOW COLLATION LIKE 'utf8mb4\_bin';
#any order
SHOW CHARACTER SET;
#differs (columns) times are texts
#any rows
SHOW TABLE STATUS LIKE 'auto';
#differs (end) is refused
SHOW STATS_META;
SELECT nothing FROM every;
SHOW ERRORS;
SHOW WARNINGS;
SHOW COUNT(*) WARNINGS;
#differs (columns rows) numbers are numbers, and a plan cache that does not do warns nobody
SELECT @@warning_count, @@error_count;

-- information_schema
#any order
SELECT * FROM information_schema.schemata WHERE schema_name LIKE 'honest%';
SELECT TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, VERSION, ROW_FORMAT, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT, TIDB_ROW_ID_SHARDING_INFO, TIDB_PK_TYPE
  FROM information_schema.tables WHERE table_schema = 'honest' ORDER BY TABLE_NAME;
SELECT * FROM information_schema.columns WHERE table_schema = 'honest' AND table_name = 'every' ORDER BY ordinal_position;
SELECT * FROM information_schema.columns WHERE table_schema = 'honest' AND table_name IN ('auto', 'made', 'timed') ORDER BY table_name, ordinal_position;
#any order
SELECT * FROM information_schema.statistics WHERE table_schema = 'honest';
#any order
SELECT * FROM information_schema.key_column_usage WHERE table_schema = 'honest';
#any order
SELECT * FROM information_schema.table_constraints WHERE table_schema = 'honest';
#differs (rows) a view keeps its text as it was written
SELECT * FROM information_schema.views WHERE table_schema = 'honest';
#any order
SELECT TABLE_NAME, PARTITION_NAME, PARTITION_ORDINAL_POSITION, PARTITION_METHOD, PARTITION_EXPRESSION, PARTITION_DESCRIPTION
  FROM information_schema.partitions WHERE table_schema = 'honest' AND table_name IN ('parts', 'ranges');
#differs (columns) the share is a whole number
SELECT * FROM information_schema.tiflash_replica;
SELECT * FROM information_schema.character_sets WHERE character_set_name = 'utf8mb4';
SELECT * FROM information_schema.nothing;
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'nowhere';

-- expressions
SELECT 1;
#differs (columns rows) a bit literal is a number
SELECT -1, 4294967296, 18446744073709551615, 1.5, 1e10, 'text', NULL, TRUE, x'4142', b'101';
SELECT 1 + 1, 1.5 + 1, 7 / 2, 7 DIV 2, 7 % 3, 2 * 3.5, -7, NOT 1, 1 = 1, 1 IS NULL, 2 > 1 AND 0;
#differs (columns rows) expressions have H2's types and digits
SELECT id + 1, ti * 2, n * 2, f + 1, d / 3 FROM every WHERE id = 2;
SELECT COUNT(*), COUNT(v), MAX(id), MIN(ti), SUM(iu), SUM(f), AVG(iu), MAX(dt), MAX(v), GROUP_CONCAT(id ORDER BY id) FROM every;
SELECT CONCAT(id, '-', v), LENGTH(v), UPPER(v), SUBSTRING(v, 1, 2), HEX(vb), LOWER(HEX(bn)) FROM every WHERE v IS NOT NULL;
SELECT IF(ti < 0, 'neg', 'pos'), IFNULL(v, 'none'), COALESCE(v, 'x'), CASE WHEN ti IS NULL THEN 0 ELSE 1 END FROM every ORDER BY id;
SELECT CAST('12' AS SIGNED), CAST(5 AS CHAR), CAST('2024-01-02' AS DATE), CAST(1.25 AS DECIMAL(10, 1)), CAST(7 AS UNSIGNED);
SELECT DATE_FORMAT('2024-02-29 12:34:56', '%Y/%m/%d'), YEAR('2024-02-29'), DATEDIFF('2024-03-01', '2024-02-28');
#differs (columns) expressions have H2's types
SELECT ROUND(2.567, 1), FLOOR(-1.5), CEIL(1.5), ABS(-3), MOD(7, 3), GREATEST(1, 5, 3), LEAST(4, 2);
#differs (columns) expressions have H2's types
SELECT id FROM every UNION ALL SELECT 7 ORDER BY 1;
#differs (end) in HAVING a column goes before an alias of the same name
SELECT v, COUNT(*) AS c FROM every GROUP BY v HAVING c > 0 ORDER BY v;
#differs (columns) the columns of a subquery are described as expressions
SELECT * FROM (SELECT id, v FROM every) AS q ORDER BY id LIMIT 1, 1;
SELECT EXISTS (SELECT 1 FROM every WHERE id = 1), (SELECT MAX(id) FROM every);
SELECT DISTINCT ti IS NULL FROM every ORDER BY 1;

-- mistakes
SELECT * FROM nothing;
SELECT * FROM nowhere.nothing;
SELECT nothing FROM every;
SELECT every.nothing FROM every;
SELECT x.id FROM every;
SELECT id FROM every, auto, random, every AS b;
SELECT id FROM every WHERE nothing = 1;
SELECT id FROM every ORDER BY nothing;
SELECT frob(1);
SELEC 1;
SELECT 1 FROM;
SELECT 'open;
SELECT (SELECT id, v FROM every LIMIT 1);
#differs (columns) the error comes with the first row
SELECT (SELECT id FROM every);
INSERT INTO nothing VALUES (1);
INSERT INTO auto (nothing) VALUES (1);
INSERT INTO auto VALUES (1);
INSERT INTO auto (v, v) VALUES ('a', 'b');
INSERT INTO auto VALUES (1, 'dup');
INSERT INTO every (id, b) VALUES (5, -9223372036854775808);
INSERT INTO common VALUES ('k', 1, 1), ('k', 1, 2);
INSERT INTO common VALUES ('k', 1, 1), ('l', 1, 1);
INSERT INTO every (id, ti) VALUES (9, 128);
INSERT INTO every (id, tu) VALUES (9, -1);
INSERT INTO every (id, i) VALUES (9, 'abc');
INSERT INTO every (id, i) VALUES (9, '12abc');
INSERT INTO every (id, c) VALUES (9, 'too long');
INSERT INTO every (id, d) VALUES (9, 'x');
INSERT INTO every (id, n) VALUES (9, 'x');
INSERT INTO every (id, da) VALUES (9, '2024-02-30');
INSERT INTO every (id, dt) VALUES (9, 'yesterday');
INSERT INTO every (id, t) VALUES (9, 'noon');
INSERT INTO every (id, y) VALUES (9, 1800);
INSERT INTO every (id, e) VALUES (9, 'c');
INSERT INTO every (id, s) VALUES (9, 'w');
#differs (end) says more exactly what is wrong
INSERT INTO every (id, j) VALUES (9, '{');
INSERT INTO every (id, bi) VALUES (9, 5000);
#differs (end) shows the text, not its bytes
INSERT INTO every (id, va) VALUES (9, 'é');
INSERT INTO every (id, cn) VALUES (9, NULL);
INSERT INTO every (ti) VALUES (1);
INSERT INTO every (id, iu) VALUES (9, 4294967296);
UPDATE every SET nothing = 1;
UPDATE every SET ti = 300;
UPDATE nothing SET a = 1;
DELETE FROM nothing;
CREATE TABLE every (a INT);
CREATE TABLE IF NOT EXISTS every (a INT);
SHOW WARNINGS;
CREATE TABLE bad (a INT, a INT);
CREATE TABLE bad (a FROB);
#differs (end) has MySQL's text
CREATE TABLE bad (a INT, KEY (nothing));
CREATE TABLE bad (a INT PRIMARY KEY, b INT PRIMARY KEY);
#differs (end) is refused, as before 8.5
CREATE TABLE bad (a INT AUTO_INCREMENT);
CREATE TABLE bad (a INT DEFAULT 'x');
CREATE TABLE bad (a VARCHAR(20000));
CREATE TABLE bad (a TEXT, KEY (a));
CREATE TABLE bad (a VARCHAR(2000), KEY (a));
#differs (end) does not name the column
CREATE TABLE bad (a BIGINT AUTO_RANDOM(40) PRIMARY KEY);
CREATE TABLE bad (a INT) CHARSET frob;
CREATE TABLE bad (a INT) COLLATE frob;
CREATE TABLE nowhere.bad (a INT);
CREATE VIEW every AS SELECT 1;
CREATE VIEW bad AS SELECT * FROM nothing;
DROP TABLE nothing;
DROP TABLE seen;
DROP VIEW every;
TRUNCATE TABLE nothing;
RENAME TABLE nothing TO other;
RENAME TABLE auto TO every;
ALTER TABLE nothing ADD COLUMN x INT;
ALTER TABLE every ADD COLUMN ti INT;
ALTER TABLE every ADD INDEX ub (i);
ALTER TABLE every DROP INDEX nothing;
ALTER TABLE auto ADD UNIQUE KEY uv (v);
ALTER TABLE every ADD UNIQUE KEY ud (cn);
SET nothing = 1;
SET SESSION nothing = 1;
SET GLOBAL nothing = 1;
SELECT @@nothing;
SET version = 'x';
SET GLOBAL autocommit = 'maybe';
SET sql_mode = 'FROB';
SET time_zone = 'Nowhere/Land';
SET NAMES frob;
SET max_allowed_packet = 7;
SET tidb_backoff_weight = 'x';
SET SESSION tidb_backoff_weight = '30';
SHOW VARIABLES LIKE 'tidb\_backoff\_weight';
#differs (end) values of most variables are not checked
SET GLOBAL tidb_gc_life_time = 'x';
#differs (end) connection ids are short
KILL 999999;
FROBNICATE;
SELECT * FROM every PARTITION (p0);
SELECT * FROM parts PARTITION (nothing);

-- transactions
BEGIN;
INSERT INTO hidden VALUES (50);
ROLLBACK;
SELECT COUNT(*) FROM hidden;
START TRANSACTION;
COMMIT;
BEGIN OPTIMISTIC;
COMMIT;
SET autocommit = 0;
SELECT COUNT(*) FROM hidden;
SET autocommit = 1;
UPDATE hidden SET v = v + 10;
UPDATE hidden SET v = v;
DELETE FROM hidden;
INSERT INTO hidden SELECT a FROM auto;
INSERT INTO auto (a, v) VALUES (1, 'n') ON DUPLICATE KEY UPDATE v = VALUES(v);
REPLACE INTO auto VALUES (1, 'r');
ALTER TABLE auto ADD INDEX iv (v), ADD COLUMN more INT DEFAULT 3;
SHOW CREATE TABLE auto;
SELECT * FROM auto ORDER BY a LIMIT 2;
TRUNCATE TABLE auto;
SHOW TABLE auto NEXT_ROW_ID;
RENAME TABLE auto TO auto2;
DROP TABLE auto2;
DROP VIEW seen;
DROP DATABASE honest;
#differs (columns) a NULL has no type
SELECT DATABASE();
SHOW TABLES;
SELECT * FROM every;
