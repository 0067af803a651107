"""What people say about an assessment, and what follows from it. Pure.

    hits.py        the id of a hit; which hits are doubtful, and why
    rejections.py  results without the hits that reviewers rejected
    clean_sample.py  a random sample of the documents called clean, merged from the units
    missed_share.py  how large the share of missed documents can be at most
    agreement.py   how far two reviewers agree

A hit is one distinct value in one document. Its id is made of keyed digests of the document's bytes, of the
kind and of the value: equal in every copy and in every later assessment of the same bytes.
"""
