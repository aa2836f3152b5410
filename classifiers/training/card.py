"""Writes the model card and the notice that go with the weights."""

from datetime import UTC, datetime
from pathlib import Path
from string import Template

from classifiers.training.export import Agreement

_FOLDER = Path(__file__).parent


def write(model: Path, report: str, agreement: Agreement, trained: int, validated: int) -> None:
    """Fill the template with what was measured; ``trained`` and ``validated`` are numbers of messages."""
    template = Template((_FOLDER / "model_card.md").read_text(encoding="utf-8"))
    text = template.substitute(
        name=model.name,
        date=datetime.now(UTC).date().isoformat(),
        trained=f"{trained:,}",
        validated=f"{validated:,}",
        megabytes=f"{agreement.megabytes:.1f}",
        mean=f"{agreement.mean:.4f}",
        largest=f"{agreement.largest:.3f}",
        batch=f"{agreement.batch:.0e}",
        report=report,
    )
    (model / "MODEL_CARD.md").write_text(text, encoding="utf-8")
    (model / "NOTICE").write_text((_FOLDER / "notice.txt").read_text(encoding="utf-8"), encoding="utf-8")
