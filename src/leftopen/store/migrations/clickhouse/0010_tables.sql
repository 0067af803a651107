-- The newest observation of each service, by time: a page of the newest reads in order.
-- Facets read their columns whole, so those are LZ4; LowCardinality only where there are few values.
-- What is shown is read from `data`, `blocks` and `record`: a column costs as much for one row as for hundreds,
-- so all that is not long stands once more in `record`, in the order of `store.record.Record`, made here and
-- nowhere else. What nobody asks for (EPHEMERAL) stands there only.
-- `sees` has a bit for each group of fields that the observation could see (`model.field_group`). Where the newest one
-- could not see what an earlier one had, a merged row stands here in its place, with its id; `origins` says where its
-- other fields come from, and `merged` is a number of its own, 0 for a row as it was observed.
-- `examined` is the word of our own checks about the whole service as JSON text. What is open, the table of verdicts says
-- more freshly, so that `examined_as` is empty there.
CREATE TABLE IF NOT EXISTS services
(
    id UInt128 CODEC(NONE) SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    service UInt128 CODEC(NONE) SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    timestamp DateTime64(6, 'UTC') CODEC(Delta, LZ4)
        SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    first_seen DateTime64(6, 'UTC') CODEC(Delta, LZ4)
        SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    duration Float64 EPHEMERAL,
    realm LowCardinality(String),
    address IPv6 CODEC(LZ4),
    port UInt16 CODEC(LZ4),
    transport LowCardinality(String),
    name String CODEC(LZ4),
    place LowCardinality(String),
    vantage LowCardinality(String),
    scan String CODEC(ZSTD(1)),
    clause String EPHEMERAL,
    module LowCardinality(String),
    product LowCardinality(String),
    version String CODEC(LZ4),
    info String CODEC(LZ4),
    os LowCardinality(String),
    device LowCardinality(String),
    identity String CODEC(ZSTD(1)),
    tls Bool,
    hostnames Array(String) CODEC(LZ4),
    domains Array(String) CODEC(LZ4),
    cpe Array(String) CODEC(LZ4),
    tags Array(String) CODEC(LZ4),
    vulns Array(String) CODEC(LZ4),
    data String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    data_encoding LowCardinality(String) EPHEMERAL 'utf-8',
    hash Int32 CODEC(LZ4),
    country LowCardinality(String),
    country_name LowCardinality(String),
    region LowCardinality(String),
    city String CODEC(LZ4),
    postal String CODEC(LZ4),
    latitude Float32 DEFAULT nan CODEC(LZ4),
    longitude Float32 DEFAULT nan CODEC(LZ4),
    asn UInt32 CODEC(LZ4),
    org String CODEC(LZ4),
    isp String CODEC(LZ4),
    cloud_provider LowCardinality(String),
    cloud_region LowCardinality(String),
    cloud_service LowCardinality(String),
    sources String EPHEMERAL,
    sees UInt16 DEFAULT 0,
    origins String EPHEMERAL,
    aliases Array(String) EPHEMERAL,
    examined String EPHEMERAL,
    examined_as LowCardinality(String) DEFAULT replaceOne(JSONExtractString(examined, 'verdict'), 'open', ''),
    unexamined LowCardinality(String) DEFAULT JSONExtractString(examined, 'kind'),
    merged UInt64 DEFAULT 0 CODEC(ZSTD(1)),
    link LowCardinality(String),
    has_screenshot Bool,
    uptime UInt32 CODEC(LZ4),
    http_status UInt16 CODEC(LZ4),
    http_title String CODEC(LZ4),
    http_server String CODEC(LZ4),
    http_html_hash Int32 CODEC(LZ4),
    http_headers_hash Int32 CODEC(LZ4),
    http_favicon_hash Int32 CODEC(LZ4),
    http_components Array(String) CODEC(LZ4),
    http_waf LowCardinality(String),
    html String CODEC(ZSTD(1)),
    ssl String CODEC(ZSTD(1)),
    ssl_subject_cn String CODEC(LZ4),
    ssl_issuer_cn String CODEC(LZ4),
    ssl_serial String CODEC(LZ4),
    ssl_fingerprint String CODEC(LZ4),
    ssl_jarm String CODEC(LZ4),
    ssl_ja3s String CODEC(LZ4),
    ssl_versions Array(LowCardinality(String)),
    ssl_alpn Array(LowCardinality(String)),
    ssl_cipher LowCardinality(String),
    ssl_expired Bool,
    more Map(LowCardinality(String), Array(String)) CODEC(ZSTD(1)),
    blocks String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    record String DEFAULT toJSONString(tuple(duration, realm, address, port, transport, name, place, vantage, scan,
        clause, module, product, version, info, os, identity, tls, hostnames, cpe, tags, data_encoding, hash,
        country, country_name, region, city, postal, latitude, longitude, asn, org, isp, cloud_provider,
        cloud_region, cloud_service, sources, sees, origins, merged, aliases, examined)) CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    own Bool DEFAULT JSONExtractString(record, 10) != '',
    INDEX words (data) TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(data)),
    INDEX ids (id) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX services (service) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX addresses (address) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX rare (mapKeys(more)) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX marks (arrayConcat(
        [concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)),
        concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)),
        concat('org:', lower(org))],
        arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns),
        arrayMap(x -> concat('domain:', lower(x)), domains),
        if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]),
        if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]))) TYPE text(tokenizer = 'array')
)
ENGINE = MergeTree
ORDER BY (timestamp, id)
SETTINGS index_granularity = 256, merge_selector_base = 12, text_index_posting_list_codec = 'bitpacking',
    text_index_posting_list_block_size = 65536;

