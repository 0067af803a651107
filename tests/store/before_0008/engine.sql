CREATE TABLE leftopen.cases
(
    `id` String,
    `finding` String,
    `service` String,
    `check` LowCardinality(String),
    `endpoint` String,
    `realm` LowCardinality(String),
    `identity` String,
    `product` String,
    `state` LowCardinality(String),
    `severity` LowCardinality(String),
    `first_open` DateTime64(6, 'UTC'),
    `last_open` DateTime64(6, 'UTC'),
    `closed` Nullable(DateTime64(6, 'UTC')),
    `holds` Map(String, UInt64),
    `version` DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS index_granularity = 8192;
CREATE TABLE leftopen.earlier
(
    `service` UInt128,
    `first` DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY service
SETTINGS index_granularity = 8192;
CREATE TABLE leftopen.findings
(
    `look` String CODEC(ZSTD(1)),
    `finding` String CODEC(ZSTD(1)),
    `service` String CODEC(ZSTD(1)),
    `check` LowCardinality(String),
    `at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `severity` LowCardinality(String),
    `rank` Int64,
    `holds` Map(String, UInt64) CODEC(ZSTD(1)),
    `size_records` Int64 CODEC(ZSTD(1)),
    `size_bytes` Int64 CODEC(ZSTD(1)),
    `size_at_least` Bool,
    `evidence` String CODEC(ZSTD(3)),
    `case` String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (finding, at, look)
SETTINGS index_granularity = 512;
CREATE TABLE leftopen.history
(
    `id` UInt128 CODEC(NONE) SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    `service` UInt128 CODEC(NONE) SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    `timestamp` DateTime64(6, 'UTC') CODEC(Delta(8), LZ4) SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    `first_seen` DateTime64(6, 'UTC') CODEC(Delta(8), LZ4) SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    `duration` Float64 EPHEMERAL,
    `realm` LowCardinality(String),
    `address` IPv6 CODEC(LZ4),
    `port` UInt16 CODEC(LZ4),
    `transport` LowCardinality(String),
    `name` String CODEC(LZ4),
    `place` LowCardinality(String),
    `vantage` LowCardinality(String),
    `scan` String CODEC(ZSTD(1)),
    `clause` String EPHEMERAL,
    `module` LowCardinality(String),
    `product` LowCardinality(String),
    `version` String CODEC(LZ4),
    `info` String CODEC(LZ4),
    `os` LowCardinality(String),
    `device` LowCardinality(String),
    `identity` String CODEC(ZSTD(1)),
    `tls` Bool,
    `hostnames` Array(String) CODEC(LZ4),
    `domains` Array(String) CODEC(LZ4),
    `cpe` Array(String) CODEC(LZ4),
    `tags` Array(String) CODEC(LZ4),
    `vulns` Array(String) CODEC(LZ4),
    `data` String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    `data_encoding` LowCardinality(String) EPHEMERAL 'utf-8',
    `hash` Int32 CODEC(LZ4),
    `country` LowCardinality(String),
    `country_name` LowCardinality(String),
    `region` LowCardinality(String),
    `city` String CODEC(LZ4),
    `postal` String CODEC(LZ4),
    `latitude` Float32 DEFAULT nan CODEC(LZ4),
    `longitude` Float32 DEFAULT nan CODEC(LZ4),
    `asn` UInt32 CODEC(LZ4),
    `org` String CODEC(LZ4),
    `isp` String CODEC(LZ4),
    `cloud_provider` LowCardinality(String),
    `cloud_region` LowCardinality(String),
    `cloud_service` LowCardinality(String),
    `sources` String EPHEMERAL,
    `link` LowCardinality(String),
    `has_screenshot` Bool,
    `uptime` UInt32 CODEC(LZ4),
    `http_status` UInt16 CODEC(LZ4),
    `http_title` String CODEC(LZ4),
    `http_server` String CODEC(LZ4),
    `http_html_hash` Int32 CODEC(LZ4),
    `http_headers_hash` Int32 CODEC(LZ4),
    `http_favicon_hash` Int32 CODEC(LZ4),
    `http_components` Array(String) CODEC(LZ4),
    `http_waf` LowCardinality(String),
    `html` String CODEC(ZSTD(1)),
    `ssl` String CODEC(ZSTD(1)),
    `ssl_subject_cn` String CODEC(LZ4),
    `ssl_issuer_cn` String CODEC(LZ4),
    `ssl_serial` String CODEC(LZ4),
    `ssl_fingerprint` String CODEC(LZ4),
    `ssl_jarm` String CODEC(LZ4),
    `ssl_ja3s` String CODEC(LZ4),
    `ssl_versions` Array(LowCardinality(String)),
    `ssl_alpn` Array(LowCardinality(String)),
    `ssl_cipher` LowCardinality(String),
    `ssl_expired` Bool,
    `more` Map(LowCardinality(String), Array(String)) CODEC(ZSTD(1)),
    `blocks` String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    `record` String DEFAULT toJSONString(tuple(duration, realm, address, port, transport, name, place, vantage, scan, clause, module, product, version, info, os, identity, tls, hostnames, cpe, tags, data_encoding, hash, country, country_name, region, city, postal, latitude, longitude, asn, org, isp, cloud_provider, cloud_region, cloud_service, sources)) CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    INDEX words (data) TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(data)) GRANULARITY 100000000,
    INDEX ids (id) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX services (service) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX addresses (address) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX rare (mapKeys(more)) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX marks (arrayConcat([concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)), concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)), concat('org:', lower(org))], arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns), arrayMap(x -> concat('domain:', lower(x)), domains), if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]), if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]))) TYPE text(tokenizer = 'array') GRANULARITY 100000000
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (timestamp, id)
SETTINGS index_granularity = 256, merge_selector_base = 12, text_index_posting_list_codec = 'bitpacking', text_index_posting_list_block_size = 65536;
CREATE TABLE leftopen.judged
(
    `look` String CODEC(ZSTD(1)),
    `finding` String CODEC(ZSTD(1)),
    `service` String CODEC(ZSTD(1)),
    `observation` String CODEC(ZSTD(1)),
    `check` LowCardinality(String),
    `at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `realm` LowCardinality(String),
    `address` IPv6 CODEC(ZSTD(1)),
    `port` UInt16 CODEC(ZSTD(1)),
    `transport` LowCardinality(String),
    `name` String CODEC(ZSTD(1)),
    `place` LowCardinality(String),
    `vantage` LowCardinality(String),
    `scan` String CODEC(ZSTD(1)),
    `clause` String CODEC(ZSTD(1)),
    `state` LowCardinality(String),
    `seen` LowCardinality(String),
    `reason` LowCardinality(String),
    `phase` LowCardinality(String),
    `said` String CODEC(ZSTD(1)),
    `identity` String CODEC(ZSTD(1)),
    `product` String CODEC(ZSTD(1)),
    `transcript` String CODEC(ZSTD(3)),
    INDEX services (service) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (finding, at, look)
SETTINGS index_granularity = 512;
CREATE TABLE leftopen.migrations
(
    `version` UInt32,
    `applied` DateTime64(6, 'UTC') DEFAULT now64(6)
)
ENGINE = ReplacingMergeTree
ORDER BY version
SETTINGS index_granularity = 8192;
CREATE TABLE leftopen.seen
(
    `address` IPv6 CODEC(LZ4),
    `service` UInt128 CODEC(LZ4),
    `timestamp` DateTime64(6, 'UTC') CODEC(LZ4),
    `id` UInt128 CODEC(NONE),
    `port` UInt16 CODEC(LZ4),
    `transport` LowCardinality(String),
    `hash` Int32 CODEC(LZ4)
)
ENGINE = MergeTree
ORDER BY (address, service, timestamp, id)
SETTINGS index_granularity = 512, enable_block_number_column = 1, enable_block_offset_column = 1;
CREATE TABLE leftopen.services
(
    `id` UInt128 CODEC(NONE) SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    `service` UInt128 CODEC(NONE) SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    `timestamp` DateTime64(6, 'UTC') CODEC(Delta(8), LZ4) SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    `first_seen` DateTime64(6, 'UTC') CODEC(Delta(8), LZ4) SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    `duration` Float64 EPHEMERAL,
    `realm` LowCardinality(String),
    `address` IPv6 CODEC(LZ4),
    `port` UInt16 CODEC(LZ4),
    `transport` LowCardinality(String),
    `name` String CODEC(LZ4),
    `place` LowCardinality(String),
    `vantage` LowCardinality(String),
    `scan` String CODEC(ZSTD(1)),
    `clause` String EPHEMERAL,
    `module` LowCardinality(String),
    `product` LowCardinality(String),
    `version` String CODEC(LZ4),
    `info` String CODEC(LZ4),
    `os` LowCardinality(String),
    `device` LowCardinality(String),
    `identity` String CODEC(ZSTD(1)),
    `tls` Bool,
    `hostnames` Array(String) CODEC(LZ4),
    `domains` Array(String) CODEC(LZ4),
    `cpe` Array(String) CODEC(LZ4),
    `tags` Array(String) CODEC(LZ4),
    `vulns` Array(String) CODEC(LZ4),
    `data` String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    `data_encoding` LowCardinality(String) EPHEMERAL 'utf-8',
    `hash` Int32 CODEC(LZ4),
    `country` LowCardinality(String),
    `country_name` LowCardinality(String),
    `region` LowCardinality(String),
    `city` String CODEC(LZ4),
    `postal` String CODEC(LZ4),
    `latitude` Float32 DEFAULT nan CODEC(LZ4),
    `longitude` Float32 DEFAULT nan CODEC(LZ4),
    `asn` UInt32 CODEC(LZ4),
    `org` String CODEC(LZ4),
    `isp` String CODEC(LZ4),
    `cloud_provider` LowCardinality(String),
    `cloud_region` LowCardinality(String),
    `cloud_service` LowCardinality(String),
    `sources` String EPHEMERAL,
    `link` LowCardinality(String),
    `has_screenshot` Bool,
    `uptime` UInt32 CODEC(LZ4),
    `http_status` UInt16 CODEC(LZ4),
    `http_title` String CODEC(LZ4),
    `http_server` String CODEC(LZ4),
    `http_html_hash` Int32 CODEC(LZ4),
    `http_headers_hash` Int32 CODEC(LZ4),
    `http_favicon_hash` Int32 CODEC(LZ4),
    `http_components` Array(String) CODEC(LZ4),
    `http_waf` LowCardinality(String),
    `html` String CODEC(ZSTD(1)),
    `ssl` String CODEC(ZSTD(1)),
    `ssl_subject_cn` String CODEC(LZ4),
    `ssl_issuer_cn` String CODEC(LZ4),
    `ssl_serial` String CODEC(LZ4),
    `ssl_fingerprint` String CODEC(LZ4),
    `ssl_jarm` String CODEC(LZ4),
    `ssl_ja3s` String CODEC(LZ4),
    `ssl_versions` Array(LowCardinality(String)),
    `ssl_alpn` Array(LowCardinality(String)),
    `ssl_cipher` LowCardinality(String),
    `ssl_expired` Bool,
    `more` Map(LowCardinality(String), Array(String)) CODEC(ZSTD(1)),
    `blocks` String CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    `record` String DEFAULT toJSONString(tuple(duration, realm, address, port, transport, name, place, vantage, scan, clause, module, product, version, info, os, identity, tls, hostnames, cpe, tags, data_encoding, hash, country, country_name, region, city, postal, latitude, longitude, asn, org, isp, cloud_provider, cloud_region, cloud_service, sources)) CODEC(ZSTD(1)) SETTINGS (min_compress_block_size = 16384),
    INDEX words (data) TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(data)) GRANULARITY 100000000,
    INDEX ids (id) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX services (service) TYPE bloom_filter(0.01) GRANULARITY 8,
    INDEX addresses (address) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX rare (mapKeys(more)) TYPE bloom_filter(0.01) GRANULARITY 2,
    INDEX marks (arrayConcat([concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)), concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)), concat('org:', lower(org))], arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns), arrayMap(x -> concat('domain:', lower(x)), domains), if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]), if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]))) TYPE text(tokenizer = 'array') GRANULARITY 100000000
)
ENGINE = MergeTree
ORDER BY (timestamp, id)
SETTINGS index_granularity = 256, merge_selector_base = 12, text_index_posting_list_codec = 'bitpacking', text_index_posting_list_block_size = 65536;
CREATE TABLE leftopen.superseded
(
    `timestamp` DateTime64(6, 'UTC'),
    `id` UInt128
)
ENGINE = MergeTree
ORDER BY (timestamp, id)
SETTINGS index_granularity = 8192;
INSERT INTO cases FORMAT JSONEachRow {"id":"74923ff3bb3c2bcb2bcbc90b2e9eae16","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","check":"mailbox_web_open","endpoint":"127.0.0.1:41789","realm":"loopback","identity":"","product":"Sendria","state":"closed","severity":"critical","first_open":"2026-11-27 16:11:34.781759","last_open":"2026-11-27 16:11:34.781759","closed":"2026-11-27 16:11:36.506080","holds":{},"version":"2026-11-27 16:11:36.828681"};
INSERT INTO cases FORMAT JSONEachRow {"id":"74923ff3bb3c2bcb2bcbc90b2e9eae16","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","check":"mailbox_web_open","endpoint":"127.0.0.1:41789","realm":"loopback","identity":"","product":"Sendria","state":"open","severity":"critical","first_open":"2026-11-27 16:11:34.781759","last_open":"2026-11-27 16:11:34.781759","closed":null,"holds":{},"version":"2026-11-27 16:11:36.323342"};
INSERT INTO findings FORMAT JSONEachRow {"look":"29fba026d8905aefe7653e8a2d6fbf6f","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","check":"mailbox_web_open","at":"2026-11-27 16:11:34.781759","severity":"critical","rank":4,"holds":{},"size_records":2,"size_bytes":754,"size_at_least":false,"evidence":"{\"holds\":[],\"items\":0,\"bytes\":0,\"failed\":0,\"origins\":[],\"units\":[],\"severity\":\"critical\",\"mail\":[]}","case":"74923ff3bb3c2bcb2bcbc90b2e9eae16"};
INSERT INTO judged FORMAT JSONEachRow {"look":"b8d0369de06a61b64e69cde2acfc1401","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","observation":"2fdba7cf42c68b149ae2e91d207cb52b","check":"mailbox_web_open","at":"2026-11-27 16:11:36.505914","realm":"loopback","address":"::ffff:127.0.0.1","port":41789,"transport":"tcp","name":"","place":"loopback","vantage":"here","scan":"verify","clause":"127.0.0.1 is this machine's own address: always allowed","state":"closed","seen":"none","reason":"password_asked","phase":"judge","said":"HTTP 401","identity":"","product":"Sendria","transcript":"[[true,0.00046,176,\"3a15d410b47004e480a3b984fdf38f64a90e22a5e9ea464c3b5038d78c8c2cf4\",\"GET \/api\/messages\/?page=100000 HTTP\/1.1\\nHost: 127.0.0.1:41789\\nUser-Agent: leftopen\/0.1.0 (contact not set)\\nAccept: *\/*\\nAccept-Encoding: identity\\nConnection: keep-alive\\n\\n\"],[false,0.000678,166,\"be777c322d6b30f317b9f36662be935297e2c208eb725ad761184c606fb2c677\",\"HTTP\/1.1 401 Made Up\\nServer: Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\\nWww-Authenticate: Basic realm=\\\"Sendria\\\"\\nContent-Length: 0\\nConnection: close\\n\\n\"]]"};
INSERT INTO judged FORMAT JSONEachRow {"look":"29fba026d8905aefe7653e8a2d6fbf6f","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","observation":"e7f18de6a480f4220dd82650e4a88613","check":"mailbox_web_open","at":"2026-11-27 16:11:34.781759","realm":"loopback","address":"::ffff:127.0.0.1","port":41789,"transport":"tcp","name":"","place":"loopback","vantage":"here","scan":"4772bbaaac789d7412e16fa830059d54","clause":"127.0.0.1 is this machine's own address: always allowed","state":"open","seen":"data","reason":"data_readable","phase":"judge","said":"1 page of 100 mails each","identity":"","product":"Sendria","transcript":"[[true,0.001571,176,\"3a15d410b47004e480a3b984fdf38f64a90e22a5e9ea464c3b5038d78c8c2cf4\",\"GET \/api\/messages\/?page=100000 HTTP\/1.1\\nHost: 127.0.0.1:41789\\nUser-Agent: leftopen\/0.1.0 (contact not set)\\nAccept: *\/*\\nAccept-Encoding: identity\\nConnection: keep-alive\\n\\n\"],[false,0.002016,227,\"24c1477b342a79280796173e9a4d61eae895c46e4016f8e4244d17ac2de52687\",\"HTTP\/1.1 200 Made Up\\nServer: Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\\nContent-Type: application\/json; charset=utf-8\\nContent-Length: 54\\nConnection: close\\n\\n\"],[true,0.006749,171,\"fb44572f930f5fad8c213ebccbc6ef709566bf3ce2f834862ff8da5bc693eaa4\",\"GET \/... HTTP\/1.1\\nHost: 127.0.0.1:41789\\nUser-Agent: leftopen\/0.1.0 (contact not set)\\nAccept: *\/*\\nAccept-Encoding: identity\\nConnection: keep-alive\\n\\n\"],[false,0.007492,928,\"f965515efc165558a11c807de20fb858f9637c47c38900213cf3dad65562b4c5\",\"HTTP\/1.1 200 Made Up\\nServer: Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\\nContent-Type: application\/json; charset=utf-8\\nContent-Length: 754\\nConnection: close\\n\\n\"],[true,0.000308,175,\"064fabc1c01ae84407bad27843ad27d735544e7b61daba0040a425ec958aecad\",\"GET \/044849b4bc630a2a87c26a60 HTTP\/1.1\\nHost: 127.0.0.1:41789\\nUser-Agent: leftopen\/0.1.0 (contact not set)\\nAccept: *\/*\\nAccept-Encoding: identity\\nConnection: keep-alive\\n\\n\"],[false,0.002719,181,\"2114ffce5300e9e5b6d18b5b4a52a73abe5458d72cf6ec385373cb6343e465ee\",\"HTTP\/1.1 404 Made Up\\nServer: Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\\nContent-Type: text\/plain; charset=utf-8\\nContent-Length: 14\\nConnection: close\\n\\n\"]]"};
INSERT INTO migrations FORMAT JSONEachRow {"version":6,"applied":"2026-11-27 16:11:36.118902"};
INSERT INTO migrations FORMAT JSONEachRow {"version":1,"applied":"2026-11-27 16:11:35.618913"};
INSERT INTO migrations FORMAT JSONEachRow {"version":2,"applied":"2026-11-27 16:11:35.670020"};
INSERT INTO migrations FORMAT JSONEachRow {"version":3,"applied":"2026-11-27 16:11:35.751975"};
INSERT INTO migrations FORMAT JSONEachRow {"version":4,"applied":"2026-11-27 16:11:35.758655"};
INSERT INTO migrations FORMAT JSONEachRow {"version":5,"applied":"2026-11-27 16:11:35.959974"};
INSERT INTO seen FORMAT JSONEachRow {"address":"::ffff:127.0.0.1","service":43696654685322267716163186853726241933,"timestamp":"2026-11-27 16:11:34.766003","id":308305888662365390266802675568762979859,"port":41789,"transport":"tcp","hash":1584134030};
INSERT INTO seen FORMAT JSONEachRow {"address":"::ffff:127.0.0.1","service":43696654685322267716163186853726241933,"timestamp":"2026-11-27 16:11:36.503236","id":63614232397209658308335002189026866475,"port":41789,"transport":"tcp","hash":1454024900};
INSERT INTO services FORMAT JSONEachRow {"id":63614232397209658308335002189026866475,"service":43696654685322267716163186853726241933,"timestamp":"2026-11-27 16:11:36.503236","first_seen":"2026-11-27 16:11:34.766003","realm":"loopback","address":"::ffff:127.0.0.1","port":41789,"transport":"tcp","name":"","place":"loopback","vantage":"here","scan":"verify","module":"http","product":"Sendria","version":"2.2.2","info":"","os":"","device":"","identity":"","tls":false,"hostnames":[],"domains":[],"cpe":[],"tags":[],"vulns":[],"data":"HTTP\/1.1 401 Made Up\r\nServer: Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\r\nWww-Authenticate: Basic realm=\"Sendria\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n","hash":1454024900,"country":"","country_name":"","region":"","city":"","postal":"","latitude":null,"longitude":null,"asn":0,"org":"","isp":"","cloud_provider":"","cloud_region":"","cloud_service":"","link":"","has_screenshot":false,"uptime":0,"http_status":401,"http_title":"","http_server":"Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)","http_html_hash":0,"http_headers_hash":262746392,"http_favicon_hash":0,"http_components":[],"http_waf":"","html":"","ssl":"","ssl_subject_cn":"","ssl_issuer_cn":"","ssl_serial":"","ssl_fingerprint":"","ssl_jarm":"","ssl_ja3s":"","ssl_versions":[],"ssl_alpn":[],"ssl_cipher":"","ssl_expired":false,"more":{"http.server_hash":["-669673449"]},"blocks":"{\"http\":{\"status\":401,\"location\":\"\/\",\"redirects\":[],\"title\":null,\"server\":\"Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\",\"headers_hash\":262746392,\"title_hash\":null,\"server_hash\":-669673449,\"html_hash\":0}}","record":"[0.10211030900063633,\"loopback\",\"::ffff:127.0.0.1\",41789,\"tcp\",\"\",\"loopback\",\"here\",\"verify\",\"127.0.0.1 is this machine's own address: always allowed\",\"http\",\"Sendria\",\"2.2.2\",\"\",\"\",\"\",false,[],[],[],\"utf-8\",1454024900,\"\",\"\",\"\",\"\",\"\",null,null,0,\"\",\"\",\"\",\"\",\"\",\"\"]"};
INSERT INTO services FORMAT JSONEachRow {"id":308305888662365390266802675568762979859,"service":43696654685322267716163186853726241933,"timestamp":"2026-11-27 16:11:34.766003","first_seen":"2026-11-27 16:11:34.766003","realm":"loopback","address":"::ffff:127.0.0.1","port":41789,"transport":"tcp","name":"","place":"loopback","vantage":"here","scan":"4772bbaaac789d7412e16fa830059d54","module":"http","product":"Sendria","version":"2.2.2","info":"","os":"","device":"","identity":"","tls":false,"hostnames":[],"domains":[],"cpe":[],"tags":[],"vulns":[],"data":"HTTP\/1.1 200 Made Up\r\nServer: Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\r\nContent-Type: text\/html; charset=utf-8\r\nContent-Length: 69\r\nConnection: close\r\n\r\n","hash":1584134030,"country":"","country_name":"","region":"","city":"","postal":"","latitude":null,"longitude":null,"asn":0,"org":"","isp":"","cloud_provider":"","cloud_region":"","cloud_service":"","link":"","has_screenshot":false,"uptime":0,"http_status":200,"http_title":"Sendria:2.2.2","http_server":"Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)","http_html_hash":-141173903,"http_headers_hash":1080304999,"http_favicon_hash":0,"http_components":[],"http_waf":"","html":"","ssl":"","ssl_subject_cn":"","ssl_issuer_cn":"","ssl_serial":"","ssl_fingerprint":"","ssl_jarm":"","ssl_ja3s":"","ssl_versions":[],"ssl_alpn":[],"ssl_cipher":"","ssl_expired":false,"more":{"http.server_hash":["-669673449"],"http.title_hash":["1543707260"]},"blocks":"{\"http\":{\"status\":200,\"location\":\"\/\",\"redirects\":[],\"title\":\"Sendria:2.2.2\",\"server\":\"Sendria\/2.2.2 (https:\/\/github.com\/msztolcman\/sendria)\",\"headers_hash\":1080304999,\"title_hash\":1543707260,\"server_hash\":-669673449,\"html_hash\":-141173903}}","record":"[0.10721756800012372,\"loopback\",\"::ffff:127.0.0.1\",41789,\"tcp\",\"\",\"loopback\",\"here\",\"4772bbaaac789d7412e16fa830059d54\",\"127.0.0.1 is this machine's own address: always allowed\",\"http\",\"Sendria\",\"2.2.2\",\"\",\"\",\"\",false,[],[],[],\"utf-8\",1584134030,\"\",\"\",\"\",\"\",\"\",null,null,0,\"\",\"\",\"\",\"\",\"\",\"\"]"};
INSERT INTO superseded FORMAT JSONEachRow {"timestamp":"2026-11-27 16:11:34.766003","id":308305888662365390266802675568762979859};
