"""Clocks: none starts by itself, and each ends when the law says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leftopen.impact.respond.business_calendars import EU, US_FEDERAL, public_holidays, working_day
from leftopen.impact.respond.clocks import Clock, ClockState, clocks, open_questions
from leftopen.impact.respond.due_time import due
from leftopen.impact.respond.law_checks import checked
from leftopen.impact.respond.milestones import MILESTONES
from leftopen.impact.respond.questions import laws, questions
from leftopen.impact.respond.response import Moment, Response, Statement
from leftopen.model.law import BusinessCalendar, Checked, Deadline, Law, Within
from leftopen.model.response import Word

AWARE = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def answer(word: Word) -> Statement:
    return Statement(word=word, why="", by="maria", at=AWARE, entry=1)


def moment(at: datetime) -> Moment:
    return Moment(at=at, how="", entry=1)


def one(response: Response, name: str, now: datetime = AWARE + HOUR) -> Clock:
    return next(clock for clock in clocks(laws(), response, now) if clock.name == name)


def test_no_clock_starts_before_somebody_says_that_the_law_applies() -> None:
    response = Response(milestones={"aware": moment(AWARE)})
    found = clocks(laws(), response, AWARE + 1000 * HOUR)
    assert {clock.state for clock in found} == {ClockState.ASKED}
    assert {clock.due for clock in found} == {None}
    assert open_questions(laws(), response) == list(laws())


def test_an_unknown_answer_stays_a_question_and_no_ends_it() -> None:
    response = Response(
        milestones={"aware": moment(AWARE)},
        answers={"gdpr": answer(Word.UNKNOWN), "nis2": answer(Word.NO)},
    )
    assert one(response, "gdpr.authority").state is ClockState.ASKED
    assert "gdpr" in open_questions(laws(), response)
    assert one(response, "nis2.early_warning").state is ClockState.NOT_APPLICABLE
    assert "nis2" not in open_questions(laws(), response)


def test_72_hours_run_from_the_moment_of_knowledge_and_end() -> None:
    response = Response(milestones={"aware": moment(AWARE)}, answers={"gdpr": answer(Word.YES)})
    running = one(response, "gdpr.authority")
    assert (running.state, running.due) == (ClockState.RUNNING, AWARE + 72 * HOUR)
    assert running.left(AWARE + HOUR) == 71 * HOUR
    assert one(response, "gdpr.authority", AWARE + 73 * HOUR).state is ClockState.OVER
    response.met["gdpr.authority"] = moment(AWARE + 70 * HOUR)
    assert one(response, "gdpr.authority", AWARE + 73 * HOUR).state is ClockState.MET
    response.met["gdpr.authority"] = moment(AWARE + 73 * HOUR)
    assert one(response, "gdpr.authority", AWARE + 74 * HOUR).state is ClockState.MET_LATE


def test_the_authority_of_two_laws_is_told_once() -> None:
    response = Response(
        milestones={"aware": moment(AWARE)}, answers={name: answer(Word.YES) for name in ("gdpr", "cnil")}
    )
    names = [clock.name for clock in clocks(laws(), response, AWARE)]
    assert "cnil.notification" in names
    assert "gdpr.authority" not in names
    for name in ("gdpr.authority", "cnil.notification"):
        response.met = {name: moment(AWARE + HOUR)}
        assert one(response, "cnil.notification").state is ClockState.MET
    response.answers["cnil"] = answer(Word.NO)
    assert one(response, "gdpr.authority").state is ClockState.MET, "one act met both"
    response.answers["uk_gdpr"] = answer(Word.YES)
    assert one(response, "uk_gdpr.authority").state is ClockState.RUNNING, "another authority"


def test_it_waits_for_the_moment_or_for_another_deadline() -> None:
    response = Response(answers={"nis2": answer(Word.YES)})
    assert one(response, "nis2.early_warning").state is ClockState.WAITING
    response.milestones["aware"] = moment(AWARE)
    final = one(response, "nis2.final_report")
    assert (final.state, final.waits_for) == (ClockState.WAITING, "met:notification")
    response.met["nis2.notification"] = moment(AWARE + 60 * HOUR)
    assert one(response, "nis2.final_report").due == datetime(2026, 12, 30, 21, 30, tzinfo=UTC)


def test_a_condition_is_asked_once_its_law_applies() -> None:
    response = Response(milestones={"aware": moment(AWARE)}, answers={"gdpr": answer(Word.YES)})
    people = one(response, "gdpr.people")
    assert (people.state, people.question) == (ClockState.ASKED, "high_risk")
    assert "high_risk" in open_questions(laws(), response)
    response.answers["high_risk"] = answer(Word.YES)
    people = one(response, "gdpr.people")
    assert (people.state, people.due) == (ClockState.NO_DATE, None)


def counted(within: Within, days: BusinessCalendar | None = US_FEDERAL) -> tuple[Deadline, Law]:
    law = laws()["sec_8k"]
    deadline = replace(law.deadlines[0], within=within)
    return deadline, replace(law, deadlines=(deadline,), calendar=days)


def test_business_days_without_a_calendar_are_refused() -> None:
    with pytest.raises(ValueError, match="names no calendar"):
        counted(Within(business_days=3), None)
    assert counted(Within(days=3), None)


def test_a_european_law_knows_no_thanksgiving() -> None:
    begun = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    assert due(begun, *counted(Within(business_days=3), EU)) == datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
    assert due(begun, *counted(Within(business_days=3))) == datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
    assert "public holidays are not counted" in str(EU.limit)


@pytest.mark.parametrize(
    ("begun", "end"),
    [
        (datetime(2026, 11, 17, 15, 0, tzinfo=UTC), (2026, 11, 23)),  # a Tuesday
        (datetime(2026, 11, 21, 15, 0, tzinfo=UTC), (2026, 11, 27)),  # Saturday before Thanksgiving
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), (2027, 1, 7)),  # New Year's Day is a Friday
        (datetime(2026, 11, 18, 2, 0, tzinfo=UTC), (2026, 11, 23)),  # still Tuesday evening in New York
    ],
)
def test_four_business_days_leave_out_weekends_and_holidays(
    begun: datetime, end: tuple[int, int, int]
) -> None:
    found = due(begun, *counted(Within(business_days=4)))
    assert found is not None
    assert (found.year, found.month, found.day) == end


def test_a_holiday_is_observed_on_the_nearest_weekday() -> None:
    # 4 July 2026 is a Saturday, 1 January 2028 too.
    assert not US_FEDERAL.is_business_day(datetime(2026, 7, 3, tzinfo=UTC).date())
    assert not US_FEDERAL.is_business_day(datetime(2027, 12, 31, tzinfo=UTC).date())


def test_holidays_of_a_country_follow_easter_and_the_days_of_its_laws() -> None:
    with_names = {
        "FR": (date(2026, 4, 6), date(2026, 5, 14), date(2026, 7, 14), date(2038, 4, 26)),
        "DE": (date(2026, 4, 3), date(2026, 10, 3), date(2028, 12, 26)),
        "AT": (date(2026, 6, 4), date(2027, 10, 26)),
        "us_federal": (date(2026, 1, 19), date(2026, 5, 25), date(2026, 11, 26)),
    }
    for name, days in with_names.items():
        assert set(days) <= {day for one in days for day in public_holidays(name, one.year)}, name
    assert working_day(date(2026, 4, 3), "DE") == date(2026, 4, 7), "Good Friday, weekend, Easter Monday"
    assert working_day(date(2026, 4, 3), "FR") == date(2026, 4, 3)
    assert working_day(date(2026, 12, 26), "BE") == date(2026, 12, 28)
    assert working_day(date(2026, 12, 25), "") == date(2026, 12, 25), "no rules: only weekends"


def test_a_month_ends_with_the_shorter_month() -> None:
    assert due(datetime(2027, 1, 31, 8, 0, tzinfo=UTC), *counted(Within(months=1))) == datetime(
        2027, 2, 28, 8, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("name", laws())
def test_each_law_has_its_source_its_notes_and_moments_that_exist(name: str) -> None:
    law = laws()[name]
    assert law.source
    assert law.url.startswith("https://")
    assert law.dated <= law.checked_on
    for language in ("en", "fr"):
        assert law.checked_on.isoformat() in checked(law, language)
    assert ("NOT VERIFIED" in checked(law, "en")) == (law.checked is Checked.NOT)
    if law.calendar:
        assert str(law.calendar.limit) in str(law.note)
        assert law.calendar.limit.text("fr") in law.note.text("fr")
    own = {deadline.name for deadline in law.deadlines}
    for deadline in law.deadlines:
        begins = deadline.begins
        assert begins in MILESTONES or (begins.startswith("met:") and begins.removeprefix("met:") in own)
        assert not deadline.only_if or deadline.only_if in questions()
        for text in (deadline.title, deadline.note, law.title, law.note, law.question):
            assert str(text)
            assert text.text("fr")
            assert str(text) != text.text("fr") or "(" in str(text)
