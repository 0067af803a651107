-- Of several sources that saw a service, our own newest observation is the current one; without any, the newest of the
-- others. Whether a row is our own follows from its clause, the tenth value of `record`: only our scans have one.
ALTER TABLE services ADD COLUMN IF NOT EXISTS own Bool DEFAULT JSONExtractString(record, 10) != '';
ALTER TABLE history ADD COLUMN IF NOT EXISTS own Bool DEFAULT JSONExtractString(record, 10) != '';
ALTER TABLE observation_index ADD COLUMN IF NOT EXISTS own Bool DEFAULT false;
-- No row is moved: where an import is the current one, our older observations are not known as our own, so that the next
-- import takes its place, and then our next scan. The bulk of a large folder are Shodan's rows: their long text is not
-- read.
ALTER TABLE observation_index UPDATE own = true WHERE (timestamp, id) IN (
    SELECT timestamp, id FROM services PREWHERE NOT startsWith(vantage, 'shodan:') WHERE own
    UNION ALL
    SELECT timestamp, id FROM history PREWHERE NOT startsWith(vantage, 'shodan:') WHERE own)
AND service IN (
    SELECT service FROM services PREWHERE NOT startsWith(vantage, 'shodan:')
    WHERE own AND (timestamp, id) NOT IN (SELECT timestamp, id FROM superseded))
SETTINGS mutations_sync = 2;
-- Nor may one that waits to be moved to the history become the current one again.
ALTER TABLE services UPDATE own = false WHERE (timestamp, id) IN (SELECT timestamp, id FROM superseded)
SETTINGS mutations_sync = 2;
