"""The network of the origin, layer by layer."""

from models.architecture import seed_network


def kinds(augment: bool) -> list[str]:
    return [type(layer).__name__ for layer in seed_network(augment=augment).layers]


def test_layers_of_the_original() -> None:
    convolutions = ["Conv2D", "MaxPooling2D"] * 4
    served = ["InputLayer", "Rescaling", *convolutions, "Flatten", "Dense", "Dropout", "Dense"]
    assert kinds(augment=False) == served
    random_layers = ["RandomFlip", "RandomRotation", "RandomZoom"]
    assert kinds(augment=True) == ["InputLayer", *random_layers, *served[1:]]


def test_size_of_the_original() -> None:
    network = seed_network(augment=True)
    # 3·3·3·16+16 + 3·3·16·32+32 + 3·3·32·64+64 + 3·3·64·128+128 + 6·6·128·128+128 + 128·2+2
    assert network.count_params() == 448 + 4640 + 18496 + 73856 + 589952 + 258
    assert network.input_shape == (None, 96, 96, 3)
    assert network.output_shape == (None, 2)


def test_details_of_the_original() -> None:
    layers = {type(layer).__name__: layer for layer in seed_network(augment=True).layers}
    assert layers["Rescaling"].scale == 1 / 255
    assert layers["Dropout"].rate == 0.2
    assert layers["RandomFlip"].mode == "horizontal"
    assert layers["RandomRotation"].factor == (-0.1, 0.1)
    assert layers["Conv2D"].padding == "same"
    assert layers["Dense"].activation.__name__ == "linear", "logits, no softmax"
