"""Durable work: the worker that runs the jobs of the queue, and in `kinds/` one file for each kind of job.

The queue is a table of the records (`store/records/entities/jobs.py`); `service` adds to it in the
transaction of the event that asks for work. Whatever stops a worker, the job stays in the queue and goes on.
"""