-- What a newer observation of the same service replaced. Answers of one service are alike: side by side, a day's take
-- half of the room. The day comes first, so that a page of the newest reads the newest days alone.
CREATE TABLE IF NOT EXISTS history AS services
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (toDate(timestamp), service, timestamp, id)
SETTINGS index_granularity = 256, merge_selector_base = 12, text_index_posting_list_codec = 'bitpacking',
    text_index_posting_list_block_size = 65536;

ALTER TABLE history MODIFY COLUMN service UInt128 CODEC(ZSTD(1))
    SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096);

-- Every observation once, narrow: the way from an address or a service to its wide rows. Every row keeps the number
-- of the insert that brought it, through all merges: with it the streams read on from where they were, in the order
-- in which rows became visible.
CREATE TABLE IF NOT EXISTS observation_index
(
    address IPv6 CODEC(LZ4),
    service UInt128 CODEC(LZ4),
    timestamp DateTime64(6, 'UTC') CODEC(LZ4),
    id UInt128 CODEC(NONE),
    port UInt16 CODEC(LZ4),
    transport LowCardinality(String),
    hash Int32 CODEC(LZ4),
    own Bool DEFAULT false
)
ENGINE = MergeTree
ORDER BY (address, service, timestamp, id)
SETTINGS index_granularity = 512, enable_block_number_column = 1, enable_block_offset_column = 1;

-- Rows that still stand in `services` though another of their service counts: left out of answers until they are moved.
CREATE TABLE IF NOT EXISTS superseded
(
    service UInt128,
    timestamp DateTime64(6, 'UTC'),
    id UInt128,
    merged UInt64
)
ENGINE = MergeTree
ORDER BY (timestamp, id);

-- Services of which something older than the first known came in: `first_seen` is set right when rows are moved.
CREATE TABLE IF NOT EXISTS first_seen_updates
(
    service UInt128,
    first DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY service;

-- The sites of each service (`parent`) that has one with a name. `answer` is equal for those that answer alike. Those that
-- are `hidden` have no row in `services` (`store.observations.site_views` decides); the newest `version` counts.
CREATE TABLE IF NOT EXISTS sites
(
    address IPv6,
    parent UInt128,
    service UInt128,
    name String,
    answer UInt64,
    empty Bool,
    hidden Bool,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (address, parent, service);

-- Every look of every check, of whatever state.
CREATE TABLE IF NOT EXISTS verdicts
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
