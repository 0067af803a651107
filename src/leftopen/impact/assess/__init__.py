"""Reads a whole store: mailboxes, mails, documents, archives.

    inventory.py    which files there are, and how they are cut into units
    worker.py       the child process that reads one unit after another
    unit_files.py   the documents of one unit, out of the files
    pst_unit.py     the same for Outlook's data files
    read_unit.py    one unit to its result: documents, outcomes, values by digest
    document_findings.py  what one text holds: values by digest, and the people
    unit_tally.py   what one unit held, added up
    pending_parts.py      a part that is still to be read
    clean_documents.py  a random few of those in which nothing was found
    read_document.py  one document to its text and parts, and what became of it
    read_picture.py   one picture to its text, by OCR
    source_channel.py  lends a worker the files of its unit
    worker_process.py  starts, watches and replaces one worker
    coordinate.py   gives the units to the workers
    unit_order.py   which unit is read first
    sample.py       pieces of a store, to estimate how long it takes
    summary.py      the results of all units as one report

A result depends on its unit alone, so that it is the same with any number of workers, after any interruption,
and could be made on any machine.
"""
