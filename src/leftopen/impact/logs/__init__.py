"""Who read it: access logs of the exposure window, read by the engine, never line by line in Python.

    log_format.py   what a format declares: how it is recognised, and its columns as SQL
    formats/        one file per format, in rooms by what writes them
    columns/        what several formats share
    persistent_access/  exports of what goes on giving messages away: rules, grants, rights
    standing_export.py  what such an export declares
    log_set.py      the files of a run, each opened once to learn what it is
    layout.py       a log format string (`$client [$time] …`) as SQL, without regular expressions
    times.py        the forms of a time, as SQL
    sources.py      the files: compression, format, and which files are parts of one log
    pieces.py       a file as whole lines, a few megabytes at a time
    tables.py       what is kept while reading: minutes, clients, reads
    paths.py        one key for all spellings of a path
    items.py        the items and their keys
    judge_line.py   what one line says: what was sent, and when
    judge_target.py what a path and its query say: which item
    read_lines.py   the statement that reads the lines of files
    count.py        the statements that count the lines of a batch
    load.py         reads every file once, batch by batch
    coverage.py     the hours, and what is missing in them
    lost_lines.py    what files lack, counted against their log
    clients.py      who the clients are
    answers.py      the verdict of each item
    lists.py        lists of addresses: scanners, own networks

An error must never turn a read into "not served": a line that a format does not understand, a file that is
cut, an hour without lines, a path that could give anything each take that verdict away.
"""
