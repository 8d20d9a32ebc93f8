"""What starts quickly: a library that few pages need waits until one of them needs it."""

import subprocess
import sys

LATE = ("httpx", "openpyxl", "plotly", "python_calamine", "statsmodels")


def test_libraries_that_few_pages_need_are_not_there_from_the_start():
    code = "import sys, tracker.app, tracker.cli, jobs.schedule; print(*sys.modules)"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not set(LATE) & set(ended.stdout.split())
