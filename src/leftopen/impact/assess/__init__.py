"""Reads a whole store: mailboxes, mails, documents, archives.

    coordinate.py     gives the units to the workers: begin here
    inventory.py      which files there are, and how they are cut into units
    archives/ buckets/  the members of an archive, and the objects of a bucket, as files
    worker.py worker_process.py  the child process that reads one unit after another, started and watched
    source_channel.py position.py  what it shares with its parent: files, and where it is
    units/            one unit: its documents, their order, and what they held
    document_findings.py  what one text holds: values by digest, and the people
    read_document.py  one document to its text and parts, and what became of it
    read_picture.py   one picture to its text, by OCR
    pending_parts.py  a part that is still to be read
    message_key.py    what tells one message from others
    clean_documents.py  a random few of those in which nothing was found
    sample.py         pieces of a store, to estimate how long it takes
    summary.py risk.py  the results of all units as one report, and where the worst of it is
    document_index.py document_match.py  the documents that hold something, and a search in them

A result depends on its unit alone, so that it is the same with any number of workers, after any interruption,
and could be made on any machine.
"""
