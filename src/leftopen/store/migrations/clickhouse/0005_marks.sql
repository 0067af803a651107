-- The exact values of the fields that searches are narrowed by, as words of an index of their own: rows that have
-- several of them are found by the index alone. `store.marks` writes searches with the same words, and the same
-- expression: a column of that name, never stored, would be worked into every statement about the table. Every word
-- begins with the name of its kind, so no value passes for one of another kind.
-- Of `timestamp`, `first_seen`, `id` and `service` a page needs one value here and one there: with a block of 64 KiB
-- around each, it unpacked megabytes. Parts that are there get small blocks when they are merged; more of them at
-- once, so that a row is written again fewer times on its way into a large part.
-- One statement for each table: on a new folder each costs as much as making the table.
ALTER TABLE services
    ADD INDEX IF NOT EXISTS marks (arrayConcat(
        [concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)),
        concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)),
        concat('org:', lower(org))],
        arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns),
        arrayMap(x -> concat('domain:', lower(x)), domains),
        if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]),
        if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]))) TYPE text(tokenizer = 'array'),
    MODIFY COLUMN timestamp DateTime64(6, 'UTC') CODEC(Delta, LZ4)
        SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    MODIFY COLUMN first_seen DateTime64(6, 'UTC') CODEC(Delta, LZ4)
        SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    MODIFY COLUMN id UInt128 CODEC(NONE)
        SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    MODIFY COLUMN service UInt128 CODEC(NONE)
        SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    MODIFY SETTING merge_selector_base = 12;

ALTER TABLE services MATERIALIZE INDEX marks SETTINGS mutations_sync = 2;

ALTER TABLE history
    ADD INDEX IF NOT EXISTS marks (arrayConcat(
        [concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)),
        concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)),
        concat('org:', lower(org))],
        arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns),
        arrayMap(x -> concat('domain:', lower(x)), domains),
        if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]),
        if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]))) TYPE text(tokenizer = 'array'),
    MODIFY COLUMN timestamp DateTime64(6, 'UTC') CODEC(Delta, LZ4)
        SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    MODIFY COLUMN first_seen DateTime64(6, 'UTC') CODEC(Delta, LZ4)
        SETTINGS (min_compress_block_size = 2048, max_compress_block_size = 2048),
    MODIFY COLUMN id UInt128 CODEC(NONE)
        SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    MODIFY COLUMN service UInt128 CODEC(ZSTD(1))
        SETTINGS (min_compress_block_size = 4096, max_compress_block_size = 4096),
    MODIFY SETTING merge_selector_base = 12;

ALTER TABLE history MATERIALIZE INDEX marks SETTINGS mutations_sync = 2;
