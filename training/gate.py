"""What keeps a worse artefact from becoming the default."""

from pathlib import Path

import numpy as np

from models.card import Card
from models.errors import NoUsableArtefact
from models.outputs import GENDER
from models.registry import load, read_card
from training.answers import BATCH, HEADLINES, Answers
from training.bootstrap import difference, enough
from training.mcnemar import mcnemar
from training.metrics import Labels
from training.verdict import Verdict, verdict

NOTHING = Verdict(None, "There is no default to compare with.")


def against_default(candidate: Answers, version: str, directory: Path) -> Verdict:
    """Asks the default of `directory` about the pictures that `candidate` was asked about.

    Without one that can be loaded there is nothing to be worse than.
    """
    try:
        rival = load(directory=directory)
    except NoUsableArtefact:
        return NOTHING
    inputs, truth, clusters = candidate.truth.inputs, candidate.truth.labels, candidate.truth.clusters
    logits = [rival.logits(inputs[start : start + BATCH]) for start in range(0, len(inputs), BATCH)]
    said: Labels = np.concatenate(logits)[:, : len(GENDER)].argmax(axis=1).astype(np.int64)
    return verdict(
        version,
        _present(rival.version, version),
        f"{candidate.asked.name} ({len(truth)} pictures)",
        difference(truth, candidate.predicted, said, clusters),
        mcnemar(truth, candidate.predicted, said),
        enough=enough(truth, clusters),
    )


def by_cards(card: Card, directory: Path) -> Verdict:
    """Compares what the cards say of the first set of `HEADLINES` that both know.

    Unpaired, so only intervals that do not meet tell two artefacts apart.
    """
    try:
        rival = read_card(directory=directory)
    except NoUsableArtefact:
        return NOTHING
    mine, its = ({each.set: each.balanced_accuracy for each in known.metrics} for known in (card, rival))
    common = next((name for name in HEADLINES if name in mine and name in its), None)
    name = _present(rival.version, card.version)
    if common is None:
        return Verdict(None, f"The cards of {card.version} and {name} have no set in common.")
    for better, worse, high, low in (
        (card.version, name, mine[common], its[common]),
        (name, card.version, its[common], mine[common]),
    ):
        if high.low > low.high:
            return Verdict(better, f"By their cards {better} is better than {worse} on {common}.")
    return Verdict(None, f"By their cards {card.version} and {name} cannot be told apart on {common}.")


def _present(rival: str, version: str) -> str:
    return f"the present {rival}" if rival == version else rival
