-- Of these columns a page needs one value here and one there: with a block of 64 KiB around each, it unpacked
-- megabytes. Parts that are there get small blocks when they are merged.
ALTER TABLE services MODIFY COLUMN timestamp CODEC(Delta, LZ4);
ALTER TABLE services MODIFY COLUMN timestamp MODIFY SETTING min_compress_block_size = 2048, max_compress_block_size = 2048;
ALTER TABLE services MODIFY COLUMN first_seen CODEC(Delta, LZ4);
ALTER TABLE services MODIFY COLUMN first_seen MODIFY SETTING min_compress_block_size = 2048, max_compress_block_size = 2048;
ALTER TABLE services MODIFY COLUMN id MODIFY SETTING min_compress_block_size = 4096, max_compress_block_size = 4096;
ALTER TABLE services MODIFY COLUMN service MODIFY SETTING min_compress_block_size = 4096, max_compress_block_size = 4096;

ALTER TABLE history MODIFY COLUMN timestamp CODEC(Delta, LZ4);
ALTER TABLE history MODIFY COLUMN timestamp MODIFY SETTING min_compress_block_size = 2048, max_compress_block_size = 2048;
ALTER TABLE history MODIFY COLUMN first_seen CODEC(Delta, LZ4);
ALTER TABLE history MODIFY COLUMN first_seen MODIFY SETTING min_compress_block_size = 2048, max_compress_block_size = 2048;
ALTER TABLE history MODIFY COLUMN id MODIFY SETTING min_compress_block_size = 4096, max_compress_block_size = 4096;
ALTER TABLE history MODIFY COLUMN service MODIFY SETTING min_compress_block_size = 4096, max_compress_block_size = 4096;

-- More parts at once, so that a row is written again fewer times on its way into a large part.
ALTER TABLE services MODIFY SETTING merge_selector_base = 12;
ALTER TABLE history MODIFY SETTING merge_selector_base = 12;
