"""What somebody says of drawn faces: most often what the model says, so that there is trust to show."""

from rich.progress import Progress

from cli.api import Api

SAMPLE, UNCERTAIN, TAKEN_BACK = 30, 6, 2
OTHER = {"female": "male", "male": "female"}


def review_some(api: Api, job: str, progress: Progress) -> None:
    """Settle the first of a random sample and some uncertain faces; take the last words back.

    At no desk: a desk would get the faces back that are taken back, and nobody else had them for a while.
    """
    bar = progress.add_task("Reviewing", total=SAMPLE + UNCERTAIN)
    for which, most in (("sample", SAMPLE), ("uncertain", UNCERTAIN)):
        for number in range(most):
            face = api.get(f"/review/next?job={job}&which={which}")
            if face is None:
                break
            said = {"label": opinion(str(face["label"]), number), "note": "" if number else "Drawn."}
            api.post(f"/faces/{face['face_id']}/reviews", said)
            progress.advance(bar)
    for _ in range(TAKEN_BACK):
        api.post(f"/review/undo?job={job}", {})
    progress.update(bar, completed=SAMPLE + UNCERTAIN)


def opinion(label: str, number: int) -> str:
    """Every seventh is told otherwise, one is unclear, and one is no face."""
    rare = {11: "unclear", 16: "not_a_face"}
    return rare.get(number) or (OTHER[label] if number % 7 == 3 else label)
