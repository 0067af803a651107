"""One file per way to tell the owner; each binds `sender`. What is said is worded in `_notice_text`."""
