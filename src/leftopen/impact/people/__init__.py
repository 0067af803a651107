"""Who is affected: values that stood together are mentions of a person, and mentions are joined to persons.

In the worker, while the text is at hand:

    headings.py    what a column's head or a field's name says, and whose value it is
    claims.py      what one row, form or mail says of one person, still as text
    tables.py  headerless_tables.py  forms.py  senders.py  statements.py    find the claims
    names.py       names of people in running text
    mentions.py    claims to mentions: keyed digests and masks
    unite.py       mentions of one document that name one person

Over the whole assessment:

    mention_index.py  equal mentions as one, with their documents
    join.py        mentions to persons
    affected.py    the persons
    loose.py       values that are tied to nobody
    bounds.py      how many people there are, at least and at most
    file_reading.py  what the access logs say of one file
    served.py      whose data was served
"""
