-- Which rows have a word stands in packed blocks of 128 numbers, and lists of more than 65,536 are in pieces, so that a
-- search takes what it needs of them; one list for a million rows was unpacked whole and cut again for each 256. Parts
-- that are there are read as they are, and get it when they are merged.
ALTER TABLE services
    MODIFY SETTING text_index_posting_list_codec = 'bitpacking', text_index_posting_list_block_size = 65536;

ALTER TABLE history
    MODIFY SETTING text_index_posting_list_codec = 'bitpacking', text_index_posting_list_block_size = 65536;
