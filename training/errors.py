"""What can be wrong with the data or the request of a training, each told in one sentence."""


class DataError(ValueError):
    """The data folder is not laid out as training or evaluation needs it."""


class RunError(ValueError):
    """The request contradicts what an earlier run left behind."""


class PublishRefused(RunError):
    """An artefact must not become the default: it fails its checks, or is worse than the one that is."""
