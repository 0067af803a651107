-- The exact values of the fields that searches are narrowed by, as words of an index of their own: rows that have
-- several of them are found by the index alone. `store.marks` writes searches with the same words. Every word
-- begins with the name of its kind, so no value passes for one of another kind.
ALTER TABLE services ADD COLUMN IF NOT EXISTS marks Array(String) ALIAS arrayConcat(
    [concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)),
    concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)),
    concat('org:', lower(org))],
    arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns),
    arrayMap(x -> concat('domain:', lower(x)), domains),
    if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]),
    if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]));

ALTER TABLE services ADD INDEX IF NOT EXISTS marks marks TYPE text(tokenizer = 'array');

ALTER TABLE services MATERIALIZE INDEX marks SETTINGS mutations_sync = 2;

ALTER TABLE history ADD COLUMN IF NOT EXISTS marks Array(String) ALIAS arrayConcat(
    [concat('port:', toString(port)), concat('asn:', toString(asn)), concat('country:', lower(country)),
    concat('country:', lower(country_name)), concat('city:', lower(city)), concat('product:', lower(product)),
    concat('org:', lower(org))],
    arrayMap(x -> concat('tag:', lower(x)), tags), arrayMap(x -> concat('vuln:', lower(x)), vulns),
    arrayMap(x -> concat('domain:', lower(x)), domains),
    if(http_favicon_hash = 0, [], [concat('favicon:', toString(http_favicon_hash))]),
    if(ssl_jarm = '', [], [concat('jarm:', lower(ssl_jarm))]));

ALTER TABLE history ADD INDEX IF NOT EXISTS marks marks TYPE text(tokenizer = 'array');

ALTER TABLE history MATERIALIZE INDEX marks SETTINGS mutations_sync = 2;
