"""What every store of health must do; memory and database alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.health import Gap
from bot.health.ports import Told
from tests.factories import CHANNEL, NOON, message

GAP = Gap(CHANNEL, "8a", NOON - timedelta(hours=30), NOON - timedelta(hours=2), "longer away than is kept")


async def test_a_gap_is_kept_with_its_times_and_when_it_was_found(records) -> None:
    await records.add_gap(GAP, NOON)
    (kept,) = await records.gaps(NOON)
    assert (kept.gap, kept.found_at) == (GAP, NOON)
    assert await records.gaps(NOON + timedelta(seconds=1)) == []


async def test_a_gap_that_is_reported_again_is_kept_once(records) -> None:
    await records.add_gap(GAP, NOON)
    await records.add_gap(GAP, NOON + timedelta(minutes=5))
    (kept,) = await records.gaps(NOON - timedelta(days=1))
    assert kept.found_at == NOON


async def test_gaps_come_in_the_order_of_finding_each_with_its_own_id(records) -> None:
    later = replace(GAP, until=NOON)
    await records.add_gap(GAP, NOON)
    await records.add_gap(later, NOON)
    first, second = await records.gaps(NOON)
    assert (first.gap, second.gap) == (GAP, later)
    assert first.id != second.id


async def test_what_an_admin_was_told_last_on_a_subject_takes_the_place_of_what_came_before(records) -> None:
    await records.note_told([Told("a", "token/discord//", False, NOON), Told("b", "token/discord//", False, NOON)])
    later = NOON + timedelta(minutes=20)
    await records.note_told([Told("a", "token/discord//", True, later)])
    assert {(told.admin, told.is_well, told.at) for told in await records.told()} == {
        ("a", True, later),
        ("b", False, NOON),
    }


async def test_when_a_group_was_last_heard_never_goes_back(records) -> None:
    await records.note_last_seen({"8a": NOON, "8b": NOON}, NOON)
    await records.note_last_seen({"8a": NOON - timedelta(days=1), "8b": NOON + timedelta(days=1)}, NOON)
    await records.note_last_seen({}, NOON)
    assert await records.last_seen() == {"8a": NOON, "8b": NOON + timedelta(days=1)}


async def test_messages_that_were_passed_over_are_counted_by_when_that_was_and_not_by_when_they_were_sent(
    records,
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    await records.record_unassessed(message(), "model broke")
    await records.record_unassessed(message(), "model broke")
    assert await records.unassessed(before) == 2
    assert await records.unassessed(before + timedelta(minutes=5)) == 0
