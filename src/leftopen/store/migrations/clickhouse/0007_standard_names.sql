-- Standard names; no row is written again. A change of rows that a killed compaction left behind names its table by
-- the old name and could never end: it is given up here, and the next compaction makes it.
KILL MUTATION WHERE database = currentDatabase() AND table IN ('seen', 'earlier') AND NOT is_done SYNC;
RENAME TABLE IF EXISTS judged TO verdicts;
RENAME TABLE IF EXISTS seen TO observation_index;
RENAME TABLE IF EXISTS earlier TO first_seen_updates;
