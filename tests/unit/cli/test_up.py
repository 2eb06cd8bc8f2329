"""What `browline up` says of a start that takes too long."""

import pytest

from cli.up import missing_words


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b'{"ready":false,"missing":["redis: it does not answer","worker: none has reported"]}',
         "redis: it does not answer; worker: none has reported"),
        (b"<h1>502 Bad Gateway</h1>", "<h1>502 Bad Gateway</h1>"),
        (b'["other"]', '["other"]'),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_in_words(answer: bytes, words: str) -> None:
    assert missing_words(answer) == words
