"""Makes scores mean what they say: of all messages with a score of 0.7, seven in ten carry the label."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.training.fine_tuning import Encoder, run_over

NO_PENALTY = np.inf


def calibrate(model: Encoder, ids: Sequence[Sequence[int]], targets: NDArray[np.float32]) -> None:
    """Stretch and shift the logit of each label so that it fits messages not trained on (Platt 1999).

    Changes ``model``. ``targets`` has shape (messages, labels) with 0 or 1. The order of messages by score stays as it
    was. A label that no message carries is left alone.
    """
    logits = run_over(model, ids)
    with torch.no_grad():
        for label in range(targets.shape[1]):
            if 0 < targets[:, label].sum() < len(targets):
                fit = LogisticRegression(C=NO_PENALTY).fit(logits[:, [label]], targets[:, label])
                slope, shift = float(fit.coef_[0, 0]), float(fit.intercept_[0])
                model.head.weight[label] *= slope
                model.head.bias[label] = model.head.bias[label] * slope + shift
