"""The words of this domain, for models that embed its code (behaviour 3.10).

words.py        the vocabulary
extraction.py   read from the tables; documents.py, variables.py, keywords.py, tags.py and
                fragments.py say what counts as which word, builtin.py has what stands in
tokens.py       one token for each word; texts with tokens in place of words, and back
training.py     pairs of texts, and how alike they are
lines.py        all that as JSON lines
"""

from techknowledge.vocabulary.extraction import extract_vocabulary
from techknowledge.vocabulary.tokens import Preprocessor, custom_tokens
from techknowledge.vocabulary.training import TrainingPair, training_pairs
from techknowledge.vocabulary.words import Kind, Vocabulary, Word

__all__ = [
    "Kind",
    "Preprocessor",
    "TrainingPair",
    "Vocabulary",
    "Word",
    "custom_tokens",
    "extract_vocabulary",
    "training_pairs",
]
