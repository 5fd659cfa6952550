"""Tests for the benchmarks: reproducible journals and correct arithmetic."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import corpus, report
from benchmarks.measure import Command, Timing, interleave
from benchmarks.rows import Growth, compare


def test_same_seed_generates_the_same_journal() -> None:
    assert list(corpus.entries(20)) == list(corpus.entries(20))
    assert list(corpus.entries(20)) != list(corpus.entries(20, seed=1))


def test_generated_entries_have_a_realistic_length() -> None:
    sizes = [len(corpus.text_of(entry).encode()) for entry in corpus.entries(300)]
    assert 1_400 < sum(sizes) / len(sizes) < 1_600


def test_generated_entries_span_years_oldest_first() -> None:
    entries = list(corpus.entries(100))
    assert all(one.created_at < other.created_at for one, other in pairwise(entries))
    assert entries[-1].occurred_on.year - entries[0].occurred_on.year == 10
    assert len({entry.id for entry in entries}) == 100


def test_jrnl_journal_has_the_same_text_without_tags(tmp_path: Path) -> None:
    entries = list(corpus.entries(30))
    corpus.write_jrnl(tmp_path / "jrnl.txt", entries)
    text = (tmp_path / "jrnl.txt").read_text("utf-8")
    assert text.count("\n[") == 29
    assert all(entry.title in text and corpus.text_of(entry) in text for entry in entries)
    # jrnl would interpret words with these prefixes as tags.
    assert "@" not in text
    assert "#" not in text


def test_failing_command_is_not_measured() -> None:
    command = Command("fails", (sys.executable, "-c", "raise SystemExit(3)"), {})
    with pytest.raises(RuntimeError, match="fails: exit 3"):
        interleave([command], 1)


def test_command_with_other_output_is_not_measured() -> None:
    command = Command("other", (sys.executable, "-c", "print('hello')"), {}, expect="good-bye")
    with pytest.raises(RuntimeError, match="hello"):
        interleave([command], 1)


def test_each_run_starts_from_the_same_state(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f"import pathlib; file = pathlib.Path({str(log)!r}); assert not file.exists();"
    script += "file.write_text('once')"
    command = Command("writes", (sys.executable, "-c", script), {}, lambda: log.unlink(True))
    timing = interleave([command], 3)["writes"]
    assert len(timing.seconds) == len(timing.peaks) == 3


def test_ratio_compares_medians() -> None:
    row = compare("a : b", 0.5, Timing([1, 2, 90]), Timing([4, 4, 4]))
    assert row.ratio == 0.5
    assert row.passed
    assert not compare("a : b", 0.4, Timing([2]), Timing([4])).passed


@pytest.mark.parametrize(
    ("seconds", "passed"),
    [
        ((0.10, 0.10, 0.10), True),
        ((0.10, 0.19, 0.39), True),
        ((0.10, 0.20, 1.00), False),
        ((0.10, 0.10, 0.30), False),
    ],
    ids=["flat", "linear", "quadratic", "late"],
)
def test_growth_passes_only_if_it_is_at_most_linear(
    seconds: tuple[float, float, float], passed: bool
) -> None:
    assert Growth("list", seconds).passed is passed


def test_report_preserves_handwritten_text(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", "utf-8")
    report.write("new", page)
    report.write("newer", page)
    assert page.read_text("utf-8") == f"before\n{report.BEGIN}\n\nnewer\n\n{report.END}\nafter\n"


def test_page_without_markers_is_unchanged(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("by hand\n", "utf-8")
    with pytest.raises(ValueError, match="are missing"):
        report.write("new", page)
    assert page.read_text("utf-8") == "by hand\n"


def test_page_has_both_markers() -> None:
    text = report.PAGE.read_text("utf-8")
    assert text.count(report.BEGIN) == text.count(report.END) == 1
