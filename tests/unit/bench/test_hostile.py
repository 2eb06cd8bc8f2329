"""The section of docs/reliability.md about bad input."""

from bench.hostile import errors_of_ours, section

FOUND = {
    "answers": {
        "bombs": {"classified": 2, "refused too_many_pixels": 3, "failed undecodable": 1},
        "ids": {"404 not_found": 4},
    },
    "statuses": {"202": 5, "500": 1, "503": 2},
    "longest_seconds": 1.25,
    "memory_mb": {"web": {"before": 100, "after": 110, "most": 300}},
    "crashes": 0,
}
DESCRIBED = {"generated": 1300, "with_failures": 0, "operations": 21}


def test_files_and_requests_have_tables_of_their_own() -> None:
    text = section(FOUND, DESCRIBED)
    assert text.startswith("6 kinds of files and 4 kinds of requests")
    assert "**0 crashes, 1 answers 500, 2 answers 503**" in text
    assert "| bombs | 6 | 2 | 1 | too_many_pixels 3 |" in text
    assert "| ids | 4 | 404 not_found × 4 |" in text
    assert "Schemathesis sent 1,300 requests" in text


def test_only_what_broke_here_is_an_error_of_ours() -> None:
    assert errors_of_ours(FOUND) == 1  # 503 says: not now
