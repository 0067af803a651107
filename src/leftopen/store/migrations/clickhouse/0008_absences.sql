-- Services that did not answer when they were asked again: one row for each absence, written again when a later look
-- confirms or ends it. `since` is the first look without an answer, `last` the latest, `ended` the answer after it;
-- 1970 while there was none. A row with an end stays, also when a look that began earlier is written after it.
CREATE TABLE IF NOT EXISTS absences
(
    service UInt128,
    since DateTime64(6, 'UTC'),
    last DateTime64(6, 'UTC'),
    ended DateTime64(6, 'UTC'),
    address IPv6,
    port UInt16,
    transport LowCardinality(String),
    reason LowCardinality(String),
    scan String
)
ENGINE = ReplacingMergeTree(ended)
ORDER BY (service, since);
