-- Of several sources that saw a service, our own newest observation is the current one; without any, the newest of the
-- others. Whether a row is our own follows from its clause, the tenth value of `record`: only our scans have one.
ALTER TABLE services ADD COLUMN IF NOT EXISTS own Bool DEFAULT JSONExtractString(record, 10) != '';
ALTER TABLE history ADD COLUMN IF NOT EXISTS own Bool DEFAULT JSONExtractString(record, 10) != '';
ALTER TABLE observation_index ADD COLUMN IF NOT EXISTS own Bool DEFAULT false;
-- The bulk of a large folder are Shodan's rows: their long text is not read.
ALTER TABLE observation_index UPDATE own = true WHERE (timestamp, id) IN (
    SELECT timestamp, id FROM services PREWHERE NOT startsWith(vantage, 'shodan:') WHERE own
    UNION ALL
    SELECT timestamp, id FROM history PREWHERE NOT startsWith(vantage, 'shodan:') WHERE own)
SETTINGS mutations_sync = 2;
