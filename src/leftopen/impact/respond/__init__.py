"""The first 24 hours after a leak, and what can be said about it. Pure: records in, answers out.

    milestones.py questions.py    what a person is asked for
    response.py   the entries of the log, added up
    laws/         one file per law: what it asks for, and by when
    business_calendars.py  which days count as business days, by country
    clocks.py     each deadline: not asked, waiting, running, over, met
    checklist.py  the steps, and the next one
    custody.py    the files that were taken as evidence, as CSV and as a body to sign
    facts.py      one figure or statement with its bounds and how it was counted
    answers/      one file per question: facts from what the stores hold
    drafts/       one file per reader, and its sentences in templates/, which name their facts
    reports/      everything of it as one body to sign

Nothing here says what nobody examined: "not examined" and "not known" are answers.
"""
