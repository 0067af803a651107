"""Three jobs of a scheduler, and its server: python plombery_jobs.py PORT"""

import sys

import uvicorn
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-not-found]
from plombery import Task, Trigger, get_app, register_pipeline  # type: ignore[import-not-found]

NAMES = ("Payroll export to the bank", "Nightly copy of the customers", "Stock report by mail")


async def work() -> list[dict[str, str]]:
    """What a job gives back."""
    return [{"iban": "made up", "name": "Ada Kowalska"}]


if __name__ == "__main__":
    for n, name in enumerate(NAMES):
        register_pipeline(
            id=f"job_{n}",
            name=name,
            description=f"{name}, for the office",
            tasks=[Task(id=f"step_{n}", run=work)],
            triggers=[Trigger(id="daily", name="Daily", schedule=IntervalTrigger(days=1))],
        )
    uvicorn.run(get_app(), host="127.0.0.1", port=int(sys.argv[1]))
