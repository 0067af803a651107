-- The newest observation of each service, by time: a page of the newest reads in order.
-- Facets read their columns whole, so those are LZ4; LowCardinality only where there are few values.
-- What is shown is read from `data`, `blocks` and `record`: a column costs as much for one row as for hundreds,
-- so all that is not long stands once more in `record`, in the order of `store.record.Record`, made here and
-- nowhere else. What nobody asks for (EPHEMERAL) stands there only.
CREATE TABLE IF NOT EXISTS services
(
    id UInt128 CODEC(NONE),
    service UInt128 CODEC(NONE),
    timestamp DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    first_seen DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
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
        cloud_region, cloud_service, sources)) CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    INDEX words (data) TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(data)),
    INDEX ids (id) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX services (service) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX addresses (address) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX rare (mapKeys(more)) TYPE bloom_filter(0.01) GRANULARITY 2
)
ENGINE = MergeTree
ORDER BY (timestamp, id)
SETTINGS index_granularity = 256;

-- What a newer observation of the same service replaced. Answers of one service are alike: side by side, a day's take
-- half of the room. The day comes first, so that a page of the newest reads the newest days alone.
CREATE TABLE IF NOT EXISTS history AS services
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (toDate(timestamp), service, timestamp, id)
SETTINGS index_granularity = 256;

-- Every observation once, narrow: the way from an address or a service to its wide rows.
CREATE TABLE IF NOT EXISTS seen
(
    address IPv6 CODEC(LZ4),
    service UInt128 CODEC(LZ4),
    timestamp DateTime64(6, 'UTC') CODEC(LZ4),
    id UInt128 CODEC(NONE),
    port UInt16 CODEC(LZ4),
    transport LowCardinality(String),
    hash Int32 CODEC(LZ4)
)
ENGINE = MergeTree
ORDER BY (address, service, timestamp, id)
SETTINGS index_granularity = 512;

-- Rows that still stand in `services` though a newer one does too: left out of answers until they are moved.
CREATE TABLE IF NOT EXISTS superseded
(
    service UInt128,
    timestamp DateTime64(6, 'UTC'),
    id UInt128
)
ENGINE = MergeTree
ORDER BY (timestamp, id);

-- Services of which something older than the first known came in: `first_seen` is set right when rows are moved.
CREATE TABLE IF NOT EXISTS earlier
(
    service UInt128,
    first DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY service;

-- A run that was killed after the last statement has no old table any more; what follows wants one.
CREATE TABLE IF NOT EXISTS observations
(
    id String,
    service String,
    timestamp DateTime64(6, 'UTC'),
    duration Float64,
    realm LowCardinality(String),
    address IPv6,
    port UInt16,
    transport LowCardinality(String),
    name String,
    place LowCardinality(String),
    vantage LowCardinality(String),
    scan String,
    clause String,
    module LowCardinality(String),
    product String,
    version String,
    info String,
    identity String,
    tls Bool,
    hostnames Array(String),
    cpe Array(String),
    tags Array(String),
    data String,
    data_encoding LowCardinality(String),
    hash Int32,
    blocks String,
    http_status UInt16,
    http_title String,
    http_server String,
    http_html_hash Int32,
    http_headers_hash Int32,
    http_favicon_hash Int32,
    ssl String,
    ssl_subject_cn String,
    ssl_issuer_cn String,
    ssl_serial String,
    ssl_fingerprint String
)
ENGINE = MergeTree
ORDER BY (service, timestamp, id);

INSERT INTO seen
SELECT address, reinterpretAsUInt128(reverse(unhex(o.service))), timestamp,
    reinterpretAsUInt128(reverse(unhex(o.id))), port, transport, hash
FROM observations AS o
WHERE o.id NOT IN (SELECT lower(leftPad(hex(id), 32, '0')) FROM seen)
LIMIT 1 BY o.id;

INSERT INTO services (id, service, timestamp, first_seen, duration, realm, address, port, transport, name, place,
    vantage, scan, clause, module, product, version, info, identity, tls, hostnames, cpe, tags, data,
    data_encoding, hash, blocks, http_status, http_title, http_server, http_html_hash, http_headers_hash,
    http_favicon_hash, ssl, ssl_subject_cn, ssl_issuer_cn, ssl_serial, ssl_fingerprint)
SELECT reinterpretAsUInt128(reverse(unhex(o.id))), reinterpretAsUInt128(reverse(unhex(o.service))), o.timestamp,
    f.first, duration, realm, address, port, transport, name, place, vantage, scan, clause, module, product, version,
    info, identity, tls, hostnames, cpe, tags, data, data_encoding, hash, blocks, http_status, http_title,
    http_server, http_html_hash, http_headers_hash, http_favicon_hash, ssl, ssl_subject_cn, ssl_issuer_cn,
    ssl_serial, ssl_fingerprint
FROM observations AS o
INNER JOIN (SELECT service, min(timestamp) AS first, argMax(id, (timestamp, id)) AS newest
    FROM observations GROUP BY service) AS f ON o.service = f.service
WHERE o.id = f.newest AND o.id NOT IN (SELECT lower(leftPad(hex(id), 32, '0')) FROM services)
LIMIT 1 BY o.id;

INSERT INTO history (id, service, timestamp, first_seen, duration, realm, address, port, transport, name, place,
    vantage, scan, clause, module, product, version, info, identity, tls, hostnames, cpe, tags, data,
    data_encoding, hash, blocks, http_status, http_title, http_server, http_html_hash, http_headers_hash,
    http_favicon_hash, ssl, ssl_subject_cn, ssl_issuer_cn, ssl_serial, ssl_fingerprint)
SELECT reinterpretAsUInt128(reverse(unhex(o.id))), reinterpretAsUInt128(reverse(unhex(o.service))), o.timestamp,
    f.first, duration, realm, address, port, transport, name, place, vantage, scan, clause, module, product, version,
    info, identity, tls, hostnames, cpe, tags, data, data_encoding, hash, blocks, http_status, http_title,
    http_server, http_html_hash, http_headers_hash, http_favicon_hash, ssl, ssl_subject_cn, ssl_issuer_cn,
    ssl_serial, ssl_fingerprint
FROM observations AS o
INNER JOIN (SELECT service, min(timestamp) AS first, argMax(id, (timestamp, id)) AS newest
    FROM observations GROUP BY service) AS f ON o.service = f.service
WHERE o.id != f.newest AND o.id NOT IN (SELECT lower(leftPad(hex(id), 32, '0')) FROM history)
LIMIT 1 BY o.id
SETTINGS max_partitions_per_insert_block = 1000;

DROP TABLE IF EXISTS observations;
