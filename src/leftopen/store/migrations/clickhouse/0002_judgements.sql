-- Every look of every check, of whatever state.
CREATE TABLE IF NOT EXISTS judged
(
    look String CODEC(ZSTD(1)),
    finding String CODEC(ZSTD(1)),
    service String CODEC(ZSTD(1)),
    observation String CODEC(ZSTD(1)),
    check LowCardinality(String),
    at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    realm LowCardinality(String),
    address IPv6 CODEC(ZSTD(1)),
    port UInt16 CODEC(ZSTD(1)),
    transport LowCardinality(String),
    name String CODEC(ZSTD(1)),
    place LowCardinality(String),
    vantage LowCardinality(String),
    scan String CODEC(ZSTD(1)),
    clause String CODEC(ZSTD(1)),
    state LowCardinality(String),
    seen LowCardinality(String),
    reason LowCardinality(String),
    phase LowCardinality(String),
    said String CODEC(ZSTD(1)),
    identity String CODEC(ZSTD(1)),
    product String CODEC(ZSTD(1)),
    transcript String CODEC(ZSTD(3)),
    INDEX services (service) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (finding, at, look)
SETTINGS index_granularity = 512;

-- What an open verdict showed. The newest row of a finding is the one that counts.
CREATE TABLE IF NOT EXISTS findings
(
    look String CODEC(ZSTD(1)),
    finding String CODEC(ZSTD(1)),
    service String CODEC(ZSTD(1)),
    check LowCardinality(String),
    at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    severity LowCardinality(String),
    rank Int64,
    holds Map(String, UInt64) CODEC(ZSTD(1)),
    size_records Int64 CODEC(ZSTD(1)),
    size_bytes Int64 CODEC(ZSTD(1)),
    size_at_least Bool,
    evidence String CODEC(ZSTD(3)),
    `case` String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (finding, at, look)
SETTINGS index_granularity = 512;

-- A projection of the cases, which live in the records: rebuildable, the newest `version` of an id counts.
CREATE TABLE IF NOT EXISTS cases
(
    id String,
    finding String,
    service String,
    check LowCardinality(String),
    endpoint String,
    realm LowCardinality(String),
    identity String,
    product String,
    state LowCardinality(String),
    severity LowCardinality(String),
    first_open DateTime64(6, 'UTC'),
    last_open DateTime64(6, 'UTC'),
    closed Nullable(DateTime64(6, 'UTC')),
    holds Map(String, UInt64),
    version DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
