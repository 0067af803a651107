-- More parts at once, so that a row is written again fewer times on its way into a large part.
ALTER TABLE services MODIFY SETTING merge_selector_base = 12;
ALTER TABLE history MODIFY SETTING merge_selector_base = 12;
