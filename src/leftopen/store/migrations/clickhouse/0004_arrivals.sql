-- Every row keeps the number of the insert that brought it, through all merges: with it the streams read on
-- from where they were, in the order in which rows became visible. Rows stored before this keep what they have.
ALTER TABLE seen MODIFY SETTING enable_block_number_column = 1, enable_block_offset_column = 1;
