"""How far a long command is: a bar at a terminal, few lines elsewhere, nothing for short work."""

from shared.cli.progress import BAR_WIDTH, ERASE_LINE, Bar


def test_a_terminal_sees_one_line_that_grows_and_ends(capsys):
    bar = Bar("slips", on_terminal=True)
    for done in range(2001):
        bar(done, 2000)

    shown = capsys.readouterr().err
    assert shown.count(ERASE_LINE) == 101
    assert shown.endswith(f"[{'#' * BAR_WIDTH}] slips 2000/2000\n")


def test_a_log_sees_a_few_lines_of_long_work_and_none_of_short(capsys):
    for total in (2000, 999, 0):
        bar = Bar("slips", on_terminal=False)
        for done in range(total + 1):
            bar(done, total)

    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"slips {done}/2000" for done in (500, 1000, 1500, 2000)]


def test_a_bar_can_be_used_for_one_thing_after_another(capsys):
    bar = Bar("slips", on_terminal=True)
    for _ in range(2):
        bar(0, 1)
        bar(1, 1)

    assert capsys.readouterr().err.count("slips 1/1\n") == 2
