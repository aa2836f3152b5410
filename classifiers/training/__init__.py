"""How the bundled model is made: corpus, base, fine-tuning, export, model card. Needs the ``training`` extra."""
