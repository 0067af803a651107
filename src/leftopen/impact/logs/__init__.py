"""Who read it: access logs of the exposure window, read by the engine, never line by line in Python.

    read_logs.py    the whole walk, from files to verdicts: begin here
    log_format.py   what a format declares: how it is recognised, and its columns as SQL
    formats/        one file per format, in rooms by what writes them
    custom.py       a format that somebody describes
    columns/        what several formats share
    exports.py      what an export says of itself
    persistent_access/  exports of what goes on giving messages away: rules, grants, rights
    standing_export.py  what such an export declares
    log_set.py      the files of a run, each opened once to learn what it is
    files/          the files of one log: their lines in pieces, and what they lack
    layout.py       a log format string (`$client [$time] …`) as SQL, without regular expressions
    times.py layers.py sql_text.py  the forms of a time, nested steps, and values as SQL
    tables.py       what is kept while reading: minutes, clients, reads
    paths.py        one key for all spellings of a path
    items.py message_ids.py  the items and their keys
    judge_line.py   what one line says: what was sent, and when
    judge_target.py what a path and its query say: which item
    read_lines.py   the statement that reads the lines of files
    count.py        the statements that count the lines of a batch
    coverage.py     the hours, and what is missing in them
    clients.py      who the clients are
    answers.py open_reads.py  the verdict of each item, and reads from where any item may be
    read_hours.py   reads hour by hour
    lists.py        lists of addresses: scanners, own networks
    limit_sentences.py  what a reader of the figures must know

An error must never turn a read into "not served": a line that a format does not understand, a file that is
cut, an hour without lines, a path that could give anything each take that verdict away.
"""
